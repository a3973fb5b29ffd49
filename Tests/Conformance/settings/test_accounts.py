"""One run over twelve accounts in two regions, of which two refuse their roles, with every call counted."""

import json
import re

import boto3
import pytest

from accounts_support import (
    ACCOUNTS, CLOSED, EXTERNAL_ID, HEAD, OPEN, REGIONS, RULE, SETTINGS, Accounts, arn, assumed, counted, document, role,
)
from support.rekon import KEYS
from support.schemas import schema_validator

READ, CREATE = "rekon-read", "ops/rekon-create"
PLACES = [(account, region) for account in ACCOUNTS for region in REGIONS]
OPEN_PLACES = [place for place in PLACES if place[0] in OPEN]
# Of the open accounts: one project in each region.
READING = {"DescribeProjects": len(OPEN_PLACES), "DescribeProjectVersions": len(OPEN_PLACES)}


class Run:
    def __init__(self, world, *arguments, **variables):
        world.proxy.take()
        result = world.run(*arguments, **variables)
        self.status, self.text, self.errors = result.returncode, result.stdout, result.stderr
        self.calls = world.proxy.take()
        self.counted = counted(self.calls, again="AssumeRole")
        self.assumed = assumed(self.calls)
        self.entered = world.proxy.entered(self.calls)


def each(accounts, *names):
    return sorted((account, name) for account in accounts for name in names)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = Accounts(tmp_path_factory.mktemp("accounts"), [document(arn(*place)) for place in PLACES])
    yield world
    world.close()


@pytest.fixture(scope="module")
def planned(world):
    return Run(
        world, "plan", "--no-history", "--out", "plan.json", "--report", "json=report.json", "--report",
        "markdown=report.md", "models",
    )


@pytest.fixture(scope="module")
def applied(world, planned, reviewed):
    return Run(world, "apply", "--no-history", "--format", "json", "plan.json")


def unreadable(document):
    return {
        (project["account"], project["region"]): project["problem"]["message"]
        for project in document["projects"] if project.get("problem", {}).get("kind") == "unreadable"
    }


# plan


def test_plan_reads_what_it_can(world, planned):
    assert planned.status == 1
    document = json.loads((world.home / "report.json").read_text())
    schema_validator("plan.schema.json").validate(document)
    problems = unreadable(document)
    assert list(problems) == [place for place in PLACES if place[0] in CLOSED]
    for (account, _), message in problems.items():
        assert f"account {account}: the role {role(account, READ)} of rekon.yaml:" in message
        assert "AccessDenied" in message and "could not be assumed" in message
    outcomes = {
        (project["account"], project["region"]): [version["outcome"] for version in project["versions"]]
        for project in document["projects"] if "problem" not in project
    }
    assert outcomes == {place: ["create"] for place in OPEN_PLACES}
    assert [(place["account"], place["region"]) for place in document["places"]] == PLACES
    assert document["accounts"] == [
        {
            "account": account, "read": {"kind": "role", "name": role(account, READ)},
            "create": {"kind": "role", "name": role(account, CREATE)},
        }
        for account in ACCOUNTS
    ]


def test_plan_names_the_accounts_that_it_could_not_enter(planned):
    for account in CLOSED:
        section = planned.text.split(f"Account {account}\n", 1)[1].split("\n\n", 1)[0]
        assert "not planned: 2 versions in 2 projects" in section
        # The reason is there once for the account.
        assert planned.text.count(role(account, READ) + " of rekon.yaml:") == 1
    assert "Plan: 20 to create, 0 unchanged, 4 unknown. 4 projects refused" in planned.text
    assert "Incomplete: part of the live state could not be read" in planned.text


def test_plan_groups_by_account_and_region(world, planned):
    headings = re.findall(r"^Account (\d{12}), (\S+) \(reads with role rekon-read, creates with role ops/rekon-create\)$",
                          planned.text, re.M)
    assert headings == OPEN_PLACES
    markdown = (world.home / "report.md").read_text()
    for account, region in PLACES:
        assert f"| `{account}` | `{region}` |" in markdown
        assert f"`{account}`: reads with role rekon-read, creates with role `ops/rekon-create`" in markdown


def test_plan_assumes_each_role_once(planned):
    assert planned.assumed == each(ACCOUNTS, READ)
    assert planned.entered == set(each(OPEN, READ))
    assert planned.counted == {"AssumeRole": 12, **READING}


# A saved plan


