"""The cells of the matrix: what the environment, the shared files and the command line say.

Texts hold `{home}`, the folder of the run, which differs between rekon and botocore: an SSO token is written there.
"""

import datetime
import hashlib
import json
import re
import time
from dataclasses import dataclass, field

from support.fake_aws import secret_of, token_of

ROLE = "arn:aws:iam::111122223333:role/"


def keys(name, token=False):
    """Lines of static keys."""
    key = ("ASIA" if token else "AKIA") + name
    lines = f"aws_access_key_id = {key}\naws_secret_access_key = {secret_of(key)}\n"
    return lines + (f"aws_session_token = {token_of(key)}\n" if token else "")


def process(name, **members):
    """A line of a credential_process that prints keys."""
    key = members.get("AccessKeyId", "ASIA" + name)
    output = {
        "Version": 1, "AccessKeyId": key, "SecretAccessKey": secret_of(key), "SessionToken": token_of(key),
        "Expiration": "2038-01-01T00:00:00Z", **members,
    }
    return f"credential_process = printf '%s' '{json.dumps(output)}'\n"


@dataclass
class Kind:
    """What a profile says, without its header, and what else must be there for it."""

    config: str = ""
    credentials: str = ""
    # Further sections.
    more_config: str = ""
    more_credentials: str = ""
    files: dict = field(default_factory=dict)


