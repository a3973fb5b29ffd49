"""The reading operations of the service, with projects and versions that a test gives."""

from support.rekon import environment, run
from support.service import JSONService, Refusal

DAY = 86_400_000
START = 1_735_689_600_000  # 2025-01-01

# Texts that try to act on a terminal, a page or a spreadsheet.
HOSTILE = [
    "\x1b[2J\x1b]0;owned\x07", "```\n</details></table><script>alert(1)</script>", "\u202edrowssap\u2066",
    '=HYPERLINK("x")', "@SUM(1)", "+1", "-1", " =1", "日本語", "| a | b |", 'a,b;"c"\r\nd', "\u0085\u2028", "'", '"', ",",
    "\" onmouseover=\"alert(1)", "' style='position:fixed", "<img src=http://127.0.0.1:1/x onerror=alert(1)>", "<!--",
    "]]>", "</style><style>*{display:none}", "&lt;&#0;&amp;", "\0", "</svg></title></body></html>", "%0A::error::x",
]


def project_arn(name="signs"):
    return f"arn:aws:rekognition:us-east-1:111122223333:project/{name}/1690556789012"


def version(name, day, status="TRAINING_COMPLETED", f1=None, hours=None, project="signs", training=(), **members):
    created = START + day * DAY
    result = {
        "ProjectVersionArn": project_arn(project).rsplit("/", 1)[0] + f"/version/{name}/{created}",
        "Status": status,
        "CreationTimestamp": created / 1000,
        "OutputConfig": {"S3Bucket": "acme-training", "S3KeyPrefix": "traffic-signs/"},
    }
    if f1 is not None:
        result["EvaluationResult"] = {"F1Score": f1}
    if hours is not None:
        result["BillableTrainingTimeInSeconds"] = int(hours * 3600)
        result["TrainingEndTimestamp"] = created / 1000 + hours * 3600
    if training:
        assets = [
            {"GroundTruthManifest": {"S3Object": {"Bucket": "acme-data", "Name": key, **({"Version": v} if v else {})}}}
            for key, _, v in (text.partition("@") for text in training)
        ]
        result["TrainingDataResult"] = {"Input": {"Assets": assets}}
        result["TestingDataResult"] = {"Input": {"AutoCreate": True}}
    return {**result, **members}


class LiveService(JSONService):
    def __init__(self, projects, tags=None):
        """`projects`: descriptions of versions by the project's name. `tags`: by the version's ARN."""
        self.projects, self.tags, self.operations = projects, tags or {}, []
        super().__init__()

    def environment(self, home, **variables):
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}
        return environment(home, self, TERM="xterm", **keys, **variables)

    def rekon(self, home, *arguments, **options):
        """The output is bytes."""
        return run(arguments, self.environment(home), text=False, **options)

    def answer(self, operation, request, body):
        self.operations.append(operation)
        if operation == "DescribeProjects":
            found = [name for name in self.projects if name in request.get("ProjectNames", self.projects)]
            return {
                "ProjectDescriptions": [
                    {"ProjectArn": project_arn(name), "Status": "CREATED", "Feature": "CUSTOM_LABELS"} for name in found
                ]
            }
        if operation == "DescribeProjectVersions":
            versions = self.projects.get(request["ProjectArn"].split("/")[1])
            if versions is None:
                raise Refusal("ResourceNotFoundException", "It is not there.")
            start = int(request.get("NextToken", 0))
            more = {"NextToken": str(start + 100)} if start + 100 < len(versions) else {}
            return {"ProjectVersionDescriptions": versions[start : start + 100], **more}
        assert operation == "ListTagsForResource", operation
        return {"Tags": self.tags.get(request["ResourceArn"], {})}


def hostile_project(texts):
    """Versions of which every text is one of these, and their tags."""
    versions, tags = [], {}
    for index, text in enumerate(texts):
        location = {"Bucket": text, "Name": text, "Version": text}
        assets = [{"GroundTruthManifest": {"S3Object": location}}]
        described = version(
            f"v{index}", index, "TRAINING_FAILED", f1=0.5 + index / 100, hours=1, StatusMessage=text, KmsKeyId=text,
            VersionDescription=text, OutputConfig={"S3Bucket": text, "S3KeyPrefix": text},
            ManifestSummary={"S3Object": location}, TrainingDataResult={"Input": {"Assets": assets}},
            TestingDataResult={"Input": {"Assets": assets}},
        )
        versions.append(described)
        versions.append(version(f"s{index}", 100 + index, text or "ODD", StatusMessage=text))
        for one in versions[-2:]:
            tags[one["ProjectVersionArn"]] = {"k" * 128: text, text: text}
    return versions, tags
