"""rekon itself over HTTP against `rekon sandbox serve`, with every call counted."""

import json

import pytest

from sandbox_support import make_client, rekon
from support.rekon import KEYS, finish

EXAMPLES = "examples/models"


def run(*arguments, url):
    return finish(rekon(*arguments, AWS_ENDPOINT_URL_REKOGNITION=url, **KEYS))


def arn(name, region="us-east-1"):
    return f"arn:aws:rekognition:{region}:111122223333:project/{name}/1690000000000"


def document(project, names):
    return (
        f"apiVersion: rekon/v1\nproject: {project}\n"
        "defaults: { output: s3://bucket/, datasets: { training: [s3://bucket/a?versionId=1], testing: auto } }\n"
        "versions:\n" + "".join(f"  - name: {name}\n" for name in names)
    )


def seed(state, path, *arguments):
    result = finish(rekon("sandbox", "seed", "--sandbox", state, *arguments, path))
    assert result.returncode == 0, result.stderr


def test_plan_apply_plan(serve, count_calls, tmp_path):
    seed(tmp_path / "state.json", EXAMPLES, "--concurrent-trainings", "10")
    proxy = count_calls(serve())
    # Five projects in three regions; one region's projects are asked for together.
    reading = {"DescribeProjects": 3, "DescribeProjectVersions": 5}

    plan = run("plan", "--detailed-exitcode", EXAMPLES, url=proxy.url)
    assert plan.returncode == 2, plan.stderr
    assert "Plan: 7 to create" in plan.stdout
    assert proxy.take() == reading

    apply = run("apply", "--auto-approve", "--max-trainings", "50", "--format", "json", EXAMPLES, url=proxy.url)
    assert apply.returncode == 0, apply.stderr
    assert [item["result"] for item in json.loads(apply.stdout)["results"]] == ["created"] * 7
    assert proxy.take() == {**reading, "CreateProjectVersion": 7}

    plan = run("plan", "--detailed-exitcode", EXAMPLES, url=proxy.url)
    assert plan.returncode == 0, plan.stdout
    assert proxy.take() == reading

    # Tags are read for what is desired, and only when they are asked for.
    plan = run("plan", "--detailed-exitcode", "--tags", EXAMPLES, url=proxy.url)
    assert plan.returncode == 0, plan.stdout
    assert proxy.take() == {**reading, "ListTagsForResource": 7}


@pytest.mark.parametrize("projects, versions, describe_projects, describe_versions", [
    (10, 3, 1, 10),
    (11, 0, 2, 11),
    (1, 100, 1, 1),
    (2, 101, 1, 4),
])
def test_the_fewest_calls(
    serve, count_calls, tmp_path, projects, versions, describe_projects, describe_versions
):
    state = {"formatVersion": 1, "settings": {"trainingDurationSeconds": 0, "versionsPerProject": 1000}, "projects": []}
    names = [f"v{number}" for number in range(versions)]
    (tmp_path / "yaml").mkdir()
    for number in range(projects):
        project = arn(f"p{number}")
        stem = project.rsplit("/", 1)[0]
        asset = {"GroundTruthManifest": {"S3Object": {"Bucket": "bucket", "Name": "a", "Version": "1"}}}
        state["projects"].append({
            "arn": project, "createdAt": 1690000000000, "feature": "CUSTOM_LABELS", "tags": {}, "datasets": [],
            "versions": [{
                "arn": f"{stem}/version/{name}/{1700000000000 + index}", "createdAt": 1700000000000 + index,
                "feature": "CUSTOM_LABELS",
                "request": {
                    "ProjectArn": project, "VersionName": name, "OutputConfig": {"S3Bucket": "bucket"},
                    "TrainingData": {"Assets": [asset]}, "TestingData": {"AutoCreate": True},
                },
            } for index, name in enumerate(names)],
        })
        (tmp_path / f"yaml/{number}.yaml").write_text(document(project, names or ["v"]))
    (tmp_path / "state.json").write_text(json.dumps(state))
    proxy = count_calls(serve())
    plan = run("plan", "--detailed-exitcode", tmp_path / "yaml", url=proxy.url)
    assert plan.returncode == (0 if names else 2), plan.stdout + plan.stderr
    assert proxy.take() == {"DescribeProjects": describe_projects, "DescribeProjectVersions": describe_versions}


def test_two_applies_at_once(serve, tmp_path):
    """Each version is trained once by one of two applies, also when the lists show new versions late."""
    (tmp_path / "a.yaml").write_text(document(arn("signs"), [f"v{number}" for number in range(4)]))
    (tmp_path / "b.yaml").write_text(document(arn("lights", "us-west-2"), [f"v{number}" for number in range(4)]))
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        seed(tmp_path / "state.json", path, "--concurrent-trainings", "100", "--appear-after", "1200")
    server = serve()
    applies = [
        rekon(
            "apply", "--auto-approve", "--max-trainings", "50", "--format", "json", *paths,
            AWS_ENDPOINT_URL_REKOGNITION=server.url, **KEYS,
        )
        for _ in range(2)
    ]
    results = [finish(apply) for apply in applies]
    documents = [json.loads(result.stdout) for result in results]
    assert [result.returncode for result in results] == [0, 0], results[0].stderr + results[1].stderr
    results_of = {}
    for report in documents:
        for item in report["results"]:
            results_of.setdefault((item["project"], item["name"]), []).append(item["result"])
    assert len(results_of) == 8
    # One of the two created the version; the other found it.
    for outcomes in results_of.values():
        assert outcomes.count("created") == 1, results_of
        assert set(outcomes) <= {"created", "already-there", "confirmed"}, results_of
    for region, project in [("us-east-1", arn("signs")), ("us-west-2", arn("lights", "us-west-2"))]:
        client = make_client(server.url, region=region)
        versions = client.describe_project_versions(ProjectArn=project)["ProjectVersionDescriptions"]
        assert sorted(version["ProjectVersionArn"].split("/")[3] for version in versions) == ["v0", "v1", "v2", "v3"]
    plan = run("plan", "--detailed-exitcode", *paths, url=server.url)
    assert plan.returncode == 0, plan.stdout
