"""The JSON Schema of the settings, on the example and on files that the reader refuses (Tests/SettingsTests)."""

import json
import re

import jsonschema
import pytest
import yaml

from support.rekon import ROOT

SCHEMA = json.loads((ROOT / "specs/settings.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
HEAD = "apiVersion: rekon/v1\nkind: Settings\n"


def accepts(text):
    return VALIDATOR.is_valid(yaml.safe_load(text))


def account(rule):
    return f'accounts: {{ "111122223333": {rule} }}'


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_example():
    VALIDATOR.validate(yaml.safe_load((ROOT / "examples/settings/rekon.yaml").read_text()))


def test_examples_in_the_documentation():
    text = (ROOT / "docs/settings.md").read_text()
    found = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    assert len(found) >= 2
    for example in found:
        VALIDATOR.validate(yaml.safe_load(example if "kind:" in example else HEAD + example))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'requiredVersion: "~> 1.2.0-rc.1, != 1.2.3+b"',
        "requiredVersion: 0.3",
        "accounts: { default: { profile: 1 }, '1[0-9]*': { maxCreates: 0 }, '[!0]*': { maxCost: 1.5 } }",
        account("{ role: ops/a, externalId: 12, sessionName: ci, duration: 900 }"),
        account("{ role: 'arn:aws-us-gov:iam::111122223333:role/a/b', duration: 1h30m }"),
        account("{ regions: { eu-west-1: { maxTrainings: 1 }, '*': { trainingPrice: 0 } } }"),
        "commentKey: a-b",
    ],
)
def test_good(text):
    assert accepts(HEAD + text)


@pytest.mark.parametrize(
    "text",
    [
        "kind: State",
        "colour: red",
        "verify: 'yes'",
        "maxTrainings: 0",
        "maxTrainings: '2'",
        "maxCreates: -1",
        "maxCost: 1000001",
        "trainingPrice: 10001",
        "retryMode: legacy",
        "connectTimeout: 3",
        "timeout: 1w",
        "commentKey: a--b",
        "commentKey: -a",
        "commentKey: a-",
        "ignoreUnmanaged: a",
        "formats: json",
        "requiredVersion: ^1",
        "requiredVersion: ''",
        "requiredVersion: '>=0.3,'",
        "requiredVersion: '>=1.2.3.4'",
        "accounts: { prod: { role: r } }",
        "accounts: { '11112222333': { role: r } }",
        account("{}"),
        account("{ role: a, profile: b }"),
        account("{ externalId: abc }"),
        account("{ profile: p, duration: 1h }"),
        account("{ read: { sessionName: ci } }"),
        account("{ create: { maxCost: 1 } }"),
        account("{ role: a b }"),
        account("{ role: /a }"),
        account("{ role: ops/ }"),
        account("{ role: 'arn:aws:iam::111122223333:user/u' }"),
        account("{ role: 'arn:aws:iam::1:role/r' }"),
        account("{ role: r, externalId: a }"),
        account("{ role: r, sessionName: a/b }"),
        account("{ role: r, duration: 899 }"),
        account("{ role: r, duration: 1w }"),
        account("{ regions: { eu-west-1: {} } }"),
        account("{ regions: { default: { maxCost: 1 } } }"),
        account("{ regions: { eu-west-1: { role: r } } }"),
    ],
)
def test_bad(text):
    head = "apiVersion: rekon/v1\n" if text.startswith("kind") else HEAD
    assert not accepts(head + text)


def schemas(value):
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "properties" and isinstance(part, dict):
                yield from part.items()
            yield from schemas(part)
    elif isinstance(value, list):
        for part in value:
            yield from schemas(part)


def test_every_key_has_a_description_to_hover():
    for key, schema in schemas(SCHEMA):
        target = SCHEMA["$defs"].get(schema.get("$ref", "").removeprefix("#/$defs/"), {})
        assert "description" in schema or "description" in target, key


def test_patterns_mean_the_same_to_every_reader():
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', json.dumps(SCHEMA))
    assert patterns
    for pattern in map(json.loads, patterns):
        assert not re.search(r"\\[dwpP]", pattern), pattern
        assert pattern.endswith(r"$(?!\n)"), pattern
