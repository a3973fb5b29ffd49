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
            for field in entry.desired.fields { page.field(field.name, field.values) }
        case .conflict:
            if let text = entry.explanation { page.prose(2, text + ":") }
            for difference in entry.differences { page.write(difference) }
            if let text = entry.wayOut { page.prose(2, text) }
        case .deleting:
            page.prose(2, [entry.explanation, entry.wayOut].compactMap(\.self).joined(separator: " "))
        case .failed, .expired, .recreate:
            for text in [entry.explanation, entry.wayOut] { if let text { page.prose(2, text) } }
        case .unchanged, .retired:
            break
        }
        if entry.outcome != .unchanged {
            for setting in entry.unknown { page.prose(2, "note: \(setting.notComparedText)") }
        }
        if let drift = entry.tagDrift { page.write(drift) }
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
}
