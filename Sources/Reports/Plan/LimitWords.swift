package import Planning
import Text

/// The words for limits of what a plan may create.
package enum LimitWords {
    /// What to do about a limit, besides raising it.
    package static let selectFewer = "select fewer versions with --target, --project, --account or --region"
}

extension ExceededLimit {
    /// As in `the plan would train 3 versions, and --max-creates allows 2`.
    package func message(at prices: Prices) -> String {
        let allowed: String
        let wanted: String
        switch limit.bound {
        case .creates(let most):
            wanted = "the plan would train \(counted(estimate.trainings, "version"))\(limit.scope.text)"
            allowed = "\(most)"
        case .cost(let most):
            wanted = EstimateWords(prices).upperLimit(of: estimate, limit.scope.text)
            allowed = "\(most.text) USD"
        }
        return "\(wanted), and \(limit.name) allows \(allowed)"
    }

    package var help: String { "raise \(limit.name), or \(LimitWords.selectFewer)" }
}

extension PlanLimit {
    /// As in `--max-creates` or `maxCreates (rekon.yaml:12:5)`.
    fileprivate var name: String {
        let (option, key) =
            switch bound {
            case .creates: ("--max-creates", "maxCreates")
            case .cost: ("--max-cost", "maxCost")
            }
        return switch origin {
        case .option: option
        case .settings(let place): "\(key) (\(place))"
        }
    }
}

extension PlanLimit.Scope {
    /// After what counts; empty for the whole run.
    fileprivate var text: String {
        switch self {
        case .run: ""
        case .account(let id): " in account \(id)"
        case .region(let region): " in \(region)"
        }
    }
}

extension Plan {
    /// The plan without the projects that a limit of their account or region refuses. The others stay.
    package func judged(by limits: [PlanLimit], at prices: Prices) -> Plan {
        var plan = self
        for excess in exceededOfPlaces(limits, at: prices) {
            let cause = RefusedProject.Cause(nil, "is over a limit: \(excess.message(at: prices))")
            for index in plan.projects.indices where excess.projects.contains(plan.projects[index].project) {
                plan.projects[index].judgement = .refused(.overLimit, [cause])
            }
        }
        return plan
    }
}
