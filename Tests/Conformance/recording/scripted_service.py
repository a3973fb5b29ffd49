"""A service in memory that fails as a test wants, and keeps the bodies of the creates."""

import time

from support.rekon import PROJECT
from support.service import CUT, JSONService, Refusal


class Service(JSONService):
    def __init__(self, **faults):
        """`faults` names what happens to the first create of a version: `lost`, `refused`, or `full`."""
        self.faults = dict(faults)
        self.bodies = []
        self.versions = {}
        self.on_create = lambda name: None
        super().__init__()

    def create(self, name):
        self.versions[name] = PROJECT.rsplit("/", 1)[0] + f"/version/{name}/{int(time.time() * 1000) + len(self.versions)}"
        return {"ProjectVersionArn": self.versions[name]}

    def describe(self, names):
        return {
            "ProjectVersionDescriptions": [
                {
                    "ProjectVersionArn": arn,
                    "Status": "TRAINING_COMPLETED",
                    "OutputConfig": {"S3Bucket": "bucket", "S3KeyPrefix": "out/"},
                }
                for name, arn in self.versions.items()
                if names is None or name in names
            ]
        }

    def answer(self, operation, request, body):
        if operation == "DescribeProjects":
            return {"ProjectDescriptions": [{"ProjectArn": PROJECT, "Status": "CREATED"}]}
        if operation == "DescribeProjectVersions":
            return self.describe(request.get("VersionNames"))
        name = request["VersionName"]
        self.bodies.append(body)
        self.on_create(name)
        fault = self.faults.pop(name, None)
        if fault == "refused":
            raise Refusal("AccessDeniedException", "no\u001b[31m")
        if fault == "full":
            raise Refusal("LimitExceededException", "full")
        created = self.create(name)
        return CUT if fault == "lost" else created
