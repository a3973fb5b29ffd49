import ArgumentParser
import DesiredState
import Diagnostics
import Host
import Text
import YAMLTree

/// The variables that the values of the desired state may contain. Only the operator decides which there are.
struct VariableOptions: ParsableArguments {
    @Option(.variable, transform: Given.init) var given: [Given] = []
    @Option(.variablesFile) var files: [String] = []
    @Option(.allowedEnvironment, transform: VariableOptions.name) var allowed: [String] = []

    /// A name and its value.
    struct Given: Sendable {
        let name: String
        let value: String

        /// - Throws: `ValidationError`, which does not show the value.
        init(_ text: String) throws {
            guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw ValidationError("--var takes NAME=VALUE, and this one has no `=`.")
            }
            name = try VariableOptions.name(String(text[..<sign]))
            value = String(text[text.utf8.index(after: sign)...])
        }
    }

    /// - Throws: `ValidationError`.
    static func name(_ text: String) throws -> String {
        guard Variables.isName(text) else {
            throw ValidationError("'\(text)' is not the name of a variable: use letters, digits and `_`.")
        }
        return text
    }

    func validate() throws {
        var names: Set<String> = []
        for variable in given where !names.insert(variable.name).inserted {
            throw ValidationError("--var gives `\(variable.name)` twice.")
        }
        var paths: Set<String> = []
        for path in files where !paths.insert(path).inserted {
            throw ValidationError("--var-file names '\(path)' twice.")
        }
    }

    var isEmpty: Bool { given.isEmpty && files.isEmpty && allowed.isEmpty }

    /// Reads the variables files, which may be pipes: call it once in a run.
    ///
    /// - Parameter inputs: the files of the desired state.
    func variables(besides inputs: [InputFile], in context: Context) -> ReadVariables {
        var read: [VariablesFile] = []
        var errors: [Diagnostic] = []
        var room = LoadedState.limit
        for path in files {
            do throws(VariablesFileError) {
                let (file, problems) = try Self.read(path, &room, besides: inputs, in: context)
                read.append(file)
                errors += problems
            } catch {
                errors.append(error.diagnostic)
            }
        }
        let variables = Variables(
            given: Dictionary(given.map { ($0.name, $0.value) }) { first, _ in first },
            files: read,
            allowing: Set(allowed)
        ) { context.environment.exactValue(of: $0) }
        return (variables, read, errors)
    }

    private static func read(
        _ path: String,
        _ room: inout Int,
        besides inputs: [InputFile],
        in context: Context
    ) throws(VariablesFileError) -> (VariablesFile, [Diagnostic]) {
        let file: InputFile = path == "-" ? .standardInput : .file(FileFinder.normalized(path))
        guard !path.isEmpty else {
            throw VariablesFileError("a --var-file has an empty path", help: "check the variable in the command line")
        }
        guard !inputs.contains(where: { $0.path == file.path }) else {
            throw VariablesFileError(
                "\(file.name) is named as the desired state and with --var-file",
                help: "a file is one or the other"
            )
        }
        // Values appear in plans: a link that a pull request puts here must not lead to a file of the machine.
        if case .file(let path, _, _) = file, InheritedDescriptor(path) == nil,
            !context.files.linksStayInFolders(of: path)
        {
            throw VariablesFileError(
                "\(path): the variables file is not read: a link on the path leads out of its folder",
                help: "name the file itself, without a link"
            )
        }
        do throws(FileError) {
            if file != .standardInput { try context.files.checkFile(file.path) }
            let content = try context.files.read(file.path, limit: min(LoadedState.fileLimit, room))
            room -= content.count
            return VariablesFile.read(YAMLParser.parse(content, path: file.name), path: file.name)
        } catch {
            throw VariablesFileError(error.description, help: error.advice)
        }
    }

    /// The warnings about names that no file mentions: probably misspelt, so that a default is used in their place.
    func unusedWarnings(_ files: [VariablesFile], among mentioned: Set<String>) -> [Diagnostic] {
        let help = "correct the name, or leave it out"
        var warnings: [Diagnostic] = []
        for name in given.map(\.name) where !mentioned.contains(name) {
            warnings.append(.warning("no file contains the variable `\(name)` of --var", help: help))
        }
        for file in files {
            let names = file.names.filter { !mentioned.contains($0) }
            if names.isEmpty { continue }
            let noun = names.count == 1 ? "variable" : "variables"
            let shown = names.prefix(10).map { "`\($0.excerpt)`" }.joined(separator: ", ")
            let more = names.count > 10 ? " and \(names.count - 10) more" : ""
            warnings.append(.warning("no file contains the \(noun) \(shown)\(more) of \(file.path)", help: help))
        }
        return warnings
    }
}

/// The variables of a run, the files that they were read from, and the problems of these files.
typealias ReadVariables = (variables: Variables, files: [VariablesFile], errors: [Diagnostic])

/// Why a variables file is not read.
private struct VariablesFileError: Error {
    let diagnostic: Diagnostic

    init(_ message: String, help: String?) {
        diagnostic = .error(message, help: help)
    }
}
