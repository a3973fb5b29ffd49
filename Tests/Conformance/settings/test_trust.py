"""Settings that are wrong, not allowed, or not this run's: an error at its place, and nothing is sent."""

import json
import os
import re

import pytest

from support.fake_aws import role_key, secret_of
from support.rekon import PROJECT, environment, run, write_desired_state
from support.schemas import schema_validator

ACCOUNT = "111122223333"
HEAD = "apiVersion: rekon/v1\nkind: Settings\n"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/rekon"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAENVIRONMENT")}
# Each would ask AWS.
COMMANDS = [
    ["plan", "m.yaml"], ["apply", "--auto-approve", "m.yaml"], ["wait", "m.yaml"], ["drift", "m.yaml"], ["status", "m.yaml"],
    ["verify", "m.yaml"], ["report", "--html", "r.html", "m.yaml"], ["render", "--resolve", "m.yaml"],
    ["import", "--all", "--region", "us-east-1"], ["whoami"],
]
# The same without an answer of AWS.
OFFLINE = [["validate", "m.yaml"], ["render", "m.yaml"], ["config"]]


class Checkout:
    """A repository with a desired state, and AWS."""

    def __init__(self, home, server):
        self.home, self.server = home, server
        self.root = home / "repo"
        (self.root / ".git").mkdir(parents=True)
        server.projects = [PROJECT]
        write_desired_state(self.root / "m.yaml")
        with (self.root / "m.yaml").open("a") as file:
            file.write("  - name: v1\n")

    def settings(self, text, path="rekon.yaml", head=HEAD):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + text)

    def run(self, *arguments, cwd=".", **variables):
        variables = {**KEYS, **variables}
        return run(arguments, environment(self.home, self.server, **variables), cwd=self.root / cwd)

    def refused(self, *arguments, **options):
        """The error of a run that sends nothing."""
        result = self.run(*arguments, **options)
        assert result.returncode == 1, result.stdout + result.stderr
        assert self.server.calls == []
        assert not (self.root / "plan.json").exists()
        return result.stderr


@pytest.fixture
def checkout(home, server):
    return Checkout(home, server)


def rule(text):
    return f'accounts:\n  "{ACCOUNT}": {text}\n'


# Allowed roles

ALLOWED = [
    (ROLE, True), ("arn:aws:iam::111122223333:role/*", True), ("*", True), (f"arn:aws:iam::1:role/x, {ROLE}", True),
    (f"arn:aws:iam::*:role/other\n{ROLE}", True), ("arn:aws:iam::[0-9]*:role/reko?", True),
    ("", False), (" , ", False), ("rekon", False), ("arn:aws:iam::111122223333:role/rek", False), (ROLE.upper(), False),
    ("arn:aws:iam::444455556666:role/*", False), ("arn:aws-cn:iam::111122223333:role/rekon", False),
]


@pytest.mark.parametrize("allowed, is_allowed", ALLOWED)
def test_allowed_roles(checkout, allowed, is_allowed):
    checkout.settings(rule("{ role: rekon }"))
    arguments = ["plan", "--no-history", "m.yaml"]
    if is_allowed:
        result = checkout.run(*arguments, REKON_ALLOWED_ROLES=allowed)
        assert result.returncode == 0, result.stderr
        assert [call.form["RoleArn"] for call in checkout.server.made("AssumeRole")] == [ROLE]
    else:
        error = checkout.refused(*arguments, REKON_ALLOWED_ROLES=allowed)
        assert error.startswith(f"rekon.yaml:4:27: error: REKON_ALLOWED_ROLES does not allow the role `{ROLE}`\n")


def test_allowed_roles_that_are_no_patterns(checkout):
    checkout.settings(rule("{ role: rekon }"))
    result = checkout.run("plan", "m.yaml", REKON_ALLOWED_ROLES="arn:[")
    assert result.returncode == 64
    assert "error: REKON_ALLOWED_ROLES: the pattern 'arn:['" in result.stderr
    assert checkout.server.calls == []


def test_only_the_roles_of_this_run_must_be_allowed(checkout):
    """The runner of pull requests never lists the role that creates; apply's own runner does."""
    checkout.settings(rule("\n    read: { role: rekon }\n    create: { role: admin }"))
    error = checkout.refused("apply", "--auto-approve", "m.yaml", REKON_ALLOWED_ROLES=ROLE)
    assert error.startswith(
        "rekon.yaml:6:21: error: REKON_ALLOWED_ROLES does not allow the role `arn:aws:iam::111122223333:role/admin`"
    )
    planned = checkout.run("plan", "--no-history", "m.yaml", REKON_ALLOWED_ROLES=ROLE)
    assert planned.returncode == 0, planned.stderr


