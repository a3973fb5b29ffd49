internal import ModelVersions
internal import Planning

/// Whether the project is there and may be trained in.
enum ProjectCheck: PreflightCheck {
    static let rule = CheckRule(id: "project", summary: "the project exists and is CREATED")

    static func results(_ subject: CheckSubject) -> [CheckResult] {
        switch subject.project.reading {
        case .absent:  // P2
            return [
                result(
                    .fail,
                    subject,
                    "the project does not exist in \(subject.project.project.region)",
                    help: "check the ARN: the number at its end changes when a project is made anew"
                )
            ]
        case .unreadable(let reason):  // P4
            return [result(.unknown, subject, "the project could not be read: \(reason)")]
        case .present(let project) where project.status == "CREATED":  // P1
            return [result(.pass, subject, "CREATED")]
        case .present(let project):  // P3
            return [
                result(
                    .fail,
                    subject,
                    "the project is \(project.status), not CREATED",
                    help: "wait until it is, or describe the versions in another project"
                )
            ]
        }
    }
}
