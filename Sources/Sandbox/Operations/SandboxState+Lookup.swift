extension SandboxState {
    /// Where in the state something with an ARN is.
    enum Position {
        case project(Int)
        case dataset(project: Int, Int)
        case version(project: Int, Int)
    }

    /// - Throws: `ServiceRefusal` where there is no such project in the region.
    func index(of arn: ResourceARN, in region: String) throws -> Int {
        guard arn.region == region, let index = projects.firstIndex(where: { $0.arn == arn.text }) else {
            throw ServiceRefusal.notFound(arn.text)
        }
        return index
    }

    /// - Throws: `ServiceRefusal` where there is nothing with this ARN in the region.
    func position(of text: String, in region: String) throws -> Position {
        guard let arn = ResourceARN(text), arn.region == region else { throw ServiceRefusal.notFound(text) }
        let stem = arn.projectStem.utf8
        for project in projects.indices where projects[project].arn.utf8.starts(with: stem) {
            switch arn.kind {
            case .project:
                if projects[project].arn == text { return .project(project) }
            case .dataset:
                if let index = projects[project].datasets.firstIndex(where: { $0.arn == text }) {
                    return .dataset(project: project, index)
                }
            case .version:
                if let index = projects[project].versions.firstIndex(where: { $0.arn == text }) {
                    return .version(project: project, index)
                }
            }
        }
        throw ServiceRefusal.notFound(text)
    }

    /// The number for the ARN of something new: its time, unless something deleted had that number, so that no two ARNs
    /// are ever the same.
    func number(at time: Int64) -> Int64 {
        max(time, (highestDeletedNumber ?? -1) + 1)
    }

    /// To be told of everything that is deleted.
    mutating func didDelete(_ arn: String) {
        guard let number = ResourceARN(arn)?.number, Self.times.contains(number) else { return }
        highestDeletedNumber = max(number, highestDeletedNumber ?? 0)
    }
}

extension SandboxState.Project {
    static let features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
    static let contentModeration = "CONTENT_MODERATION"

    /// As in `arn:aws:rekognition:us-east-1:111122223333`.
    var place: Substring {
        arn.utf8.lastIndex(of: UInt8(ascii: ":")).map { arn[..<$0] } ?? ""
    }

    /// The fourth part of the ARN.
    var region: Substring {
        let place = place
        let parts = place.split(separator: ":")
        return parts.count > 3 ? parts[3] : ""
    }

    /// As in `arn:...:project/NAME/`.
    var stem: Substring {
        arn.utf8.lastIndex(of: UInt8(ascii: "/")).map { arn[...$0] } ?? ""
    }

    var name: Substring { stem.split(separator: "/").last ?? "" }

    /// When something that is created now was created: a clock that is set back must not change the order.
    func creationTime(now: Int64) -> Int64 {
        max(now, versions.last?.createdAt ?? 0)
    }

    mutating func addDataset(
        _ type: String,
        at time: Int64,
        number: Int64,
        source: CreateDatasetRequest.Source? = nil,
        tags: [String: String] = [:]
    ) -> String {
        let arn = "\(stem)dataset/\(type.lowercased())/\(number)"
        datasets.append(SandboxState.Dataset(arn: arn, type: type, createdAt: time, tags: tags, source: source))
        return arn
    }
}
