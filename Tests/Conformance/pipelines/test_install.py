"""A release is downloaded over https, compared with its digest, and its program alone is taken."""

import os
import pathlib
import shlex
import shutil
import subprocess
import tarfile

import pytest

from releases import ARCHITECTURES, TAG, VERSION, Releases, digest, name, pack, program
from support.rekon import ROOT

ARCHIVE = f"{TAG}/{name()}.tar.gz"
SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "secret-of-the-role", "GITHUB_TOKEN": "secret-of-the-forge", "TAR_OPTIONS": "--verbose",
    "GZIP": "-v", "SECRET": "secret-of-the-job",
}


class Installer:
    def __init__(self, folder, releases):
        self.folder, self.releases = folder, releases
        self.temporary = folder / "temporary"
        (folder / "bin").mkdir(), self.temporary.mkdir()

    def __call__(self, version=VERSION, sha256=None, base=None, **variables):
        sha256 = self.releases.sha256() if sha256 is None else sha256
        return subprocess.run(
            [ROOT / "examples/scripts/install.sh", version, sha256, self.releases.base if base is None else base],
            cwd=self.folder, capture_output=True, text=True, timeout=120, env={
                "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder), **SECRETS,
                "CURL_CA_BUNDLE": str(self.releases.certificate), "RUNNER_TEMP": str(self.temporary), **variables,
            },
        )

    def publish(self, *members):
        """Replaces the archive; its digest."""
        self.releases.files[ARCHIVE] = pack(members)
        return self.releases.sha256()

    def wrap(self, command, text):
        """A command that is found before the machine's own one, and runs it after the text."""
        path = self.folder / "bin" / command
        path.write_text(f'#!/bin/sh\n{text}\nexec {shutil.which(command)} "$@"\n')
        path.chmod(0o755)

    @property
    def installed(self):
        """Everything that was written, but for the archive."""
        return [path.name for path in self.temporary.rglob("*") if path.is_file() and path.name != "archive.tar.gz"]


@pytest.fixture
def install(tmp_path, releases):
    return Installer(tmp_path, releases)


def refused(result, text):
    """Nothing was installed, and the reason is on a line of its own."""
    assert result.returncode == 1 and result.stdout == "", result.stderr
    assert text in result.stderr and "error: " in result.stderr
    return True


def test_the_program_alone_is_taken(install):
    result = install()
    assert result.returncode == 0, result.stderr
    path = pathlib.Path(result.stdout.removesuffix("\n"))
    assert path.is_absolute() and path.parent.parent == install.temporary
    assert path.read_bytes() == program() and os.access(path, os.X_OK)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["rekon"]
    assert result.stderr == "" and [path for path, _ in install.releases.calls] == [ARCHIVE]


def test_a_second_run_has_a_folder_of_its_own(install):
    assert install().stdout != install().stdout


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_each_architecture_has_its_archive(install, machine):
    """The digest of one architecture fits no other."""
    arch = ARCHITECTURES[machine]
    (other,) = set(ARCHITECTURES.values()) - {arch}
    uname = install.folder / "bin/uname"
    uname.write_text(f'#!/bin/sh\ncase $1 in -m) echo {machine} ;; *) echo Linux ;; esac\n')
    uname.chmod(0o755)
    assert install(sha256=install.releases.sha256(arch)).returncode == 0
    assert install.releases.calls[0][0].endswith(f"/{name(arch)}.tar.gz")
    assert refused(install(sha256=install.releases.sha256(other)), f"SHA256SUMS of the release, for {arch}")


@pytest.mark.parametrize(("system", "machine", "text"), [
    ("Darwin", "arm64", "there are releases for Linux only"),
    ("Linux", "riscv64", "there is no release for the architecture riscv64"),
])
def test_another_machine_is_named(install, system, machine, text):
    uname = install.folder / "bin/uname"
    uname.write_text(f'#!/bin/sh\ncase $1 in -m) echo {machine} ;; *) echo {system} ;; esac\n')
    uname.chmod(0o755)
    assert refused(install(), text) and install.releases.calls == []


# The digest


def test_a_digest_is_needed(install):
    assert refused(install(sha256=""), f"error: version {VERSION} has no digest\n  help: give the SHA-256")
    assert install.releases.calls == [], "nothing is asked for"


def test_a_digest_as_forges_show_it(install):
    assert install(sha256=f"sha256:{install.releases.sha256()}").returncode == 0


@pytest.mark.parametrize("change", [
    lambda right: "0" * 64, lambda right: right[::-1],
])
def test_another_digest_is_refused(install, change):
    result = install(sha256=change(install.releases.sha256()))
    assert refused(result, "does not have the digest that was given") and install.installed == []


@pytest.mark.parametrize("change", [
    lambda right: right[:63], lambda right: right + "0", lambda right: right.upper(), lambda right: f" {right}",
    lambda right: f"{right}\n", lambda right: f"{right}  archive.tar.gz\n{right}", lambda right: "md5:" + right[:32],
    lambda right: "--version", lambda right: "*" * 64,
])
def test_a_text_that_is_no_digest_is_refused(install, change):
    assert refused(install(sha256=change(install.releases.sha256())), "hexadecimal digits")
    assert install.releases.calls == []


