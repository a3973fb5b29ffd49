/// Reads settings from where the AWS SDKs look: the command line, variables, the profile. A blank value counts as none.
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

    /// The first of the places that has a value.
    ///
    /// - Parameters:
    ///   - flag: an option's name and its value.
    ///   - variables: the first that is set wins.
    ///   - setting: the name in a profile.
    package func text(
        flag: (name: String, value: String?)? = nil,
        variables: [String] = [],
        setting: String? = nil
    ) -> Setting<String>? {
        if let flag, let value = flag.value { return Setting(value, origin: .flag(flag.name)) }
        for variable in variables {
            if let value = environment(variable) { return Setting(value, origin: .variable(variable)) }
        }
        guard let setting, let value = config.profiles[profile]?[setting], !value.isEmpty else { return nil }
        return Setting(value, origin: .profile(profile, setting: setting))
    }

    /// `true` or `false`, in any case of letters; false where nobody set it.
    package func boolean(
        flag: (name: String, value: Bool?)? = nil,
        variable: String,
        setting: String? = nil
    ) throws(InvalidSetting) -> Setting<Bool> {
        if let flag, let value = flag.value { return Setting(value, origin: .flag(flag.name)) }
        guard let text = text(variables: [variable], setting: setting) else { return Setting(false, origin: .standard) }
        switch text.value.lowercased() {
        case "true": return Setting(true, origin: text.origin)
        case "false": return Setting(false, origin: text.origin)
        default: throw InvalidSetting(text, must: "true or false")
        }
    }

    /// A whole number, not below `minimum`.
    package func integer(
        variable: String,
        setting: String,
        minimum: Int
    ) throws(InvalidSetting) -> Setting<Int>? {
        guard let text = text(variables: [variable], setting: setting) else { return nil }
        guard let number = Int(text.value), number >= minimum else {
            throw InvalidSetting(text, must: "a whole number, at least \(minimum)")
        }
        return Setting(number, origin: text.origin)
    }
}
