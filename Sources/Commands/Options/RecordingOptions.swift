import ArgumentParser

/// Where `apply` writes what it sends, beside what it shows.
struct RecordingOptions: ParsableArguments {
    @Option(
        name: .customLong("audit-log"),
        help: ArgumentHelp(
            "Append a line of JSON to this file before and after each create that is sent.",
            valueName: "file"
        ),
        completion: .file()
    )
    var auditLog: String?

    @OptionGroup var events: EventOptions

    /// Opens the files, before anything else is done.
    ///
    /// - Parameters:
    ///   - paths: of the command line.
    ///   - sandbox: where the emulator's state is, if it is used.
    /// - Throws: `CommandFailure` for one that cannot be opened, or that is needed otherwise; `CancellationError`.
    func open(besides paths: [String], sandbox: String?, in context: Context) async throws -> Recording {
        var files = RecordedFiles(besides: paths, sandbox: sandbox, in: context)
        if let auditLog { try files.add(auditLog, for: "--audit-log") }
        if let events = events.events { try files.add(events, for: "--events") }
        let audit = try auditLog.map { try AuditLog($0, in: context) }
        return Recording(events: try await events.open(in: context), audit: audit)
    }
}

/// Where a run writes what happens, line by line.
struct EventOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write what happens to this file or pipe, as a line of JSON for each event.",
            valueName: "file"
        ),
        completion: .file()
    )
    var events: String?

    func validate() throws {
        if events == "-" {
            throw ValidationError(
                "--events takes a file or a pipe, such as /dev/fd/3: standard output is for the result."
            )
        }
    }

    /// - Throws: `CommandFailure` for a file that cannot be opened, or that is needed otherwise; `CancellationError`.
    func open(besides paths: [String], sandbox: String?, in context: Context) async throws -> EventLog {
        var files = RecordedFiles(besides: paths, sandbox: sandbox, in: context)
        if let events { try files.add(events, for: "--events") }
        return try await open(in: context)
    }

    fileprivate func open(in context: Context) async throws -> EventLog {
        guard let events else { return EventLog(in: context) }
        return try await EventLog(opening: events, in: context)
    }
}

/// What a run writes down while it goes on.
struct Recording {
    let events: EventLog
    /// Nil where nobody wants it.
    let audit: AuditLog?
}
