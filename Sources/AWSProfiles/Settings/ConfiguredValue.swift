/// A value and its origin.
package struct ConfiguredValue<Value: Sendable>: Sendable {
    package var value: Value
    package var origin: SettingOrigin

    package init(_ value: Value, origin: SettingOrigin) {
        self.value = value
        self.origin = origin
    }

    package func map<Other: Sendable>(_ transform: (Value) -> Other) -> ConfiguredValue<Other> {
        ConfiguredValue<Other>(transform(value), origin: origin)
    }
}

extension ConfiguredValue: Equatable where Value: Equatable {}

/// The origin of a setting, for messages.
package enum SettingOrigin: Sendable, Equatable, CustomStringConvertible {
    /// An option of the command line, such as `--region`.
    case flag(String)
    case variable(String)
    /// A place in rekon's settings file, such as `rekon.yaml:4:12`.
    case settings(String)
    case profile(String, setting: String)
    /// Not set: the default.
    case standard

    package var description: String {
        switch self {
        case .flag(let name): name
        case .variable(let name): name
        case .settings(let place): place
        case .profile(let profile, let setting): "`\(setting)` of the profile `\(profile)`"
        case .standard: "the default"
        }
    }
}

/// A setting with an invalid value: a message with its origin.
package struct InvalidSetting: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String
    /// Nil where more than one setting is involved.
    package var origin: SettingOrigin?

    package init(_ description: String) {
        self.description = description
    }

    init(_ setting: ConfiguredValue<String>, must rule: String) {
        origin = setting.origin
        description = "\(setting.origin) is `\(setting.value)`; it must be \(rule)"
    }
}

/// Reads settings as the AWS SDKs do: command line, variables, profile. rekon's settings file comes before the profile.
/// A blank value counts as not set.
package struct SettingsReader: Sendable {
    package let environment: @Sendable (String) -> String?
    package let config: SharedConfig
    package let profile: String

    /// - Parameter environment: the value of a variable, nil where it is unset or blank.
    package init(environment: @escaping @Sendable (String) -> String?, config: SharedConfig, profile: String) {
        self.environment = environment
        self.config = config
        self.profile = profile
    }

    /// The first value of the command line, the variables, rekon's settings file and the profile.
    ///
    /// - Parameters:
    ///   - flag: an option's name and its value.
    ///   - variables: the first one that is set counts.
    ///   - file: the value of rekon's settings file.
    ///   - setting: its name in a profile.
    package func text(
        flag: (name: String, value: String?)? = nil,
        variables: [String] = [],
        file: ConfiguredValue<String>? = nil,
        setting: String? = nil
    ) -> ConfiguredValue<String>? {
        if let flag, let value = flag.value { return ConfiguredValue(value, origin: .flag(flag.name)) }
        for variable in variables {
            if let value = environment(variable) { return ConfiguredValue(value, origin: .variable(variable)) }
        }
        if let file { return file }
        guard let setting, let value = config.profiles[profile]?[setting], !value.isEmpty else { return nil }
        return ConfiguredValue(value, origin: .profile(profile, setting: setting))
    }

    /// `true` or `false`, in any case; false where it is not set.
    package func boolean(
        flag: (name: String, value: Bool?)? = nil,
        variable: String,
        setting: String? = nil
    ) throws(InvalidSetting) -> ConfiguredValue<Bool> {
        if let flag, let value = flag.value { return ConfiguredValue(value, origin: .flag(flag.name)) }
        guard let text = text(variables: [variable], setting: setting) else {
            return ConfiguredValue(false, origin: .standard)
        }
        switch text.value.lowercased() {
        case "true": return ConfiguredValue(true, origin: text.origin)
        case "false": return ConfiguredValue(false, origin: text.origin)
        default: throw InvalidSetting(text, must: "true or false")
        }
    }

    /// A whole number, not below `minimum`.
    package func integer(
        flag: (name: String, value: String?)? = nil,
        variable: String,
        file: ConfiguredValue<String>? = nil,
        setting: String,
        minimum: Int
    ) throws(InvalidSetting) -> ConfiguredValue<Int>? {
        guard let text = text(flag: flag, variables: [variable], file: file, setting: setting) else { return nil }
        guard let number = Int(text.value), number >= minimum else {
            throw InvalidSetting(text, must: "a whole number, at least \(minimum)")
        }
        return ConfiguredValue(number, origin: text.origin)
    }

    /// A time limit: a number of seconds, such as `5` or `0.5`.
    package func timeout(
        flag: (name: String, value: String?)? = nil,
        variable: String,
        file: ConfiguredValue<String>? = nil,
        setting: String
    ) throws(InvalidSetting) -> ConfiguredValue<Duration>? {
        guard let text = text(flag: flag, variables: [variable], file: file, setting: setting) else { return nil }
        // `Double` also reads `1e3`, `0x10` and `inf`.
        let isDecimal = text.value.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isDecimal, let seconds = Double(text.value), (0.1...3600).contains(seconds) else {
            throw InvalidSetting(text, must: "a number of seconds from 0.1 to 3600")
        }
        return ConfiguredValue(.milliseconds(Int64((seconds * 1000).rounded())), origin: text.origin)
    }
}
