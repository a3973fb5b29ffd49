// swift-tools-version: 6.2

import PackageDescription

/// Every package of the build, with its exact version. `scripts/pins` compares the list with what SwiftPM resolved.
let packages: [Package.Dependency] = [
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    // Without its traits: one of them needs all of Foundation, which adds 40 MB of ICU to the binary.
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-algorithms.git", exact: "1.2.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1.git", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-async-algorithms.git", exact: "1.1.4"),
    .package(url: "https://github.com/apple/swift-atomics.git", exact: "1.3.0"),
    .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-collections.git", exact: "1.6.0"),
    // Without its traits: its reader of JSON needs all of Foundation too.
    .package(url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing.git", exact: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-structured-headers.git", exact: "1.7.0"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-transport-services.git", exact: "1.28.0"),
    .package(url: "https://github.com/apple/swift-numerics.git", exact: "1.1.1"),
    .package(url: "https://github.com/apple/swift-service-context.git", exact: "1.5.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    // Without its traits it links no Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
]

/// A product of each package that only other packages use. SwiftPM warns about a package without a product that a target
/// uses. The condition is false on all platforms of rekon: nothing of these products is built or linked because of it.
let indirect: [Target.Dependency] = [
    ("Algorithms", "swift-algorithms"),
    ("SwiftASN1", "swift-asn1"),
    ("AsyncAlgorithms", "swift-async-algorithms"),
    ("Atomics", "swift-atomics"),
    ("X509", "swift-certificates"),
    ("Collections", "swift-collections"),
    ("Configuration", "swift-configuration"),
    ("Tracing", "swift-distributed-tracing"),
    ("StructuredFieldValues", "swift-http-structured-headers"),
    ("Metrics", "swift-metrics"),
    ("NIOTransportServices", "swift-nio-transport-services"),
    ("Numerics", "swift-numerics"),
    ("ServiceContextModule", "swift-service-context"),
    ("ServiceLifecycle", "swift-service-lifecycle"),
].map { .product(name: $0.0, package: $0.1, condition: .when(platforms: [.wasi])) }

/// Swift's toolchain exports every symbol of a statically linked program. Nothing loads code into the programs. Without
/// the table of exports a release has 5 MiB less, and the linker can drop what no code uses.
let unexported: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "rekon",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "rekon", targets: ["rekon"]),
        .executable(name: "rekon-sandbox", targets: ["rekon-sandbox"]),
    ],
    dependencies: packages,
    // The targets from the bottom up: a target may import only targets that are listed before it.
    targets: [
        .plugin(name: "AskGit", capability: .buildTool(), path: "Sources/AskGit"),
        .target(name: "BuildInformation", exclude: ["ask-git.sh"], plugins: ["AskGit"]),
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
        ),
        .target(name: "LibC"),
        .target(name: "Text", dependencies: ["LibC"]),
        .target(name: "JSON", dependencies: ["LibC", "Text"]),
        .target(name: "Diagnostics", dependencies: ["Text"]),
        .target(name: "ModelVersions", dependencies: ["Text"]),
        .target(name: "Manifests", dependencies: ["ModelVersions", "Text"]),
        .target(
            name: "Host",
            dependencies: [
                "LibC",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(name: "YAMLTree", dependencies: ["CLibYAML", "Diagnostics", "Text"]),
        .target(name: "AWSProfiles", dependencies: ["Text"]),
        .target(
            name: "DesiredState",
            dependencies: ["AWSProfiles", "Diagnostics", "ModelVersions", "Text", "YAMLTree"]
        ),
        .target(name: "Planning", dependencies: ["DesiredState", "Diagnostics", "ModelVersions", "Text"]),
        .target(name: "AWSSigning", dependencies: ["Host", "Text", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Settings",
            dependencies: [
                "AWSProfiles", "DesiredState", "Diagnostics", "ModelVersions", "Planning", "Text", "YAMLTree",
            ]
        ),
        .target(
            name: "AWSRuntime",
            dependencies: [
                "AWSProfiles", "AWSSigning", "Host", "JSON", "LibC", "Text",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "AWSTransport",
            dependencies: [
                "AWSProfiles", "AWSRuntime", "Host", "LibC", "Text",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "Rekognition",
            dependencies: ["AWSProfiles", "AWSRuntime", "Host", "JSON", "ModelVersions"]
        ),
        .target(
            name: "Storage",
            dependencies: ["AWSProfiles", "AWSRuntime", "AWSSigning", "Host", "JSON", "ModelVersions", "Text"]
        ),
        .target(
            name: "Sandbox",
            dependencies: [
                "AWSRuntime", "Host", "JSON", "LibC", "Manifests", "ModelVersions", "Rekognition", "Storage", "Text",
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(
            name: "Program",
            dependencies: [
                "BuildInformation", "Host", "LibC", "Sandbox", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(
            name: "SandboxServer",
            dependencies: [
                "AWSSigning", "Host", "LibC", "Program", "Sandbox", "Text",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]
        ),
        .target(
            name: "Reconciler",
            dependencies: [
                "AWSRuntime", "DesiredState", "Diagnostics", "Host", "ModelVersions", "Planning", "Rekognition",
                "Storage", "Text",
            ]
        ),
        .target(
            name: "Checks",
            dependencies: [
                "AWSProfiles", "AWSRuntime", "DesiredState", "Diagnostics", "Host", "JSON", "Manifests",
                "ModelVersions", "Planning", "Reconciler", "Rekognition", "Storage", "Text",
            ]
        ),
        .target(
            name: "SavedPlans",
            dependencies: [
                "DesiredState", "Diagnostics", "Host", "JSON", "ModelVersions", "Planning", "Reconciler", "Rekognition",
                "Text",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .target(
            name: "Reports",
            dependencies: [
                "Checks", "DesiredState", "Diagnostics", "Host", "JSON", "Manifests", "ModelVersions", "Planning",
                "Reconciler", "SavedPlans", "Storage", "Text", "YAMLTree",
            ]
        ),
        .target(
            name: "Commands",
            dependencies: [
                "AWSProfiles", "AWSRuntime", "AWSTransport", "Checks", "DesiredState", "Diagnostics", "Host", "JSON",
                "LibC", "Manifests", "ModelVersions", "Planning", "Program", "Reconciler", "Rekognition", "Reports",
                "Sandbox", "SavedPlans", "Settings", "Storage", "Text", "YAMLTree",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [
                .embedInCode("Resources/desired-state.schema.json"), .embedInCode("Resources/settings.schema.json"),
            ]
        ),
        .executableTarget(name: "rekon", dependencies: ["Commands"] + indirect, linkerSettings: unexported),
        // Apart from the program that holds credentials: that one contains no server.
        .executableTarget(name: "rekon-sandbox", dependencies: ["SandboxServer"], linkerSettings: unexported),
    ]
)

// The tests of each target, with what they need beside it and what they share.
let testDependencies: [String: [Target.Dependency]] = [
    "AWSProfiles": ["AWSRuntime"],
    "AWSRuntime": ["AWSProfiles", "AWSSigning", "Host"],
    "AWSSigning": [],
    "AWSTransport": [
        "AWSProfiles", "AWSRuntime", "Host", "LibC",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
    ],
    "Checks": [
        "AWSRuntime", "DesiredState", "Diagnostics", "Host", "JSON", "Manifests", "ModelVersions", "Planning",
        "Reconciler", "Rekognition", "Sandbox", "Storage",
    ],
    "Commands": [
        "AWSRuntime", "DesiredState", "Diagnostics", "Host", "LibC", "ModelVersions", "Planning", "Reconciler",
        "Reports", "SavedPlans", "YAMLTree",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
    ],
    "DesiredState": ["Diagnostics", "ModelVersions", "YAMLTree"],
    "Diagnostics": ["Text"],
    "Fuzzing": [],
    "Host": ["LibC", .product(name: "SystemPackage", package: "swift-system")],
    "JSON": [],
    "Manifests": ["ModelVersions"],
    "ModelVersions": [],
    "Planning": ["DesiredState", "Diagnostics", "ModelVersions"],
    "Reconciler": [
        "AWSRuntime", "DesiredState", "Host", "ModelVersions", "Planning", "Rekognition", "Sandbox", "Storage",
    ],
    "Rekognition": ["AWSRuntime", "Host"],
    "Reports": [
        "AWSRuntime", "Checks", "DesiredState", "Diagnostics", "Host", "JSON", "Manifests", "ModelVersions", "Planning",
        "Reconciler", "SavedPlans", "Storage", "Text", "YAMLTree",
    ],
    "Sandbox": ["AWSRuntime", "Host", "JSON", "ModelVersions", "Rekognition", "Storage"],
    "SandboxServer": [
        "AWSSigning", "Program", "Sandbox",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
    ],
    "SavedPlans": ["DesiredState", "Diagnostics", "JSON", "ModelVersions", "Planning"],
    "Settings": ["Diagnostics", "JSON", "ModelVersions", "Planning", "YAMLTree"],
    "Storage": ["AWSProfiles", "AWSRuntime", "Host", "JSON", "ModelVersions"],
    "Text": ["Diagnostics"],
    "YAMLTree": ["Diagnostics"],
]
/// What stands beside the tests and is read by their paths.
let dataFolders = [
    "AWSProfiles": "Fixtures", "AWSRuntime": "Fixtures", "AWSSigning": "Fixtures", "AWSTransport": "Fixtures",
    "Reports": "Goldens", "Storage": "Fixtures",
]
// What scripts/fuzz and the tests give random inputs to. No product contains it.
package.targets.append(
    .target(
        name: "Fuzzing",
        dependencies: [
            "AWSProfiles", "AWSRuntime", "Checks", "DesiredState", "Diagnostics", "Host", "JSON", "Manifests",
            "ModelVersions", "Rekognition", "Sandbox", "SavedPlans", "Settings", "Storage", "Text", "YAMLTree",
        ],
        path: "Fuzzing/Targets"
    )
)
package.targets.append(
    .target(
        name: "TestSupport",
        dependencies: [
            "AWSProfiles", "AWSRuntime", "DesiredState", "Diagnostics", "Host", "ModelVersions", "Planning",
            "Rekognition",
        ],
        path: "Tests/TestSupport"
    )
)
package.targets += testDependencies.sorted { $0.key < $1.key }.map { name, dependencies in
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        exclude: dataFolders[name].map { [$0] } ?? []
    )
}

// scripts/fuzz asks for the program of libFuzzer, and for coverage of every target. Nothing else is built differently.
let isFuzzing = Context.environment["REKON_FUZZING"] != nil
if isFuzzing {
    package.targets.append(
        .executableTarget(
            name: "rekon-fuzz",
            dependencies: ["Fuzzing"],
            path: "Fuzzing/Driver",
            // The other linker fails on the debug information of libFuzzer.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
        )
    )
}

for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .treatAllWarnings(as: .error),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
    if isFuzzing { target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"])) }
}
