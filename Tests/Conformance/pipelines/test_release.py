"""scripts/collect: a release is what two builds have in common, and what tag, program and changelog say it is."""

import gzip
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile

import pytest
import yaml

from support.rekon import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())

VERSION = "0.2.0"
DEBIAN = {"x86_64": "amd64", "arm64": "arm64"}
OWN = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
CHANGELOG = f"""# Changelog

## [Unreleased]

## [{VERSION}] - 2026-11-30

### Added

- Something [new](specs/x.md).

## [0.1.0] - 2026-11-01

- Old.
"""


def archive(arch, said=f"rekon {VERSION} (0123456789ab, release)", version=VERSION):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as content:
        program = f"#!/bin/sh\necho '{said}'\n".encode()
        entry = tarfile.TarInfo(f"rekon-{version}-linux-{arch}/bin/rekon")
        entry.size = len(program)
        content.addfile(entry, io.BytesIO(program))
    return gzip.compress(buffer.getvalue(), mtime=0)


class Builds:
    def __init__(self, folder):
        self.folder, self.builds, self.release = folder, folder / "builds", folder / "release"
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/collect", folder / "scripts/collect")
        self.changelog = folder / "CHANGELOG.md"
        self.changelog.write_text(CHANGELOG)
        for arch in DEBIAN:
            for build in ("first", "second"):
                self.write(arch, build, archive(arch))

    def write(self, arch, build, content, version=VERSION):
        """What scripts/package writes."""
        place = self.builds / f"{arch}-{build}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        name = f"rekon-{version}-linux-{arch}"
        files = {
            f"{name}.tar.gz": content, f"rekon_{version}_{DEBIAN[arch]}.deb": arch.encode(),
            f"{name}.cdx.json": b"{}", f"{name}.provenance.json": b"{}",
        }
        for file, data in files.items():
            (place / file).write_bytes(data)
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {file}\n" for file, data in sorted(files.items()))
        (place / "SHA256SUMS").write_text(sums)

    def collect(self, tag=f"v{VERSION}"):
        return subprocess.run(
            [sys.executable, self.folder / "scripts/collect", tag, self.builds, self.release],
            capture_output=True, text=True, timeout=60,
        )

    def refused(self, text, **arguments):
        result = self.collect(**arguments)
        assert result.returncode == 1 and result.stdout == "", result.stdout
        assert result.stderr.startswith("error: ") and text in result.stderr and "Traceback" not in result.stderr
        return True


@pytest.fixture
def builds(tmp_path):
    return Builds(tmp_path)


def test_a_release_has_each_file_once_and_one_list_of_checksums(builds):
    result = builds.collect()
    assert result.returncode == 0, result.stderr
    assert result.stdout == "### Added\n\n- Something [new](specs/x.md).\n"
    names = sorted(path.name for path in builds.release.iterdir())
    assert len(names) == 9 and f"rekon-{VERSION}-linux-arm64.tar.gz" in names and f"rekon_{VERSION}_amd64.deb" in names
    listed = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=builds.release, capture_output=True, text=True)
    assert listed.returncode == 0 and listed.stdout.count(": OK") == 8


@pytest.mark.parametrize("arch", DEBIAN)
def test_builds_that_differ_are_no_release(builds, arch):
    builds.write(arch, "second", archive(arch, said="rekon"))
    name = f"rekon-{VERSION}-linux-{arch}.tar.gz"
    assert builds.refused(f"the two builds of {arch} differ: SHA256SUMS, {name}")


def test_a_file_that_one_build_has_alone_is_a_difference(builds):
    (builds.builds / "arm64-first/extra").write_text("x")
    assert builds.refused("the two builds of arm64 differ: extra")


def test_checksums_are_those_of_the_files(builds):
    for build in ("first", "second"):
        (builds.builds / f"arm64-{build}/rekon_{VERSION}_arm64.deb").write_text("other")
    assert builds.refused("SHA256SUMS of arm64 is not the one of its files")


def test_a_link_is_no_file_of_a_release(builds):
    path = builds.builds / f"x86_64-first/rekon_{VERSION}_amd64.deb"
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert builds.refused("is not a regular file")


def test_an_architecture_that_is_missing_is_reported(builds):
    shutil.rmtree(builds.builds / "arm64-second")
    assert builds.refused("arm64-second")


