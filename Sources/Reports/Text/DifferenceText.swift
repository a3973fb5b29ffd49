internal import Diagnostics
internal import ModelVersions
internal import Planning

// What is not live as it is desired, side by side.
extension Page {
    mutating func write(_ difference: Difference) {
        line(2, difference.setting.rawValue)
        for text in difference.live { line(3, style.paint("live     \(HarmlessText.shown(text))", .red)) }
        if difference.live.isEmpty { line(3, "live     (none)") }
        for text in difference.desired {
            line(3, style.paint("desired  \(HarmlessText.shown(text))", .green))
        }
        if difference.desired.isEmpty { line(3, "desired  (none)") }
    }

    mutating func write(_ drift: TagDrift) {
        prose(2, "the live tags are not the desired ones; rekon does not change them:")
        for tag in drift.removed { line(3, "missing  \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
        for change in drift.changed {
            line(3, "changed  \(HarmlessText.shown("\(change.key)=\(change.live)"))")
            line(3, "  wanted \(HarmlessText.shown("\(change.key)=\(change.desired)"))")
        }
        for tag in drift.added { line(3, "extra    \(HarmlessText.shown("\(tag.key)=\(tag.value)"))") }
    }
}