def test_the_saved_plan_names_accounts_and_roles(world, planned):
    saved = json.loads((world.home / "plan.json").read_text())
    schema_validator("saved-plan.schema.json").validate(saved)
    creators = {tuple(project["project"].split(":")[3:5]): project["creator"] for project in saved["projects"]}
    assert creators == {
        (region, account): {"kind": "role", "name": role(account, CREATE)} for account, region in OPEN_PLACES
    }
    assert [item["project"] for item in saved["refused"]] == [arn(*place) for place in PLACES if place[0] in CLOSED]


@pytest.fixture(scope="module")
def reviewed(world):
    """A plan of two accounts that can be read."""
    run = Run(world, "plan", "--no-history", "--out", "two.json", "--account", OPEN[0], "--account", OPEN[1], "models")
    assert run.status == 0, run.errors


def apply_with(world, settings, *arguments):
    """Applies the saved plan under other settings."""
    world.configure(settings)
    try:
        return Run(world, "apply", "--no-history", *arguments, "two.json")
    finally:
        world.configure(SETTINGS)


def test_apply_refuses_another_role(world, reviewed):
    run = apply_with(world, SETTINGS.replace(CREATE, READ))
    assert run.status == 3, run.text + run.errors
    for account in OPEN[:2]:
        assert f"of account {account}` was reviewed for role {CREATE}, and this run creates with role {READ}" in run.errors
    assert "CreateProjectVersion" not in run.counted


def test_the_refusal_says_that_the_credentials_differ(world, reviewed):
    assert "the live state has changed" not in apply_with(world, SETTINGS.replace(CREATE, READ)).errors


@pytest.mark.parametrize("settings, arguments, words", [
    (SETTINGS.replace(CREATE, READ), [], f"role {READ}"),
    (SETTINGS.replace(CREATE, "ops/rekon-admin"), [], "role ops/rekon-admin"),
    (SETTINGS, ["--no-config"], "the run's credentials"),
], ids=["role", "role that is refused", "no settings"])
def test_apply_compares_the_credentials_first(world, reviewed, settings, arguments, words):
    """Nothing is asked for a plan that cannot be applied, least of all with a role that was not reviewed."""
    run = apply_with(world, settings, *arguments)
    assert run.status == 3, run.errors
    assert f"was reviewed for role {CREATE}" in run.errors and words in run.errors
    assert run.counted == {}


def test_apply_of_the_saved_plan(world, applied):
    assert applied.status == 1, "the plan left projects out"
    document = json.loads(applied.text)
    schema_validator("apply.schema.json").validate(document)
    assert [(item["account"], item["region"], item["result"]) for item in document["results"]] == [
        (*place, "created") for place in OPEN_PLACES
    ]
    assert all(item["creator"]["name"] == role(item["account"], CREATE) for item in document["results"])
    assert applied.assumed == each(OPEN, CREATE)
    assert applied.counted == {"AssumeRole": 10, **READING, "CreateProjectVersion": len(OPEN_PLACES)}
    assert applied.entered == set(each(OPEN, CREATE))
    # One version in each project, in its own account.
    for project in json.loads((world.home / "state.json").read_text())["projects"]:
        names = [version["arn"].split("/")[3] for version in project["versions"]]
        assert names == (["v1"] if project["arn"].split(":")[4] in OPEN else [])


def test_the_request_for_a_role(planned, applied):
    for run, members in (
        (planned, {"RoleSessionName": "ci-read"}),
        (applied, {"RoleSessionName": "ci-create", "ExternalId": EXTERNAL_ID, "DurationSeconds": "900"}),
    ):
        for call in run.calls:
            if call.operation == "AssumeRole":
                content = json.loads(call.content)
                rest = {key: content[key] for key in content if key not in ("Action", "Version", "RoleArn")}
                assert rest == members
                assert call.key == KEYS["AWS_ACCESS_KEY_ID"]


def test_apply_again_changes_nothing(world, applied):
    run = Run(world, "apply", "--no-history", "--format", "json", "plan.json")
    assert "CreateProjectVersion" not in run.counted
    assert {item["result"] for item in json.loads(run.text)["results"]} <= {"already-there", "unchanged"}


# Other commands


