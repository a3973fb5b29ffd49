// swift-tools-version: 6.2
// What scripts/release builds for test_same_bytes.py: Swift, C and C++ code that names its files, and a resource.

import PackageDescription

let package = Package(
    name: "small",
    products: [
        .executable(name: "rekon", targets: ["rekon"]),
        .executable(name: "rekon-sandbox", targets: ["rekon-sandbox"]),
    ],
    targets: [
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1"),
        .target(name: "CPart"),
        .target(name: "CXXPart"),
        .target(name: "Core", dependencies: ["CLibYAML", "CPart", "CXXPart"]),
        .executableTarget(name: "rekon", dependencies: ["Core"], resources: [.embedInCode("data.json")]),
        .executableTarget(name: "rekon-sandbox", dependencies: ["Core"]),
    ]
)
