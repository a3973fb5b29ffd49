"""Writes the shared files that Tests/AWSProfilesTests holds AWSProfiles against, read by botocore.

    python3 Tests/Conformance/profiles/make_cases.py

botocore-profiles.json: pairs of a config and a credentials file, and what botocore reads in them.
botocore-settings.json: variables and a config file, and the settings that botocore takes from them.
botocore-credentials.json: the profile's kinds of credentials that botocore's providers find, and their errors.
The cases are the same on every run. specs/aws-client.md says which differences they stay clear of.
"""

import json
import os
import random
import sys
import tempfile
from pathlib import Path
from unittest import mock

import botocore
import botocore.credentials
import botocore.session
from botocore.exceptions import BotoCoreError, ConfigParseError
from botocore.utils import resolve_imds_endpoint_mode

VERSION = "1.43.11"
SEED = 20_261_124
FIXTURES = Path(__file__).parents[2] / "AWSProfilesTests" / "Fixtures"
PROFILES = FIXTURES / "botocore-profiles.json"
SETTINGS = FIXTURES / "botocore-settings.json"
CREDENTIALS = FIXTURES / "botocore-credentials.json"

NAMES = ["dev", "prod", "a", "team/sub", "x.y", "me@work", "10%", "a+b", "A", "Dev", "with-dash", "under_score", "a:b"]
KEYS = ["region", "output", "role_arn", "source_profile", "aws_access_key_id", "aws_secret_access_key", "ca_bundle",
        "credential_process", "Role_Session_Name", "MAX_ATTEMPTS", "x", "sso_start_url", "duration_seconds"]
NESTED_KEYS = ["endpoint_url", "addressing_style", "max_concurrent_requests", "use_accelerate_endpoint"]
VALUES = [
    "us-east-1", "json", "", "a b  c", '"quoted"', "'single'", "\"a", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=",
    "a#b", "a;b", "#", ";x", "x=", "==", "a=b=c", "%(x)s", "$HOME/x", "~/x", "[x]", "]", "a\\b", "größe", "日本", "🚦",
    "http://127.0.0.1:4566/base", "true", "/bin/sh -c 'echo \"$X\" | cat'", "e\u0301", ":", "a: b", "0", "\\n",
]
CONTINUATIONS = ["-more", "more = x", "[profile no]", "\"x\"", "a # b", "a ; b", "=x", "größe"]


class Writer:
    """Writes one file of random form, with only the syntax that both readers understand in the same way."""

    def __init__(self, rng):
        self.rng = rng
        self.end = rng.choice(["\n", "\n", "\n", "\r\n"])
        self.lines = []

    def blank(self):
        return self.rng.choice(["", " ", "\t", "  ", " \t "])

    def clutter(self, may_indent=True):
        """Lines that mean nothing. An indented comment is one wherever it stands."""
        while self.rng.random() < 0.25:
            indent = self.blank() if may_indent else ""
            self.lines.append(self.rng.choice([
                "", self.blank(), indent + "# note", indent + "; note = 1", indent + "#", indent + "#[profile x]",
            ]))

    def header(self, text):
        comment = self.rng.choice(["", "", "", " # x", " ; x", "# x", ";"])
        self.lines.append(f"[{text}]" + comment)

    def section(self, text, nested=None):
        self.clutter()
        self.header(text)
        base = self.rng.choice(["", "", "", "  ", "\t", "    "])
        keys = self.rng.sample(KEYS, self.rng.randint(0, 5))
        for key in keys:
            self.clutter(may_indent=False)
            self.setting(base, key)
        for key in nested if nested is not None else self.rng.choice([[], [], [], ["s3"]]):
            self.nested(base, key)
        self.clutter()

    def equals(self):
        return self.blank() + "=" + self.blank()

    def setting(self, base, key):
        value = self.rng.choice(VALUES)
        if value[:1] in ("#", ";"):
            # White space before it would make it a comment for other readers.
            self.lines.append(f"{base}{key}{self.blank()}={value}{self.blank()}")
        else:
            self.lines.append(f"{base}{key}{self.equals()}{value}{self.blank()}")
        if value and self.rng.random() < 0.15:
            for _ in range(self.rng.randint(1, 3)):
                if self.rng.random() < 0.2:
                    self.lines.append(self.rng.choice(["# within", "  ; within", "\t# within"]))
                self.lines.append(base + self.rng.choice([" ", "\t", "   "]) + self.rng.choice(CONTINUATIONS))

    def nested(self, base, key):
        self.lines.append(f"{base}{key}{self.equals()}")
        # Without a line below it, it would just be empty.
        for name in self.rng.sample(NESTED_KEYS, self.rng.randint(1, 3)):
            if self.rng.random() < 0.2:
                self.lines.append(self.rng.choice(["", "  ", "    # within", "; within"]))
            value = self.rng.choice(VALUES)
            self.lines.append(f"{base}{self.rng.choice(['  ', ' ', chr(9)])}{name}{self.equals()}{value}{self.blank()}")

    def text(self):
        text = self.end.join(self.lines)
        return text + (self.end if self.rng.random() < 0.8 else "")


