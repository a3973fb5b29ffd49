"""Files of a checked-out pull request attack the job that runs rekon on them: specs/files.md."""

import json
import os
import stat
import subprocess

import pytest

from support.rekon import PROJECT, REKON, run, sandbox_environment, write_desired_state

SECRET = "AKIASECRETSECRET"


@pytest.fixture
def place(tmp_path):
    """A home with credentials, and a checked-out tree with a desired state whose sandbox has the project."""
    (tmp_path / ".aws").mkdir()
    victim = tmp_path / ".aws/credentials"
    victim.write_text(f"[default]\naws_access_key_id = {SECRET}\naws_secret_access_key = x\n")
    (tmp_path / "tree/models").mkdir(parents=True)
    write_desired_state(tmp_path / "tree/models/a.yaml", "v1", "v2")
    result = run(["sandbox", "seed", tmp_path / "tree/models"], sandbox_environment(tmp_path))
    assert result.returncode == 0, result.stderr
    return tmp_path


def rekon(place, *arguments, **variables):
    options = {name: variables.pop(name) for name in ("pass_fds", "timeout") if name in variables}
    return run(arguments, sandbox_environment(place, **variables), cwd=place / "tree", **options)


OUTPUTS = {
    "plan": ["plan", "--out", "OUT", "models"],
    **{
        f"report {format}": [command, "--report", f"{format}=OUT", "models"]
        for command, formats in {
            "plan": ["text", "json", "markdown", "github", "sarif", "junit"], "drift": ["prometheus"],
            "validate": ["json"], "verify": ["sarif"],
        }.items()
        for format in formats
    },
    "page": ["report", "--html", "OUT", "models"],
    "metrics": ["drift", "--metrics", "OUT", "models"],
    "audit log": ["apply", "--auto-approve", "--audit-log", "OUT", "models"],
    "events": ["apply", "--auto-approve", "--events", "OUT", "models"],
    "import": ["import", "--project", PROJECT, "--out", "OUT"],
    "forced import": ["import", "--project", PROJECT, "--force", "--out", "OUT"],
}


def command(name, path):
    return [argument.replace("OUT", str(path)) for argument in OUTPUTS[name]]


def status(name):
    """Of a run that succeeds: the versions are missing, which is drift."""
    return 2 if OUTPUTS[name][0] == "drift" else 0


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_planted_link_is_not_written_through(name, place):
    link = place / "tree/rekon-output"
    before = (place / ".aws/credentials").read_bytes()
    for target in (place / ".aws/credentials", place / ".bashrc", "../.aws", "models/a.yaml", "/dev/stdout"):
        link.symlink_to(target)
        result = rekon(place, *command(name, "rekon-output"))
        assert result.returncode in (1, 64), result.stderr
        assert "rekon-output" in result.stderr and not result.stdout
        assert os.readlink(link) == str(target)
        link.unlink()
    assert (place / ".aws/credentials").read_bytes() == before
    assert not (place / ".bashrc").exists()
    assert rekon(place, "plan", "--detailed-exitcode", "models").returncode == 2, "nothing was created"


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != "forced import"])
def test_a_file_of_another_kind_is_not_replaced(name, place):
    (place / "tree/package.json").write_text('{\n  "name": "app",\n  "version": "1.0"\n}\n')
    (place / "tree/README.md").write_text("# App\n")
    for file in (place / ".aws/credentials", place / "tree/package.json", place / "tree/README.md"):
        before = file.read_bytes()
        result = rekon(place, *command(name, file))
        assert result.returncode in (1, 64), (file, result.stderr)
        assert file.read_bytes() == before


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_new_file_is_private_and_an_existing_one_keeps_its_mode(name, place):
    file = place / "tree/out"
    for mode in (None, 0o640):
        if name == "import" and mode:
            continue
        if mode:
            file.write_text("")
            file.chmod(mode)
        result = rekon(place, *command(name, file))
        assert result.returncode == status(name), result.stderr
        public = name in ("metrics", "report prometheus")
        assert stat.S_IMODE(file.stat().st_mode) == (mode or (0o644 if public else 0o600))
        file.unlink()
    assert sorted(path.name for path in (place / "tree").iterdir()) == ["models"]


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != "events"])
def test_a_pipe_or_a_device_is_not_written_to(name, place):
    os.mkfifo(place / "tree/pipe")
    for path in ("pipe", "/dev/zero"):
        result = rekon(place, *command(name, path), timeout=20)
        assert result.returncode in (1, 64) and path in result.stderr, result.stderr