@pytest.mark.parametrize("command", [
    ["wait", "--format", "json"], ["status", "--format", "json"], ["drift", "--no-tags", "--no-manifests", "--format", "json"],
    ["verify", "--no-history", "--format", "json"],
], ids=lambda command: command[0])
def test_commands_that_read(world, applied, command):
    run = Run(world, *command, "models")
    assert run.status == 1
    assert run.assumed == each(ACCOUNTS, READ)
    assert run.entered == set(each(OPEN, READ))
    assert run.counted == {"AssumeRole": 12, **READING}
    document = json.loads(run.text)
    schema_validator(f"{command[0]}.schema.json").validate(document)
    text = json.dumps(document)
    for account in CLOSED:
        assert f"account {account}: the role {role(account, READ)} of rekon.yaml:" in text
    for account in OPEN:
        assert f"account {account}:" not in text


@pytest.mark.parametrize("command", [
    "wait", "drift",
    "status",
])
def test_texts_name_what_was_not_read(world, applied, command):
    more = ["--no-tags", "--no-manifests"] if command == "drift" else []
    text = Run(world, command, *more, "--account", CLOSED[0], "--account", OPEN[0], "models").text
    assert f"Account {OPEN[0]}, {REGIONS[0]}" in text
    # A place that was not read has not "no versions".
    section = text.split(f"{command.capitalize()} of account {CLOSED[0]}, {REGIONS[0]}: ", 1)[1].split("\n", 1)[0]
    assert "unknown" in section or "could not be read" in section, section


def test_the_page(world, applied):
    run = Run(world, "report", "--html", "page.html", "models")
    assert run.status == 1
    assert run.counted == {"AssumeRole": 12, **READING}
    page = (world.home / "page.html").read_text()
    for account, region in PLACES:
        assert f"signs in {region} of account {account}" in page
    for account in CLOSED:
        assert page.count(f"account {account}: the role {role(account, READ)}") == 2


def test_import_of_all_accounts(world, applied):
    run = Run(world, "import", "--all", "--no-tags", *(f"--region={region}" for region in REGIONS))
    assert run.status == 1
    assert re.findall(r"^project: (\S+)$", run.text, re.M) == [arn(*place) for place in OPEN_PLACES]
    assert run.text.count("  - name: v1\n") == len(OPEN_PLACES)
    assert run.assumed == each(ACCOUNTS, READ)
    assert run.counted == {"AssumeRole": 12, **READING}
    for account in CLOSED:
        for region in REGIONS:
            assert f"{region} of account {account} is left out" in run.text
        assert f"account {account}: the role {role(account, READ)}" in run.errors


def test_import_of_some_accounts(world, applied):
    run = Run(world, "import", "--all", "--no-tags", "--region", REGIONS[1], "--account", "1[12]*")
    assert run.status == 0, run.errors
    assert re.findall(r"^project: (\S+)$", run.text, re.M) == [arn(account, REGIONS[1]) for account in OPEN[:2]]
    assert run.assumed == each(OPEN[:2], READ)


def test_import_of_an_account_that_the_credentials_are_not_of(world):
    """The projects of another account must not be written as those of the account that was asked for."""
    client = boto3.client(
        "rekognition", region_name=REGIONS[0], endpoint_url=world.server.url,
        aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    )
    own = client.create_project(ProjectName="own")["ProjectArn"]
    try:
        run = Run(world, "import", "--all", "--region", REGIONS[0], "--account", "999988887777")
    finally:
        client.delete_project(ProjectArn=own)
    assert own not in run.text
    assert run.status == 1
    assert "999988887777" in run.errors and "111122223333" in run.errors


def test_whoami_lists_the_accounts(world):
    run = Run(world, "whoami", "--format", "json")
    assert run.status == 1
    document = json.loads(run.text)
    schema_validator("whoami.schema.json").validate(document)
    assert document["account"] == "111122223333"
    assert [(item["account"], item["purposes"]) for item in document["accounts"]] == [
        (account, [purpose]) for account in ACCOUNTS for purpose in ("read", "create")
    ]
    for item in document["accounts"]:
        name, session = (READ, "ci-read") if item["purposes"] == ["read"] else (CREATE, "ci-create")
        if item["account"] in CLOSED:
            assert role(item["account"], name) in item["problem"] and "arn" not in item
        else:
            last = name.split("/")[-1]
            assert item["arn"] == f"arn:aws:sts::{item['account']}:assumed-role/{last}/{session}"
            assert "problem" not in item
    assert run.assumed == each(ACCOUNTS, READ, CREATE)
    assert run.counted == {"AssumeRole": 24, "GetCallerIdentity": 21}


def test_whoami_of_one_account(world):
    run = Run(world, "whoami", "--account", OPEN[0])
    assert run.status == 0, run.errors
    assert f"account {OPEN[0]}, to read: role rekon-read\n" in run.text
    assert f"account {OPEN[0]}, to create: role ops/rekon-create\n" in run.text
    assert run.assumed == each(OPEN[:1], READ, CREATE)
    refused = Run(world, "whoami", "--account", CLOSED[0])
    assert refused.status == 1
    assert role(CLOSED[0], CREATE) in refused.text


