"""boto3 against `rekon sandbox serve`: every operation, every error. Each answer is checked against botocore's model."""

import datetime
import json
import time
import urllib.error
import urllib.request

import botocore.exceptions
import pytest

from sandbox_support import MANIFEST, OUTPUT, TESTING, TRAINING, check_answer, make_client, train


def age(timestamp):
    return (datetime.datetime.now(datetime.timezone.utc) - timestamp).total_seconds()


def test_every_operation(client):
    created = client.create_project(ProjectName="all", Tags={"team": "a"})
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert created["ResponseMetadata"]["RequestId"]
    project = created["ProjectArn"]

    [description] = client.describe_projects(ProjectNames=["all", "unknown"])["ProjectDescriptions"]
    assert description["ProjectArn"] == project
    assert (description["Status"], description["Feature"]) == ("CREATED", "CUSTOM_LABELS")
    assert 0 <= age(description["CreationTimestamp"]) < 60

    version = train(
        client, project, "v1", KmsKeyId="alias/vision", VersionDescription="First batch", Tags={"campaign": "day"}
    )
    [description] = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
    assert description["ProjectVersionArn"] == version
    assert description["Status"] == "TRAINING_COMPLETED"
    assert description["OutputConfig"] == OUTPUT
    assert description["TrainingDataResult"]["Input"] == TRAINING
    assert description["TestingDataResult"]["Input"] == {"Assets": [], **TESTING}
    assert (description["KmsKeyId"], description["VersionDescription"]) == ("alias/vision", "First batch")
    assert 0.7 <= description["EvaluationResult"]["F1Score"] <= 0.99
    assert 0 <= age(description["CreationTimestamp"]) < 60
    assert description["TrainingEndTimestamp"] == description["CreationTimestamp"]

    for resource, tags in [(project, {"team": "a"}), (version, {"campaign": "day"})]:
        assert client.list_tags_for_resource(ResourceArn=resource)["Tags"] == tags
        client.tag_resource(ResourceArn=resource, Tags={"more": "é"})
        assert client.list_tags_for_resource(ResourceArn=resource)["Tags"] == {**tags, "more": "é"}
        client.untag_resource(ResourceArn=resource, TagKeys=["more", "unknown"])
        assert client.list_tags_for_resource(ResourceArn=resource)["Tags"] == tags

    assert client.delete_project_version(ProjectVersionArn=version)["Status"] == "DELETING"
    assert client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"] == []

    source = {"GroundTruthManifest": {"S3Object": MANIFEST}}
    train_set = client.create_dataset(ProjectArn=project, DatasetType="TRAIN", DatasetSource=source)["DatasetArn"]
    test_set = client.create_dataset(ProjectArn=project, DatasetType="TEST", Tags={"a": "b"})["DatasetArn"]
    description = client.describe_dataset(DatasetArn=test_set)["DatasetDescription"]
    assert (description["Status"], description["DatasetStats"]["TotalEntries"]) == ("CREATE_COMPLETE", 0)
    assert 0 <= age(description["LastUpdatedTimestamp"]) < 60
    [description] = client.describe_projects(ProjectNames=["all"])["ProjectDescriptions"]
    assert [dataset["DatasetArn"] for dataset in description["Datasets"]] == [train_set, test_set]
    client.create_project_version(ProjectArn=project, VersionName="v2", OutputConfig=OUTPUT)
    client.delete_dataset(DatasetArn=train_set)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.describe_dataset(DatasetArn=train_set)

    [version] = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
    client.delete_project_version(ProjectVersionArn=version["ProjectVersionArn"])
    assert client.delete_project(ProjectArn=project)["Status"] == "DELETING"
    assert client.describe_projects(ProjectNames=["all"])["ProjectDescriptions"] == []


def line(image, label=None):
    entry = {"source-ref": f"s3://acme-data/{image}.jpg", "sign": 1}
    if label is not None:
        entry["sign-metadata"] = {"class-name": label, "confidence": 1, "type": "groundtruth/image-classification",
                                  "human-annotated": "yes", "creation-date": "2026-11-01T00:00:00", "job-name": "j"}
    return json.dumps(entry)


