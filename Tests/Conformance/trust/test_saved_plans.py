"""A file that is handed from the job that plans to the job that applies, in the hands of an attacker."""

import hashlib
import json

import pytest

from support.rekon import run, sandbox_environment, write_desired_state
from support.schemas import validate

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001"
OTHER = "arn:aws:rekognition:us-east-1:111122223333:project/other/1690556000009"


def write(folder, *names, project=PROJECT, more=""):
    folder.mkdir(exist_ok=True)
    path = write_desired_state(folder / f"{project.split('/')[1]}.yaml", *names, project=project)
    path.write_text(path.read_text() + more)


class Place:
    def __init__(self, folder):
        self.folder = folder
        write(folder / "models", "reviewed")
        assert self.rekon("sandbox", "seed", "models").returncode == 0
        assert self.rekon("plan", "--out", "plan.json", "models").returncode == 0
        self.text = (folder / "plan.json").read_text()
        self.digest = json.loads(self.text)["digest"]

    def rekon(self, *arguments, **variables):
        return run(arguments, sandbox_environment(self.folder, **variables))

    def created(self):
        projects = json.loads((self.folder / "state.json").read_text())["projects"]
        return [version["arn"].split("/")[3] for project in projects for version in project["versions"]]


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def digest(document):
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def forged(text):
    """A consistent plan of another version, without its digest, and that digest."""
    document = json.loads(text)
    del document["digest"]
    for project in document["projects"]:
        project["lists"][0]["versions"] = ["evil"]
        for version in project["versions"]:
            version["desired"]["name"] = version["desired"]["request"]["VersionName"] = "evil"
    document["desiredStateDigest"] = digest(
        [
            {
                "project": project["project"],
                "lists": [one["versions"] for one in project["lists"]],
                "versions": [version["desired"] for version in project["versions"]],
            }
            for project in document["projects"]
        ]
    )
    return document, digest(document)


def test_a_forged_plan_is_consistent_so_that_only_the_digest_tells(place):
    """The next tests attack with a plan that rekon would apply."""
    document, new = forged(place.text)
    (place.folder / "evil.json").write_text(json.dumps({**document, "digest": new}))
    result = place.rekon("apply", "evil.json")
    assert result.returncode == 0 and place.created() == ["evil"], result.stderr


@pytest.mark.parametrize("first, second", [("digest", "digest"), ("d\\u0069gest", "digest"), ("digest", "d\\u0069gest")])
@pytest.mark.parametrize("reviewed_first", [False, True])
def test_duplicate_members_are_refused(place, first, second, reviewed_first):
    document, new = forged(place.text)
    values = (place.digest, new) if reviewed_first else (new, place.digest)
    body = json.dumps(document)[1:-1]
    (place.folder / "evil.json").write_text(f'{{"{first}":"{values[0]}",{body},"{second}":"{values[1]}"}}')
    for expected in ([], ["--expect-digest", place.digest], ["--expect-digest", new]):
        result = place.rekon("apply", "evil.json", *expected)
        assert result.returncode == 1 and "two members of one name" in result.stderr
    assert place.created() == []


def test_another_digest_is_refused(place):
    document, new = forged(place.text)
    (place.folder / "evil.json").write_text(json.dumps({**document, "digest": new}))
    result = place.rekon("apply", "evil.json", "--expect-digest", place.digest)
    assert result.returncode == 3 and place.digest in result.stderr and new in result.stderr
    assert place.created() == []
    # The reviewed plan, with another layout of the same content.
    (place.folder / "plan.json").write_text(json.dumps(json.loads(place.text)))
    assert place.rekon("apply", "plan.json", "--expect-digest", place.digest).returncode == 0
    assert place.created() == ["reviewed"]


@pytest.mark.parametrize("value", ["", "sha256:", "sha256:" + "A" * 64, "md5:0", "sha256:" + "0" * 63])
def test_an_expectation_that_cannot_be_met_is_a_usage_error(place, value):
    result = place.rekon("apply", "plan.json", f"--expect-digest={value}")
    assert result.returncode == 64 and place.created() == []


def test_a_desired_state_in_place_of_the_plan_is_refused(place):
    """The artifact is YAML now, and `apply` would take it for a desired state."""
    (place.folder / "plan.json").write_text((place.folder / "models/signs.yaml").read_text())
    for expectation in (["--expect-digest", place.digest], ["--expect-state", "models"]):
        result = place.rekon("apply", "--auto-approve", "plan.json", *expectation)
        assert result.returncode == 3 and "is none" in result.stderr
    assert place.created() == []


def test_an_approval_given_late_trains_nothing_that_main_no_longer_wants(place):
    expectations = ["--expect-digest", place.digest, "--expect-state", "models"]
    write(place.folder / "models", "later")
    result = place.rekon("apply", "plan.json", *expectations)
    assert result.returncode == 3 and place.created() == []
    assert "version `reviewed` of `signs` is not described any more" in result.stderr
    assert "version `later` of `signs` was added since" in result.stderr
    write(place.folder / "models", "reviewed", more="    kmsKey: alias/x\n")
    result = place.rekon("apply", "plan.json", *expectations)
    assert result.returncode == 3 and "`reviewed` of `signs` is described with other settings now" in result.stderr
    write(place.folder / "models", "reviewed", more="    retired: true\n")
    result = place.rekon("apply", "plan.json", *expectations)
    assert result.returncode == 3 and "is retired now" in result.stderr
    write(place.folder / "models", "reviewed")
    write(place.folder / "models", "x", project=OTHER)
    result = place.rekon("apply", "plan.json", *expectations)
    assert result.returncode == 3 and "project `other` was added since" in result.stderr
    # Comments and the places of the entries do not matter.
    (place.folder / "models/other.yaml").unlink()
    path = place.folder / "models/signs.yaml"
    path.write_text("# A comment.\n" + path.read_text())
    assert place.created() == []
    assert place.rekon("apply", "plan.json", *expectations).returncode == 0
    assert place.created() == ["reviewed"]


