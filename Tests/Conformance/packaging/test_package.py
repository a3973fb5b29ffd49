"""The files that scripts/package makes: the same bytes each time, whole, and enough to run rekon from nothing."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tarfile
import urllib.error
import urllib.request

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1 import resource_descriptor_pb2, statement_pb2

from installing import AS_ROOT, PROGRAMS, RELEASE, call, command_in, make_empty_root, run_in, take_programs, variables
from support.rekon import ROOT

IDENTITY = {
    f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "Test", "EMAIL": "test@example.com", "DATE": "2026-11-30T12:00:00Z"}.items()
}
SECONDS = 1796040000


def git(folder, *arguments):
    return call("git", "-C", folder, *arguments, env={**os.environ, **IDENTITY}).strip()


def add_packages(folder):
    """The packages that were resolved in this checkout."""
    shutil.copy(ROOT / "Package.resolved", folder)
    (folder / ".build").mkdir()
    (folder / ".build/checkouts").symlink_to((ROOT / ".build/checkouts").resolve())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder `programs`, and two checkouts of one commit: `source`, and a clone of it, in another folder."""
    place = tmp_path_factory.mktemp("package")
    take_programs(place / "programs")
    source = place / "source"
    files = call("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    git(source, "init", "--quiet")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message", "Everything")
    call("git", "clone", "--quiet", source, place / "a clone of it")
    for folder in (source, place / "a clone of it"):
        add_packages(folder)
    return place


def package(source, output, programs, *options, mask=0o022, **more):
    command = [source / "scripts/package", output, "--binaries", programs, *options]
    environment = {**os.environ, **more}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, preexec_fn=lambda: os.umask(mask), timeout=900
    )


@pytest.fixture(scope="module")
def outputs(place):
    """Two packagings of one commit, in surroundings that differ in everything else."""
    for path in (place / "source").rglob("*"):
        if not path.is_symlink():
            os.utime(path, (1_000_000_000, 1_000_000_000))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(
                package, place / "source", place / "out", place / "programs", "--unchecked",
                mask=0o077, TZ="Asia/Tokyo", LC_ALL="C", LANGUAGE="de",
            ),
            pool.submit(
                package, place / "a clone of it", place / "other out", place / "programs", "--unchecked",
                mask=0o002, TZ="America/New_York", LC_ALL="C.UTF-8", USER="another",
            ),
        ]
        for run in runs:
            assert run.result().returncode == 0, run.result().stderr
    return place / "out", place / "other out"


@pytest.fixture(scope="module")
def out(outputs):
    return outputs[0]


def one(folder, pattern):
    (path,) = folder.glob(pattern)
    return path


# The files


def test_one_commit_gives_the_same_bytes(outputs):
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in outputs)
    assert first.keys() == second.keys() and len(first) == 5
    for name in first:
        assert first[name] == second[name], name


