internal import AWSRuntime
internal import ModelVersions

/// Whether the credentials are of the project's account: a training is started there or not at all.
enum CallerCheck: PreflightCheck {
    static let rule = CheckRule(id: "caller-account", summary: "the credentials are of the project's account")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        let account = subject.project.project.account
        switch subject.facts.caller {
        case .notAsked:
            return []
        case .unreadable(let reason):  // A3
            return [result(.unknown, subject, "who the credentials belong to could not be read: \(reason)")]
        case .known(let caller) where caller.account == account:  // A1
            return [result(.pass, subject, "\(caller.arn)")]
        case .known(let caller):  // A2
            return [
                result(
                    .fail,
                    subject,
                    "the project is in account \(account), and the credentials are of account \(caller.account) "
                        + "(\(caller.arn))",
                    help: "use credentials of the project's account, or correct the project's ARN"
                )
            ]
        }
    }
}