def prefixed(rng, prefix, name):
    quote = rng.choice(["", "", "", '"', "'"])
    return prefix + rng.choice([" ", " ", "  ", "\t"]) + quote + name + quote


def config_file(rng):
    writer = Writer(rng)
    names = rng.sample(NAMES, rng.randint(0, 4))
    sections = [prefixed(rng, "profile", name) for name in names]
    if rng.random() < 0.2:
        sections.append('profile "two words"')
    sections += [prefixed(rng, "sso-session", name) for name in rng.sample(NAMES, rng.choice([0, 0, 1, 2]))]
    sections += rng.choice([[], [], ["preview"], ["plugins"], ["unknown dev"]])
    rng.shuffle(sections)
    for section in rng.choice([["default"], ["default"], [], [prefixed(rng, "profile", "default")]]):
        sections.insert(rng.randint(0, len(sections)), section)
    # With both, the last one counts in botocore, and here the one with the prefix.
    if "default" in sections and rng.random() < 0.15:
        sections.append("profile default")
    for section in sections:
        writer.section(section)
    for name in rng.sample(NAMES, rng.choice([0, 0, 1, 2])):
        writer.section(prefixed(rng, "services", name), rng.sample(["rekognition", "sts", "s3", "sso_oidc"], 2))
    return writer.text()


def credentials_file(rng, config):
    writer = Writer(rng)
    names = rng.sample(NAMES, rng.randint(0, 4)) + rng.choice([[], ["default"]])
    if '"two words"' in config and rng.random() < 0.5:
        names.append("two words")
    rng.shuffle(names)
    for name in names:
        writer.section(name, [])
    return writer.text()


# What neither reader takes.
BROKEN = [
    "[profile a", "[default]\nregion", "region = x\n", "[default]\n= x\n", "  x = 1\n[default]\n", "[default]\ns3 =\n  x\n",
    "[default]\n  -continued\n", "junk\n", "[default]\nregion = x\nno equals sign\n", "[]\n[default]\nx",
]
# What looks wrong, and both take.
ODD = [
    "[default] text\nregion = x\n", "[profile a]text # b\nregion = x\n", "[profile a] x = y\nregion = x\n",
    "[default] [\nregion = x\n",
]
# What botocore does not take, and AWSProfiles does.
TOLERATED = [
    "[profile a]\nx = 1\n[profile b]\ny = 2\n[profile a]\nz = 3\n", "[profile a]\nregion = x\nregion = y\n",
    "\ufeff[default]\nregion = x\n", "[default]\nregion = x\nREGION = y\n",
]


