package import ModelVersions

/// An end of a list of versions.
package enum ListEnd: String, Sendable, Equatable {
    case front
    case end
}

/// At which end a list of versions grows. Nothing remembers it: the creation times of its live versions tell.
package enum ListGrowth: Sendable, Equatable {
    /// Why it cannot be told.
    package enum Doubt: String, Sendable, CaseIterable {
        case oneLive = "one-live"
        case mixedOrder = "mixed-order"
    }

    /// None of its versions is live: there is nothing to be mistaken about.
    case fresh
    case at(ListEnd)
    case undecidable(Doubt)

    /// - Parameter live: The live versions of the list, in the order of the file.
    init(_ live: [VersionARN]) {
        guard live.count > 1 else {
            self = live.isEmpty ? .fresh : .undecidable(.oneLive)
            return
        }
        let neighbours = zip(live, live.dropFirst())
        if neighbours.allSatisfy({ $1.isNewer(than: $0) }) {
            self = .at(.end)
        } else if neighbours.allSatisfy({ $0.isNewer(than: $1) }) {
            self = .at(.front)
        } else {
            self = .undecidable(.mixedOrder)
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
