"""Whether readers of YAML 1.1 (PyYAML) and of YAML 1.2 (ruamel.yaml) find in an import what the sandbox holds, whether
the JSON Schema accepts it, and whether a plan of it says nothing to do.
"""

import io
import json
import random
import re

import jsonschema
import pytest
import yaml
from ruamel.yaml import YAML

from support.rekon import PROJECT, ROOT, environment, run

SCHEMA = json.loads((ROOT / "specs" / "desired-state.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

NAMES = [
    "1.10", "no", "0x1f", "010", "1_000", "2026-11-24", "null", "y", "1e3", "-", ".", "...", "---", "-.inf", ".5", "_",
    "2026-11-day", "0o17", "0b1", "true", "Off", "12e03", "685_230.15", "v1",
]
PREFIXES = [
    "", "out/", "a: b #c", "x\n- name: evil", "\r\u0085\u2028\u2029", "e\u0301", "\u202eabc", "\U0001f600", "\ufeff", "\x1b[0m",
    "'\"\\", "a, [b] {c}", " ", "%@`!&*|>", "${var:HOME}", "a$${b}",
]
TAGS = ["no", "12:30:45", "2026-11-24", "=", "1.10", "0x1f", "", " a ", "\u00e9", "\u2028", "-", "a: b", "@x", "+1", "yes", "///"]


def rekon(*arguments, state):
    return run(arguments, environment(state.parent, REKON_SANDBOX=state), cwd=ROOT, text=False)


@pytest.fixture
def state(tmp_path):
    """Trained versions whose every text is hostile to a reader of YAML."""
    file = tmp_path / "one.yaml"
    file.write_text(f"apiVersion: rekon/v1\nproject: {PROJECT}\nversions: [{{name: v0, output: s3://bucket/}}]\n")
    state = tmp_path / "state.json"
    assert rekon("sandbox", "seed", file, state=state).returncode == 0
    assert rekon("apply", "--auto-approve", file, state=state).returncode == 0
    return state


def fill(state, seed):
    chance = random.Random(seed)
    content = json.loads(state.read_text())
    (project,) = content["projects"]
    template = project["versions"].pop()
    for number, name in enumerate(chance.sample(NAMES, 12)):
        version = json.loads(json.dumps(template))
        version["createdAt"] = template["createdAt"] - 1000 * (50 - number)
        version["arn"] = f"{PROJECT.rsplit('/', 1)[0]}/version/{name}/{version['createdAt']}"
        request = version["request"]
        request["VersionName"] = name
        request["OutputConfig"] = {"S3Bucket": "123", "S3KeyPrefix": chance.choice(PREFIXES)}
        request["Tags"] = {key: chance.choice(TAGS) for key in chance.sample([t for t in TAGS if t], 4)} | {"on": "off"}
        if chance.random() < 0.5:
            objects = [
                {"Bucket": "bucket", "Name": chance.choice(PREFIXES) or "k", "Version": chance.choice(["x", "a&b", "1.10"])}
                for _ in range(3)
            ]
            assets = [{"GroundTruthManifest": {"S3Object": item}} for item in objects]
            request["TrainingData"] = {"Assets": assets}
            request["TestingData"] = chance.choice([{"AutoCreate": True}, {"Assets": assets[:1]}])
        project["versions"].append(version)
    state.write_text(json.dumps(content))
    return project["versions"]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(12))
def test_every_reader_finds_what_is_live(state, tmp_path, seed):
    versions = fill(state, seed)
    result = rekon("import", "--project", PROJECT, state=state)
    assert result.returncode == 0, result.stderr.decode()
    text = result.stdout.decode()
    assert text.isprintable() or set("".join(c for c in text if not c.isprintable())) <= {"\n"}

    old = list(yaml.safe_load_all(text))
    new = [plain(document) for document in YAML(typ="safe", pure=True).load_all(io.StringIO(text))]
    assert old == new
    (document,) = old
    VALIDATOR.validate(document)

    defaults = document.get("defaults", {})
    assert [entry["name"] for entry in document["versions"]] == [v["request"]["VersionName"] for v in versions]
    for entry, version in zip(document["versions"], versions):
        request = version["request"]
        assert defaults.get("tags", {}) | entry.get("tags", {}) == request["Tags"]
        output = request["OutputConfig"]
        found = re.sub(r"\$+(?={)", lambda run: run[0][: len(run[0]) // 2], entry.get("output", defaults.get("output")))
        assert found == f"s3://{output['S3Bucket']}/{output['S3KeyPrefix']}"

    file = tmp_path / "imported.yaml"
    file.write_bytes(result.stdout)
    validated = rekon("validate", file, state=state)
    assert validated.returncode == 0, validated.stderr.decode()
    planned = rekon("plan", "--tags", "--detailed-exitcode", file, state=state)
    assert planned.returncode == 0, planned.stdout.decode() + planned.stderr.decode()
    assert b"0 to create, 12 unchanged" in planned.stdout and b"~" not in planned.stdout
