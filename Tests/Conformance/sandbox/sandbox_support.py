"""What the tests of the sandbox share: a boto3 client that checks every answer, a counting proxy."""

import collections
import http.client
import json
import re
import threading

import boto3
import botocore.config

from support.rekon import KEYS, ROOT, environment, start
from support.service import JSONService, QuietHandler

REGION = "us-east-1"
OUTPUT = {"S3Bucket": "acme-training", "S3KeyPrefix": "signs/"}
MANIFEST = {"Bucket": "acme-data", "Name": "signs/day.manifest", "Version": "3HL4kqtJlcpXroDTDmJ"}
TRAINING = {"Assets": [{"GroundTruthManifest": {"S3Object": MANIFEST}}]}
TESTING = {"AutoCreate": True}


def rekon(*arguments, **variables):
    """Starts rekon in the repository's root."""
    return start(arguments, environment("/nonexistent", AWS_MAX_ATTEMPTS=None, **variables), cwd=ROOT)


SESSION = boto3.Session(
    aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"], region_name=REGION
)


def make_client(url, session=SESSION, region=REGION, validate=True, **config):
    """A client that holds every answer strictly against the API model: no unknown member, no wrong type or value."""
    config = {"retries": {"total_max_attempts": 1}, "parameter_validation": validate, **config}
    client = session.client(
        "rekognition", region_name=region, endpoint_url=url, config=botocore.config.Config(**config)
    )
    client.meta.events.register("after-call.rekognition", check_answer)
    return client


def check_answer(http_response, parsed, model, **_):
    headers = http_response.headers
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", headers["x-amzn-requestid"])
    assert parsed["ResponseMetadata"]["RequestId"] == headers["x-amzn-requestid"]
    body = json.loads(http_response.content)
    if http_response.status_code == 200:
        check_shape(model.output_shape, body, model.name)
        return
    assert set(body) == {"__type", "Code", "Message"} and body["__type"] == body["Code"] and body["Message"]
    common = {"ValidationException", "SerializationException"}
    signature = {"InvalidSignatureException", "IncompleteSignatureException", "MissingAuthenticationTokenException",
                 "UnrecognizedClientException", "ExpiredTokenException"}
    modelled = {shape.name for shape in model.error_shapes}
    assert body["Code"] in modelled | common | signature, f"{body['Code']} is not an error of {model.name}"
    assert http_response.status_code == (500 if body["Code"] == "InternalServerError" else 400)


def check_shape(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), path
        assert set(value) <= set(shape.members), f"{path}: {set(value) - set(shape.members)}"
        for name, member in value.items():
            check_shape(shape.members[name], member, f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), path
        for index, element in enumerate(value):
            check_shape(shape.member, element, f"{path}[{index}]")
    elif kind == "map":
        assert isinstance(value, dict), path
        for key, element in value.items():
            check_shape(shape.key, key, f"{path} (key)")
            check_shape(shape.value, element, f"{path}.{key}")
    elif kind == "string":
        assert isinstance(value, str), path
        limits = shape.metadata
        assert limits.get("min", 0) <= len(value) <= limits.get("max", len(value)), path
        assert not shape.enum or value in shape.enum, f"{path}: {value}"
        # Python's patterns have no \p{...}.
        if limits.get("pattern") and "\\p{" not in limits["pattern"]:
            assert re.fullmatch(limits["pattern"], value), f"{path}: {value}"
    elif kind == "boolean":
        assert isinstance(value, bool), path
    elif kind in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), path
        assert value >= shape.metadata.get("min", value), path
    else:
        assert kind in ("timestamp", "float"), f"{path}: {kind}"
        assert isinstance(value, (int, float)) and not isinstance(value, bool), path


def train(client, project, name, **more):
    """Creates a version from manifests."""
    arguments = {"OutputConfig": OUTPUT, "TrainingData": TRAINING, "TestingData": TESTING, **more}
    return client.create_project_version(ProjectArn=project, VersionName=name, **arguments)["ProjectVersionArn"]


def version_names(client, project):
    pages = client.get_paginator("describe_project_versions").paginate(ProjectArn=project)
    return [page["ProjectVersionArn"].split("/")[3] for page in pages.search("ProjectVersionDescriptions[]")]


class CountingProxy(JSONService):
    """Forwards every request without a change, its Host header included, and counts the operations."""

    def __init__(self, url):
        super().__init__(CountingHandler)
        self.upstream = url.removeprefix("http://")
        self.calls = []
        self.lock = threading.Lock()

    def take(self):
        """What was called since the last time: the number of each operation. No call was made twice."""
        with self.lock:
            calls, self.calls = self.calls, []
        repeated = [call for call, count in collections.Counter(calls).items() if count > 1]
        assert not repeated
        return dict(collections.Counter(operation for operation, _, _ in calls))


class CountingHandler(QuietHandler):
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        region = re.search("Credential=[^/]*/[^/]*/([^/]*)/", self.headers["authorization"]).group(1)
        with self.server.lock:
            operation = self.headers["x-amz-target"].split(".")[1]
            # The same members in another order are the same call.
            content = json.dumps(json.loads(body or b"{}"), sort_keys=True)
            self.server.calls.append((operation, region, content))
        connection = http.client.HTTPConnection(self.server.upstream)
        connection.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() != "connection":
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        connection.close()