PROFILES = f"""[profile chain]
role_arn = {ROLE}
source_profile = middle
[profile middle]
role_arn = arn:aws:iam::444455556666:role/middle
source_profile = base
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = {secret_of("AKIABASE")}
[profile lost]
role_arn = {ROLE}
source_profile = nowhere
[profile loop]
role_arn = {ROLE}
source_profile = pool
[profile pool]
role_arn = {ROLE}
source_profile = loop
"""


@pytest.mark.parametrize("profile, allowed, problem", [
    ("chain", ROLE, None), ("chain", None, None), ("base", None, None),
    ("chain", "*:role/middle", f"does not allow the role `{ROLE}` of the profile `chain`"),
    ("chain", "", f"does not allow the role `{ROLE}` of the profile `chain`"),
    ("base", "*", "allows only roles, and the profile `base` assumes none; give it a `role_arn`"),
])
def test_a_profile_counts_as_its_last_role(checkout, profile, allowed, problem):
    (checkout.home / ".aws/config").write_text(PROFILES)
    checkout.settings(rule(f"{{ profile: {profile} }}"))
    if problem:
        error = checkout.refused("plan", "m.yaml", REKON_ALLOWED_ROLES=allowed)
        assert error.startswith(f"rekon.yaml:4:30: error: REKON_ALLOWED_ROLES {problem}\n")
        return
    result = checkout.run("plan", "--no-history", "m.yaml", REKON_ALLOWED_ROLES=allowed)
    assert result.returncode == 0, result.stderr
    middle = role_key("arn:aws:iam::444455556666:role/middle", "AKIABASE")
    key = role_key(ROLE, middle) if profile == "chain" else "AKIABASE"
    assert {call.access_key for call in checkout.server.made("DescribeProjects")} == {key}


# Wrong settings


WRONG = {
    "unknown key": ("maxCrates: 3\n", "3:1: error: unknown key `maxCrates` in a settings file; did you mean `maxCreates`?"),
    "unknown key of an account": (
        rule("{ rol: a }"), "4:21: error: unknown key `rol` in the rule for account `111122223333`; did you mean `role`?",
    ),
    "partition": (
        rule(f"{{ role: arn:aws-cn:iam::{ACCOUNT}:role/a }}"),
        f"4:27: error: the role is of account {ACCOUNT} in partition aws-cn, and the project is of account {ACCOUNT} in "
        "partition aws",
    ),
    "account": (
        "accounts:\n  default: { role: arn:aws:iam::444455556666:role/a }\n",
        f"4:20: error: the role is of account 444455556666 in partition aws, and the project is of account {ACCOUNT} in "
        "partition aws",
    ),
    "account of its rule": (
        rule("{ role: arn:aws:iam::444455556666:role/a }"),
        f"4:27: error: the role is of account 444455556666, and the rule is for account `{ACCOUNT}`",
    ),
    "missing profile": (rule("{ profile: absent }"), "4:30: error: the profile `absent` is neither in "),
    "loop": (rule("{ profile: loop }"), "4:30: error: the profile `loop` has a loop: "),
    "lost source": (rule("{ profile: lost }"), "4:30: error: "),
    "range": ("requiredVersion: ^1\n", "3:18: error: `requiredVersion` may use only the operators "),
    "version": ('requiredVersion: ">=9"\nnewKey: 1\n', "3:18: error: this is rekon "),
    "value": ("verify: maybe\n", "3:9: error: `verify` must be "),
    "variable": ("commentKey: ${var:KEY}\n", "3:13: error: "),
    "format": ("formats: { plan: pdf }\n", "3:18: error: `pdf` is not a format of `rekon plan`"),
}
# Those that depend on the desired state: only a command for an account sees them.
OF_ACCOUNTS = {"partition", "account", "missing profile", "loop", "lost source"}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_settings(checkout, case):
    (checkout.home / ".aws/config").write_text(PROFILES)
    text, message = WRONG[case]
    checkout.settings(text)
    for command in COMMANDS[:4]:
        error = checkout.refused(*command)
        assert error.startswith(f"rekon.yaml:{message}"), error
        assert error.endswith("1 error\n")


