import Host
import ModelVersions
package import Planning
package import Text

/// Which versions can go, and which stay, for people.
package struct CleanupText: Sendable {
    private let style: TextStyle
    private let width: Int?

    /// - Parameter width: Columns to fold prose to; nil: not folded.
    package init(style: TextStyle = .plain, width: Int? = nil) {
        self.style = style
        self.width = width
    }

    package func render(_ report: CleanupReport) -> String {
        var page = Page(style: style, width: width)
        for project in report.projects {
            page.line(0, style.paint(project.project.text, .bold))
            if let problem = project.problem {
                page.line(1, style.paint("! unknown", .red))
                page.prose(2, problem.explanation(of: project.project))
            } else {
                write(project, to: &page)
            }
            page.line(0, "")
        }
        if let omission = report.omission {
            page.prose(0, omission.text)
            page.line(0, "")
        }
        page.prose(0, report.summary)
        page.prose(0, "\(CleanupReport.warning) `rekon status --cleanup --format aws-cli` prints the commands.")
        return page.text
    }

    private func write(_ project: ProjectCleanup, to page: inout Page) {
        page.prose(1, project.roomText)
        let groups = [("can go", project.canGo, "-", TextStyle.Paint.yellow), ("stays", project.staying, "=", .green)]
        for (title, versions, symbol, paint) in groups where !versions.isEmpty {
            page.line(1, "\(title): \(counted(versions.count, "version"))")
            for version in versions {
                page.line(2, style.headline("\(symbol) \(version.name)", paint, at: version.entry?.location))
                page.prose(3, "created \(minuteText(version.live.creationTime)); \(version.explanation)")
                if let help = version.help { page.prose(3, help) }
            }
        }
    }
}

/// The commands of the AWS CLI that delete what can go, for a person to read and to run.
package enum CleanupCommands {
    /// - Parameter sandbox: For a run that used the sandbox.
    package static func render(_ report: CleanupReport, sandbox: SandboxNotice? = nil) -> String {
        var lines: [String] = []
        func comment(_ text: String) { lines.append("# " + HarmlessText.shown(text)) }
        comment("\(CleanupReport.warning) Read each command before you run it.")
        if let sandbox { comment(sandbox.text) }
        if let omission = report.omission { comment(omission.text) }
        for project in report.projects {
            lines.append("")
            comment("\(project.project), account \(project.project.account)")
            if let problem = project.problem {
                comment("unknown: \(problem.explanation(of: project.project))")
                continue
            }
            let versions = project.canGo
            comment("\(project.roomText). \(versions.count) can go, \(project.staying.count) stay.")
            for version in versions {
                comment("\(version.name): \(version.explanation)")
                if let help = version.help { comment(help) }
                let command = version.command(in: project.project) ?? []
                lines.append(command.map(\.shellQuoted).joined(separator: " "))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
