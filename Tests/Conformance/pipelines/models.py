"""The desired state of these tests, and what the sandbox has trained."""

import json

PROJECT = "arn:aws:rekognition:us-east-1:111122223333:project/signs/1690556000001"


def write_models(folder, *names, output="s3://acme-training/"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.yaml").write_text(
        f"apiVersion: rekon/v1\nproject: {PROJECT}\ndefaults: {{ output: {output} }}\nversions:\n"
        + "".join(f"  - name: {name}\n" for name in names)
    )


def trained(state):
    """The names of the versions in a state file of the sandbox."""
    projects = json.loads(state.read_text())["projects"]
    return sorted(version["request"]["VersionName"] for project in projects for version in project["versions"])