def read(config, credentials):
    """The result of botocore's session, or None where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {"AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": credentials}
        environ = {}
        for name, text in paths.items():
            environ[name] = f"{folder}/{name}"
            if text is not None:
                Path(environ[name]).write_bytes(text.encode())
        with mock.patch.dict(os.environ, environ, clear=True):
            try:
                return botocore.session.Session().full_config
            except ConfigParseError:
                return None


def profile_case(config, credentials):
    case = {"config": config, "credentials": credentials}
    found = read(config, credentials)
    if found is None:
        return case | {"error": True}
    return case | {
        "profiles": found["profiles"], "ssoSessions": found["sso_sessions"], "services": found["services"],
    }


def profile_cases():
    rng = random.Random(SEED)
    cases = []
    while len(cases) < 360:
        config = config_file(rng)
        case = profile_case(config, credentials_file(rng, config) if rng.random() < 0.8 else None)
        # A nested setting without `=`, or a name twice: those have cases of their own.
        if "error" not in case:
            cases.append(case)
    cases += [profile_case(text, None) for text in BROKEN]
    cases += [profile_case(None, text.replace("profile ", "")) for text in BROKEN if "default" not in text or "s3" in text]
    cases += [profile_case(text, None) for text in ODD]
    for text in TOLERATED:
        cases.append(profile_case(text, None) | {"tolerated": True})
    return cases


SETTING_VALUES = {
    # botocore's name, the variable, the setting, the values
    "region": ("AWS_DEFAULT_REGION", "region", ["us-east-1", "eu-west-1", "cn-north-1"]),
    "retry_mode": ("AWS_RETRY_MODE", "retry_mode", ["standard", "adaptive", "legacy"]),
    "max_attempts": ("AWS_MAX_ATTEMPTS", "max_attempts", ["1", "2", "10"]),
    "use_fips_endpoint": ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", ["true", "false", "True", "FALSE"]),
    "use_dualstack_endpoint": ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", ["true", "false", "TRUE"]),
    "ca_bundle": ("AWS_CA_BUNDLE", "ca_bundle", ["/a.pem", "~/b.pem", "c d.pem"]),
    "sts_regional_endpoints": ("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", ["legacy", "regional"]),
    "metadata_service_timeout": ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", ["1", "5", "30"]),
    "metadata_service_num_attempts": (
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", ["1", "3"],
    ),
    "ec2_metadata_service_endpoint": (
        "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", ["http://127.0.0.1:9", "http://[::1]:8"],
    ),
    "ec2_metadata_service_endpoint_mode": (
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode", ["IPv4", "ipv6", "IPv6"],
    ),
    "imds_use_ipv6": ("AWS_IMDS_USE_IPV6", "imds_use_ipv6", ["true", "false"]),
}


def setting_case(rng):
    environment, mine, other = {}, [], []
    for variable, setting, values in SETTING_VALUES.values():
        if rng.random() < 0.35:
            environment[variable] = rng.choice(values)
        if rng.random() < 0.45:
            mine.append(f"{setting} = {rng.choice(values)}")
        if rng.random() < 0.3:
            other.append(f"{setting} = {rng.choice(values)}")
    profile = rng.choice(["default", "dev"])
    # Half of it in the credentials file, which may hold any setting.
    cut = rng.choice([len(mine), len(mine), len(mine) // 2])
    section = "default" if profile == "default" else "profile dev"
    config = "\n".join([f"[{section}]"] + mine[:cut] + ["[profile other]"] + other) + "\n"
    credentials = "\n".join([f"[{profile}]"] + mine[cut:]) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config").write_text(config)
        Path(folder, "credentials").write_text(credentials)
        environ = {
            "AWS_CONFIG_FILE": f"{folder}/config", "AWS_SHARED_CREDENTIALS_FILE": f"{folder}/credentials",
            "AWS_PROFILE": profile,
        }
        with mock.patch.dict(os.environ, environ | environment, clear=True):
            session = botocore.session.Session()
            expected = {name: session.get_config_variable(name) for name in SETTING_VALUES}
            expected["metadata_endpoint"] = metadata_endpoint(session)
    return {
        "profile": profile, "environment": environment, "config": config, "credentials": credentials,
        "expected": expected,
    }


def metadata_endpoint(session):
    fetcher = botocore.credentials.InstanceMetadataFetcher(config={
        "ec2_metadata_service_endpoint": session.get_config_variable("ec2_metadata_service_endpoint"),
        "ec2_metadata_service_endpoint_mode": resolve_imds_endpoint_mode(session),
    })
    return fetcher.get_base_url()


def setting_cases():
    rng = random.Random(SEED + 1)
    return [setting_case(rng) for _ in range(200)]


# Parts of a profile that together make the odd ones.
PARTS = {
    "role": ["role_arn = arn:aws:iam::111122223333:role/{name}"],
    "token": ["web_identity_token_file = /token/{name}"],
    "session": ["role_session_name = session-{name}"],
    "external": ["external_id = id-{name}"],
    "duration": ["duration_seconds = 1800"],
    "mfa": ["mfa_serial = arn:aws:iam::111122223333:mfa/{name}"],
    "sso": ["sso_session = s", "sso_account_id = 111122223333", "sso_role_name = Role-{name}"],
    "legacy sso": [
        "sso_start_url = https://{name}.awsapps.com/start", "sso_region = us-east-1", "sso_account_id = 111122223333",
        "sso_role_name = Role-{name}",
    ],
    "half sso": ["sso_session = s", "sso_account_id = 111122223333"],
    "lost sso": ["sso_session = nowhere", "sso_account_id = 111122223333", "sso_role_name = Role-{name}"],
    "contradicting sso": [
        "sso_session = s", "sso_account_id = 111122223333", "sso_role_name = Role-{name}", "sso_region = eu-west-1",
    ],
    "bearer": ["sso_session = s"],
    "process": ["credential_process = /bin/{name} --flag"],
    "keys": ["aws_access_key_id = AKIA-{name}-{file}", "aws_secret_access_key = secret-{name}-{file}"],
    "session keys": [
        "aws_access_key_id = ASIA-{name}-{file}", "aws_secret_access_key = secret-{name}-{file}",
        "aws_session_token = token-{name}-{file}",
    ],
    "old session keys": [
        "aws_access_key_id = ASIA-{name}-{file}", "aws_secret_access_key = secret-{name}-{file}",
        "aws_security_token = old-{name}-{file}", "aws_session_token = token-{name}-{file}",
    ],
    "id": ["aws_access_key_id = AKIA-{name}-{file}"],
    "secret": ["aws_secret_access_key = secret-{name}-{file}"],
}
SOURCES = ["source_profile = a", "source_profile = b", "source_profile = c", "source_profile = nowhere",
           "credential_source = Environment", "credential_source = Ec2InstanceMetadata",
           "credential_source = EcsContainer", "credential_source = environment", "credential_source = Magic"]
SESSION = "[sso-session s]\nsso_start_url = https://s.awsapps.com/start\nsso_region = us-east-1\n"


def credentials_profile(rng, name):
    """The lines of a profile in the config file, and in the credentials file."""
    chosen = [key for key in ("session", "external", "duration", "mfa") if rng.random() < 0.2]
    kind = rng.random()
    sources = []
    if kind < (0.8 if name == "a" else 0.5):
        chosen.append("role")
        sources = rng.sample(SOURCES[:3] * 3 + SOURCES, rng.choices([0, 1, 2], [1, 12, 1])[0])
        sources = list({source.split()[0]: source for source in sources}.values())
        if rng.random() < 0.15:
            chosen.append("token")
    elif kind < 0.65:
        chosen.append("token")
    if rng.random() < 0.25:
        chosen.append(rng.choice(["sso", "legacy sso", "sso", "half sso", "lost sso", "contradicting sso", "bearer"]))
    if rng.random() < 0.2:
        chosen.append("process")
    lines = {"config": [line for key in chosen for line in PARTS[key]] + sources, "credentials": []}
    for file, share in (("config", 0.25), ("credentials", 0.35)):
        if rng.random() < share:
            kind = rng.choice(["keys", "keys", "keys", "session keys", "old session keys", "id", "secret"])
            lines[file] += PARTS[kind]
    return {file: [line.format(name=name, file=file) for line in part] for file, part in lines.items()}


def credentials_case(rng):
    config, credentials = [SESSION], []
    for name in "abc":
        lines = credentials_profile(rng, name)
        if lines["config"] or rng.random() < 0.5:
            config.append("\n".join([f"[profile {name}]"] + lines["config"]) + "\n")
        if lines["credentials"]:
            credentials.append("\n".join([f"[{name}]"] + lines["credentials"]) + "\n")
    files = {"config": "".join(config), "credentials": "".join(credentials)}
    return files | chosen(**files)


def chosen(config, credentials):
    """What botocore's chain takes for the profile `a`: the first provider that does not pass, without doing its work."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config").write_text(config)
        Path(folder, "credentials").write_text(credentials)
        environ = {
            "AWS_CONFIG_FILE": f"{folder}/config", "AWS_SHARED_CREDENTIALS_FILE": f"{folder}/credentials",
            "HOME": folder,
        }
        with mock.patch.dict(os.environ, environ, clear=True), watched() as made:
            session = botocore.session.Session(profile="a")
            try:
                resolver = botocore.credentials.create_credential_resolver(session)
                # Behind these come the container and the machine.
                behind = ("ec2-credentials-file", "boto-config", "container-role", "iam-role")
                resolver.providers = [provider for provider in resolver.providers if provider.METHOD not in behind]
                found = resolver.load_credentials()
            except BotoCoreError as error:
                return {"error": type(error).__name__}
            if found is None:
                return {"none": True}
            return {"chain": describe(found, made)}