def test_entries_of_a_dataset(client, project):
    arn = client.create_dataset(ProjectArn=project, DatasetType="TRAIN")["DatasetArn"]
    created = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]
    assert created["LastUpdatedTimestamp"] == created["CreationTimestamp"]
    lines = [line(f"day/{n}", "stop" if n % 2 else "yield") for n in range(150)] + [line("night/bad")]
    client.update_dataset_entries(DatasetArn=arn, Changes={"GroundTruth": "\n".join(lines).encode()})

    described = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]
    assert described["Status"] == "UPDATE_COMPLETE"
    assert described["LastUpdatedTimestamp"] > created["LastUpdatedTimestamp"]
    assert described["DatasetStats"] == {"LabeledEntries": 150, "TotalEntries": 151, "TotalLabels": 2, "ErrorEntries": 1}

    def entries(**filters):
        pages = client.get_paginator("list_dataset_entries").paginate(DatasetArn=arn, **filters)
        return [json.loads(entry) for page in pages for entry in page["DatasetEntries"]]

    assert [entry["source-ref"] for entry in entries()] == [json.loads(entry)["source-ref"] for entry in lines]
    assert len(client.list_dataset_entries(DatasetArn=arn)["DatasetEntries"]) == 100
    assert len(client.list_dataset_entries(DatasetArn=arn, MaxResults=1)["DatasetEntries"]) == 1
    [bad] = entries(HasErrors=True)
    assert bad["source-ref"] == "s3://acme-data/night/bad.jpg"
    assert [error["code"] for error in bad["errors"]] == ["ERROR_NO_LABEL_ATTRIBUTES"]
    assert len(entries(HasErrors=False)) == 150
    assert len(entries(ContainsLabels=["stop"])) == len(entries(ContainsLabels=["yield", "other"])) == 75
    assert entries(Labeled=False) == [bad] and len(entries(Labeled=True)) == 150
    assert entries(SourceRefContains="night/") == [bad]

    # The labels that images have, one on each page.
    pages = client.get_paginator("list_dataset_labels").paginate(DatasetArn=arn, PaginationConfig={"PageSize": 1})
    labels = [label for page in pages for label in page["DatasetLabelDescriptions"]]
    assert labels == [{"LabelName": name, "LabelStats": {"EntryCount": 75, "BoundingBoxCount": 0}}
                      for name in ("stop", "yield")]

    # The line of an image replaces its entry; the error is gone.
    client.update_dataset_entries(DatasetArn=arn, Changes={"GroundTruth": line("night/bad", "exit").encode()})
    stats = client.describe_dataset(DatasetArn=arn)["DatasetDescription"]["DatasetStats"]
    assert stats == {"LabeledEntries": 151, "TotalEntries": 151, "TotalLabels": 3, "ErrorEntries": 0}
    copy = client.create_dataset(ProjectArn=project, DatasetType="TEST", DatasetSource={"DatasetArn": arn})["DatasetArn"]
    assert client.describe_dataset(DatasetArn=copy)["DatasetDescription"]["DatasetStats"] == stats


def test_content_moderation(client):
    project = client.create_project(ProjectName="adapter", Feature="CONTENT_MODERATION", AutoUpdate="ENABLED")
    # Without features only custom labels are described.
    assert client.describe_projects(ProjectNames=["adapter"])["ProjectDescriptions"] == []
    both = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
    [description] = client.describe_projects(ProjectNames=["adapter"], Features=both)["ProjectDescriptions"]
    assert (description["Feature"], description["AutoUpdate"]) == ("CONTENT_MODERATION", "ENABLED")
    config = {"ContentModeration": {"ConfidenceThreshold": 62.5}}
    train(client, project["ProjectArn"], "v1", FeatureConfig=config)
    versions = client.describe_project_versions(ProjectArn=project["ProjectArn"])["ProjectVersionDescriptions"]
    assert versions[0]["FeatureConfig"] == config


ABSENT = "arn:aws:rekognition:us-east-1:111122223333:project/absent/1"


