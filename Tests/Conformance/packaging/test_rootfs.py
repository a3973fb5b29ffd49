"""The root file system of the container: rekon runs in it, as the container's user."""

import json
import subprocess

import pytest

from installing import USER, make_root, run_in, take_programs
from support import fake_aws
from support.fake_aws import FakeAWS
from support.rekon import ROOT, environment

PROGRAM = "/usr/local/bin/rekon"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rootfs")
    return make_root(folder / "root", take_programs(folder / "programs"))


def test_it_holds_nothing_but_what_rekon_needs(root):
    assert {path.name for path in root.iterdir()} <= {
        "dev", "etc", "home", "lib", "lib64", "opt", "proc", "tmp", "usr"
    }
    programs = [path for path in root.rglob("*") if "bin" in path.parts and path.is_file()]
    assert {path.name for path in programs} == {"rekon", "rekon-sandbox"}
    assert f":{USER}:{USER}:" in (root / "etc/passwd").read_text()
    assert (root / "tmp").stat().st_mode & 0o7777 == 0o1777


def test_the_program_says_its_version(root):
    result = run_in(root, PROGRAM, "--version")
    assert result.returncode == 0 and result.stdout.startswith("rekon "), result.stderr


def test_it_plans_on_the_sandbox(root):
    models = root / "models"
    subprocess.run(["cp", "-r", ROOT / "examples/models", models], check=True)
    for command, code in [(["sandbox", "seed"], 0), (["plan", "--detailed-exitcode"], 2)]:
        result = run_in(root, PROGRAM, *command, "/models", REKON_SANDBOX="/tmp/state.json")
        assert result.returncode == code, result.stderr


def whoami(root, server):
    """With a host name, which only /etc/hosts of the root folder has."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAROOT", "AWS_SECRET_ACCESS_KEY": fake_aws.secret_of("AKIAROOT")}
    names = {
        name: value.replace("127.0.0.1", "sts.test")
        for name, value in environment("/home/rekon", server, **keys).items() if name not in ("PATH", "HOME")
    }
    return run_in(root, PROGRAM, "whoami", "--format", "json", **names)


def test_it_resolves_names_and_trusts_the_certificates_of_the_root(root, tmp_path):
    context, certificate = fake_aws.certificate(tmp_path, name="sts.test")
    server = FakeAWS(context)
    hosts, bundle = root / "etc/hosts", root / "etc/ssl/certs/ca-certificates.crt"
    before = bundle.read_text()
    result = whoami(root, server)
    assert result.returncode == 1 and "sts.test" in result.stderr, "no such host"
    hosts.write_text(hosts.read_text() + "127.0.0.1 sts.test\n")
    result = whoami(root, server)
    assert result.returncode == 1 and "certificate" in result.stderr, result.stderr
    assert server.calls == []
    bundle.write_text(before + certificate.read_text())
    result = whoami(root, server)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["account"] == "111122223333"
    bundle.write_text(before)
    server.close()
