"""What a profile in `accounts` resolves to: rekon signs with the access key that botocore resolves for the same profile."""

import concurrent.futures
import json
import pathlib
import subprocess
import sys

import pytest

from support.credential_cells import KINDS, cell, fill
from support.fake_aws import FakeAWS, secret_of, token_of
from support.rekon import PROJECT, check, environment, run

BOTOCORE = pathlib.Path(__file__).resolve().parents[1] / "credentials/botocore_side.py"
ACCOUNT = PROJECT.split(":")[4]
SETTINGS = f'apiVersion: rekon/v1\nkind: Settings\naccounts:\n  "{ACCOUNT}": {{ profile: p }}\n'
# Where the profile's name stands.
PLACE = "rekon.yaml:4:30"
# What else the environment offers. A profile that is named wins over all of it.
SURROUNDINGS = {
    "nothing": {},
    "everything": {"keys_": "with token", "web": "full", "machine": "container and instance"},
}
# Of kinds: the rows of specs/aws-client.md where the choice differs on purpose (credentials/test_choice.py).
DIFFERENCES = {"keys with a comment", "blank keys", "process of the shell", "role for a time that no role has"}
CELLS = [(kind, around) for kind in KINDS for around in SURROUNDINGS]


def prepare(kind, around, home, server, label):
    """Writes the files, and gives the environment; no profile is chosen in it."""
    made = cell(kind, kind, "by flag", **SURROUNDINGS[around])

    def filled(text):
        return fill(text, home, f"{server.url}/~{label}")

    for name, text in made.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text))
        path.chmod(0o700 if text.startswith("#!") else 0o600)
    (home / "rekon.yaml").write_text(SETTINGS)
    (home / "m.yaml").write_text(
        f'apiVersion: rekon/v1\nproject: {{ name: signs, region: us-east-1, account: "{ACCOUNT}" }}\nversions: []\n'
    )
    return environment(home, server, label, **{name: filled(value) for name, value in made.variables.items()})


def rekon_side(variables, server, label):
    result = run(["render", "--resolve", "m.yaml"], variables)
    calls = server.made("DescribeProjects", label)
    found = {
        "status": result.returncode, "error": result.stderr,
        "calls": [call.operation for call in list(server.calls) if call.label == label],
    }
    if calls:
        assert len(calls) == 1
        found["key"] = calls[0].access_key
    return found


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Of each cell, what botocore resolves and what rekon does."""
    server = FakeAWS()
    server.projects = [PROJECT]
    homes = tmp_path_factory.mktemp("profiles")
    botocore = subprocess.Popen(
        [sys.executable, str(BOTOCORE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"},
    )

    def side_of_botocore():
        answers = []
        for index, parts in enumerate(CELLS):
            variables = prepare(*parts, homes / f"{index}b", server, f"{index}b")
            check(variables)
            botocore.stdin.write(json.dumps({"variables": variables, "profile": "p"}) + "\n")
            botocore.stdin.flush()
            answers.append(json.loads(botocore.stdout.readline()))
        return answers

    def side_of_rekon(index):
        label = f"{index}r"
        return rekon_side(prepare(*CELLS[index], homes / label, server, label), server, label)

    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        theirs = pool.submit(side_of_botocore)
        ours = list(pool.map(side_of_rekon, range(len(CELLS))))
        result = dict(zip(CELLS, zip(theirs.result(), ours)))
    botocore.stdin.close()
    botocore.wait(timeout=10)
    server.close()
    return result


def test_the_cells_are_of_every_kind(outcomes):
    keys = {botocore["key"] for botocore, _ in outcomes.values() if "key" in botocore}
    assert len(keys) >= 25
    assert sum("error" in botocore for botocore, _ in outcomes.values()) >= 30


def test_rekon_signs_with_the_key_that_botocore_resolves(outcomes):
    other = []
    for (kind, around), (botocore, rekon) in outcomes.items():
        if kind in DIFFERENCES or (kind, around) == ("secret without id", "everything"):
            continue
        if "key" in botocore:
            # The signature was verified with the secret key and the token of the access key.
            key, token = botocore["key"], botocore["token"] or None
            same = rekon.get("key") == key and (botocore["secret"], token) == (secret_of(key), token_of(key))
            same = same and rekon["status"] == 0
        else:
            same = rekon["status"] == 1 and "key" not in rekon
        if not same:
            other.append((kind, around, botocore, rekon))
    assert other == []


def test_an_error_names_the_place_of_the_profile(outcomes):
    for parts, (_, rekon) in outcomes.items():
        if rekon["status"]:
            assert PLACE in rekon["error"], (parts, rekon["error"])


OFFLINE = ["role from itself without keys", "roles in a loop", "role from a missing profile", "role from an unknown source",
           "role from two sources", "role from nothing"]


@pytest.mark.parametrize("kind", OFFLINE)
def test_what_the_files_show_is_an_error_before_any_call(outcomes, kind):
    for around in SURROUNDINGS:
        _, rekon = outcomes[(kind, around)]
        assert rekon["status"] == 1
        assert rekon["error"].startswith(f"{PLACE}: error: "), rekon["error"]
        assert rekon["calls"] == []


# The settings and other ways to choose a profile


@pytest.fixture
def folder(home, server):
    (home / ".aws/config").write_text("".join(
        f"[profile {name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = {secret_of('AKIA' + name.upper())}\n"
        for name in ("p", "other")
    ))
    (home / "rekon.yaml").write_text(SETTINGS)
    (home / "m.yaml").write_text(f"apiVersion: rekon/v1\nproject: {PROJECT}\nversions: []\n")
    server.projects = [PROJECT]
    return home


@pytest.mark.parametrize("arguments, variables", [
    ([], {}), (["--profile", "other"], {}), ([], {"AWS_PROFILE": "other"}), ([], {"AWS_DEFAULT_PROFILE": "other"}),
    ([], {"AWS_ACCESS_KEY_ID": "AKIAX", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAX")}),
    ([], {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x", "AWS_WEB_IDENTITY_TOKEN_FILE": "/absent"}),
], ids=["nothing", "flag", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "keys", "web identity"])
def test_the_profile_of_an_account_wins(folder, server, arguments, variables):
    """The other ways choose the run's own credentials, which this account does not use."""
    result = run(["plan", *arguments, "m.yaml"], environment(folder, server, **variables))
    assert result.returncode == 0, result.stdout + result.stderr
    assert {call.access_key for call in server.calls} == {"AKIAP"}


