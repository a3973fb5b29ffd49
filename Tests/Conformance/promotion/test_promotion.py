"""The recipes of examples/promotion against `rekon sandbox serve`, with the AWS CLI."""

import json
import pathlib
import subprocess
import sys
import urllib.parse

import pytest

from promotion_support import OWN, PRODUCTION, SCRIPTS, f1_score
from support.rekon import ROOT, run

NAMES = ["v1", "v2", "v3"]
BEST = max(NAMES, key=lambda name: (f1_score(name), name))
OTHERS = [name for name in NAMES if name != BEST]


def actions(policy):
    statements = json.loads((ROOT / "examples/iam" / policy).read_text())["Statement"]
    lists = [entry["Action"] if isinstance(entry["Action"], list) else [entry["Action"]] for entry in statements]
    return {action.split(":")[1] for entry in lists for action in entry if action.startswith("rekognition:")}


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.sh")), ids=lambda path: path.name)
def test_shellcheck(path):
    result = subprocess.run(
        [pathlib.Path(sys.executable).with_name("shellcheck"), path], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout
    assert path.stat().st_mode & 0o111, "it can be run"


@pytest.mark.parametrize("script", ["promote.sh", "copy.sh", "notify.sh"])
@pytest.mark.parametrize("arguments", [[], ["--help"], ["--", "x"], ["arn:aws:rekognition:x", "y"]])
def test_a_wrong_command_line_shows_the_use(place, script, arguments):
    result = place.script(script, *arguments)
    assert result.returncode == 64 and script in result.stderr and result.stdout == ""
    assert place.log.read_text() == ""


# promote.sh


@pytest.fixture
def project(place):
    """With three trained versions, one of which runs: not the best one."""
    project = place.dev.create_project(ProjectName="signs")["ProjectArn"]
    place.arns = {name: place.train(project, name) for name in NAMES}
    place.dev.start_project_version(ProjectVersionArn=place.arns[OTHERS[0]], MinInferenceUnits=1)
    assert place.statuses(project)[OTHERS[0]] == "RUNNING"
    return project


def test_the_winner_runs_and_its_predecessor_stops(place, project):
    result = place.script("promote.sh", "--min-inference-units", 1, "--max-inference-units", 2, "--", "--project", project)
    assert result.returncode == 0, result.stderr
    assert result.stdout == place.arns[BEST] + "\n"
    assert place.statuses(project) == {BEST: "RUNNING", OTHERS[0]: "STOPPED", OTHERS[1]: "TRAINING_COMPLETED"}
    [winner] = place.dev.describe_project_versions(ProjectArn=project, VersionNames=[BEST])["ProjectVersionDescriptions"]
    assert (winner["MinInferenceUnits"], winner["MaxInferenceUnits"]) == (1, 2)
    # What rekon select itself calls is in the policy too.
    assert place.operations() | {"DescribeProjects", "DescribeProjectVersions"} == actions("promote.json")
    # The second run finds everything done.
    place.log.write_text("")
    again = place.script("promote.sh", "--min-inference-units", 1, "--", "--project", project)
    assert (again.returncode, again.stdout) == (0, result.stdout), again.stderr
    assert place.operations() == {"DescribeProjects", "DescribeProjectVersions"}


def test_nothing_is_stopped_with_keep(place, project):
    result = place.script("promote.sh", "--keep", "--min-inference-units", 1, "--", "--project", project)
    assert result.returncode == 0, result.stderr
    assert [place.statuses(project)[name] for name in (BEST, OTHERS[0])] == ["RUNNING", "RUNNING"]


def test_no_version_qualifies(place, project):
    result = place.script("promote.sh", "--min-inference-units", 1, "--", "--project", project, "--min-f1", "1")
    assert (result.returncode, result.stdout) == (4, "")
    assert "No version of signs qualifies." in result.stderr and place.log.read_text() == ""
    nowhere = project.replace("signs", "lights")
    assert place.script("promote.sh", "--min-inference-units", 1, "--", "--project", nowhere).returncode == 1


def test_a_version_that_does_not_start_stops_nothing(place, project):
    place.dev.tag_resource(ResourceArn=place.arns[BEST], Tags={"rekon-sandbox:start": "fail"})
    result = place.script("promote.sh", "--min-inference-units", 1, "--", "--project", project)
    assert (result.returncode, result.stdout) == (1, "")
    assert f"error: {BEST} does not run; what ran before was not stopped" in result.stderr
    assert [place.statuses(project)[name] for name in (BEST, OTHERS[0])] == ["FAILED", "RUNNING"]


def test_more_units_than_the_account_has_stop_nothing(place, project):
    result = place.script("promote.sh", "--min-inference-units", 100, "--", "--project", project)
    assert result.returncode != 0 and "LimitExceededException" in result.stderr
    assert place.statuses(project)[OTHERS[0]] == "RUNNING"


# copy.sh


def copy(place, version, destination, *more, **variables):
    return place.script(
        "copy.sh", "--from-profile", "dev", "--to-profile", "prod", "--to-project", destination,
        "--output", "s3://acme-production/signs/copies", *more, version, profiles=True, POLL_SECONDS="0.2", **variables,
    )


@pytest.fixture
def accounts(make_place):
    place = make_place("--transition-duration", "1")
    project = place.dev.create_project(ProjectName="signs")["ProjectArn"]
    client = place.production()
    return place, project, client, client.create_project(ProjectName="production-signs")["ProjectArn"]


def test_a_version_is_copied_to_another_account(accounts):
    place, project, client, destination = accounts
    version = place.train(project, "v1")
    result = copy(place, version, destination, "--kms-key", "alias/production")
    assert result.returncode == 0, result.stderr
    [found] = client.describe_project_versions(ProjectArn=destination)["ProjectVersionDescriptions"]
    assert result.stdout == found["ProjectVersionArn"] + "\n" and f":{PRODUCTION}:" in result.stdout
    assert (found["Status"], found["SourceProjectVersionArn"]) == ("COPYING_COMPLETED", version)
    assert found["OutputConfig"] == {"S3Bucket": "acme-production", "S3KeyPrefix": "signs/copies"}
    assert found["KmsKeyId"] == "alias/production"
    assert found["EvaluationResult"]["F1Score"] == pytest.approx(f1_score("v1"))
    # The permission has ended.
    assert place.dev.list_project_policies(ProjectArn=project)["ProjectPolicies"] == []
    assert place.operations("dev") == actions("copy-from.json")
    assert place.operations("prod") == actions("copy-to.json")
    # Again: the copy is found, and nothing is copied or allowed.
    place.log.write_text("")
    assert copy(place, version, destination).stdout == result.stdout
    assert place.operations("dev") == set() and place.operations("prod") == {"DescribeProjectVersions"}


def test_another_version_of_the_name_is_not_taken_for_the_copy(accounts):
    place, project, client, destination = accounts
    assert copy(place, place.train(project, "v1"), destination).returncode == 0
    other = place.train(project, "v2")
    refused = copy(place, other, destination, "--name", "v1")
    assert refused.returncode == 1 and "v1 is another version in" in refused.stderr
    assert copy(place, other, destination, "--name", "release").returncode == 0
    assert place.statuses(destination, client) == {"v1": "COPYING_COMPLETED", "release": "COPYING_COMPLETED"}


def test_a_copy_that_cannot_be_made_leaves_no_permission(accounts):
    place, project, client, destination = accounts
    version = place.train(project, "v1", Tags={"rekon-sandbox:outcome": "fail"})
    result = copy(place, version, destination)
    assert result.returncode != 0 and result.stdout == "" and "InvalidParameterException" in result.stderr
    assert place.dev.list_project_policies(ProjectArn=project)["ProjectPolicies"] == []
    elsewhere = destination.replace("us-east-1", "eu-west-1")
    assert "both projects must be in one region" in copy(place, version, elsewhere).stderr
    # Where the destination cannot be read, nothing is copied.
    denied = copy(place, version, project.replace("signs/", "nothing/"))
    assert denied.returncode == 1 and "could not be read" in denied.stderr
    assert place.operations("prod") <= {"DescribeProjectVersions", "CopyProjectVersion"}


def test_the_permission_of_a_run_that_was_killed_is_replaced(accounts):
    place, project, client, destination = accounts
    version = place.train(project, "v1")
    number = subprocess.run(["cksum"], input=f"{version} {PRODUCTION}\n", capture_output=True, text=True).stdout.split()[0]
    document = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "777788889999"}, "Action": "rekognition:CopyProjectVersion", "Resource": "*",
    }]}
    place.dev.put_project_policy(
        ProjectArn=project, PolicyName=f"rekon-copy-{number}", PolicyDocument=json.dumps(document)
    )
    result = copy(place, version, destination)
    assert result.returncode == 0, result.stderr
    assert place.dev.list_project_policies(ProjectArn=project)["ProjectPolicies"] == []


