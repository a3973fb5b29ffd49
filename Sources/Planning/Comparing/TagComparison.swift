package import ModelVersions

extension TagDrift {
    /// Tags that AWS sets itself (`aws:`) are left out.
    package init(desired: Tags, live: Tags) {
        let live = live.all.filter { !$0.isReserved }
        added = live.filter { desired.value(of: $0.key) == nil }
        removed = []
        changed = []
        for tag in desired.all {
            guard let other = live.first(where: { $0.key.utf8.elementsEqual(tag.key.utf8) }) else {
                removed.append(tag)
                continue
            }
            if !other.value.utf8.elementsEqual(tag.value.utf8) {
                changed.append(Change(key: tag.key, desired: tag.value, live: other.value))
            }
        }
    }
}
