"""What the measurements read: YAML files, the answers of the service, manifests."""

import json
import random

ACCOUNT = "111122223333"
REGION = "us-east-1"


def project_arn(number):
    return f"arn:aws:rekognition:{REGION}:{ACCOUNT}:project/bench-{number:03}/{1690000000000 + number}"


def version_name(number):
    return f"2026-{number:04}-night-and-day"


def description(stem, number, text=None):
    """A trained version as DescribeProjectVersions describes it. stem: the project's ARN without its creation time."""
    created = 1700000000 + number
    version = {"Bucket": "acme-data", "Name": f"signs/{number:04}/train.manifest", "Version": "3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY"}
    data = {"Assets": [{"GroundTruthManifest": {"S3Object": version}}]}

    def written(name):
        place = {"Bucket": "acme-training", "Name": f"traffic-signs/{name}-{created}.json"}
        return {"S3Object": place}

    result = {
        "ProjectVersionArn": f"{stem}/version/{version_name(number)}/{created}000", "CreationTimestamp": created,
        "Status": "TRAINING_COMPLETED", "StatusMessage": "The model is ready to run.",
        "BillableTrainingTimeInSeconds": 3600, "TrainingEndTimestamp": created + 3600,
        "OutputConfig": {"S3Bucket": "acme-training", "S3KeyPrefix": "traffic-signs/"},
        "TrainingDataResult": {"Input": data, "Output": data, "Validation": {"Assets": [{"GroundTruthManifest": written("validation")}]}},
        "TestingDataResult": {"Input": {"AutoCreate": True, "Assets": []}, "Output": data},
        "EvaluationResult": {"F1Score": 0.9, "Summary": written("summary")},
        "ManifestSummary": written("manifest"), "Feature": "CUSTOM_LABELS",
    }
    if text is not None:
        result["VersionDescription"] = text
    return result


def make_answers(path, projects, versions):
    """The answers of the service about `make_account`, for server.c."""
    with path.open("wb") as file:
        for number in range(projects):
            arn = project_arn(number)
            name, stem = arn.split("/")[1], arn.rsplit("/", 1)[0]
            records = [
                ("P", name, {"ProjectArn": arn, "CreationTimestamp": 1690000000, "Status": "CREATED", "Datasets": [],
                             "Feature": "CUSTOM_LABELS", "AutoUpdate": "DISABLED"}),
                ("V", arn, {"ProjectVersionDescriptions": [
                    description(stem, version, f"Batch {version}, day and night") for version in reversed(range(versions))]}),
            ]
            for kind, key, answer in records:
                text = json.dumps(answer, separators=(",", ":")).encode()
                file.write(f"{kind} {key} {len(text)}\n".encode() + text + b"\n")


def make_account(folder, projects, versions, live="in sync"):
    """A state file with completed trainings, and the YAML that describes them.

    live: `in sync`; `in conflict`: each training has another output; `nothing`: no version is trained.
    """
    prefix = "traffic-signs/" if live == "in sync" else "old-signs/"
    state = {
        "formatVersion": 1,
        "settings": {
            "account": ACCOUNT, "trainingDurationSeconds": 0, "concurrentTrainings": 2, "projectsPerRegion": 1000,
            "versionsPerProject": 100000, "consistencyDelayMilliseconds": 0,
        },
        "projects": [],
    }
    yaml = folder / "models"
    yaml.mkdir(parents=True)
    for project in range(projects):
        arn = project_arn(project)
        stem = arn.rsplit("/", 1)[0]
        entries, lines = [], []
        for version in range(versions):
            name = version_name(version)
            manifest = f"s3://acme-data/signs/{version:04}/train.manifest?versionId=3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY"
            lines.append(
                f"  - name: {name}\n    description: Batch {version}, day and night\n"
                f"    datasets: {{ training: [\"{manifest}\"], testing: auto }}\n    tags: {{ batch: b{version} }}\n"
            )
            created = 1700000000000 + version * 1000
            entries.append({
                "arn": f"{stem}/version/{name}/{created}", "createdAt": created, "feature": "CUSTOM_LABELS",
                "request": {
                    "ProjectArn": arn, "VersionName": name,
                    "VersionDescription": f"Batch {version}, day and night",
                    "OutputConfig": {"S3Bucket": "acme-training", "S3KeyPrefix": prefix},
                    "TrainingData": {"Assets": [{"GroundTruthManifest": {"S3Object": {
                        "Bucket": "acme-data", "Name": f"signs/{version:04}/train.manifest",
                        "Version": "3HL4kqtJlcpXroDTDmJrmSpXd3dIbrHY"}}}]},
                    "TestingData": {"AutoCreate": True},
                    "Tags": {"batch": f"b{version}", "team": "perception"},
                },
            })
        state["projects"].append({
            "arn": arn, "createdAt": 1690000000000, "feature": "CUSTOM_LABELS", "tags": {}, "datasets": [],
            "versions": [] if live == "nothing" else entries,
        })
        (yaml / f"{project:04}.yaml").write_text(
            f"apiVersion: rekon/v1\nproject: {arn}\ndefaults:\n  output: s3://acme-training/traffic-signs/\n"
            f"  tags: {{ team: perception }}\nversions:\n" + "".join(lines)
        )
    (folder / "state.json").write_text(json.dumps(state))
    return yaml


def make_manifest(path, lines, seed=1):
    """Lines of about 1000 bytes, as Ground Truth writes them: each has an image with some bounding boxes."""
    chance = random.Random(seed)
    labels = ["stop", "yield", "speed limit 50", "speed limit 30", "no entry", "priority road", "roundabout", "end"]
    tails = []
    for _ in range(2000):
        names = chance.sample(labels, chance.randint(2, 4))
        boxes = [
            {"class_id": chance.randrange(len(names)), "top": chance.randrange(600), "left": chance.randrange(900),
             "width": chance.randint(20, 370), "height": chance.randint(20, 110)}
            for _ in range(chance.randint(4, 10))
        ]
        size = [{"width": 1280, "height": 720, "depth": 3}]
        tails.append(json.dumps({
            "signs": {"image_size": size, "annotations": boxes},
            "signs-metadata": {
                "objects": [{"confidence": round(chance.random(), 2)} for _ in boxes],
                "class-map": {str(index): name for index, name in enumerate(names)},
                "type": "groundtruth/object-detection", "human-annotated": "yes",
                "creation-date": "2026-11-18T02:53:27.288286", "job-name": "labeling-job/traffic-signs-2026-11-by-night-and-in-the-rain",
            },
        }, separators=(",", ":"))[1:])
    with path.open("w") as file:
        for number in range(lines):
            place = f"acme-data/signs/2026/11/camera-{number % 97:02}/night/rain/{number:08}-{number * 7919 % 999983:06}.jpg"
            file.write(f'{{"source-ref":"s3://{place}",{tails[number % len(tails)]}\n')