# notify.sh


TOPIC = f"arn:aws:sns:eu-west-1:{OWN}:trainings"
MODELS = f"""
apiVersion: rekon/v1
project: arn:aws:rekognition:us-east-1:{OWN}:project/signs/1690556789012
defaults: {{ output: "s3://acme-training/signs/" }}
versions:
  - {{ name: v1, expect: {{ minF1Score: 0.5 }} }}
  - {{ name: v2, expect: {{ minF1Score: 1 }} }}
  - {{ name: v3, tags: {{ "rekon-sandbox:outcome": fail }} }}
"""


@pytest.fixture
def events(place):
    """Of a real run: one training passes, one misses its gate, one fails."""
    (place.folder / "a.yaml").write_text(MODELS)
    variables = place.variables(REKON_SANDBOX=place.folder / "other.json")
    seed = ["sandbox", "seed", "--training-duration", "1", "--concurrent-trainings", "3", "a.yaml"]
    assert run(seed, variables).returncode == 0
    applied = run(["apply", "--auto-approve", "--wait", "--events", "events.jsonl", "a.yaml"], variables)
    assert applied.returncode == 4, applied.stderr
    return (place.folder / "events.jsonl").read_text()


LINES = [
    "rekon: 1 of 3 trainings passed (exit code 4), sandbox",
    f"signs v1: trained, F1 {f1_score('v1'):.3f}, at least 0.500 required",
    f"signs v2: F1 {f1_score('v2'):.3f}, below the required 1.000",
    "signs v3: failed: The model training failed: the tag rekon-sandbox:outcome says so.",
]


