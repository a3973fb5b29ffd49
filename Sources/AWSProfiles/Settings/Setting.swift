/// A value that is in force, and where it comes from.
package struct Setting<Value: Sendable>: Sendable {
    package var value: Value
    package var origin: SettingOrigin

    package init(_ value: Value, origin: SettingOrigin) {
        self.value = value
        self.origin = origin
    }

    package func map<Other: Sendable>(_ transform: (Value) -> Other) -> Setting<Other> {
        Setting<Other>(transform(value), origin: origin)
    }
}

extension Setting: Equatable where Value: Equatable {}

/// Where a setting was made, for people.
package enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    /// An option of the command line, such as `--region`.
    case flag(String)
    case variable(String)
    case profile(String, setting: String)
    /// Nobody set it.
    case standard

    package var description: String {
        switch self {
        case .flag(let name): name
        case .variable(let name): name
        case .profile(let profile, let setting): "`\(setting)` of the profile `\(profile)`"
        case .standard: "the default"
        }
    }
}

/// A setting with a value that cannot be meant: a sentence for the user that says where it was made.
package struct InvalidSetting: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }

    init(_ setting: Setting<String>, must rule: String) {
        description = "\(setting.origin) is `\(setting.value)`; it must be \(rule)"
    }
}
