"""What live versions mean, through the program: running models, ending adapters, copies, and the data of a training."""

import csv
import io
import json

import pytest
from live_service import LiveService, project_arn, version

SOURCE = "arn:aws:rekognition:us-east-1:111122223333:project/dev/version/v7/1690556789012"
PROJECT_DATA = {"TrainingDataResult": {"Input": {}}, "TestingDataResult": {"Input": {"AutoCreate": False}}}
VERSIONS = [
    version("from-manifests", 1, training=["day.manifest"]),
    version("from-project", 2, **PROJECT_DATA),
    version("unknown-data", 3),
    version("serving", 4, "RUNNING", MinInferenceUnits=1, MaxInferenceUnits=5, **PROJECT_DATA),
    version("stopped", 5, "STOPPED", MinInferenceUnits=7, **PROJECT_DATA),
    version("aging", 6, "DEPRECATED", **PROJECT_DATA),
    version("over", 7, "EXPIRED", **PROJECT_DATA),
    version("copied", 8, "RUNNING", MinInferenceUnits=2, SourceProjectVersionArn=SOURCE),
]


@pytest.fixture(scope="module")
def service():
    with LiveService({"signs": VERSIONS}) as service:
        yield service


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "signs.yaml"
    names = [item["ProjectVersionArn"].split("/")[3] for item in VERSIONS]
    lines = ["apiVersion: rekon/v1", f"project: {project_arn()}", "defaults: { output: s3://acme-training/traffic-signs/ }"]
    file.write_text("\n".join([*lines, "versions:", *(f"  - name: {name}" for name in names)]) + "\n")
    return str(file)


def test_plan(service, file, tmp_path):
    result = service.rekon(tmp_path, "plan", "--format", "json", file)
    assert result.returncode == 3, result.stderr
    versions = {item["name"]: item for item in json.loads(result.stdout)["projects"][0]["versions"]}
    assert {name: item["outcome"] for name, item in versions.items()} == {
        "from-manifests": "conflict", "from-project": "unchanged", "unknown-data": "unchanged", "serving": "unchanged",
        "stopped": "unchanged", "aging": "deprecated", "over": "expired", "copied": "unchanged",
    }
    (difference,) = versions["from-manifests"]["differences"]
    assert difference["setting"] == "datasets.training" and difference["desired"] == ["project"]
    assert {name for name, item in versions.items() if item["unknown"]} == {"unknown-data", "copied"}
    (note,) = versions["copied"]["notes"]
    assert note["code"] == "copied" and SOURCE in note["message"]


def test_drift(service, file, tmp_path):
    metrics = tmp_path / "drift.prom"
    result = service.rekon(
        tmp_path, "drift", "--no-tags", "--inference-price", "3.5", "--metrics", str(metrics), "--format", "json", file
    )
    assert result.returncode == 2, result.stderr
    report = json.loads(result.stdout)
    kinds = {name: count for name, count in report["kinds"].items() if count}
    assert kinds == {"settings-differ": 1, "deprecated": 1, "expired": 1}
    assert report["inferencePriceUSDPerHour"] == 3.5
    assert report["running"] == report["projects"][0]["running"] == {
        "models": 2, "withoutUnits": 0, "minInferenceUnits": 3, "maxInferenceUnits": 7, "minUSDPerHour": 10.5,
        "maxUSDPerHour": 24.5,
    }
    lines = metrics.read_text().splitlines()
    labels = f'project="{project_arn()}",account="111122223333",region="us-east-1"'
    assert f'rekon_drift_inference_usd_per_hour{{{labels},bound="max"}} 24.5' in lines
    text = service.rekon(tmp_path, "drift", "--no-tags", file).stdout.decode()
    assert "answers with its base model" in text and "60 to 90 days" in text
    assert "Running: 2 models with 3-7 inference units, about 12.00-28.00 USD an hour" in " ".join(text.split())


def test_status(service, tmp_path):
    result = service.rekon(tmp_path, "status", "--project", project_arn(), "--format", "csv")
    rows = {row["version"]: row for row in csv.DictReader(io.StringIO(result.stdout.decode(), newline=""))}
    cells = ("min_inference_units", "max_inference_units", "min_usd_per_hour", "max_usd_per_hour", "copied_from")
    assert [rows["serving"][cell] for cell in cells] == ["1", "5", "4.00", "20.00", ""]
    assert [rows["copied"][cell] for cell in cells] == ["2", "2", "8.00", "8.00", SOURCE]
    assert [rows["stopped"][cell] for cell in cells] == [""] * 5
    assert [rows[name]["state"] for name in ("aging", "over")] == ["deprecated", "expired"]


def test_import(service, tmp_path):
    result = service.rekon(tmp_path, "import", "--no-tags", "--project", project_arn())
    assert result.returncode == 0, result.stderr
    text = result.stdout.decode()
    assert f"  # copied from {SOURCE}, not trained here\n  - name: copied\n    retired: true\n" in text
    assert "  # DEPRECATED: it still runs, and will expire\n  - name: aging\n" in text
    assert text.count("datasets:") == 1, "only one version was trained from manifests"
    imported = tmp_path / "imported.yaml"
    imported.write_bytes(result.stdout)
    plan = service.rekon(tmp_path, "plan", "--detailed-exitcode", str(imported))
    assert plan.returncode == 0, plan.stdout
