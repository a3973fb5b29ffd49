import Foundation
import PackagePlugin

/// Tells the program which commit it is built from.
///
/// At every build, since what the manifest knows of git (`Context.gitInformation`) is kept until the manifest changes,
/// and a wrong commit is worse than none.
@main
struct AskGit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
        let folder = context.pluginWorkDirectoryURL.appending(path: "Generated")
        return [
            .prebuildCommand(
                displayName: "Asking git for the commit",
                executable: URL(filePath: "/bin/sh"),
                arguments: [
                    target.directoryURL.appending(path: "ask-git.sh").path, context.package.directoryURL.path,
                    folder.path,
                ],
                environment: ProcessInfo.processInfo.environment,
                outputFilesDirectory: folder
            )
        ]
    }
}