@pytest.mark.parametrize("operation, error, arguments", [
    ("create_project", "InvalidParameterException", {"ProjectName": "a b"}),
    ("create_project", "InvalidParameterException", {}),
    ("create_project", "InvalidParameterException", {"ProjectName": "m", "Feature": "CONTENT_MODERATION"}),
    ("create_project", "SerializationException", {"ProjectName": 5}),
    ("describe_projects", "InvalidPaginationTokenException", {"NextToken": "x"}),
    ("describe_projects", "InvalidParameterException", {"ProjectNames": [str(n) for n in range(11)]}),
    ("describe_projects", "ValidationException", {"MaxResults": 101}),
    ("describe_projects", "ValidationException", {"MaxResults": 0}),
    ("delete_project", "ResourceNotFoundException", {"ProjectArn": ABSENT}),
    ("delete_project", "InvalidParameterException", {"ProjectArn": "absent"}),
    ("create_dataset", "ResourceNotFoundException", {"ProjectArn": ABSENT, "DatasetType": "TRAIN"}),
    ("create_dataset", "InvalidParameterException", {"ProjectArn": ABSENT, "DatasetType": "BOTH"}),
    ("describe_dataset", "ResourceNotFoundException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1"}),
    ("describe_dataset", "InvalidParameterException", {"DatasetArn": ABSENT}),
    ("list_dataset_entries", "ResourceNotFoundException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1"}),
    ("list_dataset_entries", "InvalidParameterException", {"DatasetArn": ABSENT}),
    ("list_dataset_entries", "ValidationException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1", "MaxResults": 101}),
    ("list_dataset_labels", "ResourceNotFoundException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1"}),
    ("list_dataset_labels", "InvalidParameterException", {"DatasetArn": ABSENT}),
    ("list_dataset_labels", "ValidationException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1", "MaxResults": 101}),
    ("update_dataset_entries", "ResourceNotFoundException",
     {"DatasetArn": ABSENT[:-1] + "dataset/train/1", "Changes": {"GroundTruth": line("1").encode()}}),
    ("update_dataset_entries", "InvalidParameterException", {"DatasetArn": ABSENT, "Changes": {"GroundTruth": b"{}"}}),
    ("delete_dataset", "ResourceNotFoundException", {"DatasetArn": ABSENT[:-1] + "dataset/train/1"}),
    ("delete_dataset", "InvalidParameterException", {"DatasetArn": ABSENT}),
    ("create_project_version", "ResourceNotFoundException",
     {"ProjectArn": ABSENT, "VersionName": "v", "OutputConfig": OUTPUT}),
    ("create_project_version", "InvalidParameterException",
     {"ProjectArn": ABSENT, "VersionName": "v", "OutputConfig": {}}),
    ("create_project_version", "InvalidParameterException",
     {"ProjectArn": ABSENT, "VersionName": "v", "OutputConfig": OUTPUT, "Tags": {"aws:k": "v"}}),
    ("describe_project_versions", "ResourceNotFoundException", {"ProjectArn": ABSENT}),
    ("describe_project_versions", "ValidationException", {"ProjectArn": ABSENT, "MaxResults": 101}),
    ("describe_project_versions", "InvalidParameterException", {"ProjectArn": ABSENT, "VersionNames": []}),
    ("delete_project_version", "ResourceNotFoundException", {"ProjectVersionArn": ABSENT[:-1] + "version/v/1"}),
    ("delete_project_version", "InvalidParameterException", {"ProjectVersionArn": ABSENT}),
    ("tag_resource", "ResourceNotFoundException", {"ResourceArn": ABSENT, "Tags": {"a": "b"}}),
    ("tag_resource", "InvalidParameterException", {"ResourceArn": ABSENT, "Tags": {"aws:a": "b"}}),
    ("tag_resource", "InvalidParameterException", {"ResourceArn": "x", "Tags": {"a": "b"}}),
    ("untag_resource", "ResourceNotFoundException", {"ResourceArn": ABSENT, "TagKeys": ["a"]}),
    ("untag_resource", "InvalidParameterException", {"ResourceArn": ABSENT, "TagKeys": [str(n) for n in range(201)]}),
    ("list_tags_for_resource", "ResourceNotFoundException", {"ResourceArn": ABSENT}),
    ("list_tags_for_resource", "InvalidParameterException", {"ResourceArn": "x"}),
    ("detect_custom_labels", "UnknownOperationException", {"ProjectVersionArn": ABSENT, "Image": {}}),
])
def test_what_is_refused(quick, unchecked, operation, error, arguments):
    client = unchecked if error != "UnknownOperationException" else make_client(quick.url, validate=False)
    if error == "UnknownOperationException":
        # The model does not have this error.
        client.meta.events.unregister("after-call.rekognition", check_answer)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        getattr(client, operation)(**arguments)
    assert caught.value.response["Error"]["Code"] == error
    assert caught.value.response["Error"]["Message"]
    if hasattr(client.exceptions, error):
        assert isinstance(caught.value, getattr(client.exceptions, error))


