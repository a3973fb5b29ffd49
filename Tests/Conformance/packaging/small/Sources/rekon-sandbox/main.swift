import Core

print(files().joined(separator: "\n"))
