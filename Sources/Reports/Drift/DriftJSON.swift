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
        return JSONText.render(
            [
                "formatVersion": JSONText.formatVersion,
                "complete": report.isComplete,
                "inSync": report.isInSync,
                "drifted": report.hasDrift,
                "partial": report.omission?.json,
                "compared": ["tags": report.comparesTags, "manifests": report.comparesManifests] as JSONValue,
                "unmanagedPolicy": report.unmanaged.rawValue,
                "staleDataPolicy": report.staleData.rawValue,
                "kinds": counts.kinds,
                "acknowledgedKinds": counts.acknowledgedKinds,
                "summary": counts.summary,
                "places": placesJSON(parts) { part in
                    let counts = DriftCounts(part)
                    return [
                        "inSync": part.isInSync, "drifted": part.hasDrift, "kinds": counts.kinds,
                        "acknowledgedKinds": counts.acknowledgedKinds, "summary": counts.summary,
                        "running": part.running.json(at: price),
                        "inferencePriceUSDPerHour": price.dollarsPerHour(in: part.places),
                    ]
                },
                "inferencePriceUSDPerHour": price.dollarsPerHour(in: report.places),
                "running": report.running.json(at: price),
                "projects": report.projects.map { $0.json(at: price, hasPlace: parts.count > 1) },
            ],
            sandbox: sandbox
        )
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
    fileprivate func json(at price: Prices, hasPlace: Bool) -> JSONValue {
        [
            "project": project.text,
            "account": hasPlace ? project.account : nil,
            "region": hasPlace ? project.region : nil,
            "problem": problem.map { problem -> JSONValue in
                [
                    "kind": problem == .absent ? "absent" : "unreadable",
                    "message": problem.explanation(of: project),
                ]
            },
            "described": desiredCount,
            "live": problem == nil ? liveCount : nil,
            "running": problem == nil ? running.json(at: price) : nil,
            "versions": items.filter { !$0.isQuiet || !$0.entry.unknown.isEmpty }.map(\.json),
            "unmanaged": unmanaged.map { version -> JSONValue in
                ["name": version.arn.name.text, "arn": version.arn.text, "status": version.status.rawValue]
            },
            "ignored": ignoredCount,
            "idlePatterns": idlePatterns.map { pattern -> JSONValue in
                ["pattern": pattern.glob.text, "location": pattern.location?.json]
            },
            "newData": newData?.json,
            "unreadDatasets": unreadDatasets.isEmpty
                ? nil
                : JSONValue.array(
                    unreadDatasets.map { ["kind": $0.kind.rawValue, "message": $0.message] as JSONValue }
                ),
        ]
    }
}

extension DriftItem {
    fileprivate var json: JSONValue {
        [
            "name": name.text,
            "standing": standing.rawValue,
            "location": entry.location?.json,
            "live": entry.live?.json,
            "drift": drifts.map { $0.json(of: self) },
            "problems": problems.map(\.json),
            "unknown": entry.unknown.map(\.rawValue),
            "notes": notes.map(\.json),
        ]
    }
}

extension DriftItem.Problem {
    fileprivate var json: JSONValue {
        switch self {
        case .tags: ["kind": "tags", "message": message]
        case .manifest(let object, _): ["kind": "manifest", "manifest": object.description, "message": message]
        }
    }
}

extension Drift {
    fileprivate func json(of item: DriftItem) -> JSONValue {
        var members: JSONObject = [
            "kind": kind.rawValue,
            "counts": item.counts(self),
            "message": message(of: item),
            "help": help(for: item),
        ]
        members["acknowledged"] = item.acknowledgement(of: self).map {
            ["reason": $0.reason, "until": $0.until.text, "ended": $0.hasEnded]
        }
        switch self {
        case .missing(let recreation): members["recreate"] = recreation?.json
        case .settingsDiffer(let all): members["differences"] = .array(all.map(\.json))
        case .tagsDiffer(let drift): members["tags"] = drift.json
        case .gateMissed(let gate):
            members["f1Score"] = gate.score?.json
            members["minF1Score"] = gate.minimum.json
        case .manifestsOverwritten(let all): members["manifests"] = .array(all.map(\.json))
        case .manifestsGone(let all):
            members["manifests"] = .array(all.map { ["manifest": $0.description] as JSONValue })
        case .failed, .deleting, .deprecated, .expired: break
        }
        return .object(members)
    }
}

extension OverwrittenManifest {
    fileprivate var json: JSONValue {
        ["manifest": object.description, "writtenAt": UnixTime(milliseconds: written).iso8601]
    }
}

extension NewData {
    var json: JSONValue {
        [
            "message": message,
            "newest": newest.name.text,
            "newestARN": newest.text,
            "beganAt": UnixTime(milliseconds: began).iso8601,
            "datasets": datasets.map { dataset -> JSONValue in
                [
                    "kind": dataset.kind.rawValue,
                    "entries": dataset.entries,
                    "updatedAt": UnixTime(milliseconds: dataset.updated).iso8601,
                ]
            },
        ]
    }
}