@pytest.fixture(scope="module")
def unchecked(quick):
    """A client that sends what the model forbids."""
    return make_client(quick.url, validate=False)


def test_names_and_projects_in_use(client, project):
    train(client, project, "v1")
    with pytest.raises(client.exceptions.ResourceInUseException):
        train(client, project, "v1")
    with pytest.raises(client.exceptions.ResourceInUseException):
        client.create_project(ProjectName=project.split("/")[1])
    with pytest.raises(client.exceptions.ResourceInUseException):
        client.delete_project(ProjectArn=project)


def test_data_and_datasets(client, project):
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.create_project_version(ProjectArn=project, VersionName="v1", OutputConfig=OUTPUT)
    with pytest.raises(client.exceptions.InvalidParameterException):
        client.create_project_version(
            ProjectArn=project, VersionName="v1", OutputConfig=OUTPUT, TrainingData=TRAINING
        )
    client.create_dataset(ProjectArn=project, DatasetType="TRAIN")
    with pytest.raises(client.exceptions.ResourceAlreadyExistsException):
        client.create_dataset(ProjectArn=project, DatasetType="TRAIN")
    with pytest.raises(client.exceptions.InvalidParameterException):
        train(client, project, "v1")


def test_tags_are_limited(client, project):
    client.tag_resource(ResourceArn=project, Tags={f"k{number}": "" for number in range(200)})
    with pytest.raises(client.exceptions.ServiceQuotaExceededException):
        client.tag_resource(ResourceArn=project, Tags={"more": ""})


