"""What rekon prints as JSON, checked against the schemas in specs/ by Python's jsonschema."""

import hashlib
import json

import pytest
import yaml

from support.rekon import GOLDENS, ROOT, run, sandbox_environment
from support.schemas import validate


@pytest.mark.parametrize(
    "golden, schema",
    [
        ("plan-json", "plan.schema.json"),
        ("apply-json", "apply.schema.json"),
        ("apply-json-refused", "apply.schema.json"),
        ("apply-json-waited", "apply.schema.json"),
        ("wait-json", "wait.schema.json"),
        ("verify-json", "verify.schema.json"),
        ("status-json", "status.schema.json"),
        ("select-json", "select.schema.json"),
        ("select-json-none", "select.schema.json"),
        ("diagnostics-json", "validate.schema.json"),
        ("render-json", "render.schema.json"),
        ("render-json-explained", "render.schema.json"),
        ("drift-json", "drift.schema.json"),
        ("cleanup-json", "cleanup.schema.json"),
        ("manifest-json", "manifest-check.schema.json"),
        ("explain-json", "explain.schema.json"),
        ("explain-json-not-yet", "explain.schema.json"),
        ("explain-json-unreadable", "explain.schema.json"),
    ],
)
def test_goldens_follow_their_schemas(golden, schema):
    document = json.loads((GOLDENS / f"{golden}.golden").read_text())
    validate(schema, document)


@pytest.mark.parametrize("name", ["render-yaml", "render-yaml-explained"])
def test_other_readers_read_what_is_rendered(name):
    """PyYAML, which guesses types as YAML 1.1 does, reads the YAML as the data that the JSON has."""
    documents = list(yaml.safe_load_all((GOLDENS / f"{name}.golden").read_bytes()))
    assert documents == json.loads((GOLDENS / "render-json.golden").read_text())["documents"]


def test_origins_point_at_values():
    result = json.loads((GOLDENS / "render-json-explained.golden").read_text())
    pointers = [origin["pointer"] for origin in result["origins"]]
    assert pointers and len(set(pointers)) == len(pointers)
    for pointer in pointers:
        value = result
        for token in pointer.split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            value = value[int(token)] if isinstance(value, list) else value[token]
        assert isinstance(value, (str, int, float, bool))


@pytest.fixture
def rekon(tmp_path):
    return lambda *arguments: run(arguments, sandbox_environment(tmp_path), cwd=ROOT)


def test_a_whole_run(rekon, tmp_path):

    seed = ("sandbox", "seed", "--concurrent-trainings", "10", "--training-duration", "1", "examples/models")
    assert rekon(*seed).returncode == 0
    verify = rekon("verify", "--format", "json", "examples/models")
    assert verify.returncode == 0, verify.stdout
    validate("verify.schema.json", json.loads(verify.stdout))
    checked = rekon("plan", "--verify", "--out", str(tmp_path / "plan.json"), "--format", "json", "examples/models")
    assert checked.returncode == 0, checked.stderr
    validate("plan.schema.json", json.loads(checked.stdout))
    saved = json.loads((tmp_path / "plan.json").read_text())
    validate("saved-plan.schema.json", saved)
    assert {"bucket", "key", "versionId", "eTag", "region"} == set(saved["manifests"][0])
    plan = rekon("plan", "--format", "json", "--detailed-exitcode", "examples/models")
    assert plan.returncode == 2
    validate("plan.schema.json", json.loads(plan.stdout))
    apply = rekon("apply", "--format", "json", "--auto-approve", "--wait", "--max-trainings", "10", "examples/models")
    assert apply.returncode in (0, 4)
    document = json.loads(apply.stdout)
    validate("apply.schema.json", document)
    assert {result["result"] for result in document["results"]} == {"created"}
    assert {result["training"]["result"] for result in document["results"]} == {"completed"}
    wait = rekon("wait", "--all", "--format", "json", "examples/models")
    assert wait.returncode == apply.returncode
    validate("wait.schema.json", json.loads(wait.stdout))
    status = rekon("status", "--format", "json", "--tags", "examples/models")
    assert status.returncode == 0, status.stderr
    validate("status.schema.json", json.loads(status.stdout))
    assert json.loads(status.stdout)["summary"]["versions"] == len(document["results"])
    cleanup = rekon("status", "--cleanup", "--format", "json", "examples/models")
    assert cleanup.returncode == 0, cleanup.stderr
    validate("cleanup.schema.json", json.loads(cleanup.stdout))
    assert json.loads(cleanup.stdout)["summary"]["versions"] == len(document["results"])
    again = rekon("plan", "--format", "json", "--detailed-exitcode", "--tags", "examples/models")
    assert again.returncode == 0
    validate("plan.schema.json", json.loads(again.stdout))
    drift = rekon("drift", "--format", "json", "--require-f1", "0", "examples/models")
    assert drift.returncode in (0, 2), drift.stderr
    document = json.loads(drift.stdout)
    validate("drift.schema.json", document)
    assert document["complete"] and document["inSync"] == (drift.returncode == 0)
    valid = rekon("validate", "--format", "json", "examples/models")
    validate("validate.schema.json", json.loads(valid.stdout))


def test_saved_plans(rekon, tmp_path):
    """Files that `plan --out` writes follow their schema, and their digest is what the schema says it is."""

    everything = tmp_path / "everything.yaml"
    # Its projects have names of the examples' and other numbers, which one account cannot have.
    text = (ROOT / "Tests/Conformance/desired_state/good/everything.yaml").read_text()
    everything.write_text(text.replace(":project/", ":project/more-"))
    assert rekon("sandbox", "seed", "--concurrent-trainings", "50", "examples/models", str(everything)).returncode == 0
    saved = tmp_path / "plan.json"
    for arguments in (
        ["examples/models"],
        [str(everything)],
        ["examples/models", "--target", "2026-*"],
        ["examples/models", "--project", "signs"],
    ):
        plan = rekon("plan", "--out", str(saved), *arguments)
        assert plan.returncode == 0, plan.stderr
        document = json.loads(saved.read_text())
        validate("saved-plan.schema.json", document)
        digest = document.pop("digest")
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert digest == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
        assert oct(saved.stat().st_mode & 0o777) == "0o600"

    # Applied twice: created, then found done. What apply prints follows its schema, refusals too.
    for result in ("created", "already-there"):
        apply = rekon("apply", "--format", "json", str(saved))
        assert apply.returncode == 0, apply.stderr
        document = json.loads(apply.stdout)
        validate("apply.schema.json", document)
        assert {item["result"] for item in document["results"]} == {result}
    partial = rekon("plan", "--format", "json", "--project", "lights", "examples/models")
    validate("plan.schema.json", json.loads(partial.stdout))
    assert json.loads(partial.stdout)["partial"]["projectsLeftOut"] > 0
    refused = rekon("apply", "--format", "json", "--auto-approve", "--max-creates", "0", "examples/models")
    assert refused.returncode == 3
    validate("apply.schema.json", json.loads(refused.stdout))
    # A file that a formatter rewrote is still the plan: the digest is of what it says.
    saved.write_text(json.dumps(json.loads(saved.read_text()), indent=8))
    assert rekon("apply", str(saved)).returncode == 0