def test_the_refusal_in_json(place):
    write(place.folder / "models", "later")
    result = place.rekon("apply", "--format", "json", "plan.json", "--expect-state", "models")
    document = json.loads(result.stdout)
    validate("apply.schema.json", document)
    assert result.returncode == 3 and document["refused"] == "stale" and document["changes"]


def test_expected_files_with_errors_end_the_run(place):
    (place.folder / "models/signs.yaml").write_text("apiVersion: 1\n")
    result = place.rekon("apply", "plan.json", "--expect-state", "models")
    assert result.returncode == 1 and place.created() == []


def test_a_selection_is_compared_with_the_whole(place):
    write(place.folder / "models", "reviewed", "more")
    assert place.rekon("plan", "--target", "reviewed", "--out", "plan.json", "models").returncode == 0
    write(place.folder / "models", "reviewed", "moved")
    result = place.rekon("apply", "plan.json", "--expect-state", "models")
    assert result.returncode == 3 and "in another order or in other lists" in result.stderr


def test_a_plan_names_its_variables_and_needs_them_for_the_expected_state(place):
    write(place.folder / "models", "v-${var:STAGE}")
    made = place.rekon("plan", "--var", "STAGE=prod", "--out", "plan.json", "models")
    assert "It contains the values of the variables `STAGE`." in made.stderr
    document = json.loads((place.folder / "plan.json").read_text())
    validate("saved-plan.schema.json", document)
    assert document["variables"] == ["STAGE"]
    assert place.rekon("apply", "plan.json", "--var", "STAGE=prod").returncode == 64
    assert place.rekon("apply", "plan.json", "--var", "STAGE=dev", "--expect-state", "models").returncode == 3
    assert place.created() == []
    assert place.rekon("apply", "plan.json", "--var", "STAGE=prod", "--expect-state", "models").returncode == 0
    assert place.created() == ["v-prod"]


def test_a_plan_has_a_limit(place):
    padded = place.text.rstrip()[:-1] + ", " + '"pad": "' + "x" * 16 * 1024 * 1024 + '"}'
    (place.folder / "plan.json").write_text(padded)
    for command in ("apply", "wait", "status"):
        result = place.rekon(command, "plan.json")
        assert result.returncode == 1 and "larger than 16 MiB, the limit of a saved plan" in result.stderr


@pytest.mark.parametrize(
    "make",
    [
        lambda text: "[" * 16_000_000,
        lambda text: '{"kind":"rekon.plan","formatVersion":"1.0","x":' + "{\"a\":" * 2_000_000,
        lambda text: '{"kind":"rekon.plan",' + ",".join(f'"m{i}":0' for i in range(900_000)) + "}",
        lambda text: '{"kind":"rekon.plan","formatVersion":"1.0","n":' + "9" * 15_000_000 + "}",
        lambda text: '{"kind":"rekon.plan","formatVersion":"1.0","s":"' + "\\ud83d\\ude00" * 1_200_000 + '"}',
    ],
)
def test_bombs_end_with_an_error(place, make):
    """Each ends within the time that a test has, with an error of one line and its help."""
    (place.folder / "plan.json").write_text(make(place.text))
    result = place.rekon("apply", "--auto-approve", "plan.json")
    assert result.returncode == 1 and len(result.stderr) < 2000, result.stderr[:300]
    assert place.created() == []


def test_lists_and_patterns_of_a_large_plan_take_linear_time(place):
    """A plan of the greatest size that is consistent."""
    document, _ = forged(place.text)
    names = [f"v{i}" for i in range(100_000)]
    document["projects"][0]["lists"] = [{"growth": "fresh", "versions": [name]} for name in names]
    document["options"]["targets"] = ["*a*a*a*a*a*a*a*b"] * 1000
    document["desiredStateDigest"] = "sha256:" + "0" * 64
    (place.folder / "plan.json").write_text(json.dumps({**document, "digest": digest(document)}))
    result = place.rekon("apply", "plan.json")
    assert result.returncode == 1 and place.created() == []


@pytest.mark.parametrize("name", ["evil", "reviewed"])
def test_a_forged_part_only_claims_the_digest_of_the_whole(place, name):
    """A plan of a selection has a digest of the desired state that rekon cannot compute from it."""
    document = json.loads(place.text)
    del document["digest"]
    document["partial"] = {"versionsLeftOut": 1, "projectsLeftOut": 0}
    document["options"]["targets"] = ["*"]
    for project in document["projects"]:
        project["lists"][0]["versions"] = [name]
        for version in project["versions"]:
            version["desired"]["name"] = version["desired"]["request"]["VersionName"] = name
            version["desired"]["request"]["OutputConfig"]["S3Bucket"] = "attacker-bucket"
    (place.folder / "evil.json").write_text(json.dumps({**document, "digest": digest(document)}))
    result = place.rekon("apply", "evil.json", "--expect-state", "models")
    assert result.returncode == 3 and f"`{name}` of `signs` is " in result.stderr
    assert place.created() == []


def test_another_order_is_another_desired_state(place):
    write(place.folder / "models", "reviewed", "later")
    assert place.rekon("plan", "--out", "plan.json", "models").returncode == 0
    write(place.folder / "models", "later", "reviewed")
    result = place.rekon("apply", "plan.json", "--expect-state", "models")
    assert result.returncode == 3 and "in another order" in result.stderr