def test_the_sandbox_and_its_lock_follow_no_link(place):
    victim = place / ".aws/credentials"
    before = victim.read_bytes()
    (place / "tree/s.json").symlink_to(place / "state.json")
    (place / "tree/t.json.lock").symlink_to(place / ".bashrc")
    (place / "tree/u.json.tmp").write_text("another program's")
    for name, words in (("s.json", "symbolic link"), ("t.json", "t.json.lock is a symbolic link: remove it")):
        result = rekon(place, "sandbox", "seed", "models", REKON_SANDBOX=name)
        assert result.returncode != 0 and words in result.stderr
    assert rekon(place, "sandbox", "seed", "models", REKON_SANDBOX="u.json").returncode == 0
    assert victim.read_bytes() == before and not (place / ".bashrc").exists()
    assert (place / "tree/u.json.tmp").read_text() == "another program's"
    for name in ("u.json", "u.json.lock"):
        assert stat.S_IMODE((place / "tree" / name).stat().st_mode) == 0o600


def test_the_summary_of_a_step_follows_no_link(place):
    victim = place / ".aws/credentials"
    before = victim.read_bytes()
    (place / "tree/summary.md").symlink_to(victim)
    result = rekon(place, "plan", "--format", "github", "models", GITHUB_STEP_SUMMARY="summary.md")
    assert result.returncode == 0
    assert "warning: the step's summary could not be written to summary.md: it is a symbolic link" in result.stderr
    assert victim.read_bytes() == before


@pytest.mark.parametrize("name", ["plan", "report json", "page", "metrics", "import", "forced import"])
def test_what_is_already_open_is_written_to(name, place):
    reading, writing = os.pipe()
    result = rekon(place, *command(name, f"/dev/fd/{writing}"), pass_fds=[writing])
    os.close(writing)
    assert result.returncode == status(name), result.stderr
    with os.fdopen(reading) as file:
        text = file.read()
    assert text.startswith(("{", "<!doctype", "# "))
    # A descriptor of rekon's own is not one that it inherited.
    assert rekon(place, *command(name, f"/dev/fd/{writing}")).returncode != 0


def test_standard_streams_and_process_substitution(place):
    variables = sandbox_environment(place, rekon=REKON)
    for words in ("--report json=/dev/stderr models 2>&1 >/dev/null | cat", "--report json=>(cat >&3) models >/dev/null",
                  "--report json=/dev/stdout --report text=/dev/stderr models 2>/dev/null | sed '1,/^Plan: /d'"):
        shell = f"$rekon plan {words}"
        result = subprocess.run(["bash", "-c", f"exec 3>&1; {shell}; wait"], cwd=place / "tree", env=variables, text=True,
                                capture_output=True, timeout=60)
        assert json.loads(result.stdout)["formatVersion"], (words, result.stderr)


# Reading


FORMATS = ("text", "json", "markdown", "github", "sarif", "junit")


def test_a_link_out_of_the_folder_is_refused_and_its_content_is_nowhere(place):
    (place / "tree/models/b.yaml").symlink_to("../../.aws/credentials")
    (place / "tree/models/c").symlink_to("../../.aws")
    (place / ".aws/x.yaml").write_text(f"apiVersion: rekon/v1\n{SECRET}: [\n")
    for name in ("validate", "plan", "verify", "drift"):
        for format in FORMATS:
            result = rekon(place, name, "--format", format, "models")
            assert result.returncode == 1
            text = result.stdout + result.stderr
            assert SECRET not in text
            for link in ("models/b.yaml", "models/c"):
                assert f"{link}: leads out of the folder" in text or format == "json" and name != "validate"


@pytest.mark.parametrize("target", ["/", "/proc", "/dev", "..", "/proc/self/root"])
def test_a_link_to_everything_ends_at_once(target, place):
    (place / "tree/models/all").symlink_to(target)
    result = rekon(place, "validate", "models", timeout=20)
    assert result.returncode == 1
    assert "models/all: leads out of the folder" in result.stderr
    assert result.stderr.count("error:") == 1


def test_a_named_link_is_followed_and_its_text_is_not_quoted(place):
    secret = place / ".aws/x.yaml"
    secret.write_text(f"apiVersion: rekon/v1\nversions: [] # {SECRET}\nother: x # {SECRET}\n")
    (place / "tree/models/b.yaml").symlink_to("../../.aws/x.yaml")
    (place / "tree/folder").symlink_to("../.aws")
    for path in ("models/b.yaml", "folder", "folder/x.yaml"):
        for name in ("validate", "plan", "apply"):
            result = rekon(place, name, path)
            assert result.returncode == 1
            assert "errors are not shown: a link" in result.stderr and SECRET not in result.stderr + result.stdout
    # The operator's own path is quoted.
    assert SECRET in rekon(place, "validate", secret).stderr


