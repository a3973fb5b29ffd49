"""What follows a training, as boto3 sees it: start, stop, copy and project policies. Each answer is checked."""

import json
import time

import botocore.exceptions
import pytest

from sandbox_support import OUTPUT, REGION, SESSION, make_client, train

PRODUCTION = "444455556666"


def code(call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(**arguments)
    return caught.value.response["Error"]["Code"]


def describe(client, project, name):
    [version] = client.describe_project_versions(ProjectArn=project, VersionNames=[name])["ProjectVersionDescriptions"]
    return version


def wait_until(client, project, name, status):
    """Polls for a status; the waiters of botocore wait for 30 seconds and more between two calls."""
    deadline = time.monotonic() + 60
    while (version := describe(client, project, name))["Status"] != status:
        assert time.monotonic() < deadline, version["Status"]
        time.sleep(0.1)
    return version


def test_start_and_stop(client, project):
    version = train(client, project, "v1")
    assert client.start_project_version(ProjectVersionArn=version, MinInferenceUnits=1)["Status"] == "STARTING"
    running = wait_until(client, project, "v1", "RUNNING")
    assert running["MinInferenceUnits"] == 1 and "MaxInferenceUnits" not in running
    client.get_waiter("project_version_running").wait(ProjectArn=project, VersionNames=["v1"])
    assert code(client.start_project_version, ProjectVersionArn=version, MinInferenceUnits=1) == "ResourceInUseException"
    assert code(client.delete_project_version, ProjectVersionArn=version) == "ResourceInUseException"
    assert client.stop_project_version(ProjectVersionArn=version)["Status"] == "STOPPING"
    wait_until(client, project, "v1", "STOPPED")
    assert code(client.stop_project_version, ProjectVersionArn=version) == "ResourceInUseException"
    assert client.delete_project_version(ProjectVersionArn=version)["Status"] == "DELETING"


def test_a_start_that_is_refused_or_fails(client, project, quick):
    version = train(client, project, "v1", Tags={"rekon-sandbox:start": "fail"})
    failed = train(client, project, "v2", Tags={"rekon-sandbox:outcome": "fail"})
    strict = {"ProjectVersionArn": version, "MinInferenceUnits": 1}
    assert code(client.start_project_version, ProjectVersionArn=failed, MinInferenceUnits=1) == "InvalidParameterException"
    assert code(client.start_project_version, **{**strict, "MinInferenceUnits": 11}) == "LimitExceededException"
    assert code(client.start_project_version, **strict | {"ProjectVersionArn": version + "0"}) == "ResourceNotFoundException"
    loose = make_client(quick.url, validate=False)
    for wrong in ({"MinInferenceUnits": 0}, {"MaxInferenceUnits": 0}, {"MinInferenceUnits": 2, "MaxInferenceUnits": 1}):
        assert code(loose.start_project_version, **{**strict, **wrong}) == "InvalidParameterException"
    client.start_project_version(**strict)
    wait_until(client, project, "v1", "FAILED")
    with pytest.raises(botocore.exceptions.WaiterError):
        client.get_waiter("project_version_running").wait(ProjectArn=project, VersionNames=["v1"])


def test_a_copy_in_one_account(client, project):
    source = train(client, project, "v1", KmsKeyId="alias/dev")
    destination = client.create_project(ProjectName="destination")["ProjectArn"]
    request = {
        "SourceProjectArn": project, "SourceProjectVersionArn": source, "DestinationProjectArn": destination,
        "VersionName": "release", "OutputConfig": OUTPUT, "Tags": {"team": "a"}, "KmsKeyId": "alias/prod",
    }
    arn = client.copy_project_version(**request)["ProjectVersionArn"]
    assert code(client.copy_project_version, **request) == "ResourceInUseException"
    copied = wait_until(client, destination, "release", "COPYING_COMPLETED")
    assert (copied["ProjectVersionArn"], copied["SourceProjectVersionArn"]) == (arn, source)
    assert copied["KmsKeyId"] == "alias/prod" and copied["OutputConfig"] == OUTPUT
    trained = describe(client, project, "v1")
    assert copied["EvaluationResult"]["F1Score"] == trained["EvaluationResult"]["F1Score"]
    assert "BillableTrainingTimeInSeconds" in trained and "BillableTrainingTimeInSeconds" not in copied
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "a"}
    assert client.start_project_version(ProjectVersionArn=arn, MinInferenceUnits=1)["Status"] == "STARTING"
    failed = train(client, project, "failed", Tags={"rekon-sandbox:outcome": "fail"})
    wrong = {"SourceProjectVersionArn": failed, "VersionName": "other"}
    assert code(client.copy_project_version, **{**request, **wrong}) == "InvalidParameterException"
    wait_until(client, destination, "release", "RUNNING")
    client.stop_project_version(ProjectVersionArn=arn)


def test_a_copy_between_accounts_needs_a_policy(serve):
    server = serve("--training-duration", "0", "--transition-duration", "0")
    mine = make_client(server.url)
    sts = SESSION.client("sts", region_name=REGION, endpoint_url=server.url)
    role = sts.assume_role(RoleArn=f"arn:aws:iam::{PRODUCTION}:role/ci", RoleSessionName="ci")["Credentials"]
    theirs = make_client(server.url, session=type(SESSION)(
        aws_access_key_id=role["AccessKeyId"], aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"], region_name=REGION,
    ))
    project = mine.create_project(ProjectName="signs")["ProjectArn"]
    source = train(mine, project, "v1")
    request = {
        "SourceProjectArn": project, "SourceProjectVersionArn": source, "VersionName": "v1", "OutputConfig": OUTPUT,
        "DestinationProjectArn": theirs.create_project(ProjectName="signs")["ProjectArn"],
    }
    assert code(theirs.copy_project_version, **request) == "AccessDeniedException"
    statement = {
        "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{PRODUCTION}:root"},
        "Action": "rekognition:CopyProjectVersion", "Resource": source,
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy = {"ProjectArn": project, "PolicyName": "production", "PolicyDocument": document}
    revision = mine.put_project_policy(**policy)["PolicyRevisionId"]
    assert code(mine.put_project_policy, **policy) == "ResourceAlreadyExistsException"
    assert code(mine.put_project_policy, **policy, PolicyRevisionId="0a") == "InvalidPolicyRevisionIdException"
    assert code(mine.put_project_policy, **{**policy, "PolicyDocument": "{}"}) == "MalformedPolicyDocumentException"
    assert code(theirs.list_project_policies, ProjectArn=project) == "AccessDeniedException"
    [found] = mine.list_project_policies(ProjectArn=project)["ProjectPolicies"]
    assert (found["PolicyName"], found["PolicyRevisionId"], found["PolicyDocument"]) == ("production", revision, document)
    theirs.copy_project_version(**request)
    mine.delete_project_policy(ProjectArn=project, PolicyName="production", PolicyRevisionId=revision)
    assert code(mine.delete_project_policy, ProjectArn=project, PolicyName="production") == "ResourceNotFoundException"
    assert code(theirs.copy_project_version, **{**request, "VersionName": "v2"}) == "AccessDeniedException"
    assert describe(theirs, request["DestinationProjectArn"], "v1")["Status"] == "COPYING_COMPLETED"
