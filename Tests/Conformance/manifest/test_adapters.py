"""Adapters for content moderation, from the manifest to the explanation of a failed training."""

import json

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