def test_a_notice_to_a_topic(place, events, inbox):
    result = place.script("notify.sh", "sns", TOPIC, input=events, AWS_ENDPOINT_URL_SNS=inbox.url)
    assert result.returncode == 0, result.stderr
    [(_, headers, body)] = inbox.received
    form = urllib.parse.parse_qs(body)
    assert form["TopicArn"] == [TOPIC] and form["Subject"] == [LINES[0]]
    head, *lines = form["Message"][0].split("\n")
    assert head == LINES[0] and sorted(lines) == LINES[1:]
    assert "/eu-west-1/sns/" in headers["Authorization"]


def test_a_notice_to_a_chat(place, events, inbox):
    result = place.script("notify.sh", "webhook", input=events, NOTIFY_WEBHOOK_URL=f"{inbox.url}/secret?token=a&b=c")
    assert result.returncode == 0, result.stderr
    [(path, headers, body)] = inbox.received
    assert path == "/secret?token=a&b=c" and headers["content-type"] == "application/json"
    assert sorted(json.loads(body)["text"].split("\n")[1:]) == LINES[1:]


def test_a_notice_that_is_refused_fails(place, events, inbox):
    inbox.status = 403
    result = place.script("notify.sh", "webhook", input=events, NOTIFY_WEBHOOK_URL=inbox.url)
    assert result.returncode == 1 and "403" in result.stderr
    assert place.script("notify.sh", "sns", TOPIC, input=events, AWS_ENDPOINT_URL_SNS=inbox.url).returncode == 1


@pytest.mark.parametrize("url", ['http://127.0.0.1/"\nurl = "http://127.0.0.1:1', "http://127.0.0.1/\\", "file:///etc/passwd", ""])
def test_a_url_that_is_none(place, url):
    assert place.script("notify.sh", "webhook", input="", NOTIFY_WEBHOOK_URL=url).returncode == 64


def event(kind, **members):
    return json.dumps({"type": kind, "time": "2026-11-30T00:00:00.000Z", **members}) + "\n"


VERSION = event("version", formatVersion="1.0", rekon="0.1.0", sandbox=False)


def training(name, **members):
    document = {"project": "arn:aws:rekognition:us-east-1:1:project/signs/1", "name": name, "result": "failed", **members}
    return event("training-ended", training=document)


def test_texts_of_the_service_are_harmless(place, inbox):
    hostile = training("v1", statusMessage="<!channel> & \x1b[31m\u202e\n`x`")
    lines = VERSION + hostile + event("summary", exitCode=4)
    assert place.script("notify.sh", "webhook", input=lines, NOTIFY_WEBHOOK_URL=inbox.url).returncode == 0
    text = json.loads(inbox.received[0][2])["text"]
    assert "&lt;!channel&gt; &amp; " in text and text.count("\n") == 1
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_what_is_old_or_good_sends_nothing(place, inbox):
    old = training("v1", counted=False)
    result = place.script(
        "notify.sh", "webhook", input=VERSION + old + event("summary", exitCode=0), NOTIFY_WEBHOOK_URL=inbox.url
    )
    assert result.returncode == 0 and inbox.received == []


def test_a_run_that_was_killed_and_creates_that_failed(place, inbox):
    failed = event("create-finished", project="arn:aws:rekognition:us-east-1:1:project/signs/1", name="v2",
                   result="failed", message="LimitExceededException")
    lines = VERSION + failed + '{"type": "trai'
    assert place.script("notify.sh", "webhook", input=lines, NOTIFY_WEBHOOK_URL=inbox.url).returncode == 0
    assert json.loads(inbox.received[0][2])["text"].split("\n") == [
        "rekon: 0 of 0 trainings passed (the run ended without a summary)",
        "signs v2: create failed: LimitExceededException",
    ]


def test_another_format_is_refused(place, inbox):
    lines = event("version", formatVersion="2.0", rekon="2", sandbox=False)
    result = place.script("notify.sh", "webhook", input=lines, NOTIFY_WEBHOOK_URL=inbox.url)
    assert result.returncode == 1 and "another format" in result.stderr and inbox.received == []