class watched:
    """Keeps what botocore would assume, run or ask for, in the order in which it is decided: the last one first."""

    def __enter__(self):
        made = self.made = []
        module = botocore.credentials
        # A credential source gives itself.
        self.patches = [
            mock.patch.object(provider, "load", lambda self: {"source": self.CANONICAL_NAME})
            for provider in (module.EnvProvider, module.ContainerProvider, module.InstanceMetadataProvider)
        ]
        self.patches.append(mock.patch.object(
            module.ProcessProvider, "_retrieve_credentials_using",
            lambda self, command: {"access_key": "process:" + command, "secret_key": "x"},
        ))

        class Role(module.AssumeRoleCredentialFetcher):
            def __init__(self, client_creator, source_credentials, role_arn, extra_args=None, **kwargs):
                super().__init__(client_creator, source_credentials, role_arn, extra_args=extra_args, **kwargs)
                made.append({"role": role_arn, "source": source_credentials, "arguments": dict(extra_args)})

        class WebIdentity(module.AssumeRoleWithWebIdentityCredentialFetcher):
            def __init__(self, client_creator, web_identity_token_loader, role_arn, extra_args=None, **kwargs):
                super().__init__(client_creator, web_identity_token_loader, role_arn, extra_args=extra_args, **kwargs)
                made.append({
                    "webIdentity": role_arn, "file": web_identity_token_loader._web_identity_token_path,
                    "arguments": dict(extra_args),
                })

        class SSO(module.SSOCredentialFetcher):
            def __init__(self, start_url, sso_region, role_name, account_id, *args, sso_session_name=None, **kwargs):
                super().__init__(
                    start_url, sso_region, role_name, account_id, *args, sso_session_name=sso_session_name, **kwargs
                )
                made.append({"sso": [sso_session_name, start_url, sso_region, account_id, role_name]})

        for name, kind in (
            ("AssumeRoleCredentialFetcher", Role), ("AssumeRoleWithWebIdentityCredentialFetcher", WebIdentity),
            ("SSOCredentialFetcher", SSO),
        ):
            self.patches.append(mock.patch.object(module, name, kind))
        for patch in self.patches:
            patch.start()
        return made

    def __exit__(self, *_):
        for patch in self.patches:
            patch.stop()


