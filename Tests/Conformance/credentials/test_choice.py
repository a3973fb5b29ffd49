"""Which credentials are chosen: rekon and botocore, in the same files and environments, use the same access key."""

import concurrent.futures
import json
import pathlib
import subprocess
import sys

import pytest

from support.credential_cells import HEADERS, all_cells, fill
from support.fake_aws import FakeAWS, secret_of, token_of
from support.rekon import ROOT, check, environment, run

HERE = pathlib.Path(__file__).resolve().parent


class Botocore:
    """A process that resolves one cell after the other."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "botocore_side.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true"},
        )

    def resolve(self, variables, profile):
        check(variables)
        self.process.stdin.write(json.dumps({"variables": variables, "profile": profile}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


def prepare(cell, home, server, label):
    """Writes the files of a cell, and gives its environment."""
    def filled(text):
        return fill(text, home, f"{server.url}/~{label}")

    for name, text in cell.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text))
        path.chmod(0o700 if text.startswith("#!") else 0o600)
    return environment(home, server, label, **{name: filled(value) for name, value in cell.variables.items()})


def rekon_side(cell, variables, server, label):
    """What rekon uses: the access key of its last call, with a signature that was found right."""
    flag = ["--profile", cell.profile] if cell.profile else []
    result = run(["whoami", "--format", "json", *flag], variables)
    calls = server.made("GetCallerIdentity", label)
    if result.returncode:
        assert result.returncode == 1, result.stderr
        assert result.stderr.startswith("error: "), result.stderr
        # Credentials that are found and refused are not missing.
        return {"error": result.stderr} if not calls else {"refused": result.stderr}
    assert len(calls) == 1
    assert calls[0].access_key == json.loads(result.stdout)["accessKeyId"]
    # An empty token would be signed, and sent as an empty header.
    assert calls[0].headers.get("x-amz-security-token") != ""
    return {"key": calls[0].access_key}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Both answers of every cell."""
    server = FakeAWS()
    homes = tmp_path_factory.mktemp("cells")
    cells = all_cells()
    workers = [Botocore() for _ in range(2)]

    def side_of_botocore(share):
        answers = []
        for index in range(share, len(cells), len(workers)):
            cell, label = cells[index], f"{index}b"
            variables = prepare(cell, homes / label, server, label)
            answers.append((index, workers[share].resolve(variables, cell.profile)))
        return answers

    def side_of_rekon(index):
        cell, label = cells[index], f"{index}r"
        return rekon_side(cell, prepare(cell, homes / label, server, label), server, label)

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        botocore = [pool.submit(side_of_botocore, share) for share in range(len(workers))]
        rekon = list(pool.map(side_of_rekon, range(len(cells))))
        found = dict(answer for share in botocore for answer in share.result())
    for worker in workers:
        worker.close()
    server.close()
    for index in range(len(cells)):
        for side, label in ((found[index], f"{index}b"), (rekon[index], f"{index}r")):
            side["fetched"] = [call.path for call in server.made("InstanceMetadata", label)]
    return [(cell, found[index], rekon[index]) for index, cell in enumerate(cells)]


def is_the_same(botocore, rekon):
    if "key" not in botocore:
        return "error" in rekon
    # rekon's signature was verified with the secret key and the token that belong to the access key.
    key = botocore["key"]
    # botocore keeps a blank token, and does not send it.
    token = botocore["token"] or None
    return rekon.get("key") == key and botocore["secret"] == secret_of(key) and token == token_of(key)


