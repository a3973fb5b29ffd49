"""The packages of the build: one list of exact versions, and the document about what the release contains."""

import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from support.rekon import REKON, ROOT
from support.sandbox import PROGRAM

EPOCH = "1795000000"


def manifest(scratch, folder=ROOT):
    command = ["swift", "package", "--package-path", folder, "--scratch-path", scratch, "dump-package"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def resolved():
    pins = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    return {pin["identity"]: pin["state"]["version"] for pin in pins}


# The list


@pytest.fixture
def copy(tmp_path):
    """The parts of the repository that scripts/pins reads, to change."""
    for file in ("Package.swift", "Package.resolved", "scripts/pins"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text((ROOT / file).read_text())
    (tmp_path / ".build").symlink_to(ROOT / ".build")
    return tmp_path


def pins(folder, *options):
    return subprocess.run([sys.executable, folder / "scripts/pins", *options], capture_output=True, text=True)


def change(path, pattern, text):
    before = path.read_text()
    path.write_text(re.sub(pattern, text, before))
    assert path.read_text() != before


def test_the_list_is_what_was_resolved(tmp_path):
    result = pins(ROOT)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert "\n    scripts/pins\n" in (ROOT / "scripts/test").read_text()
    packages = [package for (package,) in (kinds["sourceControl"] for kinds in manifest(tmp_path)["dependencies"])]
    assert {package["identity"]: package["requirement"]["exact"][0] for package in packages} == resolved()


@pytest.mark.parametrize(("file", "pattern", "text", "problem"), [
    ("Package.swift", r'(swift-log", exact: )"[^"]+"', r'\1"1.0.0"', "swift-log {} was resolved, and the list has 1.0.0"),
    ("Package.swift", r'(swift-log", )exact(: "[^"]+")', r"\1from\2", "swift-log has a range of versions in the list"),
    ("Package.swift", r".*apple/swift-numerics.*\n", "", "swift-numerics {} was resolved, and is not in the list"),
    ("Package.resolved", "swift-numerics", "swift-other", "swift-numerics is in the list, and was not resolved"),
])
def test_a_difference_is_an_error_and_one_command_removes_it(copy, file, pattern, text, problem):
    name = problem.split()[0]
    if name == "swift-numerics":
        change(copy / "Package.swift", rf'.*"{name}"\),\n', "")
    change(copy / file, pattern, text)
    result = pins(copy)
    assert result.returncode == 1 and result.stdout == ""
    assert problem.format(resolved()[name]) in result.stderr
    assert result.stderr.endswith("help: review the packages, then run scripts/pins --update\n")
    if file == "Package.resolved":
        return
    assert pins(copy, "--update").returncode == 0
    assert pins(copy).returncode == 0

    def lines(folder):
        return sorted(re.findall(r"^ +\.package\(url.*", (folder / "Package.swift").read_text(), flags=re.M))

    assert lines(copy) == lines(ROOT)


def test_what_is_no_longer_needed_leaves_the_list(copy):
    document = json.loads((copy / "Package.resolved").read_text())
    document["pins"] = [pin for pin in document["pins"] if pin["identity"] != "swift-numerics"]
    (copy / "Package.resolved").write_text(json.dumps(document))
    assert pins(copy, "--update").returncode == 0
    assert "numerics" not in (copy / "Package.swift").read_text().lower() and pins(copy).returncode == 0


# The document


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sbom") / "rekon.cdx.json", REKON, PROGRAM)


def write(path, *programs):
    command = [sys.executable, ROOT / "scripts/sbom", path, *programs]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})
    return path.read_text()


def test_it_fits_its_schema(document):
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(document) is None
    # The validator refuses what is wrong.
    assert validator.validate_str(document.replace('"library"', '"shelf"', 1)) is not None


def test_it_describes_the_program(document):
    component = json.loads(document)["metadata"]["component"]
    said = subprocess.run([REKON, "--version"], capture_output=True, text=True).stdout
    commit = next(entry["value"] for entry in component["properties"] if entry["name"] == "rekon:commit")
    assert f"{component['name']} {component['version']} ({commit}, " in said


def linked_modules():
    """The modules of both programs, by the lists of objects that SwiftPM gave to the linker."""
    lists = [pathlib.Path(program).with_suffix(".product") / "Objects.LinkFileList" for program in (REKON, PROGRAM)]
    text = "".join(file.read_text() for file in lists).replace("/.build/", "/")
    return set(re.findall(r"/([^/]+)\.build/", text))


def test_the_packages_are_those_that_were_linked(document, tmp_path):
    components = {component["name"]: component for component in json.loads(document)["components"]}
    modules = linked_modules()
    linked = set()
    for identity in resolved():
        folder = next(path for path in (ROOT / ".build/checkouts").iterdir() if path.name.lower() == identity)
        targets = manifest(tmp_path / identity, folder)["targets"]
        if modules & {target["name"] for target in targets if target["type"] == "regular"}:
            linked.add(identity)
    assert linked >= {"swift-nio", "async-http-client", "hummingbird", "swift-argument-parser"}
    assert components.keys() & resolved().keys() == linked
    for identity in linked:
        url = PackageURL.from_string(components[identity]["purl"])
        assert (url.type, url.name, url.version) == ("swift", identity, resolved()[identity])
        assert url.namespace.startswith("github.com/")


def test_the_graph_is_whole(document):
    content = json.loads(document)
    known = {component["bom-ref"] for component in [content["metadata"]["component"], *content["components"]]}
    assert {entry["ref"] for entry in content["dependencies"]} == known
    assert {other for entry in content["dependencies"] for other in entry.get("dependsOn", [])} <= known


def test_the_system_libraries_are_those_that_a_release_contains(tmp_path):
    """A program that loads no library has them all inside; the debug build loads libyaml."""
    program = tmp_path / "rekon"
    program.write_text("#!/bin/sh\necho 'rekon 0.1.0 (0123456789ab, release)'\n")
    program.chmod(0o755)
    text = write(tmp_path / "a.json", program)
    names = {component["name"]: component for component in json.loads(text)["components"]}
    assert {"libyaml", "zlib", "libstdc++", "libgcc", "swift-runtime"} <= names.keys()
    for name in ("libyaml", "zlib"):
        url = PackageURL.from_string(names[name]["purl"])
        assert url.type == "deb" and url.version == names[name]["version"]
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert write(tmp_path / "b.json", program) == text
    assert "libyaml" not in {component["name"] for component in json.loads(write(tmp_path / "c.json"))["components"]}