# Selections


@pytest.mark.parametrize("selection, places", [
    (["--account", "12*", "--account", OPEN[0]], [(account, region) for account in OPEN[:2] for region in REGIONS]),
    (["--region", "eu-*", "--account", "1[123]*"], [(account, REGIONS[1]) for account in OPEN[:3]]),
    (["--project", arn(OPEN[4], REGIONS[1])], [(OPEN[4], REGIONS[1])]),
    (["--account", CLOSED[0]], []),
], ids=["accounts", "region and accounts", "project", "closed"])
@pytest.mark.parametrize("command", [["plan", "--no-history"], ["status"]], ids=lambda command: command[0])
def test_accounts_outside_the_selection_are_not_entered(world, applied, command, selection, places):
    run = Run(world, *command, "--format", "json", *selection, "models")
    assert run.status == (0 if places else 1), run.errors
    accounts = {account for account, _ in places} or {CLOSED[0]}
    assert run.assumed == each(accounts, READ)
    regions = sorted(call.region for call in run.calls if call.operation == "DescribeProjects")
    assert regions == sorted(region for _, region in places)
    found = [project["project"] for project in json.loads(run.text)["projects"]]
    assert found == [arn(*place) for place in places or [(CLOSED[0], region) for region in REGIONS]]


@pytest.mark.parametrize("command", ["plan", "apply", "wait", "drift", "status", "verify"])
def test_a_selection_that_matches_nothing(world, command):
    every = [["--account", "9*"], ["--region", "ap-*"], ["--project", "lights"]]
    for selection in every if command == "plan" else every[:1]:
        run = Run(world, command, *(["--auto-approve"] if command == "apply" else []), *selection, "models")
        assert run.status == 64
        assert f"'{selection[-1]}' matches no" in run.errors
        assert run.counted == {}


@pytest.mark.parametrize("selection", [["--account", OPEN[0], "--region", "ap-*"], ["--account", "1", "--account", OPEN[0]]])
def test_each_pattern_must_match(world, selection):
    """A misspelt pattern beside a good one is an error too."""
    run = Run(world, "plan", *selection, "models")
    assert run.status == 64 and "matches no" in run.errors
    assert run.counted == {}


# The fewest calls


@pytest.fixture
def accounts(tmp_path):
    """Makes further worlds."""
    worlds = []

    def make(documents, *server, settings=HEAD + f"accounts:\n  default:{RULE}"):
        worlds.append(Accounts(tmp_path, documents, settings, *server))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


def test_calls_count_for_each_account_and_region(accounts):
    """Eleven projects in one place, ten in another, one with 101 versions in a third."""
    many = [(OPEN[0], REGIONS[0], f"p{number}") for number in range(11)]
    many += [(OPEN[0], REGIONS[1], f"p{number}") for number in range(10)]
    world = accounts(
        [document(arn(*place)) for place in many] + [document(arn(OPEN[1]), [f"v{n}" for n in range(101)])]
    )
    state = world.home / "state.json"
    text = json.loads(state.read_text())
    text["settings"]["versionsPerProject"] = 1000
    for project in text["projects"]:
        if project["arn"] == arn(OPEN[1]):
            stem = project["arn"].rsplit("/", 1)[0]
            asset = {"GroundTruthManifest": {"S3Object": {"Bucket": "bucket", "Name": "a", "Version": "1"}}}
            project["versions"] = [{
                "arn": f"{stem}/version/v{n}/{1700000000000 + n}", "createdAt": 1700000000000 + n,
                "feature": "CUSTOM_LABELS",
                "request": {
                    "ProjectArn": project["arn"], "VersionName": f"v{n}", "OutputConfig": {"S3Bucket": "bucket"},
                    "TrainingData": {"Assets": [asset]}, "TestingData": {"AutoCreate": True},
                },
            } for n in range(101)]
    state.write_text(json.dumps(text))
    run = Run(world, "plan", "--no-history", "models")
    assert run.status == 0, run.errors
    assert "Plan: 21 to create, 101 unchanged." in run.text
    assert run.counted == {"AssumeRole": 2, "DescribeProjects": 2 + 1 + 1, "DescribeProjectVersions": 11 + 10 + 2}