# Deliberate differences: the first column of the table in specs/aws-client.md, and the cells of each row.
DIFFERENCES = {
    "keys with a comment behind them": lambda name: "keys with a comment /" in name,
    "keys without a value": lambda name: name.startswith("blank keys /"),
    "a secret key without a key ID, on a machine with a role": lambda name: (
        name.startswith("secret without id /") and "container and instance" in name
    ),
    "`credential_process` that needs a shell": lambda name: name.startswith("process of the shell /"),
    "`duration_seconds` that is not a number": lambda name: name.startswith("role for a time that no role has /"),
    "`AWS_PROFILE` and `AWS_DEFAULT_PROFILE`, both set": lambda name: "by both variables" in name,
    "`AWS_PROFILE` that is blank": lambda name: "chosen blank" in name,
    "`AWS_WEB_IDENTITY_TOKEN_FILE` that is blank": lambda name: "web identity: blank" in name,
    "a web identity token with a line break at its end": lambda name: "web identity: line break" in name,
    "the profile `default`, named and missing": lambda name: "chosen default, by" in name,
    "`AWS_CREDENTIAL_FILE`, `~/.boto` and `/etc/boto.cfg`": lambda name: name.startswith(
        ("boto's file", "the credential file of EC2's tools")
    ),
}


def listed():
    """The rows of the table in specs/aws-client.md, each with its reason."""
    text = (ROOT / "specs/aws-client.md").read_text(encoding="utf-8")
    table = text.split("### Where the choice differs", 1)[1].split("\n#", 1)[0]
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return {row[0].strip(): row[3].strip(" |") for row in rows[1:]}


def test_the_cells_are_many_and_of_every_kind(outcomes):
    assert len(outcomes) >= 500
    assert len({cell.name for cell, _, _ in outcomes}) == len(outcomes)
    keys = {botocore["key"] for _, botocore, _ in outcomes if "key" in botocore}
    # Environment, files, processes, roles of all sorts, web identities, SSO, container, instance.
    assert len(keys) >= 40
    assert sum("error" in botocore for _, botocore, _ in outcomes) >= 100


def test_rekon_chooses_as_botocore_does(outcomes):
    other = [
        f"{cell.name}: botocore {botocore}, rekon {rekon}"
        for cell, botocore, rekon in outcomes
        if not is_the_same(botocore, rekon) and not any(covers(cell.name) for covers in DIFFERENCES.values())
    ]
    assert other == []


def test_the_metadata_service_is_asked_as_often_as_botocore_asks(outcomes):
    """A search that finds the credentials of a machine does not fetch them again."""
    asked = [(cell.name, botocore["fetched"], rekon["fetched"]) for cell, botocore, rekon in outcomes
             if "key" in botocore and "key" in rekon and botocore["fetched"]]
    assert len(asked) >= 7
    assert any("role from instance" in name for name, _, _ in asked)
    assert [case for case in asked if case[1] != case[2]] == []


def test_the_differences_are_listed_with_their_reasons():
    rows = listed()
    assert list(rows) == list(DIFFERENCES)
    assert all(rows.values())


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_what_is_listed_differs(outcomes, difference):
    cells = [outcome for outcome in outcomes if DIFFERENCES[difference](outcome[0].name)]
    assert any(not is_the_same(botocore, rekon) for _, botocore, rekon in cells)


def test_where_both_fail_it_is_for_want_of_credentials(outcomes):
    # Not because something on the way, such as the server of the test, was not there.
    for cell, _, rekon in outcomes:
        assert "refused" not in rekon, (cell.name, rekon)
        if "gone" not in cell.name:
            assert "connection" not in rekon.get("error", ""), (cell.name, rekon)


@pytest.mark.parametrize("header", HEADERS)
def test_a_section_that_is_ignored_is_named(outcomes, header):
    profile, config, credentials, form = HEADERS[header]
    (botocore, rekon), = ((b, r) for cell, b, r in outcomes if cell.name == f"header {header}")
    if form is None:
        assert botocore["key"] == rekon["key"] == "AKIAY"
        return
    assert "ProfileNotFound" in botocore["error"]
    ignored = (config or credentials).splitlines()[0]
    assert f"the profile `{profile}` was not found: " in rekon["error"]
    assert f"{'config' if config else 'credentials'}:1: the section `{ignored}` " in rekon["error"]
    assert f"  help: write its header as `{form}`\n" in rekon["error"]


def test_errors_say_what_to_do(outcomes):
    for cell, _, rekon in outcomes:
        text = rekon.get("error", "")
        assert len(text) < 1500
        for machinery in ("Optional(", "Error(", "AWSRuntime", "struct ", "nil"):
            assert machinery not in text, (cell.name, text)
