"""Whether the JSON Schema of the desired state and `rekon validate` accept and refuse the same files.

README.md says what the folders mean.
"""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from support.rekon import ROOT, environment, run

HERE = Path(__file__).parent
SCHEMA_FILE = ROOT / "specs" / "desired-state.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

GOOD = sorted((HERE / "good").glob("*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))
BEYOND = sorted((HERE / "bad-beyond-schema").iterdir())


# Reading YAML as an editor does


class Unreadable(Exception):
    """A text that a YAML reader refuses before the schema."""


CORE_TYPES = [
    (re.compile(r"~|null|Null|NULL|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.(nan|NaN|NAN)"), lambda text: float("nan")),
]


def documents(path):
    """The documents of a file as plain values."""
    try:
        # The base loader guesses no types: that is done below, by YAML 1.2's rules.
        nodes = list(yaml.compose_all(path.read_bytes(), Loader=yaml.BaseLoader))
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
    return [plain(node, {}) for node in nodes]


def plain(node, known):
    if id(node) not in known:
        known[id(node)] = convert(node, known)
    return known[id(node)]


def convert(node, known):
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise Unreadable(f"unknown tag {node.tag}")
    if isinstance(node, yaml.SequenceNode):
        return [plain(item, known) for item in node.value]
    if isinstance(node, yaml.ScalarNode):
        if node.style is None:
            for pattern, make in CORE_TYPES:
                if pattern.fullmatch(node.value):
                    return make(node.value)
        return node.value
    own, merged = {}, {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Unreadable("a key that is not text")
        if key.value == "<<" and key.style is None:
            content = plain(value, known)
            for source in content if isinstance(content, list) else [content]:
                if not isinstance(source, dict):
                    raise Unreadable("a merge of something that is not a mapping")
                merged = source | merged
        else:
            own[key.value] = plain(value, known)
    return merged | own


def schema_accepts(path):
    try:
        found = documents(path)
    except Unreadable:
        return False
    # Each document for itself; rekon wants at least one.
    return bool(found) and all(VALIDATOR.is_valid(document) for document in found)


# Asking rekon


def rekon(*arguments):
    return run(arguments, environment("/nonexistent"), cwd=ROOT, text=False)


def name(path):
    return path.relative_to(HERE).as_posix()


# The tests


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_good(path):
    for document in documents(path):
        VALIDATOR.validate(document)
    result = rekon("validate", path)
    assert result.returncode == 0, result.stderr.decode()


@pytest.mark.parametrize("path", BAD, ids=name)
def test_bad(path):
    assert not schema_accepts(path)
    assert_refused(path)


@pytest.mark.parametrize("path", BEYOND, ids=name)
def test_bad_beyond_schema(path):
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    assert files
    assert all(schema_accepts(file) for file in files), "the schema sees it: the file belongs to bad/"
    assert_refused(path)


def assert_refused(path):
    result = rekon("validate", path)
    errors = result.stderr.decode()
    assert result.returncode == 1, errors
    # Every refusal says where: path, line and column.
    first = path / "two.yaml" if path.is_dir() else path
    assert re.search(re.escape(str(first)) + r":\d+:\d+: error: ", errors), errors


def test_syntax_errors_are_refused_by_the_reader():
    for path in BAD:
        if path.name.startswith("syntax-"):
            with pytest.raises(Unreadable):
                documents(path)


def test_corpus_is_large_enough():
    assert len(GOOD) >= 25 and len(BAD) >= 50 and len(BEYOND) >= 10


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_rekon_prints_the_schema():
    assert rekon("schema").stdout == SCHEMA_FILE.read_bytes()


def schemas(value):
    """All schemas within a schema, with a name for each property."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "properties" and isinstance(part, dict):
                yield from part.items()
            yield from schemas(part)
    elif isinstance(value, list):
        for part in value:
            yield from schemas(part)


def test_every_key_has_a_description_to_hover():
    described = set()
    for key, schema in schemas(SCHEMA):
        reference = schema.get("$ref", "").removeprefix("#/$defs/")
        target = SCHEMA["$defs"].get(reference, {})
        if "description" in schema or "description" in target:
            described.add(key)
    everything = {key for key, _ in schemas(SCHEMA)}
    assert everything - described == set()


def test_patterns_mean_the_same_to_every_reader():
    def patterns(value):
        if isinstance(value, dict):
            yield from (v for k, v in value.items() if k == "pattern" and isinstance(v, str))
            value = list(value.values())
        if isinstance(value, list):
            for part in value:
                yield from patterns(part)

    found = list(patterns(SCHEMA))
    assert found
    for pattern in found:
        # \d and \w hold more in Python than in JavaScript, \p nothing in Python; a bare $ allows a line break at
        # the end in Python.
        assert not re.search(r"\\[dwpP]", pattern), pattern
        assert pattern.endswith(r"$(?!\n)") or pattern == "^aws:", pattern