@pytest.mark.parametrize("command", COMMANDS + OFFLINE, ids=lambda command: command[0])
def test_every_command_refuses_wrong_settings(checkout, command):
    checkout.settings("maxCrates: 3\n")
    assert checkout.refused(*command).startswith("rekon.yaml:3:1: error: unknown key `maxCrates`")


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_every_command_refuses_a_profile_in_a_loop(checkout, command):
    (checkout.home / ".aws/config").write_text(PROFILES)
    # A project by its name, so that `render --resolve` has something to ask.
    text = (checkout.root / "m.yaml").read_text()
    (checkout.root / "m.yaml").write_text(
        text.replace(PROJECT, f'{{ name: signs, region: us-east-1, account: "{ACCOUNT}" }}')
    )
    checkout.settings(rule("{ profile: loop }"))
    assert checkout.refused(*command).startswith("rekon.yaml:4:30: error: the profile `loop` has a loop")


def test_all_errors_at_once(checkout):
    checkout.settings("maxCrates: 3\nverify: maybe\nmaxCost: x\n")
    error = checkout.refused("plan", "m.yaml")
    assert re.findall(r"^rekon.yaml:(\d+):\d+: error: ", error, re.M) == ["3", "4", "5"]
    assert error.endswith("3 errors\n")


def test_another_version_reports_only_that(checkout):
    """The file may have keys that this version does not know."""
    checkout.settings('maxCrates: 3\nrequiredVersion: ">=9"\n')
    error = checkout.refused("plan", "m.yaml")
    version = checkout.run("--version").stdout.split()[1]
    assert error.startswith(f"rekon.yaml:4:18: error: this is rekon {version}, and rekon.yaml wants >=9\n")
    assert "maxCrates" not in error


def test_this_version_is_accepted(checkout):
    version = checkout.run("--version").stdout.split()[1]
    for text in (f"={version}", f">={version}, <99", "~>0.0"):
        checkout.settings(f'requiredVersion: "{text}"\n')
        assert checkout.run("config").returncode == 0


@pytest.mark.parametrize("text, message", [
    ("", "1:1: error: the settings file is empty"), ("- a\n", "1:1: error: a settings file must be a mapping"),
    ("text\n", "1:1: error: a settings file must be a mapping"), ("a: [\n", "2:1: error: "),
    ("a: 1\na: 2\n", "2:1: error: "), (HEAD + "---\n" + HEAD, "4:1: error: "), ("kind: Settings\n", "1:1: error: "),
    ("apiVersion: rekon/v2\nkind: Settings\n", "1:13: error: "), ("apiVersion: rekon/v1\nkind: State\n", "2:7: error: "),
])
def test_text_that_is_no_settings_file(checkout, text, message):
    checkout.settings(text, head="")
    assert checkout.refused("plan", "m.yaml").startswith(f"rekon.yaml:{message}")


# The failure report


@pytest.mark.parametrize("command", ["plan", "apply", "wait", "drift", "verify"])
@pytest.mark.parametrize("case", ["unknown key", "partition", "version"])
def test_the_failure_report(checkout, command, case):
    checkout.settings(WRONG[case][0])
    arguments = [command, *(["--auto-approve"] if command == "apply" else []), "--format", "json", "m.yaml"]
    result = checkout.run(*arguments)
    assert result.returncode == 1 and checkout.server.calls == []
    report = json.loads(result.stdout)
    schema_validator("failure.schema.json").validate(report)
    assert report["command"] == command
    assert report["error"]["message"] == "the settings are not valid: 1 error"


def test_the_failure_report_names_the_place(checkout):
    checkout.settings("maxCrates: 3\nverify: maybe\n")
    report = json.loads(checkout.run("plan", "--format", "json", "m.yaml").stdout)
    assert [diagnostic["location"] for diagnostic in report["diagnostics"]] == [
        {"path": "rekon.yaml", "line": 3, "column": 1}, {"path": "rekon.yaml", "line": 4, "column": 9},
    ]


