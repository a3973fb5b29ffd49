"""A service whose answers hold a hostile text in each field: a report must show the text, and must not obey it."""

from support.service import JSONService, Refusal

STEM = "arn:aws:rekognition:us-east-1:111122223333:project/"
PROJECTS = {"signs": STEM + "signs/1690556789012", "gone": STEM + "gone/2", "ok": STEM + "ok/3", "new": STEM + "new/4"}
STATUSES = {
    "conflict": "TRAINING_COMPLETED", "failed": "TRAINING_FAILED", "going": "DELETING", "old": "EXPIRED",
    "strange": None, "tagged": "RUNNING",
}


class Service(JSONService):
    def __init__(self, text):
        self.text = text
        super().__init__()

    def versions(self):
        for number, (name, status) in enumerate(STATUSES.items()):
            conflicts = name == "conflict"
            manifest = {"GroundTruthManifest": {"S3Object": {"Bucket": self.text, "Name": self.text}}}
            yield {
                "ProjectVersionArn": f"{STEM}signs/version/{name}/{1700000000000 + number}",
                "CreationTimestamp": 1700000000 + number,
                "Status": status or self.text,
                "StatusMessage": self.text,
                "VersionDescription": self.text,
                "BillableTrainingTimeInSeconds": 3600,
                "OutputConfig": {"S3Bucket": self.text if conflicts else "bucket", "S3KeyPrefix": self.text},
                "TrainingDataResult": {"Input": {"Assets": [manifest, manifest]}},
                "KmsKeyId": self.text,
            }

    def answer(self, operation, request, body):
        text = self.text
        if operation == "DescribeProjects":
            found = [PROJECTS["signs"], PROJECTS["ok"], PROJECTS["new"]]
            return {"ProjectDescriptions": [{"ProjectArn": arn, "Status": text} for arn in found]}
        if operation == "DescribeProjectVersions" and request["ProjectArn"] == PROJECTS["new"]:
            return {"ProjectVersionDescriptions": []}
        if operation == "DescribeProjectVersions" and request["ProjectArn"] != PROJECTS["ok"]:
            return {"ProjectVersionDescriptions": list(self.versions())}
        if operation == "ListTagsForResource" and "tagged" in request["ResourceArn"]:
            return {"Tags": {text[:128] or "k": text, "k": text}}
        raise Refusal("AccessDeniedException", text)
