internal import DesiredState
internal import Diagnostics
internal import ModelVersions
internal import Planning

// One version of a plan.
extension PlanText {
    func write(_ entry: PlanEntry, to page: inout Page) {
        page.line(1, headline(of: entry, style: page.style))
        switch entry.outcome {
        case .create:
            writeDesired(entry.desired, to: &page)
        case .conflict:
            page.prose(2, "live with other settings, which cannot be changed after the training:")
            for difference in entry.differences { write(difference, to: &page) }
            page.prose(
                2,
                "To train the new settings, give them a version name of their own. Otherwise put the old ones back."
            )
        case .failed:
            page.prose(2, statusLine(of: entry))
            page.prose(
                2,
                """
                The name is used up: give the entry another name. Or delete the failed version and plan again, or mark \
                the entry `retired: true`.
                """
            )
        case .deleting:
            page.prose(2, "\(statusLine(of: entry)) Plan again when it is gone, or mark the entry `retired: true`.")
        case .expired:
            page.prose(2, "\(statusLine(of: entry)) It can no longer be run.")
        case .recreate:
            writeRecreation(of: entry, to: &page)
        case .unchanged, .retired:
            break
        }
        if entry.outcome != .unchanged {
            for setting in entry.unknown { page.prose(2, "note: `\(setting.rawValue)` could not be compared") }
        }
        if let drift = entry.tagDrift { write(drift, to: &page) }
        if let problem = entry.tagsProblem { page.prose(2, "the tags could not be read: \(problem)") }
        for note in entry.notes {
            // Said once for all of a project.
            if case .growthUnknown = note { continue }
            page.prose(2, "note: \(note.text)")
            if case .unpinnedManifests = note, !entry.pins.isEmpty {
                page.prose(2, entry.pins.count == 1 ? "as it is now, that is" : "as they are now, these are")
                for pin in entry.pins { page.line(3, HarmlessText.shown(pin.description)) }
            }
        }
    }

    private func writeRecreation(of entry: PlanEntry, to page: inout Page) {
        guard let recreation = entry.recreation else { return }
        let (way, place) = recreation.growingEnd == .end ? ("ascend", "behind") : ("descend", "before")
        page.prose(
            2,
            """
            Probably trained once and deleted since: it is not live, and `\(recreation.between.name)`, which is, stands \
            \(place) it. The creation times of this list's live versions \(way), so the list grows at its \
            \(recreation.growingEnd.rawValue), where new versions belong.
            """
        )
        page.prose(
            2,
            """
            If it is history, mark the entry `retired: true`. To train it again, pass `--allow-recreate \(entry.name)`. \
            If it was never trained, move it to the list's \(recreation.growingEnd.rawValue).
            """
        )
    }

    private func headline(of entry: PlanEntry, style: TextStyle) -> String {
        let (symbol, paint): (String, TextStyle.Paint?) =
            switch entry.outcome {
            case .create: ("+", .green)
            case .conflict, .failed, .deleting, .recreate: ("!", .red)
            case .expired: ("=", .yellow)
            case .unchanged, .retired:
                entry.tagsProblem != nil ? ("!", .red) : entry.tagDrift != nil ? ("~", .yellow) : ("=", nil)
            }
        var head = "\(symbol) \(entry.name)"
        switch entry.outcome {
        case .create: break
        case .deleting: head += ": being deleted"
        case .unchanged where entry.tagDrift != nil: head += ": other tags"
        case .conflict, .failed, .expired, .recreate, .retired, .unchanged: head += ": \(entry.outcome.rawValue)"
        }
        let place = entry.location.map { style.paint("  (\(HarmlessText.shown($0.path)):\($0.line))", .faint) } ?? ""
        return (paint.map { style.paint(head, $0) } ?? head) + place
    }

    private func statusLine(of entry: PlanEntry) -> String {
        guard let live = entry.live else { return "" }
        let message = live.statusMessage.map { ": \($0)" } ?? ""
        let line = "\(live.status)\(message)"
        return line.hasSuffix(".") ? line : line + "."
    }

    private func writeDesired(_ version: DesiredVersion, to page: inout Page) {
        guard case .trained(let settings) = version.intent else { return }
        switch settings.datasets {
        case .project:
            page.field("datasets", ["project (those associated with it)"])
        case .manifests(let training, let testing):
            page.field("training", training.map(\.description))
            switch testing {
            case .autoCreate: page.field("testing", ["auto (a fifth of the training data)"])
            case .manifests(let manifests): page.field("testing", manifests.map(\.description))
            }
        }
        page.field("output", [settings.output.description])
        if let key = settings.kmsKey { page.field("kmsKey", [key.text]) }
        if let text = settings.description { page.field("description", [text.text]) }
        if let threshold = settings.confidenceThreshold { page.field("threshold", [threshold.description]) }
        if !version.tags.isEmpty {
            page.field("tags", version.tags.all.map { "\($0.key)=\($0.value)" })
        }
        if let score = version.expectation.minimumF1Score { page.field("expect", ["F1 score of at least \(score)"]) }
    }

    private func write(_ difference: Difference, to page: inout Page) {
        page.line(2, difference.setting.rawValue)
        for text in difference.live { page.line(3, page.style.paint("live     \(HarmlessText.shown(text))", .red)) }
        if difference.live.isEmpty { page.line(3, "live     (none)") }
        for text in difference.desired {
            page.line(3, page.style.paint("desired  \(HarmlessText.shown(text))", .green))
        }
        if difference.desired.isEmpty { page.line(3, "desired  (none)") }
    }

    private func write(_ drift: TagDrift, to page: inout Page) {
        page.prose(2, "the live tags are not the desired ones; rekon does not change them:")
        for tag in drift.removed { page.line(3, "missing  \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
        for change in drift.changed {
            page.line(3, "changed  \(HarmlessText.shown("\(change.key)=\(change.live)"))")
            page.line(3, "  wanted \(HarmlessText.shown("\(change.key)=\(change.desired)"))")
        }
        for tag in drift.added { page.line(3, "extra    \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
    }
}
