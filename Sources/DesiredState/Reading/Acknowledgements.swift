import ModelVersions
import YAMLTree

extension DocumentReader {
    /// `acknowledge`: for each finding a reason, and the end of all.
    mutating func readAcknowledgement(_ node: YAMLNode) -> FieldValue<Acknowledgement?> {
        let keys = Acknowledgement.Finding.allCases.map(\.rawValue) + ["until"]
        guard let fields = mapping(node, what: "`acknowledge`", keys: keys) else { return .invalid }
        var reasons: [Acknowledgement.Finding: String] = [:]
        // An unknown key is reported already.
        var isValid = fields.entries.allSatisfy { keys.contains($0.key) }
        for entry in fields.entries {
            guard let finding = Acknowledgement.Finding(rawValue: entry.key) else { continue }
            let reason = value(entry.value, "the reason for `\(finding.rawValue)`") { text throws(InvalidValue) in
                try Acknowledgement.check(reason: text)
                return text
            }
            if let reason = reason.value { reasons[finding] = reason } else { isValid = false }
        }
        if reasons.isEmpty, isValid {
            report(
                "`acknowledge` names no finding",
                at: fields.position,
                help: "name one with its reason, as in `overwritten: weekly overwrite`"
            )
            isValid = false
        }
        guard let end = fields["until"] else {
            if !fields.misspelt.contains("until") {
                report(
                    "`until` is missing in `acknowledge`",
                    at: fields.position,
                    help: "add the last day of the acknowledgement, as in `until: 2027-01-31`"
                )
            }
            return .invalid
        }
        let until = value(end.value, "`until`") { text throws(InvalidValue) in try CalendarDay(text) }
        guard isValid, let until = until.value else { return .invalid }
        return .given(Acknowledgement(reasons: reasons, until: until))
    }
}
