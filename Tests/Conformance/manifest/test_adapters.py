"""Adapters for content moderation, from the manifest to the explanation of a failed training."""

import json
import pathlib

from support.rekon import environment, run

# Developer guide, using-adapters-manifest-files.html.
GUIDE = [
    {"source-ref": "s3://foo/bar/1.jpg", "content-moderation-groundtruth": {"ModerationLabels": [{"Name": "Rude Gesture"}]}},
    {
        "source-ref": "s3://foo/bar/2.jpg",
        "content-moderation-groundtruth": {"ModerationLabels": [{"Name": "Rude Gesture"}, {"Name": "Nudity"}]},
    },
    {"source-ref": "s3://foo/bar/3.jpg", "content-moderation-groundtruth": {"ModerationLabels": []}},
]
MODELS = """
apiVersion: rekon/v1
project: arn:aws:rekognition:us-east-1:111122223333:project/adapters/1690556000001
defaults:
  output: s3://acme-training/adapters/
  featureConfig: {contentModeration: {confidenceThreshold: 50}}
versions:
  - name: good
    datasets: {training: [s3://acme-data/train.manifest], testing: [s3://acme-data/test.manifest]}
  - name: bad
    tags: {"rekon-sandbox:outcome": fail}
    datasets: {training: [s3://acme-data/train.manifest], testing: auto}
"""


def start(tmp_path):
    models = tmp_path / "models.yaml"
    models.write_text(MODELS)
    variables = environment(tmp_path, REKON_SANDBOX=str(tmp_path / "state.json"))
    assert run(["sandbox", "seed", "--training-duration", "1", str(models)], variables).returncode == 0
    return str(models), lambda *arguments: run([str(argument) for argument in arguments], variables)


def test_the_guide_s_example_is_accepted(tmp_path):
    _, rekon = start(tmp_path)
    manifest = tmp_path / "guide.manifest"
    manifest.write_text("".join(json.dumps(line) + "\n" for line in GUIDE))
    result = rekon("manifest", "check", "--format", "json", manifest)
    report = json.loads(result.stdout)
    assert result.returncode == 0 and report["verdict"] == "passes"
    assert report["manifests"][0]["feature"] == "CONTENT_MODERATION" and report["manifests"][0]["validLines"] == 3
    assert {item["code"] for item in report["findings"]} == {"UNKNOWN_MODERATION_LABEL", "TOO_FEW_ADAPTER_IMAGES"}
    other = rekon("manifest", "check", "--feature", "custom-labels", manifest)
    assert other.returncode == 1 and other.stdout.count("MANIFEST_OF_OTHER_FEATURE") == 1
    assert "adapter for content moderation" in rekon("manifest", "check", manifest).stdout


def test_an_adapter_is_verified_and_trained(tmp_path):
    models, rekon = start(tmp_path)
    verify = rekon("verify", models)
    assert verify.returncode == 0, verify.stdout
    apply = rekon("apply", "--verify", "--auto-approve", "--wait", models)
    assert apply.returncode == 4, apply.stdout + apply.stderr
    explain = rekon("status", "--explain", "bad", models)
    assert "ERROR_INVALID_IMAGE" in explain.stdout and "/content-moderation-groundtruth" in explain.stdout


def test_an_adapter_is_trained_without_test_data(tmp_path):
    models, rekon = start(tmp_path)
    untested = MODELS.split("  - name: good")[0] + (
        "  - name: untested\n    datasets: {training: [s3://acme-data/train.manifest], testing: none}\n"
    )
    pathlib.Path(models).write_text(untested)
    plan = json.loads(rekon("plan", "--format", "json", models).stdout)
    (entry,) = plan["projects"][0]["versions"]
    assert entry["outcome"] == "create"
    assert {note["code"] for note in entry["notes"]} == {"test-data-open", "unpinned-manifest"}
    assert "not settled by the guide" in rekon("plan", models).stdout
    verify = rekon("verify", "--format", "json", models)
    checks = json.loads(verify.stdout)["checks"]
    assert verify.returncode == 0
    assert [check["verdict"] for check in checks if check["check"] == "feature"] == ["warning"]
    assert rekon("plan", "--out", str(tmp_path / "plan.json"), models).returncode == 0
    (saved,) = json.loads((tmp_path / "plan.json").read_text())["projects"][0]["versions"]
    assert "TrainingData" in saved["desired"]["request"] and "TestingData" not in saved["desired"]["request"]
    apply = rekon("apply", "--auto-approve", "--wait", str(tmp_path / "plan.json"))
    assert apply.returncode == 0, apply.stdout + apply.stderr
    assert rekon("plan", "--detailed-exitcode", models).returncode == 0
    project = json.loads((tmp_path / "state.json").read_text())["projects"][0]["arn"]
    imported = rekon("import", "--project", project)
    assert imported.returncode == 0 and "testing: none" in imported.stdout
    add = rekon("add", "--offline", "--diff", models, "--name", "next", "--from", "untested")
    assert add.returncode == 0 and "+      testing: none" in add.stdout


def test_the_error_for_missing_test_data_names_the_possibilities(tmp_path):
    models, rekon = start(tmp_path)
    pathlib.Path(models).write_text(MODELS.replace(", testing: auto", ""))
    result = rekon("validate", models)
    assert result.returncode == 1 and "`training` requires `testing`" in result.stderr
    words = " ".join(result.stderr.split())
    assert "list the test manifests, write `testing: auto`" in words and "`testing: none`" in words


def test_no_test_data_is_refused_for_custom_labels(tmp_path):
    models = tmp_path / "signs.yaml"
    models.write_text(
        "apiVersion: rekon/v1\n"
        "project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001\n"
        "versions:\n  - name: v1\n    output: s3://acme-training/\n"
        "    datasets: {training: [s3://acme-data/train.manifest], testing: none}\n"
    )
    variables = environment(tmp_path, REKON_SANDBOX=str(tmp_path / "state.json"))
    assert run(["sandbox", "seed", str(models)], variables).returncode == 0
    plan = run(["plan", str(models)], variables)
    assert plan.returncode == 0 and "`testing: none` is for adapters" in plan.stdout
    verify = run(["verify", str(models)], variables)
    assert verify.returncode == 3 and "`testing: none` is for adapters" in verify.stdout
    apply = run(["apply", "--auto-approve", str(models)], variables)
    assert apply.returncode == 1 and "must be given together" in apply.stdout + apply.stderr


def test_a_manifest_for_custom_labels_is_refused_once(tmp_path):
    models, rekon = start(tmp_path)
    line = {
        "source-ref": "s3://acme-data/1.jpg", "sign": 1,
        "sign-metadata": {"class-name": "stop", "confidence": 1, "type": "groundtruth/image-classification",
                          "human-annotated": "yes", "creation-date": "2026-11-24T00:00:00"},
    }
    manifest = tmp_path / "custom.manifest"
    manifest.write_text((json.dumps(line) + "\n") * 30)
    assert rekon("sandbox", "put", "s3://acme-data/train.manifest", manifest).returncode == 0
    verify = rekon("verify", "--format", "json", models)
    assert verify.returncode == 3
    failed = [check for check in json.loads(verify.stdout)["checks"] if check["verdict"] == "fail"]
    assert failed and all("MANIFEST_OF_OTHER_FEATURE" in check["message"] for check in failed)