def test_a_profile_of_the_run_that_is_missing_is_still_an_error(folder, server):
    """As in botocore: the variable is wrong, whether this run needs it or not."""
    result = run(["plan", "m.yaml"], environment(folder, server, AWS_PROFILE="absent"))
    assert result.returncode == 1 and "the profile `absent` is neither in " in result.stderr
    assert server.calls == []


@pytest.mark.parametrize("profile, message", [
    ("absent", "the profile `absent` is neither in "), ("P", "the profile `P` is neither in "),
])
def test_a_missing_profile(folder, server, profile, message):
    (folder / "rekon.yaml").write_text(SETTINGS.replace("profile: p", f"profile: {profile}"))
    for command in (["plan", "m.yaml"], ["apply", "--auto-approve", "m.yaml"], ["status", "m.yaml"]):
        result = run(command, environment(folder, server))
        assert result.returncode == 1
        assert result.stderr.startswith(f"{PLACE}: error: {message}")
        assert "the profiles there are: other, p" in result.stderr
    assert server.calls == []


def test_a_profile_for_apply_may_be_missing_for_plan(folder, server):
    """The job of a pull request has no profile that can create."""
    (folder / "rekon.yaml").write_text(
        SETTINGS.replace("{ profile: p }", "{ read: { profile: p }, create: { profile: deploy } }")
    )
    variables = environment(folder, server)
    planned = run(["plan", "m.yaml"], variables)
    assert planned.returncode == 0, planned.stderr
    assert "reads with profile p, creates with profile deploy" in planned.stdout
    applied = run(["apply", "--auto-approve", "m.yaml"], variables)
    assert applied.returncode == 1
    assert "the profile `deploy` is neither in " in applied.stderr
    assert server.made("CreateProjectVersion") == []


def test_the_region_of_a_profile_is_not_used(folder, server):
    """The project's ARN names the region."""
    path = folder / ".aws/config"
    path.write_text(path.read_text().replace("[profile p]\n", "[profile p]\nregion = eu-west-1\n"))
    assert run(["plan", "m.yaml"], environment(folder, server)).returncode == 0
    assert {call.headers["authorization"].split("/")[2] for call in server.calls} == {"us-east-1"}