def describe(found, made):
    """The beginning of the chain, and the roles in the order in which they are assumed."""
    roles = [entry for entry in made if "role" in entry]
    others = [entry for entry in made if "role" not in entry]
    base = roles[0]["source"] if roles else found
    if isinstance(base, dict):
        first = {"source": base["source"]}
    elif others:
        first = others[0]
    elif base.access_key.startswith("process:"):
        first = {"process": base.access_key.removeprefix("process:")}
    else:
        first = {"keys": [base.access_key, base.secret_key, base.token]}
    return [first] + [{"role": role["role"], "arguments": role["arguments"]} for role in roles]


def credentials_cases():
    rng = random.Random(SEED + 2)
    return [credentials_case(rng) for _ in range(700)]


def make_text(cases):
    if botocore.__version__ != VERSION:
        sys.exit(f"The cases are of botocore {VERSION}; this is {botocore.__version__}.")
    # One line for each, so that a change shows which ones it changed.
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    return f'{{"botocore":"{VERSION}","cases":[\n{lines}\n]}}\n'


def texts():
    return {
        PROFILES: make_text(profile_cases()),
        SETTINGS: make_text(setting_cases()),
        CREDENTIALS: make_text(credentials_cases()),
    }


if __name__ == "__main__":
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for file, text in texts().items():
        file.write_text(text, encoding="utf-8")