def test_projects_by_name(accounts):
    """Resolved in their own account, with no call more; the saved plan holds their ARNs."""
    places = [(account, REGIONS[0]) for account in ACCOUNTS[:4]]
    world = accounts([document(arn(*place)) for place in places])
    for number, (account, region) in enumerate(places):
        path = world.home / f"models/{number:04}.yaml"
        name = f'{{ name: signs, region: {region}, account: "{account}" }}'
        path.write_text(path.read_text().replace(arn(account, region), name))
    run = Run(world, "plan", "--no-history", "--out", "plan.json", "models")
    assert run.status == 1
    assert run.assumed == each(ACCOUNTS[:4], READ)
    assert run.counted == {"AssumeRole": 4, "DescribeProjects": 3, "DescribeProjectVersions": 3}
    saved = json.loads((world.home / "plan.json").read_text())
    assert [project["project"] for project in saved["projects"]] == [arn(*place) for place in places[:3]]
    assert f"account {CLOSED[0]}: the role {role(CLOSED[0], READ)}" in run.text


def test_limits_count_for_each_account(accounts):
    """A limit of a pattern is that of each account by itself; another account is not touched."""
    world = accounts(
        [document(arn(*place)) for place in [(OPEN[0], REGIONS[0]), (OPEN[0], REGIONS[1]), (OPEN[1], REGIONS[0])]],
        settings=HEAD + f'accounts:\n  "1*":{RULE}    maxCreates: 1\n',
    )
    run = Run(world, "apply", "--auto-approve", "--no-history", "--format", "json", "models")
    assert run.status == 3
    assert run.counted["CreateProjectVersion"] == 1
    assert run.entered == set(each(OPEN[:2], CREATE))
    assert f"in account {OPEN[0]}, and maxCreates (rekon.yaml:7:17) allows 1" in run.text + run.errors
    created = [project["arn"] for project in json.loads((world.home / "state.json").read_text())["projects"]
               if project["versions"]]
    assert created == [arn(OPEN[1])]


def test_the_runner_can_forbid_the_create_role(world):
    run = Run(world, "apply", "--auto-approve", "models", "--account", OPEN[0], REKON_ALLOWED_ROLES=f"*:role/{READ}")
    assert run.status == 1
    assert f"REKON_ALLOWED_ROLES does not allow the role `{role(OPEN[0], CREATE)}`" in run.errors
    assert run.counted == {}


# Sessions and identities


def test_a_session_that_ends_in_a_run_is_refreshed(accounts):
    """Eight projects are read at once, and two more when the session is over."""
    world = accounts([document(arn(OPEN[0], name=f"p{number}")) for number in range(10)], "--session-duration", "3")
    world.proxy.delays["DescribeProjectVersions"] = 4.5
    run = Run(world, "plan", "--no-history", "models")
    assert run.status == 0, run.text + run.errors
    assert "Plan: 10 to create" in run.text
    assert run.counted == {"AssumeRole": 2, "DescribeProjects": 1, "DescribeProjectVersions": 10}
    keys = [call.key for call in run.calls if call.operation == "DescribeProjectVersions"]
    assert [keys.count(key) for key in dict.fromkeys(keys)] == [8, 2]


def test_a_session_that_cannot_be_refreshed(accounts):
    """The role is closed while the run lasts: the projects that were not read are unreadable, and no others."""
    names = [f"p{number}" for number in range(10)]
    world = accounts(
        [document(arn(OPEN[0], name=name)) for name in names] + [document(arn(OPEN[1]))], "--session-duration", "3"
    )
    world.proxy.delays["DescribeProjectVersions"] = 4.5
    asked = []

    def refuses(call):
        if call.operation == "AssumeRole" and OPEN[0] in call.content:
            asked.append(call)
            return len(asked) > 1

    world.proxy.refuses = refuses
    run = Run(world, "plan", "--no-history", "--report", "json=report.json", "models")
    assert run.status == 1, run.text + run.errors
    report = json.loads((world.home / "report.json").read_text())
    assert list(unreadable(report)) == [(OPEN[0], REGIONS[0])]
    assert "Plan: 9 to create" in run.text


def test_sts_is_asked_once_for_the_runs_credentials(accounts):
    places = [arn(*place, name=f"p{number}") for number, place in enumerate(PLACES[:4])]
    world = accounts([document(place) for place in places], settings=None)
    run = Run(world, "plan", "--no-history", "models")
    assert run.status == 1
    assert run.text.count("but the credentials belong to account 111122223333") >= 2
    assert run.counted["GetCallerIdentity"] == 1