def test_sarif_is_at_the_settings_file(checkout):
    checkout.settings("maxCrates: 3\n")
    [sarif_run] = json.loads(checkout.run("plan", "--format", "sarif", "m.yaml").stdout)["runs"]
    [place] = sarif_run["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "rekon.yaml"
    assert place["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 1}


# Where the file is found


def found(checkout, *arguments, **options):
    """The settings file of a run, and its comment key."""
    result = checkout.run("config", "--format", "json", *arguments, **options)
    assert result.returncode == 0, result.stderr
    document = json.loads(result.stdout)
    schema_validator("config.schema.json").validate(document)
    values = {line["key"]: line.get("value") for line in document["settings"]}
    return document.get("file"), values["commentKey"]


DEFAULT = "made of paths, regions and accounts"


def test_the_nearest_file_wins(checkout):
    (checkout.root / "a/b/c").mkdir(parents=True)
    assert found(checkout, cwd="a/b/c") == (None, DEFAULT)
    checkout.settings("commentKey: root\n")
    assert found(checkout, cwd="a/b/c") == ("../../../rekon.yaml", "root")
    assert found(checkout) == ("rekon.yaml", "root")
    checkout.settings("commentKey: nearer\n", "a/b/rekon.yaml")
    assert found(checkout, cwd="a/b/c") == ("../rekon.yaml", "nearer")
    # The nearest alone: settings are not merged.
    checkout.settings("maxCreates: 1\n", "a/b/c/rekon.yaml")
    assert found(checkout, cwd="a/b/c") == ("rekon.yaml", DEFAULT)


def test_a_file_above_the_repository_is_not_read(checkout):
    (checkout.home / "rekon.yaml").write_text("not: settings\n")
    (checkout.root / "a").mkdir()
    assert found(checkout, cwd="a") == (None, DEFAULT)
    # A repository inside another one: its own root is the end.
    checkout.settings("commentKey: outer\n")
    (checkout.root / "a/.git").write_text("gitdir: ../.git/modules/a\n")
    assert found(checkout, cwd="a") == (None, DEFAULT)


def test_a_parent_outside_a_repository_is_not_read(checkout):
    (checkout.root / ".git").rmdir()
    checkout.settings("commentKey: parent\n")
    (checkout.root / "a").mkdir()
    assert found(checkout, cwd="a") == (None, DEFAULT)
    assert found(checkout) == ("rekon.yaml", "parent")


def test_named_files(checkout):
    checkout.settings("commentKey: own\n")
    outside = checkout.home / "outside.yaml"
    outside.write_text(HEAD + "commentKey: outside\n")
    other = checkout.home / "other.yaml"
    other.write_text(HEAD + "commentKey: other\n")
    assert found(checkout, REKON_CONFIG=outside) == (str(outside), "outside")
    assert found(checkout, "--config", outside) == (str(outside), "outside")
    assert found(checkout, "--config", other, REKON_CONFIG=outside) == (str(other), "other")
    assert found(checkout, "--no-config") == (None, DEFAULT)
    assert found(checkout, "--no-config", REKON_CONFIG=outside) == (None, DEFAULT)
    # Blank is unset.
    assert found(checkout, REKON_CONFIG="") == ("rekon.yaml", "own")


def test_a_named_file_leaves_the_own_one_unread(checkout):
    """The runner's file closes what a pull request could change."""
    checkout.settings(rule("{ role: evil }"))
    outside = checkout.home / "outside.yaml"
    outside.write_text(HEAD + rule("{ role: rekon }"))
    for arguments, variables in ((["--config", outside], {}), ([], {"REKON_CONFIG": outside})):
        result = checkout.run("plan", "--no-history", *arguments, "m.yaml", **variables)
        assert result.returncode == 0, result.stderr
    assert {call.form["RoleArn"] for call in checkout.server.made("AssumeRole")} == {ROLE}


@pytest.mark.parametrize("variable", [True, False])
@pytest.mark.parametrize("path", ["absent.yaml", "folder"])
def test_a_named_file_that_is_no_file(checkout, path, variable):
    (checkout.root / "folder").mkdir()
    arguments, variables = ([], {"REKON_CONFIG": path}) if variable else (["--config", path], {})
    error = checkout.refused("plan", *arguments, "m.yaml", **variables)
    assert error.startswith(f"error: {path}: ")
    assert ("REKON_CONFIG" if variable else "--config") in error and "--no-config" in error


def test_config_and_no_config(checkout):
    checkout.settings("")
    result = checkout.run("plan", "--config", "rekon.yaml", "--no-config", "m.yaml")
    assert result.returncode == 64
    assert "--config and --no-config" in result.stderr
    assert checkout.server.calls == []


SECRET = "SECRET-4f1a"


@pytest.mark.parametrize("target", ["../outside.yaml", "/etc/passwd", "a/link"])
def test_a_link_out_of_the_repository(checkout, target):
    (checkout.home / "outside.yaml").write_text(SECRET + "\n")
    (checkout.root / "a").mkdir()
    os.symlink("../../outside.yaml", checkout.root / "a/link")
    os.symlink(target, checkout.root / "rekon.yaml")
    for command, folder in ((["plan", "m.yaml"], "."), (["config"], "a")):
        error = checkout.refused(*command, cwd=folder)
        assert "rekon.yaml: " in error and "leads out of" in error
        assert SECRET not in error and "root:" not in error
    # A file that the operator names may be anywhere, but no link leads to another one.
    assert SECRET not in checkout.refused("config", "--config", "a/link")
    (checkout.home / "outside.yaml").write_text(HEAD)
    assert checkout.run("config", "--config", str(checkout.home / "outside.yaml")).returncode == 0


@pytest.mark.parametrize("target", ["../outside.yaml", "nowhere"])
def test_the_help_for_a_link(checkout, target):
    (checkout.home / "outside.yaml").write_text(HEAD)
    os.symlink(target, checkout.root / "rekon.yaml")
    error = checkout.refused("plan", "m.yaml")
    assert "--no-config" in error or "--config" in error


def test_a_link_inside_the_repository(checkout):
    checkout.settings("commentKey: target\n", "a/settings.yaml")
    os.symlink("a/settings.yaml", checkout.root / "rekon.yaml")
    assert found(checkout) == ("rekon.yaml", "target")


# Precedence

# Key: the value and its option; a variable; the file; AWS's shared file; the default.
KEYS_OF_A_RUN = {
    "retryMode": (
        ("--retry-mode", "standard", "standard"), ("AWS_RETRY_MODE", "adaptive", "adaptive"), ("standard", "standard"),
        ("retry_mode = adaptive", "adaptive"), "standard",
    ),
    "maxAttempts": (
        ("--max-attempts", "6", "6"), ("AWS_MAX_ATTEMPTS", "7", "7"), ("8", "8"), ("max_attempts = 9", "9"), "3",
    ),
    "connectTimeout": (
        ("--cli-connect-timeout", "6", "6s"), None, ("8s", "8s"), None, "3.1s",
    ),
    "readTimeout": (("--cli-read-timeout", "6", "6s"), None, ("8s", "8s"), None, "30s"),
}


@pytest.mark.parametrize("key", KEYS_OF_A_RUN)
def test_the_order_of_the_sources(checkout, key):
    flag, variable, setting, shared, default = KEYS_OF_A_RUN[key]

    def line(*arguments, **variables):
        result = checkout.run("config", "--format", "json", *arguments, **{"AWS_MAX_ATTEMPTS": None, **variables})
        assert result.returncode == 0, result.stderr
        [found] = [line for line in json.loads(result.stdout)["settings"] if line["key"] == key]
        return found["value"], found["origin"]

    assert line()[0] == default
    if shared:
        (checkout.home / ".aws/config").write_text(f"[default]\n{shared[0]}\n")
        value, origin = line()
        assert value == shared[1] and "profile `default`" in origin
    checkout.settings(f"{key}: {setting[0]}\n")
    value, origin = line()
    assert value == setting[1] and origin.startswith("rekon.yaml:3:")
    variables = {}
    if variable:
        variables = {variable[0]: variable[1]}
        assert line(**variables) == (variable[2], variable[0])
    assert line(flag[0], flag[1], **variables) == (flag[2], flag[0])


def test_the_origin_of_a_default(checkout):
    document = json.loads(checkout.run("config", "--format", "json", AWS_MAX_ATTEMPTS=None).stdout)
    assert {line["origin"] for line in document["settings"]} == {"default"}


@pytest.mark.parametrize("setting, flag", [
    ("maxCreates: 0", ["--max-creates", "1"]), ("maxCost: 0", ["--max-cost", "100"]),
    (rule("{ maxCreates: 0 }"), ["--max-creates", "1"]), (rule("{ maxCost: 0 }"), ["--max-cost", "100"]),
    (rule("{ regions: { us-*: { maxCreates: 0 } } }"), ["--max-creates", "1"]),
    (rule("{ regions: { us-east-1: { maxCost: 1 } } }"), ["--max-cost", "100"]),
])
def test_a_limit_of_the_command_line_replaces_those_of_all_places(checkout, setting, flag):
    checkout.settings(setting)
    refused = checkout.run("plan", "--no-history", "m.yaml")
    assert refused.returncode == 3, refused.stdout + refused.stderr
    assert "rekon.yaml:" in refused.stdout + refused.stderr
    assert checkout.run("plan", "--no-history", *flag, "m.yaml").returncode == 0
    # And the command line alone can be stricter.
    checkout.settings("maxCreates: 9\n")
    assert checkout.run("plan", "--no-history", "--max-creates", "0", "m.yaml").returncode == 3


def test_a_price_is_that_of_the_place(checkout):
    checkout.settings('trainingPrice: 2\n' + rule("{ trainingPrice: 3, regions: { us-*: { trainingPrice: 4 } } }"))

    def price(*arguments):
        report = json.loads(checkout.run("plan", "--no-history", "--format", "json", *arguments, "m.yaml").stdout)
        return report["estimate"]["trainingPriceUSDPerHour"]

    assert price() == 4
    assert price("--training-price", "5") == 5
    assert price("--no-config") == 1
    checkout.settings('trainingPrice: 2\n' + rule("{ trainingPrice: 3, regions: { eu-*: { trainingPrice: 4 } } }"))
    assert price() == 3


def test_a_format_is_the_default_of_its_command(checkout):
    checkout.settings("formats: { plan: json, drift: json, whoami: json }\n")
    assert json.loads(checkout.run("plan", "--no-history", "m.yaml").stdout)["summary"]["create"] == 1
    assert checkout.run("plan", "--no-history", "--format", "text", "m.yaml").stdout.startswith("arn:")
    whoami = json.loads(checkout.run("whoami").stdout)
    schema_validator("whoami.schema.json").validate(whoami)
    assert checkout.run("whoami", "--format", "text").stdout.startswith("account ")


def test_a_misspelt_command_of_formats(checkout):
    checkout.settings("formats: { plann: json }\n")
    error = checkout.refused("plan", "m.yaml")
    assert "`plann`" in error and "did you mean `plan`?" in error


@pytest.mark.parametrize("flag, is_verified", [([], True), (["--no-verify"], False), (["--verify"], True)])
def test_verify(checkout, flag, is_verified):
    checkout.settings("verify: true\n")
    result = checkout.run("plan", "--no-history", *flag, "--format", "json", "m.yaml")
    assert ("verification" in json.loads(result.stdout)) == is_verified
    checkout.settings("verify: false\n")
    result = checkout.run("plan", "--no-history", *flag, "--format", "json", "m.yaml")
    assert ("verification" in json.loads(result.stdout)) == (flag == ["--verify"])


def test_the_comment_key(checkout):
    checkout.settings("commentKey: production\n")
    arguments = ["plan", "--no-history", "--format", "markdown"]
    assert "<!-- rekon:plan key=production -->" in checkout.run(*arguments, "m.yaml").stdout
    assert "key=mine " in checkout.run(*arguments, "--comment-key", "mine", "m.yaml").stdout


def test_config_of_an_account(checkout):
    checkout.settings(
        'maxCost: 100\ntrainingPrice: 2\naccounts:\n'
        f'  "{ACCOUNT}": {{ maxCreates: 3, regions: {{ us-*: {{ trainingPrice: 4 }} }} }}\n'
        '  "1111*": { read: { role: rekon }, maxCreates: 9, maxCost: 7 }\n'
        "  default: { profile: base }\n"
    )
    (checkout.home / ".aws/config").write_text(PROFILES)
    result = checkout.run("config", "--format", "json", "--account", ACCOUNT)
    document = json.loads(result.stdout)
    schema_validator("config.schema.json").validate(document)
    lines = {line["key"]: (line["value"], line["origin"]) for line in document["accounts"]}
    assert lines[f"{ACCOUNT}.read"] == (f"role {ROLE}", "rekon.yaml:7:28")
    assert lines[f"{ACCOUNT}.create"] == ("profile base", "rekon.yaml:8:23")
    assert lines[f"{ACCOUNT}.us-east-1.trainingPrice"] == ("4.00 USD", "rekon.yaml:6:70")
    # The first rule with the key.
    assert lines[f"{ACCOUNT}.maxCreates"] == ("3", "rekon.yaml:6:33")
    assert lines[f"{ACCOUNT}.maxCost"][1] == "rekon.yaml:7:61"
    assert checkout.server.calls == []


def test_config_writes_values_as_the_file_does(checkout):
    checkout.settings(f'timeout: 1d\naccounts: {{ "{ACCOUNT}": {{ role: a, duration: 1h, maxCost: 7 }} }}\n')
    text = checkout.run("config", "--account", ACCOUNT).stdout
    assert re.search(r"^timeout +1d ", text, re.M)
    assert re.search(r"maxCost +7.00 USD ", text)
    assert re.search(r"\.read .*1h", text)