def zulu(seconds):
    moment = datetime.datetime.fromtimestamp(time.time() + seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(text, home, url):
    """The text of a file or a variable: `{home}`, `{url}`, and `{now+60}` for a time so many seconds after this call."""
    text = text.replace("{home}", str(home)).replace("{url}", url)
    return re.sub(r"\{now([+-]\d+)\}", lambda match: zulu(int(match[1])), text)


def token_file(cache_key, seconds, **more):
    """The token of `aws sso login` that ends so many seconds after it is written."""
    name = hashlib.sha1(cache_key.encode()).hexdigest()
    token = {
        "accessToken": f"sso-token-{cache_key[:8]}", "expiresAt": f"{{now{seconds:+d}}}", "region": "us-east-1",
        "startUrl": START, **more,
    }
    return {f".aws/sso/cache/{name}.json": json.dumps(token)}


START = "https://example.awsapps.com/start"
SESSION = f"[sso-session s]\nsso_region = us-east-1\nsso_start_url = {START}\n"
SSO = "sso_session = s\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
LEGACY_SSO = (
    f"sso_start_url = {START}\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
)
REGISTRATION = {
    "clientId": "client", "clientSecret": "client-secret-of-the-registration", "refreshToken": "sso-refresh-token",
    "registrationExpiresAt": zulu(86400),
}
WEB = f"role_arn = {ROLE}web\nweb_identity_token_file = {{home}}/web-token\n"
WEB_FILE = {"web-token": "web.identity.token"}
BASE = {"more_credentials": f"[base]\n{keys('BASE')}"}


def role(name, *lines):
    return f"role_arn = {ROLE}{name}\n" + "".join(line + "\n" for line in lines)


KINDS = {
    "nothing": Kind("region = us-east-1\n"),
    "keys in credentials": Kind(credentials=keys("CREDENTIALS")),
    "keys in config": Kind(keys("CONFIG")),
    "keys with a comment": Kind(
        credentials=keys("CREDENTIALS").replace("AKIACREDENTIALS\n", "AKIACREDENTIALS # mine\n")
    ),
    "keys in both": Kind(keys("CONFIG"), keys("CREDENTIALS")),
    "session keys": Kind(credentials=keys("SESSION", token=True)),
    "keys with a blank token": Kind(credentials=keys("BLANK") + "aws_session_token =\n"),
    "keys with a blank token in config": Kind(keys("BLANK") + "aws_security_token =\n"),
    "process with a blank token": Kind(process("", AccessKeyId="AKIAPROCESS", SessionToken="")),
    "process with an offset": Kind(process("OFFSET", Expiration="2038-01-01T00:00:00+0000")),
    "process with another offset": Kind(process("OFFSET", Expiration="2038-01-01T00:00:00-0800")),
    "role from keys with a blank token": Kind(
        role("a", "source_profile = base"), more_credentials=f"[base]\n{keys('BASE')}aws_session_token =\n"
    ),
    "the older name of the token": Kind(
        credentials=keys("OLDER", token=True).replace("aws_session_token", "aws_security_token")
    ),
    "id without secret in credentials": Kind(credentials="aws_access_key_id = AKIAHALF\n"),
    "id without secret in config": Kind("aws_access_key_id = AKIAHALF\n"),
    "secret without id": Kind(credentials="aws_secret_access_key = half\n"),
    "keys split over the files": Kind(
        f"aws_secret_access_key = {secret_of('AKIASPLIT')}\n", "aws_access_key_id = AKIASPLIT\n"
    ),
    "half in credentials, whole in config": Kind(keys("CONFIG"), "aws_access_key_id = AKIAHALF\n"),
    "blank keys": Kind(credentials="aws_access_key_id =\naws_secret_access_key =\n"),
    "process": Kind(process("PROCESS")),
    "process in credentials": Kind(credentials=process("PROCESS")),
    "process and keys in config": Kind(process("PROCESS") + keys("CONFIG")),
    "process and keys in credentials": Kind(process("PROCESS"), keys("CREDENTIALS")),
    "process of the shell": Kind("credential_process = true && " + process("PROCESS").split("= ", 1)[1]),
    "process that fails": Kind("credential_process = exit 7\n" + keys("CONFIG")),
    "process that is a script": Kind(f"credential_process = {{home}}/tool 'an argument'\n", files={
        "tool": "#!/bin/sh\n" + process("TOOL").removeprefix("credential_process = ")
    }),
    "role from keys": Kind(role("a", "source_profile = base"), **BASE),
    "role in credentials": Kind(credentials=role("a", "source_profile = base"), **BASE),
    "role from keys in config": Kind(role("a", "source_profile = base"), more_config=f"[profile base]\n{keys('BASE')}"),
    "role from session keys": Kind(
        role("a", "source_profile = base"), more_credentials=f"[base]\n{keys('BASE', token=True)}"
    ),
    "role for a time that no role has": Kind(role("a", "source_profile = base", "duration_seconds = an hour"), **BASE),
    "role with everything": Kind(
        role("a", "source_profile = base", "external_id = external", "duration_seconds = 1800",
             "role_session_name = me"), **BASE
    ),
    "role from process": Kind(
        role("a", "source_profile = base"), more_config=f"[profile base]\n{process('PROCESS')}"
    ),
    "role from web identity": Kind(
        role("a", "source_profile = base"), more_config=f"[profile base]\n{WEB}", files=WEB_FILE
    ),
    "role from sso": Kind(
        role("a", "source_profile = base"), more_config=f"[profile base]\n{SSO}{SESSION}",
        files=token_file("s", 7200),
    ),
    "role from environment": Kind(role("a", "credential_source = Environment")),
    "role from container": Kind(role("a", "credential_source = EcsContainer")),
    "role from instance": Kind(role("a", "credential_source = Ec2InstanceMetadata")),
    "role from an unknown source": Kind(role("a", "credential_source = Somewhere")),
    "role from two sources": Kind(role("a", "credential_source = Environment", "source_profile = base"), **BASE),
    "role from nothing": Kind(role("a")),
    "role from nothing, and keys": Kind(role("a"), keys("CREDENTIALS")),
    "role from a missing profile": Kind(role("a", "source_profile = absent")),
    "role from an empty profile": Kind(
        role("a", "source_profile = base"), more_config="[profile base]\nregion = us-east-1\n"
    ),
    "blank role": Kind("role_arn =\nsource_profile = base\n", **BASE),
    "two roles": Kind(
        role("a", "source_profile = middle"),
        more_config="[profile middle]\n" + role("b", "source_profile = base", "external_id = other"), **BASE
    ),
    "two roles, from environment": Kind(
        role("a", "source_profile = middle"),
        more_config="[profile middle]\n" + role("b", "credential_source = Environment"),
    ),
    "three roles": Kind(
        role("a", "source_profile = m1"),
        more_config="[profile m1]\n" + role("b", "source_profile = m2")
        + "[profile m2]\n" + role("c", "source_profile = base"), **BASE
    ),
    "role from a role with keys": Kind(
        role("a", "source_profile = middle"),
        more_config="[profile middle]\n" + role("b", "source_profile = base") + keys("MIDDLE"), **BASE
    ),
    "role from itself": Kind(role("a", "source_profile = {profile}"), keys("CREDENTIALS")),
    "role from itself without keys": Kind(role("a", "source_profile = {profile}")),
    "roles in a loop": Kind(
        role("a", "source_profile = middle"),
        more_config="[profile middle]\n" + role("b", "source_profile = {profile}"),
    ),
    "role and keys": Kind(role("a", "source_profile = base") + keys("CONFIG"), keys("CREDENTIALS"), **BASE),
    "role and process": Kind(role("a", "source_profile = base") + process("PROCESS"), **BASE),
    "role and sso": Kind(
        role("a", "source_profile = base") + SSO, more_config=SESSION, files=token_file("s", 7200), **BASE
    ),
    "web identity": Kind(WEB, files=WEB_FILE),
    "web identity without role": Kind("web_identity_token_file = {home}/web-token\n", files=WEB_FILE),
    "web identity without file": Kind(WEB),
    "web identity and source": Kind(WEB + "source_profile = base\n", files=WEB_FILE, **BASE),
    "web identity and keys": Kind(WEB, keys("CREDENTIALS"), files=WEB_FILE),
    "sso": Kind(SSO, more_config=SESSION, files=token_file("s", 7200)),
    "sso with a token to renew": Kind(SSO, more_config=SESSION, files=token_file("s", 60, **REGISTRATION)),
    "sso with an old token to renew": Kind(SSO, more_config=SESSION, files=token_file("s", -60, **REGISTRATION)),
    "sso with a token near its end": Kind(SSO, more_config=SESSION, files=token_file("s", 300)),
    "sso with a registration that is over": Kind(
        SSO, more_config=SESSION,
        files=token_file("s", 300, **{**REGISTRATION, "registrationExpiresAt": zulu(-60)}),
    ),
    "sso with a renewal that is refused": Kind(
        SSO, more_config=SESSION, files=token_file("s", 300, **{**REGISTRATION, "refreshToken": "no"})
    ),
    "sso with a token with an offset": Kind(
        SSO, more_config=SESSION, files=token_file("s", 7200, expiresAt="2038-01-01T00:00:00+0000")
    ),
    "sso with a token with another offset": Kind(
        SSO, more_config=SESSION, files=token_file("s", 7200, expiresAt="2038-01-01T00:00:00-0800")
    ),
    "sso with an old token": Kind(SSO, more_config=SESSION, files=token_file("s", -60)),
    "sso with a token that is revoked": Kind(
        SSO, more_config=SESSION, files=token_file("s", 7200, accessToken="sso-revoked")
    ),
    "sso without login": Kind(SSO, more_config=SESSION),
    "sso with a broken token": Kind(SSO, more_config=SESSION, files={
        **token_file("s", 0), next(iter(token_file("s", 0))): "{"
    }),
    "sso without session section": Kind(SSO),
    "sso of a session alone": Kind("sso_session = s\n", more_config=SESSION, files=token_file("s", 7200)),
    "sso without role": Kind(
        "sso_session = s\nsso_account_id = 111122223333\n", more_config=SESSION, files=token_file("s", 7200)
    ),
    "sso that contradicts its session": Kind(
        SSO + "sso_region = eu-west-1\n", more_config=SESSION, files=token_file("s", 7200)
    ),
    "sso and keys": Kind(SSO + keys("CONFIG"), keys("CREDENTIALS"), more_config=SESSION, files=token_file("s", 7200)),
    "sso and process": Kind(SSO + process("PROCESS"), more_config=SESSION, files=token_file("s", 7200)),
    "sso and web identity": Kind(SSO + WEB, more_config=SESSION, files={**token_file("s", 7200), **WEB_FILE}),
    "legacy sso": Kind(LEGACY_SSO, files=token_file(START, 7200)),
    "legacy sso with a token near its end": Kind(LEGACY_SSO, files=token_file(START, 300, **REGISTRATION)),
    "legacy sso with an old token": Kind(LEGACY_SSO, files=token_file(START, -60)),
    "legacy sso without region": Kind(
        LEGACY_SSO.replace("sso_region = us-east-1\n", ""), files=token_file(START, 7200)
    ),
    "login session": Kind("login_session = arn:aws:iam::111122223333:user/me\n"),
    "login session and keys in config": Kind(
        f"login_session = arn:aws:iam::111122223333:user/me\n{keys('CONFIG')}"
    ),
    "everything": Kind(
        role("a", "source_profile = base") + SSO + process("PROCESS") + keys("CONFIG"), keys("CREDENTIALS"),
        more_config=SESSION, files=token_file("s", 7200), **BASE
    ),
}

FULL_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("AKIAENVIRONMENT")}
SESSION_KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret_of("ASIAENVIRONMENT"),
    "AWS_SESSION_TOKEN": token_of("ASIAENVIRONMENT"),
}
ENVIRONMENT_KEYS = {
    "none": {},
    "full": FULL_KEYS,
    "with token": SESSION_KEYS,
    "with both tokens": {**SESSION_KEYS, "AWS_SESSION_TOKEN": "wrong",
                         "AWS_SECURITY_TOKEN": token_of("ASIAENVIRONMENT")},
    "id only": {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT"},
    "secret only": {"AWS_SECRET_ACCESS_KEY": "half"},
    "blank": {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
    "blank secret": {"AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT", "AWS_SECRET_ACCESS_KEY": ""},
    "blank token": {**FULL_KEYS, "AWS_SESSION_TOKEN": ""},
    "with an offset": {**SESSION_KEYS, "AWS_CREDENTIAL_EXPIRATION": "2038-01-01T00:00:00-0800"},
    "expired": {**SESSION_KEYS, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
}

WEB_VARIABLES = {
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/variable-token", "AWS_ROLE_ARN": ROLE + "variable",
    "AWS_ROLE_SESSION_NAME": "me",
}
WEB_IDENTITIES = {
    "none": {},
    "full": WEB_VARIABLES,
    "without name": {name: WEB_VARIABLES[name] for name in list(WEB_VARIABLES)[:2]},
    "file only": {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/variable-token"},
    "role only": {"AWS_ROLE_ARN": ROLE + "variable"},
    "name only": {"AWS_ROLE_SESSION_NAME": "me"},
    "missing file": {**WEB_VARIABLES, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/absent"},
    "blank": {"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_ROLE_ARN": ""},
    "line break": {**WEB_VARIABLES, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token-with-line-break"},
}

CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/task"}
INSTANCE = {"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{url}"}
MACHINES = {
    "nothing": {},
    "container": CONTAINER,
    "container with token": {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer pod"},
    "container with token file": {
        **CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer pod",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/pod-token",
    },
    "container with an offset": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/offset"},
    "container with a blank token": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/container/blank-token"},
    "container that is gone": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{url}/absent"},
    "instance": INSTANCE,
    "container and instance": {**CONTAINER, **INSTANCE},
    "instance that is switched off": {**INSTANCE, "AWS_EC2_METADATA_DISABLED": "true"},
    "instance that is gone": {**INSTANCE, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"},
}

# (AWS_PROFILE, --profile)
SELECTIONS = {
    "default": ({}, None),
    "by variable": ({"AWS_PROFILE": "p"}, None),
    "by the older variable": ({"AWS_DEFAULT_PROFILE": "p"}, None),
    "by flag": ({}, "p"),
    "missing, by variable": ({"AWS_PROFILE": "absent"}, None),
    "missing, by flag": ({}, "absent"),
    "by flag over a missing one": ({"AWS_PROFILE": "absent"}, "p"),
    "default, by flag": ({"AWS_PROFILE": "p"}, "default"),
    "default, by variable": ({"AWS_PROFILE": "default"}, None),
    "by both variables": ({"AWS_PROFILE": "p", "AWS_DEFAULT_PROFILE": "absent"}, None),
    "blank": ({"AWS_PROFILE": ""}, None),
}

# What is found only by what boto once was.
BOTO = {
    "boto's file": ({}, {".boto": f"[Credentials]\n{keys('BOTO')}"}),
    "the credential file of EC2's tools": (
        {"AWS_CREDENTIAL_FILE": "{home}/ec2"},
        {"ec2": f"AWSAccessKeyId=AKIATOOLS\nAWSSecretKey={secret_of('AKIATOOLS')}\n"},
    ),
}

# Sections that neither reads as the profile that is chosen: (profile, config file, credentials file, the form that
# counts).
HEADERS = {
    "without the word profile": ("y", f"[y]\n{keys('Y')}", "", "[profile y]"),
    "blank in the name": ("my prof", f"[my prof]\n{keys('Y')}", "", '[profile "my prof"]'),
    "blank in the name, without quotes": ("my prof", f"[profile my prof]\n{keys('Y')}", "", '[profile "my prof"]'),
    "the word profile in the credentials file": ("y", "", f"[profile y]\n{keys('Y')}", "[y]"),
    "in quotes": ("my prof", f'[profile "my prof"]\n{keys("Y")}', "", None),
    "in quotes, with keys in the credentials file": (
        "my prof", '[profile "my prof"]\n', f"[my prof]\n{keys('Y')}", None,
    ),
}


@dataclass
class Cell:
    name: str
    variables: dict
    files: dict
    profile: str = None


def cell(name, kind, selection="default", keys_="none", web="none", machine="nothing", variables=None, files=None):
    chosen, flag = SELECTIONS[selection]
    # The profile is called p, or is the default one where none is chosen.
    profile = "p" if "p" in (*chosen.values(), flag) else "default"
    section = "default" if profile == "default" else f"profile {profile}"
    found = KINDS[kind]
    config = f"[{section}]\n{found.config}{found.more_config}".replace("{profile}", profile)
    credentials = f"[{profile}]\n{found.credentials}" if found.credentials else ""
    return Cell(
        name=name,
        variables={
            **chosen, **ENVIRONMENT_KEYS[keys_], **WEB_IDENTITIES[web], **MACHINES[machine], **(variables or {})
        },
        files={
            ".aws/config": config,
            ".aws/credentials": (credentials + found.more_credentials).replace("{profile}", profile),
            "variable-token": "variable.identity.token",
            "token-with-line-break": "variable.identity.token\n",
            "pod-token": "Bearer file",
            **found.files,
            **(files or {}),
        },
        profile=flag,
    )


def crossed():
    # Each kind of profile, chosen in each way: with nothing else, and with other things that could be chosen.
    for kind in KINDS:
        yield (kind, "default", "none", "none", "nothing")
        yield (kind, "by variable", "none", "none", "container and instance")
        yield (kind, "by flag", "with token", "full", "container and instance")
    # Each way to choose a profile, with each state of the variables.
    for selection in SELECTIONS:
        for keys_ in ENVIRONMENT_KEYS:
            yield ("keys in credentials", selection, keys_, "none", "nothing")
    for selection in ("default", "by variable", "by flag"):
        for web in WEB_IDENTITIES:
            yield ("keys in config", selection, "none", web, "container")
        for machine in MACHINES:
            yield ("nothing", selection, "none", "none", machine)
    for selection in ("default, by flag", "default, by variable"):
        for machine in ("nothing", "instance"):
            yield ("nothing", selection, "none", "none", machine)
    # What the variables of a web identity leave out may be in the profile.
    for web in WEB_IDENTITIES:
        for kind in ("nothing", "web identity", "role from keys", "sso", "process", "role from nothing"):
            yield (kind, "by variable", "none", web, "nothing")
        for kind in ("nothing", "web identity"):
            yield (kind, "by flag", "none", web, "nothing")
    # The sources that roles begin with.
    for kind in ("role from environment", "role from container", "role from instance", "two roles, from environment"):
        for keys_ in ENVIRONMENT_KEYS:
            yield (kind, "by flag", keys_, "none", "nothing")
        for machine in MACHINES:
            yield (kind, "by variable", "none", "none", machine)


def all_cells():
    """In a fixed order, each once."""
    cells = []
    for parts in dict.fromkeys(crossed()):
        labels = ("", "chosen ", "keys: ", "web identity: ", "machine: ")
        cells.append(cell(" / ".join(label + part for label, part in zip(labels, parts)), *parts))
    for name, (variables, files) in BOTO.items():
        cells.append(cell(name, "nothing", variables=variables, files=files))
    for name, (profile, config, credentials, _) in HEADERS.items():
        files = {".aws/config": config, ".aws/credentials": credentials}
        cells.append(Cell(f"header {name}", {"AWS_PROFILE": profile}, files))
    return cells
