import Core

print((files() + ["\(check(PackageResources.data_json.count))"]).joined(separator: "\n"))