@pytest.mark.parametrize("version", [
    "", "v0.2.0", "0.2", "latest", "0.2.0/../../0.1.0", "../0.2.0", "0.2.0 ", "0.2.0\n", "0.2.0?x", "0.2.0#", "{0,1}.2.0",
    "-o/tmp/x", "$(touch pwned)", "0.2.0;touch pwned", "0.2.0%2e", "0.2.0-" + "a" * 65, "\u0660.2.0", "0.2.0-a/b",
    "::error::x",
])
def test_a_text_that_is_no_version_is_refused(install, version):
    result = install(version=version)
    assert refused(result, "must be one like 0.2.0") and install.releases.calls == []
    assert len(result.stderr.splitlines()) == 1 and not list(install.folder.rglob("pwned"))


def test_a_version_before_a_release(install):
    version = "0.3.0-rc.1"
    content = pack([(f"{name(version=version)}/bin/rekon", program())])
    install.releases.files[f"/acme/rekon/releases/download/v{version}/{name(version=version)}.tar.gz"] = content
    assert install(version=version, sha256=digest(content)).returncode == 0


# The download


@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "file:///tmp", "ftp://x", "127.0.0.1", "-o", "", "HTTPS://x"])
def test_other_protocols_are_refused(install, base):
    assert refused(install(base=base), "must begin with https://") and install.releases.calls == []


def test_a_redirect_within_https_is_followed(install):
    install.releases.files["/elsewhere"] = install.releases.files.pop(ARCHIVE)
    install.releases.redirects[ARCHIVE] = f"{install.releases.url}/elsewhere"
    assert install(sha256=digest(install.releases.files["/elsewhere"])).returncode == 0


def test_a_redirect_to_http_is_refused(install):
    """Also to the right archive."""
    plain = Releases(install.folder, secure=False)
    try:
        install.releases.redirects[ARCHIVE] = plain.url + ARCHIVE
        assert refused(install(), "could not be downloaded") and plain.calls == [] and install.installed == []
    finally:
        plain.stop()


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1:1/"])
def test_a_redirect_to_another_protocol_is_refused(install, target):
    install.releases.redirects[ARCHIVE] = target
    assert refused(install(), "could not be downloaded") and install.installed == []


def test_a_release_that_does_not_exist(install):
    result = install(version="0.9.9")
    assert refused(result, "could not be downloaded") and "404" in result.stderr


def test_a_download_that_ends_early(install):
    install.releases.cut = 100
    assert refused(install(), "could not be downloaded") and install.installed == []


def test_an_archive_that_was_cut_before(install):
    """It arrives whole, as the server tells it."""
    right = install.releases.sha256()
    install.releases.files[ARCHIVE] = install.releases.files[ARCHIVE][:-20]
    assert refused(install(sha256=right), "does not have the digest") and install.installed == []
    assert refused(install(), f"has no {name()}/bin/rekon") and install.installed in ([], ["rekon"])


def test_a_host_with_an_unknown_certificate_is_refused(install):
    assert refused(install(CURL_CA_BUNDLE="/etc/ssl/certs/ca-certificates.crt"), "could not be downloaded")
    assert install.releases.calls == []


def test_what_reads_from_outside_has_no_credentials(install):
    for command in ("curl", "sha256sum", "tar"):
        install.wrap(command, f'env > "{install.folder}/{command}.env"')
    (install.folder / ".curlrc").write_text('header = "X-Curlrc: read"\n')
    (install.folder / ".netrc").write_text("machine 127.0.0.1 login a password secret-of-netrc\n")
    assert install().returncode == 0
    for command in ("curl", "sha256sum", "tar"):
        text = (install.folder / f"{command}.env").read_text()
        assert "PATH=" in text and "secret" not in text and "TAR_OPTIONS" not in text, command
    (headers,) = [headers for _, headers in install.releases.calls]
    assert "Authorization" not in headers and "X-Curlrc" not in headers


# The archive


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
@pytest.mark.parametrize("target", ["/etc/passwd", "/bin/true", "../LICENSE", f"{name()}/LICENSE"])
def test_a_link_is_no_program(install, kind, target):
    sha256 = install.publish((f"{name()}/LICENSE", b"text\n"), (f"{name()}/bin/rekon", kind, target))
    assert refused(install(sha256=sha256), "is not a regular file")


def test_a_folder_of_a_link_leads_nowhere(install):
    """bin is a link to another folder: nothing is written through it."""
    outside = install.folder / "outside"
    outside.mkdir()
    sha256 = install.publish((f"{name()}/bin", tarfile.SYMTYPE, str(outside)), (f"{name()}/bin/rekon", program()))
    result = install(sha256=sha256)
    assert result.returncode == 0 and list(outside.iterdir()) == []
    assert pathlib.Path(result.stdout.strip()).read_bytes() == program()