def test_the_checksums_are_those_of_all_files(out):
    call("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=out)
    named = {line.split("  ")[1] for line in (out / "SHA256SUMS").read_text().splitlines()}
    assert named | {"SHA256SUMS"} == {path.name for path in out.iterdir()}


def test_the_names_say_version_and_architecture(out, place):
    version = call(place / "programs/rekon", "--version").split()[1]
    architecture = call("dpkg", "--print-architecture").strip()
    machine = {"amd64": "x86_64"}.get(architecture, architecture)
    name = f"rekon-{version}-linux-{machine}"
    assert {path.name for path in out.iterdir()} == {
        "SHA256SUMS", f"{name}.tar.gz", f"{name}.cdx.json", f"{name}.provenance.json",
        f"rekon_{version}_{architecture}.deb",
    }


@pytest.fixture(scope="module")
def components(out):
    text = one(out, "*.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    return json.loads(text)["components"]


def test_the_bill_names_both_programs_and_their_packages(out, components, place):
    document = json.loads(one(out, "*.cdx.json").read_text())
    programs = [document["metadata"]["component"], *(entry for entry in components if entry["type"] == "application")]
    assert tuple(program["name"] for program in programs) == PROGRAMS
    for program in programs:
        digest = hashlib.sha256((place / "programs" / program["name"]).read_bytes()).hexdigest()
        assert program["hashes"] == [{"alg": "SHA-256", "content": digest}]
    # The HTTP server is only in rekon-sandbox; the client is in rekon.
    names = {component["name"] for component in components}
    assert names >= {"hummingbird", "async-http-client", "swift-runtime"}
    if RELEASE:
        assert names >= {"libyaml", "zlib", "libstdc++", "libgcc"}


def test_the_notices_have_the_licence_of_every_component(out, components):
    with tarfile.open(one(out, "*.tar.gz")) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/THIRD-PARTY-NOTICES"))
        notices = archive.extractfile(name).read().decode()
    parts = re.split(r"^={78}\n(.+)\n={78}\n", notices, flags=re.M)
    texts = dict(zip(parts[1::2], parts[2::2]))
    for component in components:
        if component["type"] == "library":
            text = texts[f"{component['name']} {component['version']}"]
            # A text that several have is there once.
            for other in re.findall("^The text of (.+), which is above.$", text, re.M):
                text += notices.split(f"--- {other}\n", 1)[1].split("\n--- ", 1)[0]
            assert re.search("licen[cs]e", text, re.I) and len(text) > 500, component["name"]


def test_the_provenance_is_an_in_toto_statement(out, components, place):
    text = one(out, "*.provenance.json").read_text()
    # The readers refuse unknown members and wrong types.
    statement = Statement.copy_from_pb(json_format.Parse(text, statement_pb2.Statement()))
    statement.validate()
    content = json.loads(text)
    assert content["predicateType"] == "https://slsa.dev/provenance/v1"
    predicate = json_format.ParseDict(content["predicate"], provenance_pb2.Provenance())
    assert predicate.run_details.builder.id and predicate.build_definition.build_type
    dependencies = content["predicate"]["buildDefinition"]["resolvedDependencies"]
    for entry in dependencies:
        descriptor = json_format.ParseDict(entry, resource_descriptor_pb2.ResourceDescriptor())
        ResourceDescriptor.copy_from_pb(descriptor).validate()
    named = {entry["name"]: entry["digest"]["sha256"] for entry in content["subject"]}
    assert named == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.iterdir() if path.name != "SHA256SUMS" and not path.name.endswith(".provenance.json")
    }
    assert dependencies[0] == {"name": "rekon", "digest": {"gitCommit": git(place / "source", "rev-parse", "HEAD")}}
    libraries = {component["name"] for component in components if component["type"] == "library"}
    assert {entry["name"] for entry in dependencies[1:]} == libraries


# What is refused


def test_a_tree_with_changes_is_refused(place, tmp_path):
    (place / "a clone of it/new").write_text("")
    try:
        result = package(place / "a clone of it", tmp_path / "out", place / "programs")
    finally:
        (place / "a clone of it/new").unlink()
    assert result.returncode == 1 and "error: the tree has changes" in result.stderr


def test_programs_of_another_commit_are_refused(place, tmp_path):
    result = package(place / "source", tmp_path / "out", place / "programs")
    assert result.returncode == 1 and "is of another commit than the tree" in result.stderr


def test_a_folder_with_files_is_refused(place, tmp_path):
    (tmp_path / "file").write_text("")
    result = package(place / "source", tmp_path, place / "programs", "--unchecked")
    assert result.returncode == 1 and "is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# The archive


def test_the_archive_has_one_folder_and_nobodys_marks(out):
    archive = one(out, "*.tar.gz")
    with tarfile.open(archive) as file:
        members = file.getmembers()
    top = archive.name.removesuffix(".tar.gz")
    names = [member.name for member in members]
    assert names == sorted(names) and all(name.split("/")[0] == top for name in names)
    for member in members:
        assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", ""), member.name
        assert member.mtime == SECONDS and (member.isfile() or member.isdir())
        # A script of the examples is a program there too.
        is_program = "/bin/" in member.name or os.access(ROOT / member.name.partition("/")[2], os.X_OK)
        assert member.mode == (0o755 if member.isdir() or is_program else 0o644), member.name
    assert {f"{top}/{name}" for name in (
        "bin/rekon", "bin/rekon-sandbox", "LICENSE", "THIRD-PARTY-NOTICES", "README.md", "share/man/man1/rekon.1",
        "share/man/man1/rekon-plan.1", "share/bash-completion/completions/rekon", "share/zsh/site-functions/_rekon",
        "share/fish/vendor_completions.d/rekon.fish",
    )} <= set(names)
    # The header of gzip has no name and no time.
    assert archive.read_bytes()[3:8] == bytes(5)


# The Debian package


def test_lintian_finds_no_error(out):
    # The libraries of Swift that a debug build loads are not in a folder of the system.
    options = [] if RELEASE else ["--suppress-tags", "custom-library-search-path"]
    result = subprocess.run(
        ["lintian", "--no-cfg", "--fail-on", "error", *options, one(out, "*.deb")], capture_output=True, text=True
    )
    assert result.returncode == 0 and not re.search("^E:", result.stdout, re.M), result.stdout + result.stderr


def test_it_depends_on_glibc_only(out):
    depends = call("dpkg-deb", "--field", one(out, "*.deb"), "Depends").strip()
    assert re.match(r"libc6 \(>= \d+\.\d+\)", depends)
    assert not RELEASE or "," not in depends


@pytest.fixture
def root(place, tmp_path):
    """A root folder without rekon, and with a database of dpkg in which what the package needs is installed."""
    root = make_empty_root(tmp_path / "root", place / "programs")
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/updates").mkdir()
    depends = call("dpkg-deb", "--field", one(place / "out", "*.deb"), "Depends")
    names = re.findall(r"(?:^|, )([^ ,]+)", depends.strip())
    (root / "var/lib/dpkg/status").write_text("\n".join(call("dpkg-query", "--status", name) for name in names))
    return root


def dpkg(root, *arguments):
    return call(*AS_ROOT, "dpkg", f"--root={root}", *arguments)


def files(root):
    database = root / "var/lib/dpkg"
    return {path for path in root.rglob("*") if not path.is_dir() and not path.is_relative_to(database)}


def older(deb, folder):
    """The package as an earlier version, with a file that this version does not have."""
    call("dpkg-deb", "--raw-extract", deb, folder / "old")
    control = folder / "old/DEBIAN/control"
    control.write_text(re.sub("^Version: .*", "Version: 0.0.1", control.read_text(), flags=re.M))
    (folder / "old/usr/share/rekon-old").write_text("")
    call("dpkg-deb", "--root-owner-group", "-Znone", "--build", folder / "old", folder / "old.deb")
    return folder / "old.deb"


def test_it_is_installed_upgraded_run_and_removed(out, root, tmp_path):
    before = files(root)
    deb = one(out, "*.deb")
    version = call("dpkg-deb", "--field", deb, "Version").strip()
    dpkg(root, "--install", older(deb, tmp_path))
    assert (root / "usr/share/rekon-old").exists()
    dpkg(root, "--install", deb)
    assert not (root / "usr/share/rekon-old").exists()
    database = f"--admindir={root}/var/lib/dpkg"
    status = call("dpkg-query", database, "--show", "--showformat=${Version} ${Status}", "rekon")
    assert status == f"{version} install ok installed"
    assert call("dpkg", f"--root={root}", "--verify", "rekon") == "", "the checksums of the package's files"
    result = run_in(root, "/usr/bin/rekon", "--version")
    assert result.returncode == 0 and result.stdout.startswith(f"rekon {version} "), result.stderr
    dpkg(root, "--purge", "rekon")
    assert files(root) == before


# From nothing


def demo():
    """The commands that README.md shows for a first run, without their variable; then `apply`, and `plan` again.

    As scripts/demo does, the account gets slots for all trainings.
    """
    text = (ROOT / "README.md").read_text().split("## Try it without an account")[1]
    block = re.search(r"```sh\nexport REKON_SANDBOX=.*?\n(.*?)```", text, re.S)[1]
    shown = [shlex.split(line, comments=True) for line in block.strip().splitlines()]
    assert [line[:2] for line in shown] == [["rekon", "sandbox"], ["rekon", "plan"]]
    models = shown[1][-1]
    yield [*shown[0], "--concurrent-trainings", "10"]
    yield shown[1]
    yield ["rekon", "apply", "--auto-approve", "--max-trainings", "10", models]
    yield ["rekon", "plan", "--detailed-exitcode", models]


def run_the_demo(root, program, folder):
    for _, *arguments in demo():
        result = run_in(root, program, *arguments, folder=folder, REKON_SANDBOX="/tmp/state.json")
        assert result.returncode == 0, f"{arguments}: {result.stdout}{result.stderr}"
    assert "0 to create" in result.stdout
    command = command_in(root, program, "sandbox", "serve", "--port", "0", "--state", "/tmp/state.json")
    server = subprocess.Popen(
        command, env=variables(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        url = server.stdout.readline().split()[-1]
        with pytest.raises(urllib.error.HTTPError) as answer:
            urllib.request.urlopen(urllib.request.Request(url, data=b"{}"), timeout=30)
        assert 400 <= answer.value.code < 500, "a request without a signature"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def test_the_demo_runs_with_only_the_archive(out, place, tmp_path):
    root = make_empty_root(tmp_path / "root", place / "programs")
    (root / "work").mkdir()
    archive = one(out, "*.tar.gz")
    call("tar", "--extract", "--gzip", "--file", archive, "--directory", root / "work")
    folder = pathlib.PurePath("/work") / archive.name.removesuffix(".tar.gz")
    run_the_demo(root, folder / "bin/rekon", folder)


def test_the_demo_runs_with_only_the_debian_package(out, root):
    dpkg(root, "--install", one(out, "*.deb"))
    run_the_demo(root, "/usr/bin/rekon", "/usr/share/doc/rekon")
