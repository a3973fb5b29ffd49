package import ModelVersions

/// Why a version that is not live counts as trained and deleted. In a box: few entries of a plan have one.
package indirect enum Recreation: Sendable, Equatable {
    /// An earlier training left it behind.
    case trace(TrainingTrace)
    /// No look for a trace was possible: its place in its list decides.
    case order(Order)

    package struct Order: Sendable, Equatable {
        /// Where its list grows.
        package var growingEnd: ListEnd
        /// The nearest live version between it and that end. Versions beyond a live version were created before it.
        package var between: VersionARN

        package init(growingEnd: ListEnd, between: VersionARN) {
            self.growingEnd = growingEnd
            self.between = between
        }
    }
}

/// Which desired versions that are not live were probably deleted, by the live versions of their list.
struct DeletedVersions {
    enum Judgement {
        /// It is at the growing end of its list, or no version of the list is live.
        case new
        case deleted(Recreation.Order)
        case unknown(ListGrowth.UnknownReason)
    }

    private var judgements: [VersionName: Judgement] = [:]

    /// - Parameter lists: each with the live version of each of its names.
    init(_ lists: some Sequence<(PlannedList, [VersionARN?])>) {
        for (list, live) in lists { judge(list, live) }
    }

    subscript(name: VersionName) -> Judgement { judgements[name] ?? .new }

    private mutating func judge(_ list: PlannedList, _ live: [VersionARN?]) {
        switch list.growth {
        case .fresh:
            break
        case .unknown(let reason):
            for (name, arn) in zip(list.names, live) where arn == nil { judgements[name] = .unknown(reason) }
        case .at(let end):
            guard live.contains(nil) else { return }
            // From the growing end inwards: a version after a live one was created earlier.
            let outwards = Array(zip(list.names, live))
            let inwards = end == .end ? outwards.reversed() : outwards
            var nearest: VersionARN?
            for (name, arn) in inwards {
                if let arn {
                    nearest = arn
                } else if let nearest {
                    judgements[name] = .deleted(Recreation.Order(growingEnd: end, between: nearest))
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
        let pairs = 1..<live.count
        if pairs.allSatisfy({ live[$0].isNewer(than: live[$0 - 1]) }) {
            self = .at(.end)
        } else if pairs.allSatisfy({ live[$0 - 1].isNewer(than: live[$0]) }) {
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
        self.init(names, live: names.map { live[$0]?.arn })
    }

    /// - Parameter live: the live version of each name.
    init(_ names: [VersionName], live: [VersionARN?]) {
        let versions = live.compactMap(\.self)
        self.names = names
        growth = ListGrowth(versions)
        newest = versions.max { $1.isNewer(than: $0) }
    }
}

extension PlannedList {
    /// The entries of the list in the order in which apply starts them: that of the file, or the reverse in a list that
    /// grows at its front.
    ///
    /// Next to the only live version they go outwards. If the list has creates on both sides of it, one of each side
    /// comes first: two live versions would show an end where the list grows, and three in mixed order show none.
    func inOrderOfCreation(_ creates: [PlanEntry]) -> [PlanEntry] {
        switch growth {
        case .at(.front): return creates.reversed()
        case .fresh, .at(.end), .unknown(.mixedOrder): return creates
        case .unknown(.oneLive):
            guard let name = newest?.name, let place = names.firstIndex(of: name) else { return creates }
            let namesBefore = Set(names[..<place])
            let behind = creates.filter { !namesBefore.contains($0.name) }
            let before = Array(creates.filter { namesBefore.contains($0.name) }.reversed())
            return Array(behind.prefix(1) + before.prefix(1) + behind.dropFirst() + before.dropFirst())
        }
    }
}