@pytest.mark.parametrize("tag", ["0.2.0", "v0.2", "v0.2.0/x", "v0.2.0 ", "v٠.2.0", "v0.2.0\n", "vv0.2.0"])
def test_a_tag_has_a_version(builds, tag):
    assert builds.refused("is not like v0.2.0", tag=tag)


@pytest.mark.parametrize("said", ["rekon 0.1.0 (0123456789ab, release)", "rekon 0.2.0-rc.1", "other 0.2.0", ""])
def test_the_program_has_the_version_of_the_tag(builds, said):
    for build in ("first", "second"):
        builds.write(OWN, build, archive(OWN, said=said))
    assert builds.refused("and the tag says 0.2.0")


def test_the_files_have_the_version_of_the_tag(builds):
    builds.changelog.write_text(CHANGELOG.replace("0.1.0", "0.1.1"))
    assert builds.refused("the build of x86_64 has no rekon-0.1.1-linux-x86_64.tar.gz", tag="v0.1.1")


@pytest.mark.parametrize("change", [
    lambda text: text.replace(f"[{VERSION}]", "[0.3.0]"), lambda text: text.replace(" - 2026-11-30", ""),
    lambda text: text.replace("### Added\n\n- Something [new](specs/x.md).\n", ""), lambda text: text.replace("0.2.0", "0x2y0"),
])
def test_the_changelog_has_the_version_of_the_tag(builds, change):
    builds.changelog.write_text(change(CHANGELOG))
    assert builds.refused("CHANGELOG.md has no dated section with text for 0.2.0")


def test_its_usage():
    result = subprocess.run([ROOT / "scripts/collect"], capture_output=True, text=True)
    assert result.returncode == 1 and "scripts/collect TAG BUILDS FOLDER" in result.stderr


# The workflow


def script(job, name):
    (step,) = [step for step in WORKFLOW["jobs"][job]["steps"] if step.get("name") == name]
    return step["run"]


def test_the_workflow_builds_each_architecture_twice():
    strategy = WORKFLOW["jobs"]["build"]["strategy"]["matrix"]
    assert {entry["arch"]: entry["runner"] for entry in strategy["include"]} == {
        "x86_64": "ubuntu-24.04", "arm64": "ubuntu-24.04-arm",
    }
    assert (strategy["arch"], strategy["build"]) == (["x86_64", "arm64"], ["first", "second"])
    upload = WORKFLOW["jobs"]["build"]["steps"][-1]
    assert upload["with"]["name"] == "${{ matrix.arch }}-${{ matrix.build }}", "as scripts/collect reads them"
    assert script("build", "Package") == ". scripts/setup\nscripts/package packages\n"


@pytest.mark.parametrize("same", [True, False])
def test_the_workflow_collects_what_the_builds_have_in_common(builds, same):
    """And what it hands on is what the job that drafts expects."""
    if not same:
        builds.write("arm64", "second", archive("arm64", said="rekon"))
    result = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("check", "Compare and collect")], cwd=builds.folder,
        env={"PATH": os.environ["PATH"], "TAG": f"v{VERSION}", "RUNNER_TEMP": str(builds.folder)}, capture_output=True,
    )
    assert (result.returncode == 0) == same, result.stderr
    if same:
        assert "Something" in (builds.release / "notes.md").read_text() and len(list((builds.release / "files").iterdir())) == 9


def test_the_workflow_drafts_and_does_not_publish(builds):
    """With a program in the place of GitHub's."""
    (builds.release / "files").mkdir(parents=True)
    for name in ("SHA256SUMS", f"rekon-{VERSION}-linux-arm64.tar.gz"):
        (builds.release / "files" / name).write_text("x")
    (builds.folder / "bin").mkdir()
    fake = builds.folder / "bin/gh"
    fake.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{builds.folder}/arguments"\n')
    fake.chmod(0o755)
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script("draft", "Draft")], check=True, env={
            "PATH": f"{builds.folder}/bin:{os.environ['PATH']}", "TAG": f"v{VERSION}", "RUNNER_TEMP": str(builds.folder),
            "GITHUB_REPOSITORY": "acme/rekon",
        },
    )
    assert (builds.folder / "arguments").read_text().splitlines() == [
        "release", "create", f"v{VERSION}", "--repo", "acme/rekon", "--draft", "--verify-tag", "--title", f"rekon {VERSION}",
        "--notes-file", "notes.md", "files/SHA256SUMS", f"files/rekon-{VERSION}-linux-arm64.tar.gz",
    ]
