internal import Diagnostics
internal import Host

/// Finds the YAML files below the paths of a command line.
struct FileFinder {
    let files: any FileReader

    /// Folders within folders; deeper ones are a loop of links, or a mistake.
    private static let depthLimit = 64

    struct Result {
        /// In byte order, each once.
        var files: [String] = []
        var diagnostics: [Diagnostic] = []
    }

    func find(_ paths: [String]) -> Result {
        var result = Result()
        for path in paths {
            if path == "-" {
                result.files.append(path)
                continue
            }
            let path = Self.normalized(path)
            do throws(FileError) {
                guard try files.kind(of: path) == .folder else {
                    result.files.append(path)
                    continue
                }
            } catch {
                result.diagnostics.append(.error(error.description, help: error.advice))
                continue
            }
            let before = (result.files.count, result.diagnostics.count)
            search(path, depth: 0, into: &result)
            if before == (result.files.count, result.diagnostics.count) {
                result.diagnostics.append(
                    .error("\(path): the folder holds no *.yaml or *.yml file", help: "check the path")
                )
            }
        }
        var seen: Set<[UInt8]> = []
        result.files = result.files.filter { seen.insert(Array($0.utf8)).inserted }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return result
    }

    private func search(_ folder: String, depth: Int, into result: inout Result) {
        guard depth < Self.depthLimit else {
            result.diagnostics.append(.error("\(folder): folders are nested too deeply; is a link a loop?"))
            return
        }
        do throws(FileError) {
            for name in try files.names(inFolder: folder) {
                // Hidden folders hold other programs' files (.git, .github), among them YAML.
                if name.utf8.first == UInt8(ascii: ".") { continue }
                let path = folder == "." ? name : folder == "/" ? "/" + name : folder + "/" + name
                if try files.kind(of: path) == .folder {
                    search(path, depth: depth + 1, into: &result)
                } else if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                    result.files.append(path)
                }
            }
        } catch {
            result.diagnostics.append(.error(error.description, help: error.advice))
        }
    }

    /// The path without `./` in front, doubled slashes and a slash at the end, so that a file named twice is one.
    static func normalized(_ path: String) -> String {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let parts = path.split(separator: "/").filter { $0 != "." }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}
