import DesiredState
import ModelVersions
import Planning
import Text

/// A refused project in the file of a saved plan.
struct RefusedDocument: Codable {
    struct Cause: Codable {
        /// Absent for the whole project.
        var name: String?
        var message: String
    }

    var project: String
    /// Among all projects of the plan, from 0.
    var place: Int
    /// `incomplete`, `blocked` or `check-failed`.
    var reason: String
    var causes: [Cause]
    /// The number of versions that apply would create otherwise.
    var notCreated: Int
    var lists: [[String]]
    var versions: [VersionDocument.Desired]

    init(_ part: SavedPlan.RefusedPart) throws {
        let arn = part.desired.arn
        project = arn.text
        place = part.place
        reason = part.refusal.reason.rawValue
        causes = part.refusal.causes.map { Cause(name: $0.name?.text, message: $0.text) }
        notCreated = part.refusal.heldCount
        lists = part.desired.lists.map { $0.map(\.text) }
        versions = try part.desired.versions.map { try VersionDocument.Desired($0, in: arn) }
    }

    func checked() throws -> SavedPlan.RefusedPart {
        let arn = try ProjectARN(numberedOrNamed: project)
        guard let reason = RefusedProject.Reason(rawValue: reason) else {
            throw InvalidValue("refuses `\(arn)` for an unknown reason `\(self.reason.excerpt)`")
        }
        guard place >= 0, notCreated >= 0 else {
            throw InvalidValue("has a negative number at the refused project `\(arn)`")
        }
        var causes: [RefusedProject.Cause] = []
        for cause in self.causes { causes.append(.init(try cause.name.map { try VersionName($0) }, cause.message)) }
        return SavedPlan.RefusedPart(
            refusal: RefusedProject(arn, reason, causes, heldCount: notCreated),
            desired: DesiredProject(
                arn: arn,
                versions: try versions.map { try $0.version(in: arn) },
                lists: try lists.map { list in try list.map { try VersionName($0) } }
            ),
            place: place
        )
    }
}
