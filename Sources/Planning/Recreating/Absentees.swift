package import ModelVersions

/// Why a version that is not live is taken for one that was deleted.
package struct Recreation: Sendable, Equatable {
    /// Where its list grows.
    package var growingEnd: ListEnd
    /// The nearest live version between it and that end: what stands beyond a live version was created before it.
    package var between: VersionARN

    package init(growingEnd: ListEnd, between: VersionARN) {
        self.growingEnd = growingEnd
        self.between = between
    }
}

/// The versions that are described and not live, and what the others of their list say about them.
struct Absentees {
    enum Judgement {
        /// It stands where the list grows, or nothing of the list is live.
        case new
        case deleted(Recreation)
        case undecidable(ListGrowth.Doubt)
    }

    private var judgements: [VersionName: Judgement] = [:]

    init(_ lists: [PlannedList], live: [VersionName: LiveVersion]) {
        for list in lists { judge(list, live) }
    }

    subscript(name: VersionName) -> Judgement { judgements[name] ?? .new }

    private mutating func judge(_ list: PlannedList, _ live: [VersionName: LiveVersion]) {
        switch list.growth {
        case .fresh:
            break
        case .undecidable(let doubt):
            for name in list.names where live[name] == nil { judgements[name] = .undecidable(doubt) }
        case .at(let end):
            // From the growing end inwards: whatever comes behind a live version was there before it.
            let inwards = end == .end ? list.names.reversed() : list.names
            var nearest: VersionARN?
            for name in inwards {
                if let version = live[name] {
                    nearest = version.arn
                } else if let nearest {
                    judgements[name] = .deleted(Recreation(growingEnd: end, between: nearest))
                }
            }
        }
    }
}
