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
struct DeletedVersions {
    enum Judgement {
        /// It stands where the list grows, or nothing of the list is live.
        case new
        case deleted(Recreation)
        case unknown(ListGrowth.UnknownReason)
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
        case .unknown(let reason):
            for name in list.names where live[name] == nil { judgements[name] = .unknown(reason) }
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

/// An end of a list of versions.
package enum ListEnd: String, Sendable, Equatable {
    case front
    case end
}

/// At which end a list of versions grows. Nothing remembers it: the creation times of its live versions tell.
package enum ListGrowth: Sendable, Equatable {
    /// Why it cannot be told.
    package enum UnknownReason: String, Sendable, CaseIterable {
        case oneLive = "one-live"
        case mixedOrder = "mixed-order"
    }

    /// None of its versions is live: there is nothing to be mistaken about.
    case fresh
    case at(ListEnd)
    case unknown(UnknownReason)

    /// - Parameter live: The live versions of the list, in the order of the file.
    init(_ live: [VersionARN]) {
        guard live.count > 1 else {
            self = live.isEmpty ? .fresh : .unknown(.oneLive)
            return
        }
        let neighbours = zip(live, live.dropFirst())
        if neighbours.allSatisfy({ $1.isNewer(than: $0) }) {
            self = .at(.end)
        } else if neighbours.allSatisfy({ $0.isNewer(than: $1) }) {
            self = .at(.front)
        } else {
            self = .unknown(.mixedOrder)
        }
    }
}

/// One `versions` list of the files, against what is live.
package struct PlannedList: Sendable, Equatable {
    /// In the order of the file, whether they are selected or not.
    package var names: [VersionName]
    package var growth: ListGrowth
    /// The live version of the list that was created last.
    package var newest: VersionARN?

    package init(names: [VersionName], growth: ListGrowth, newest: VersionARN?) {
        self.names = names
        self.growth = growth
        self.newest = newest
    }

    package init(_ names: [VersionName], live: [VersionName: LiveVersion]) {
        let versions = names.compactMap { live[$0]?.arn }
        self.names = names
        growth = ListGrowth(versions)
        newest = versions.max { $1.isNewer(than: $0) }
    }
}