def test_a_volume_of_kubernetes_is_read(place):
    folder = place / "config"
    (folder / "..2026_11_29").mkdir(parents=True)
    write_desired_state(folder / "..2026_11_29/a.yaml", "v1")
    (folder / "..data").symlink_to("..2026_11_29")
    (folder / "a.yaml").symlink_to("..data/a.yaml")
    for path in (folder, folder / "a.yaml"):
        result = rekon(place, "validate", path)
        assert result.returncode == 0 and result.stdout.startswith("Valid: 1 version"), result.stderr
    (folder / "..2026_11_29/a.yaml").write_text("apiVersion: rekon/v2\n")
    assert "1 | apiVersion: rekon/v2" in rekon(place, "validate", folder).stderr


def test_a_hidden_file_is_not_read_through_a_link(place):
    (place / "tree/.git").mkdir()
    (place / "tree/.git/config").write_text(f"[http]\n\textraheader = {SECRET}\n")
    (place / "tree/b.yaml").symlink_to(".git/config")
    for path, words in ((".", "b.yaml: leads to a hidden file"), ("b.yaml", "b.yaml:")):
        result = rekon(place, "validate", path)
        assert result.returncode == 1 and words in result.stderr and SECRET not in result.stderr


def test_a_pipe_or_a_device_is_an_error_and_does_not_block(place):
    os.mkfifo(place / "tree/models/b.yaml")
    (place / "tree/c.yaml").symlink_to("/dev/zero")
    for path, name in (("models", "models/b.yaml"), ("models/b.yaml", "models/b.yaml"), ("c.yaml", "c.yaml")):
        for verb in ("validate", "plan", "apply", "status"):
            result = rekon(place, verb, path, timeout=20)
            assert result.returncode == 1
            assert f"{name}: is not a file but a pipe, a socket or a device" in result.stderr


@pytest.mark.parametrize(
    "text", ["root:CANARY:20228:0:::\n", "apiVersion: CANARY\n", "CANARY: x\n", "a: [\nCANARY\n", "- CANARY\n- b\n"]
)
@pytest.mark.parametrize("is_folder", [False, True])
def test_a_link_in_the_place_of_the_named_path_shows_nothing(tmp_path, text, is_folder):
    """A pull request replaces `models`, which the command line names, by a link to what the runner can read."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "CANARY.yaml").write_text(text)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "models").symlink_to(secret if is_folder else secret / "CANARY.yaml")
    reports = [f"--report={name}=r.{name}" for name in ("json", "markdown", "sarif", "junit", "github", "text")]
    result = run(["plan", *reports, "models"], sandbox_environment(tmp_path), cwd=checkout)
    assert result.returncode == 1 and "CANARY" not in result.stdout + result.stderr
    assert "models: errors are not shown: a link on the path leads out of its folder" in result.stderr
    for path in checkout.glob("r.*"):
        assert "CANARY" not in path.read_text(), path.name


def test_a_manifest_or_an_object_that_is_a_pipe_or_a_device_is_an_error_and_does_not_block(place):
    os.mkfifo(place / "tree/pipe.manifest")
    (place / "tree/zero.manifest").symlink_to("/dev/zero")
    for name in ("pipe.manifest", "zero.manifest"):
        for arguments in (["manifest", "check", name], ["sandbox", "put", "s3://bucket/key", name]):
            result = rekon(place, *arguments, timeout=20)
            assert result.returncode == 1, result.stderr
            assert f"{name}: is not a file but a pipe, a socket or a device" in result.stderr


def test_an_object_that_is_open_already_is_read(place):
    reading, writing = os.pipe()
    os.write(writing, b"text")
    os.close(writing)
    result = rekon(place, "sandbox", "put", "s3://acme-data/key", f"/dev/fd/{reading}", pass_fds=[reading])
    os.close(reading)
    assert result.returncode == 0 and "4 bytes" in result.stdout, result.stderr


def test_a_long_text_in_a_file_makes_no_long_report(place):
    for line in ("${" + "x" * 100_000 + "}", "${var:" + "x-" * 100_000 + "}", "${var:" + "x" * 60_000 + "}"):
        file = place / "tree/long.yaml"
        write_desired_state(file, "v1")
        file.write_text(file.read_text() + f"    description: '{line}'\n")
        result = rekon(place, "validate", "--report", "json=out.json", "long.yaml")
        assert result.returncode == 1 and len(result.stderr) < 2000 and "x…" in result.stderr.replace("-…", "…")
        assert (place / "tree/out.json").stat().st_size < 4000
        file.unlink()
        (place / "tree/out.json").unlink()
