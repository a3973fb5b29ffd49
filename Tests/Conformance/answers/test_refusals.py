"""Every error of CreateProjectVersion: apply says what to do."""

import botocore.session
import pytest

from support.rekon import KEYS, environment, run
from support.service import JSONService, Refusal

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556789012"
MODEL = botocore.session.get_session().get_service_model("rekognition").operation_model("CreateProjectVersion")
# The errors of the model, and three that other operations of the reference have. An InternalServerError leaves open
# whether the version was created: Tests/Conformance/kill and ReconcilerTests are about that.
CODES = sorted({shape.name for shape in MODEL.error_shapes} - {"InternalServerError"})
CODES += ["InvalidS3ObjectException", "ResourceNotReadyException", "ValidationException"]

ADVICE = {
    "AccessDeniedException": "rekognition:CreateProjectVersion on the project, and rekognition:TagResource",
    "InvalidParameterException": "run `rekon verify`",
    "InvalidS3ObjectException": "cannot read a manifest",
    "LimitExceededException": "wait until one ends",
    "ProvisionedThroughputExceededException": "run it again later",
    "ResourceInUseException": "a version that is being deleted may hold the name",
    "ResourceNotFoundException": "check the project's ARN",
    "ResourceNotReadyException": "wait until `rekon verify` reports no problem",
    "ServiceQuotaExceededException": "delete old versions",
    "ThrottlingException": "run it again later",
    "ValidationException": "run `rekon verify`",
}


class Service(JSONService):
    def __init__(self, code, message):
        super().__init__()
        self.code, self.message = code, message

    def answer(self, operation, request, body):
        if operation == "DescribeProjects":
            return {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED", "Feature": "CUSTOM_LABELS"}]}
        if operation == "DescribeProjectVersions":
            return {"ProjectVersionDescriptions": []}
        assert operation == "CreateProjectVersion"
        raise Refusal(self.code, self.message)


def apply(tmp_path, code, message):
    models = tmp_path / "a.yaml"
    models.write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT}\n"
        "versions: [{name: v1, output: 's3://acme-out/', tags: {team: a}, "
        "datasets: {training: ['s3://acme-data/a.manifest'], testing: auto}}]\n"
    )
    with Service(code, message) as service:
        variables = {
            **KEYS, "AWS_ENDPOINT_URL_REKOGNITION": service.url, "AWS_MAX_ATTEMPTS": "1",
        }
        return run(["apply", "--auto-approve", "--lookup-grace", "1s", str(models)], environment(tmp_path, **variables))


def flat(text):
    return " ".join(text.split())


def test_the_advice_is_for_every_error():
    assert sorted(CODES) == sorted(ADVICE)


@pytest.mark.parametrize("code", CODES)
def test_advice(tmp_path, code):
    result = apply(tmp_path, code, "No.")
    assert result.returncode in (1, 5), result.stderr
    assert ADVICE[code] in flat(result.stdout), result.stdout


@pytest.mark.parametrize("action", ["rekognition:TagResource", "kms:CreateGrant", "s3:GetObject"])
def test_the_denied_action_is_the_one_of_the_message(tmp_path, action):
    message = (
        f"User: arn:aws:sts::111122223333:assumed-role/ci/x is not authorized to perform: {action} on resource: "
        f"{PROJECT} because no identity-based policy allows the {action} action"
    )
    result = apply(tmp_path, "AccessDeniedException", message)
    assert f"Allow these credentials the action {action} on the resource" in flat(result.stdout)
    assert "the action rekognition:CreateProjectVersion" not in flat(result.stdout)
