/// What a plan was made against: the thing that must not be exchanged between planning and applying.
package enum PlanTarget: Sendable, Equatable, CustomStringConvertible {
    /// An emulator in process. Which state file is not said: it is a path of one machine.
    case sandbox
    /// AWS, in the partitions and regions of the projects' ARNs.
    ///
    /// - endpoint: scheme, host and port of the endpoint that was configured instead of AWS's own; nil for AWS's own.
    case aws(endpoint: String?)

    package var description: String {
        switch self {
        case .sandbox: "the sandbox"
        case .aws(nil): "AWS"
        case .aws(let endpoint?): endpoint
        }
    }
}
