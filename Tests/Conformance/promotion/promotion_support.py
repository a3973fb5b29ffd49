"""What the tests of the recipes share: a sandbox with two accounts, and an inbox for notices."""

import os
import subprocess
import sys
import urllib.parse

import boto3
import botocore.config

from support.rekon import KEYS, REKON, ROOT, environment
from support.sandbox import SandboxServer
from support.service import JSONService, QuietHandler

REGION = "us-east-1"
OWN, PRODUCTION = "111122223333", "444455556666"
SCRIPTS = ROOT / "examples/promotion"
OUTPUT = {"S3Bucket": "acme-training", "S3KeyPrefix": "signs/"}
TRAINING = {"Assets": [{"GroundTruthManifest": {"S3Object": {"Bucket": "acme-data", "Name": "day.manifest"}}}]}


def f1_score(name):
    """Of the sandbox: it depends only on the version's name (specs/sandbox.md)."""
    total = 7
    for byte in name.encode():
        total = (total * 31 + byte) % 30
    return (70 + total) / 100


class Place:
    """A sandbox's server, clients of its two accounts, and the recipes on the path with the AWS CLI and rekon."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.server = SandboxServer(
            "--state", folder / "state.json", "--training-duration", "0", "--concurrent-trainings", "100", *arguments,
            home=folder,
        )
        (folder / ".aws").mkdir()
        (folder / ".aws/credentials").write_text(
            f"[dev]\naws_access_key_id = {KEYS['AWS_ACCESS_KEY_ID']}\n"
            f"aws_secret_access_key = {KEYS['AWS_SECRET_ACCESS_KEY']}\n"
        )
        (folder / ".aws/config").write_text(
            f"[profile prod]\nrole_arn = arn:aws:iam::{PRODUCTION}:role/ci\nsource_profile = dev\n"
        )
        # The CLI of the tests, which keeps a list of its calls.
        self.log = folder / "calls"
        self.log.touch()
        tools = folder / "bin"
        tools.mkdir()
        (tools / "aws").write_text(f'#!/bin/sh\necho "$*" >>{self.log}\nexec {sys.executable} -m awscli "$@"\n')
        (tools / "aws").chmod(0o755)
        (tools / "rekon").symlink_to(REKON)
        self.tools = tools
        self.dev = self.client(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], None)

    def client(self, key, secret, token, service="rekognition"):
        config = botocore.config.Config(retries={"total_max_attempts": 1})
        return boto3.client(
            service, region_name=REGION, endpoint_url=self.server.url, aws_access_key_id=key,
            aws_secret_access_key=secret, aws_session_token=token, config=config,
        )

    def production(self):
        sts = self.client(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], None, "sts")
        role = sts.assume_role(RoleArn=f"arn:aws:iam::{PRODUCTION}:role/ci", RoleSessionName="test")["Credentials"]
        return self.client(role["AccessKeyId"], role["SecretAccessKey"], role["SessionToken"])

    def variables(self, **more):
        values = {**KEYS, "AWS_MAX_ATTEMPTS": None, **more}
        # A profile of the command line stands behind keys of the environment.
        if more.pop("profiles", False):
            values = {name: value for name, value in values.items() if name not in KEYS and name != "profiles"}
        values["PATH"] = f"{self.tools}{os.pathsep}{os.environ['PATH']}"
        return environment(self.folder, self.server, **values)

    def script(self, name, *arguments, input="", **more):
        return subprocess.run(
            ["bash", SCRIPTS / name, *map(str, arguments)], env=self.variables(**more), cwd=self.folder, input=input,
            capture_output=True, text=True, timeout=300,
        )

    def train(self, project, name, **more):
        request = {"OutputConfig": OUTPUT, "TrainingData": TRAINING, "TestingData": {"AutoCreate": True}, **more}
        return self.dev.create_project_version(ProjectArn=project, VersionName=name, **request)["ProjectVersionArn"]

    def statuses(self, project, client=None):
        answer = (client or self.dev).describe_project_versions(ProjectArn=project)
        return {
            version["ProjectVersionArn"].split("/")[3]: version["Status"]
            for version in answer["ProjectVersionDescriptions"]
        }

    def operations(self, profile=None):
        """The operations that the scripts called, with one profile or without one."""
        found = set()
        for line in self.log.read_text().splitlines():
            words = line.split()
            given = words[words.index("--profile") + 1] if "--profile" in words else None
            if given != profile or words[0] != "rekognition":
                continue
            # The waiter is of DescribeProjectVersions.
            name = "describe-project-versions" if words[1] == "wait" else words[1]
            found.add("".join(part.capitalize() for part in name.split("-")))
        return found


class Inbox(JSONService):
    """Takes what is published or posted, and keeps it."""

    def __init__(self):
        super().__init__(InboxHandler)
        self.received, self.status = [], 200


class InboxHandler(QuietHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.server.received.append((self.path, dict(self.headers), body))
        answer = "ok"
        if "form-urlencoded" in self.headers["content-type"]:
            assert urllib.parse.parse_qs(body)["Action"] == ["Publish"]
            answer = (
                '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1'
                "</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>"
            )
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())