@pytest.mark.parametrize("path", [
    "../rekon", f"{name()}/bin/../../rekon", f"{name()}/../bin/rekon", f"/{name()}/bin/rekon", f"x/{name()}/bin/rekon",
    f"{name()}/bin/rekon/x", f"{name()}/bin/Rekon", "bin/rekon", f"{name(version='0.1.0')}/bin/rekon", f"{name()}/bin/*",
])
def test_a_member_with_another_path_is_not_taken(install, path):
    sha256 = install.publish((path, program()))
    assert refused(install(sha256=sha256), f"{name()}/bin/rekon")
    assert not [entry for entry in install.installed if entry != "rekon"]


def test_of_two_members_the_first_is_taken_whole(install):
    sha256 = install.publish((f"{name()}/bin/rekon", program()), (f"{name()}/bin/rekon", b"#!/bin/sh\nexit 9\n"))
    assert pathlib.Path(install(sha256=sha256).stdout.strip()).read_bytes() == program()


def test_nothing_else_of_an_archive_is_written(install):
    outside = f"../../{install.folder.name}-planted"
    sha256 = install.publish(
        (outside, b"x"), (f"{install.folder}/planted", b"x"), ("rekon", b"x"), ("archive.tar.gz", b"x"),
        (f"{name()}/bin/rekon", program()),
    )
    assert install(sha256=sha256).returncode == 0 and install.installed == ["rekon"]
    assert not list(install.folder.parent.glob("*planted*")) and not list(install.folder.glob("planted"))


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", b"\x1f\x8b\x08" + b"\0" * 20])
def test_a_file_that_is_no_archive(install, content):
    install.releases.files[ARCHIVE] = content or b"\n"
    assert refused(install(), f"has no {name()}/bin/rekon")


@pytest.mark.parametrize("arguments", [[], [VERSION], [VERSION, "0" * 64], [VERSION, "0" * 64, "https://x", "y"]])
def test_its_usage(arguments):
    result = subprocess.run([ROOT / "examples/scripts/install.sh", *arguments], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (64, "")
    assert "    install.sh VERSION SHA256 RELEASES\n" in result.stderr and not result.stderr.startswith("#")


# The action


def test_the_action_installs_a_release(action):
    passed, outputs = action(command="plan", paths="models", version=VERSION, sha256=action.releases.sha256())
    assert passed and outputs["creates"] == "2", action.log
    assert [path for path, _ in action.releases.calls] == [ARCHIVE]
    (step,) = [environment for step, environment in action.seen if step == "Install the release"]
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN"} & set(step)


def test_the_action_takes_releases_from_elsewhere(action):
    content = action.releases.files.pop(ARCHIVE)
    action.releases.files[f"/mirror/v{VERSION}/{name()}.tar.gz"] = content
    inputs = {"command": "validate", "paths": "models", "version": VERSION, "sha256": digest(content)}
    assert not action(**inputs)[0] and "could not be downloaded" in action.log
    assert action(**inputs, releases=f"{action.releases.url}/mirror/")[0], action.log


@pytest.mark.parametrize(("inputs", "text"), [
    ({"version": VERSION}, f"version {VERSION} has no digest"),
    ({"sha256": "0" * 64}, "must be one like 0.2.0"),
    ({"version": VERSION, "sha256": "0" * 64}, "does not have the digest"),
    ({"version": "$(touch pwned)", "sha256": "0" * 64}, "must be one like 0.2.0"),
    ({"version": VERSION, "sha256": "$(touch pwned)"}, "hexadecimal digits"),
    ({"version": VERSION, "sha256": "0" * 64, "releases": "http://127.0.0.1:1"}, "must begin with https://"),
    ({"version": VERSION, "sha256": "0" * 64, "rekon": "/bin/true"}, "not both"),
])
def test_the_action_runs_nothing_that_is_not_checked(action, inputs, text):
    passed, outputs = action(
        command="plan", paths="models", role="arn:role", aws_region="us-east-1", publish="pull-request", **inputs
    )
    assert not passed and set(outputs.values()) == {""} and text in action.log
    assert action.failures == ["Install the release"] and action.roles == [] and action.forge.calls == []
    assert not list(action.folder.rglob("pwned"))


def test_a_program_in_the_place_of_the_download_is_not_run(action):
    """What earlier steps or the checkout put where the artifact would be."""
    for folder in (action.folder / "temporary/rekon-program", action.tree / "rekon-program", action.tree / "bin"):
        folder.mkdir(parents=True)
        (folder / "rekon").write_text(f"#!/bin/sh\ntouch {shlex.quote(str(action.folder))}/pwned\n")
        (folder / "rekon").chmod(0o755)
    assert action(command="validate", paths="models", version=VERSION, sha256=action.releases.sha256())[0], action.log
    assert not action(command="validate", paths="models", version=VERSION, sha256="0" * 64)[0]
    assert not (action.folder / "pwned").exists()
