"""`verify` and `manifest check --testing` say the same about a pair of manifests."""

import json

import pytest

import manifest_lines as generate
from support.rekon import environment, run

MODELS = """
apiVersion: rekon/v1
project: arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001
versions:
  - name: v1
    output: s3://acme-training/signs/
    {feature}
    datasets: {{training: [s3://acme-data/training.manifest], testing: [s3://acme-data/testing.manifest]}}
"""
ADAPTER = "featureConfig: {contentModeration: {confidenceThreshold: 50}}"


def levels(prefix, *labels, bucket="acme-data"):
    """Lines with one image-level label each."""
    return [
        generate.image_level(f"{prefix}{number}", label, **{"source-ref": f"s3://{bucket}/{prefix}{number}.png"})
        for number, label in enumerate(labels)
    ]


def boxes(prefix, *labels):
    return [generate.boxes(f"{prefix}{number}", label) for number, label in enumerate(labels)]


def adapter(prefix, *labels):
    return [
        {"source-ref": f"s3://acme-data/{prefix}{number}.jpg",
         "content-moderation-groundtruth": {"ModerationLabels": [{"Name": label}]}}
        for number, label in enumerate(labels)
    ]


# Guide pages md-dataset-purpose (brand locations), tm-debugging-aggregate-errors (the codes), limits and
# using-adapters-manifest-files.
AB = levels("t", "a", "b", "a", "b")
PAIRS = {
    "image-level labels": (AB, levels("e", "a", "b"), None),
    "boxes": (boxes("t", "a", "b"), boxes("e", "a", "b"), None),
    "brand locations": (AB, boxes("e", "a", "b"), None),
    "boxes tested with image-level labels":
        (boxes("t", "a", "b"), levels("e", "a", "b"), "ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP"),
    "no common label": (AB, levels("e", "c", "d"), "ERROR_INSUFFICIENT_LABEL_OVERLAP"),
    "brand locations without a common label": (AB, boxes("e", "c", "d"), "ERROR_INSUFFICIENT_LABEL_OVERLAP"),
    "half of the labels": (AB, levels("e", "a", "x"), None),
    "a third of the labels": (levels("t", "a", "b", "c"), levels("e", "a", "x"), "ERROR_INSUFFICIENT_LABEL_OVERLAP"),
    "labels that differ in case": (AB, levels("e", "A", "B"), "ERROR_INSUFFICIENT_LABEL_OVERLAP"),
    "more boxes than image-level labels":
        (levels("t", "a", "b") + boxes("u", "a", "b", "a"), levels("e", "a", "b"),
         "ERROR_INSUFFICIENT_USABLE_LABEL_OVERLAP"),
    "one label in the test": (AB, levels("e", "a", "a"), "ERROR_MANIFEST_TOO_FEW_LABELS"),
    "invalid lines in the test": (AB, levels("e", "a", "b") + ["x"], "ERROR_TOO_MANY_INVALID_ROWS_IN_MANIFEST"),
    "two buckets in the test":
        (AB, levels("e", "a") + levels("f", "b", bucket="other"), "ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS"),
    "a bucket for each side": (AB, levels("e", "a", "b", bucket="other"), None),
    "images of the training": (AB, levels("t", "a", "b"), "IMAGE_IN_TRAINING_AND_TESTING"),
    "an adapter": (adapter("t", *["Alcohol"] * 20), adapter("e", *["Weapons"] * 20), None),
    "an adapter's images of the training":
        (adapter("t", *["Alcohol"] * 20), adapter("t", *["Alcohol"] * 20), "IMAGE_IN_TRAINING_AND_TESTING"),
    "the test of an adapter": (AB, adapter("e", "Alcohol", "Weapons"), "MANIFEST_OF_OTHER_FEATURE"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_same_verdict(tmp_path, name):
    training, testing, code = PAIRS[name]
    files = {"training": tmp_path / "training.manifest", "testing": tmp_path / "testing.manifest"}
    files["training"].write_text(generate.text(training))
    files["testing"].write_text(generate.text(testing))
    models = tmp_path / "models.yaml"
    models.write_text(MODELS.format(feature=ADAPTER if "content-moderation-groundtruth" in training[0] else ""))
    variables = environment(tmp_path, REKON_SANDBOX=str(tmp_path / "state.json"))

    def rekon(*arguments):
        return run([str(argument) for argument in arguments], variables)

    assert rekon("sandbox", "seed", models).returncode == 0
    for side, file in files.items():
        assert rekon("sandbox", "put", f"s3://acme-data/{side}.manifest", file).returncode == 0
    check = rekon("manifest", "check", "--fail-on", "terminal", "--format", "json",
                  "--testing", files["testing"], files["training"])
    verify = rekon("verify", "--format", "json", models)
    # An error that ends a training fails both.
    is_warning = code in (None, "IMAGE_IN_TRAINING_AND_TESTING")
    assert (check.returncode, verify.returncode) == ((0, 0) if is_warning else (1, 3)), check.stdout + verify.stdout
    found = {item["code"] for item in json.loads(check.stdout)["findings"]}
    said = " ".join(item["message"] for item in json.loads(verify.stdout)["checks"] if item["verdict"] != "pass")
    if code:
        assert code in found and code in said
    else:
        assert not found and not said
