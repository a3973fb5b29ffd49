package import ModelVersions

/// Why a version that is not live was probably deleted.
package struct Recreation: Sendable, Equatable {
    /// Where its list grows.
    package var growingEnd: ListEnd
    /// The nearest live version between it and that end. Versions beyond a live version were created before it.
    package var between: VersionARN
}

/// Which desired versions that are not live were deleted, by the live versions of their list.
struct DeletedVersions {
    enum Judgement {
        /// It is at the growing end of its list, or no version of the list is live.
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
            // From the growing end inwards: a version after a live one was created earlier.
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

/// The end at which a list of versions grows, by the creation times of its live versions.
package enum ListGrowth: Sendable, Equatable {
    /// Why the end is unknown.
    package enum UnknownReason: String, Sendable, CaseIterable {
        case oneLive = "one-live"
        case mixedOrder = "mixed-order"
    }

    /// No version of the list is live.
    case fresh
    case at(ListEnd)
    case unknown(UnknownReason)

    /// - Parameter live: The list's live versions in the order of the file.
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

/// One `versions` list of the files and its live versions.
package struct PlannedList: Sendable, Equatable {
    /// In the order of the file, including versions that are not selected.
    package var names: [VersionName]
    package var growth: ListGrowth
    /// The newest live version of the list.
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
