import DesiredState
import Diagnostics
import Host
import JSON
import ModelVersions
package import Planning

/// A drift report for programs; the format is specs/drift.schema.json.
package enum DriftJSON {
    package static func render(
        _ report: DriftReport,
        price: Prices = .assumedForInference,
        sandbox: Bool = false
    ) -> String {
        let counts = DriftCounts(report)
        let parts = report.parts
        return JSONText.render { json in
            json.numbers("acknowledgedKinds", counts.acknowledgedKinds)
            json.object("compared") { json in
                json.member("manifests", report.comparesManifests)
                json.member("tags", report.comparesTags)
            }
            json.member("complete", report.isComplete)
            json.member("drifted", report.hasDrift)
            json.member("formatVersion", JSONText.formatVersion)
            json.member("inSync", report.isInSync)
            json.member("inferencePriceUSDPerHour", price.dollarsPerHour(in: report.places))
            json.numbers("kinds", counts.kinds)
            json.object("partial", report.omission) { $0.write(to: &$1) }
            json.places(parts) { place, part, json in
                let counts = DriftCounts(part)
                json.member("account", place.account)
                json.numbers("acknowledgedKinds", counts.acknowledgedKinds)
                json.member("drifted", part.hasDrift)
                json.member("inSync", part.isInSync)
                json.member("inferencePriceUSDPerHour", price.dollarsPerHour(in: part.places))
                json.numbers("kinds", counts.kinds)
                json.member("region", place.region)
                json.object("running") { part.running.write(at: price, to: &$0) }
                json.numbers("summary", counts.summary)
            }
            json.objects("projects", report.projects) { $0.write(at: price, hasPlace: parts.count > 1, to: &$1) }
            json.object("running") { report.running.write(at: price, to: &$0) }
            json.member("sandbox", sandbox)
            json.member("staleDataPolicy", report.staleData.rawValue)
            json.numbers("summary", counts.summary)
            json.member("unmanagedPolicy", report.unmanaged.rawValue)
        }
    }
}

extension DriftReport {
    fileprivate var places: Set<AccountRegion> { Set(projects.lazy.map { AccountRegion($0.project) }) }
}

extension DriftCounts {
    fileprivate var kinds: [String: Int] {
        Dictionary(uniqueKeysWithValues: Drift.Kind.allCases.map { ($0.rawValue, self[$0]) })
    }

    fileprivate var acknowledgedKinds: [String: Int] {
        Dictionary(
            uniqueKeysWithValues: Drift.Kind.allCases.filter { $0.acknowledged != nil }
                .map { ($0.rawValue, self[acknowledged: $0]) }
        )
    }

    fileprivate var summary: [String: Int] {
        var summary = Dictionary(
            uniqueKeysWithValues: DriftItem.Standing.allCases.map { ($0.rawValue, self[$0]) }
        )
        summary["described"] = desired
        summary["unread"] = unread
        summary["ignored"] = ignored
        return summary
    }
}

extension ProjectDrift {
    /// - Parameter hasPlace: whether the report is about several accounts or regions.
    fileprivate func write(at price: Prices, hasPlace: Bool, to json: inout JSONWriter) {
        json.member("account", hasPlace ? project.account : nil)
        json.member("described", desiredCount)
        json.objects("idlePatterns", idlePatterns) { pattern, json in
            json.object("location", pattern.location) { $0.write(to: &$1) }
            json.member("pattern", pattern.glob.text)
        }
        json.member("ignored", ignoredCount)
        if problem == nil { json.member("live", liveCount) }
        json.object("newData", newData) { $0.write(to: &$1) }
        json.object("problem", problem) { problem, json in
            json.member("kind", problem == .absent ? "absent" : "unreadable")
            json.member("message", problem.explanation(of: project))
        }
        json.member("project", project.text)
        json.member("region", hasPlace ? project.region : nil)
        if problem == nil { json.object("running") { running.write(at: price, to: &$0) } }
        json.objects("unmanaged", unmanaged) { version, json in
            json.member("arn", version.arn.text)
            json.member("name", version.arn.name.text)
            json.member("status", version.status.rawValue)
        }
        if !unreadDatasets.isEmpty {
            json.objects("unreadDatasets", unreadDatasets) { dataset, json in
                json.member("kind", dataset.kind.rawValue)
                json.member("message", dataset.message)
            }
        }
        json.objects("versions", items.lazy.filter { !$0.isQuiet || !$0.entry.unknown.isEmpty }) { $0.write(to: &$1) }
    }
}

extension DriftItem {
    fileprivate func write(to json: inout JSONWriter) {
        json.objects("drift", drifts) { $0.write(of: self, to: &$1) }
        json.object("live", entry.live) { $0.write(to: &$1) }
        json.object("location", entry.location) { $0.write(to: &$1) }
        json.member("name", name.text)
        json.objects("notes", notes) { $0.write(to: &$1) }
        json.objects("problems", problems) { $0.write(to: &$1) }
        json.member("standing", standing.rawValue)
        json.strings("unknown", entry.unknown) { $0.rawValue }
    }
}

extension DriftItem.Problem {
    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .tags: json.member("kind", "tags")
        case .manifest(let object, _):
            json.member("kind", "manifest")
            json.member("manifest", object.description)
        }
        json.member("message", message)
    }
}

extension Drift {
    fileprivate func write(of item: DriftItem, to json: inout JSONWriter) {
        json.object("acknowledged", item.acknowledgement(of: self)) { acknowledgement, json in
            json.member("ended", acknowledgement.hasEnded)
            json.member("reason", acknowledgement.reason)
            json.member("until", acknowledgement.until.text)
        }
        json.member("counts", item.counts(self))
        if case .settingsDiffer(let all) = self { json.objects("differences", all) { $0.write(to: &$1) } }
        if case .gateMissed(let gate) = self { json.member("f1Score", gate.score) }
        json.member("help", help(for: item))
        json.member("kind", kind.rawValue)
        switch self {
        case .manifestsOverwritten(let all):
            json.objects("manifests", all) { overwritten, json in
                json.member("manifest", overwritten.object.description)
                json.member("writtenAt", UnixTime(milliseconds: overwritten.written).iso8601)
            }
        case .manifestsGone(let all): json.objects("manifests", all) { $1.member("manifest", $0.description) }
        default: break
        }
        json.member("message", message(of: item))
        switch self {
        case .missing(let recreation): json.object("recreate", recreation) { $0.write(to: &$1) }
        case .tagsDiffer(let drift): json.object("tags") { drift.write(to: &$0) }
        case .gateMissed(let gate): json.member("minF1Score", gate.minimum)
        default: break
        }
    }
}

extension NewData {
    func write(to json: inout JSONWriter) {
        json.member("beganAt", UnixTime(milliseconds: began).iso8601)
        json.objects("datasets", datasets) { dataset, json in
            json.member("entries", dataset.entries)
            json.member("kind", dataset.kind.rawValue)
            json.member("updatedAt", UnixTime(milliseconds: dataset.updated).iso8601)
        }
        json.member("message", message)
        json.member("newest", newest.name.text)
        json.member("newestARN", newest.text)
    }
}
