internal import ModelVersions
internal import Planning
internal import Reconciler

extension StatusRow {
    /// As in `0.873`, with as many decimals as it takes to see that a score is below its gate.
    var scoreText: String? {
        guard let score = f1Score else { return nil }
        guard let minimum = minimumF1Score, gate?.isMissed == true else { return decimal(score, places: 3) }
        let places = (3...6).first { decimal(score, places: $0) != decimal(minimum, places: $0) }
        return decimal(score, places: places ?? 7)
    }

    /// As in `0.850 met`; nil where nothing is required.
    var gateText: String? {
        guard let minimum = minimumF1Score.map({ decimal($0, places: 3) }) else { return nil }
        return switch gate {
        case .passed?: "\(minimum) met"
        case .missed?: "\(minimum) missed"
        case .unknown?: "\(minimum) unknown"
        case .some(.none), nil: minimum
        }
    }
}

extension StatusRow.Management {
    var word: String {
        switch self {
        case .managed: "yes"
        case .retired: "retired"
        case .unmanaged: "no"
        }
    }
}

extension ProjectPlan.Problem {
    /// As a clause about the project.
    func text(of project: ProjectARN) -> String {
        switch self {
        case .absent: "the project does not exist in \(project.region) of account \(project.account)"
        case .unreadable(let reason): "could not be read: \(reason)"
        }
    }
}

extension Tags {
    /// As in `stage=prod, team=perception`.
    var text: String {
        all.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}
