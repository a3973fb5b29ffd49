import ArgumentParser

/// The files in which `apply` records what it does.
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

    /// Opens the files. To be called before the service is used.
    ///
    /// - Parameter paths: of the command line.
    /// - Throws: `CommandFailure` for a file that cannot be opened, or that has another use; `CancellationError`.
    func open(
        besides paths: [String],
        _ connection: ConnectionOptions,
        in context: Context
    ) async throws -> Recording {
        var files = RecordedFiles(besides: paths, sandbox: connection.sandbox.path(in: context), in: context)
        if let auditLog { try files.add(auditLog, for: "--audit-log") }
        if let events = events.events { try files.add(events, for: "--events") }
        let audit = try auditLog.map {
            try AuditLog($0, isSandbox: connection.sandbox.isUsed(in: context), in: context)
        }
        return Recording(events: try await events.open(connection, in: context), audit: audit)
    }
}

/// The file in which a run writes its events.
struct EventOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write each event to this file or pipe as a line of JSON.", valueName: "file"),
        completion: .file()
    )
    var events: String?

    func validate() throws {
        if events == "-" {
            throw ValidationError(
                "--events requires a file or a pipe, such as /dev/fd/3. The standard output has the result."
            )
        }
    }

    /// As `RecordingOptions.open`.
    func open(
        besides paths: [String],
        _ connection: ConnectionOptions,
        in context: Context
    ) async throws -> EventLog {
        var files = RecordedFiles(besides: paths, sandbox: connection.sandbox.path(in: context), in: context)
        if let events { try files.add(events, for: "--events") }
        return try await open(connection, in: context)
    }

    fileprivate func open(_ connection: ConnectionOptions, in context: Context) async throws -> EventLog {
        guard let events else { return EventLog(in: context) }
        return try await EventLog(
            opening: events,
            isSandbox: connection.sandbox.isUsed(in: context),
            in: context
        )
    }
}

/// The open files of a run.
struct Recording {
    let events: EventLog
    /// Nil without --audit-log.
    let audit: AuditLog?
}