def test_regions_are_apart(quick, client, project):
    west = make_client(quick.url, region="us-west-2")
    name = project.split("/")[1]
    assert west.describe_projects(ProjectNames=[name])["ProjectDescriptions"] == []
    with pytest.raises(west.exceptions.ResourceNotFoundException):
        west.describe_project_versions(ProjectArn=project)
    mine = west.create_project(ProjectName=name)["ProjectArn"]
    assert mine.startswith("arn:aws:rekognition:us-west-2:111122223333:project/")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_the_paginator_of_versions(client, project, size):
    for number in range(5):
        train(client, project, f"v{number}")
    pages = list(client.get_paginator("describe_project_versions").paginate(
        ProjectArn=project, PaginationConfig={"PageSize": size}
    ))
    assert len(pages) == -(-5 // size)
    found = [version["ProjectVersionArn"].split("/")[3] for page in pages for version in page["ProjectVersionDescriptions"]]
    assert found == ["v4", "v3", "v2", "v1", "v0"]


def test_the_paginator_stops_and_starts(client, project):
    for number in range(5):
        train(client, project, f"v{number}")
    paginator = client.get_paginator("describe_project_versions")
    first = paginator.paginate(ProjectArn=project, PaginationConfig={"PageSize": 2, "MaxItems": 3}).build_full_result()
    rest = paginator.paginate(
        ProjectArn=project, PaginationConfig={"PageSize": 2, "StartingToken": first["NextToken"]}
    ).build_full_result()
    found = [version["ProjectVersionArn"].split("/")[3]
             for result in (first, rest) for version in result["ProjectVersionDescriptions"]]
    assert found == ["v4", "v3", "v2", "v1", "v0"]
    token = client.describe_project_versions(ProjectArn=project, MaxResults=1)["NextToken"]
    with pytest.raises(client.exceptions.InvalidPaginationTokenException):
        client.describe_project_versions(ProjectArn=project, VersionNames=["v1"], NextToken=token)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_paginator_of_projects(serve, size):
    client = make_client(serve().url)
    for number in range(4):
        client.create_project(ProjectName=f"p{number}")
    pages = client.get_paginator("describe_projects").paginate(PaginationConfig={"PageSize": size})
    found = [project["ProjectArn"].split("/")[1] for project in pages.search("ProjectDescriptions[]")]
    assert found == ["p3", "p2", "p1", "p0"]


def test_the_waiter(serve):
    client = make_client(serve("--training-duration", "3").url)
    project = client.create_project(ProjectName="signs")["ProjectArn"]
    good = train(client, project, "good")
    waiter = client.get_waiter("project_version_training_completed")
    quickly = {"Delay": 0.1, "MaxAttempts": 100}
    [description] = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
    assert description["Status"] == "TRAINING_IN_PROGRESS"
    assert "EvaluationResult" not in description
    with pytest.raises(client.exceptions.ResourceInUseException):
        client.delete_project_version(ProjectVersionArn=good)
    start = time.monotonic()
    waiter.wait(ProjectArn=project, VersionNames=["good"], WaiterConfig=quickly)
    assert time.monotonic() - start > 0.3

    # The settings are part of the state: another server on the file has changed them for both.
    serve("--training-duration", "0")
    train(client, project, "bad", Tags={"rekon-sandbox:outcome": "fail"})
    with pytest.raises(botocore.exceptions.WaiterError) as caught:
        waiter.wait(ProjectArn=project, WaiterConfig=quickly)
    states = {version["ProjectVersionArn"].split("/")[3]: version["Status"]
              for version in caught.value.last_response["ProjectVersionDescriptions"]}
    assert states == {"bad": "TRAINING_FAILED", "good": "TRAINING_COMPLETED"}


def test_trainings_at_the_same_time_are_limited(serve):
    client = make_client(serve("--training-duration", "600").url)
    project = client.create_project(ProjectName="signs")["ProjectArn"]
    train(client, project, "v1")
    train(client, project, "v2")
    with pytest.raises(client.exceptions.LimitExceededException) as caught:
        train(client, project, "v3")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    # Each region has its own.
    west = make_client(client.meta.endpoint_url, region="us-west-2")
    train(west, west.create_project(ProjectName="signs")["ProjectArn"], "v1")


def test_a_new_version_appears_late(serve):
    client = make_client(serve("--appear-after", "1500").url)
    project = client.create_project(ProjectName="signs")["ProjectArn"]
    train(client, project, "v1")
    assert client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"] == []
    with pytest.raises(client.exceptions.ResourceInUseException):
        train(client, project, "v1")
    deadline = time.monotonic() + 10
    while not client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_state_survives_the_server(serve, tmp_path):
    first = serve("--training-duration", "0")
    client = make_client(first.url)
    project = client.create_project(ProjectName="signs")["ProjectArn"]
    train(client, project, "v1")
    before = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
    first.stop()
    assert first.process.returncode == 143
    # Settings that are not given stay as they were.
    after = make_client(serve().url)
    assert after.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"] == before
    assert json.loads((tmp_path / "state.json").read_text())["settings"]["trainingDurationSeconds"] == 0


def test_a_state_that_is_damaged_while_serving(serve, tmp_path):
    client = make_client(serve().url)
    client.create_project(ProjectName="signs")
    good = (tmp_path / "state.json").read_bytes()
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(client.exceptions.InternalServerError) as caught:
        client.describe_projects()
    assert "state.json is not a state of a sandbox, or it is damaged" in caught.value.response["Error"]["Message"]
    (tmp_path / "state.json").write_bytes(good)
    assert len(client.describe_projects()["ProjectDescriptions"]) == 1


@pytest.mark.parametrize("method, headers", [
    ("GET", {}),
    ("POST", {}),
    ("POST", {"X-Amz-Target": "RekognitionService"}),
    ("POST", {"X-Amz-Target": "TrentService.DescribeKey"}),
])
def test_what_is_not_the_protocol(quick, method, headers):
    request = urllib.request.Request(quick.url, method=method, headers=headers, data=b"{}" if method == "POST" else None)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    body = json.loads(caught.value.read())
    assert 400 <= caught.value.code < 500
    assert body["__type"] == "UnknownOperationException"


def test_a_body_that_is_too_long(quick):
    request = urllib.request.Request(
        quick.url, method="POST", headers={"X-Amz-Target": "RekognitionService.CreateProject"}, data=b" " * 1_100_000
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert caught.value.code == 413
