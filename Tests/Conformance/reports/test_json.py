"""What rekon prints as JSON, held against the schemas in specs/ by Python's jsonschema."""

import json
import os
import pathlib
import subprocess

import jsonschema
import pytest
from referencing import Registry, Resource

ROOT = pathlib.Path(__file__).resolve().parents[3]
REKON = os.environ.get("REKON", str(ROOT / ".build/debug/rekon"))
GOLDENS = ROOT / "Tests/ReportsTests/Goldens"


def validator(name):
    schemas = {path.name: json.loads(path.read_text()) for path in (ROOT / "specs").glob("*.schema.json")}
    registry = Registry().with_resources(
        (key, Resource.from_contents(schema)) for key, schema in schemas.items()
    )
    jsonschema.Draft202012Validator.check_schema(schemas[name])
    return jsonschema.Draft202012Validator(schemas[name], registry=registry)


@pytest.mark.parametrize(
    "golden, schema",
    [
        ("plan-json", "plan.schema.json"),
        ("apply-json", "apply.schema.json"),
        ("apply-json-refused", "apply.schema.json"),
        ("diagnostics-json", "validate.schema.json"),
    ],
)
def test_goldens_follow_their_schemas(golden, schema):
    document = json.loads((GOLDENS / f"{golden}.golden").read_text())
    validator(schema).validate(document)
    # The schema is strict: it must not accept just anything.
    with pytest.raises(jsonschema.ValidationError):
        validator(schema).validate({**document, "surprise": 1})


def test_a_whole_run(tmp_path):
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "REKON_SANDBOX": str(tmp_path / "state.json")}

    def rekon(*arguments):
        return subprocess.run(
            [REKON, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )

    assert rekon("sandbox", "seed", "--concurrent-trainings", "10", "examples").returncode == 0
    plan = rekon("plan", "--format", "json", "--detailed-exitcode", "examples")
    assert plan.returncode == 2
    validator("plan.schema.json").validate(json.loads(plan.stdout))
    apply = rekon("apply", "--format", "json", "--auto-approve", "examples")
    assert apply.returncode == 0
    document = json.loads(apply.stdout)
    validator("apply.schema.json").validate(document)
    assert {result["result"] for result in document["results"]} == {"created"}
    again = rekon("plan", "--format", "json", "--detailed-exitcode", "--tags", "examples")
    assert again.returncode == 0
    validator("plan.schema.json").validate(json.loads(again.stdout))
    valid = rekon("validate", "--format", "json", "examples")
    validator("validate.schema.json").validate(json.loads(valid.stdout))
