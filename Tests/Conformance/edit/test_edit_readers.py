"""Random files that `rekon add`, `pin` and `retire` edit, read with libyaml, PyYAML and ruamel.yaml.

Each reader must find what was there before with only the intended change, and every other line must be the same.
"""

import copy

import pytest
import ruamel.yaml
import yaml

from edit_generator import PROJECT, GeneratedFile
from support.rekon import KEYS, environment, run
from support.sandbox import SandboxServer

READERS = {
    "libyaml": lambda text: list(yaml.load_all(text, Loader=yaml.CSafeLoader)),
    "PyYAML": lambda text: list(yaml.load_all(text, Loader=yaml.SafeLoader)),
    "ruamel.yaml": lambda text: list(ruamel.yaml.YAML(typ="safe", pure=True).load_all(text)),
}
URI = "s3://data/new.manifest?versionId=1.10"


def read(content):
    """The one document of a file as each reader sees it."""
    text = content.decode("utf-8-sig")
    documents = {name: [document for document in load(text) if document] for name, load in READERS.items()}
    assert all(len(found) == 1 for found in documents.values())
    return {name: found[0] for name, found in documents.items()}


def lines(content):
    return content.replace(b"\r\n", b"\n").split(b"\n")


def check(file, path, intend, changed=1):
    """Holds the edited file against the original: `intend` changes a list of versions as the edit should."""
    before, after = read(file.bytes), read(path.read_bytes())
    for reader, document in before.items():
        intended = copy.deepcopy(document)
        intend(intended["versions"])
        assert after[reader] == intended, reader
    old, new = lines(file.bytes), lines(path.read_bytes())
    start = next((number for number, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = next((number for number in range(rest) if old[-1 - number] != new[-1 - number]), rest)
    assert len(old) - start - end <= changed, "more lines changed than were meant"
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(file.line_break.encode())
    assert content.endswith(b"\n") == file.bytes.endswith(b"\n")


@pytest.fixture(params=range(40))
def file(request, tmp_path):
    file = GeneratedFile(request.param)
    (tmp_path / "a.yaml").write_bytes(file.bytes)
    return file


def test_add(file, tmp_path):
    path = tmp_path / "a.yaml"
    arguments = ["add", path, "--name", "new", "--training", URI, "--testing", "auto", "--tag", "no=é", "--offline"]
    result = run(arguments, environment(tmp_path))
    assert result.returncode == 0, result.stderr

    def intend(versions):
        entry = {"name": "new", "datasets": {"training": [URI], "testing": "auto"}, "tags": {"no": "é"}}
        versions.append(entry)

    check(file, path, intend)


def test_retire(file, tmp_path):
    path = tmp_path / "a.yaml"
    for name in file.names:
        path.write_bytes(file.bytes)
        result = run(["retire", name, "--in", path], environment(tmp_path))
        if name in file.shared:
            assert result.returncode != 0 and "`*base` repeats it" in result.stderr, result.stderr
            assert path.read_bytes() == file.bytes
            continue
        assert result.returncode == 0, result.stderr

        def intend(versions):
            versions[file.names.index(name)]["retired"] = True

        check(file, path, intend)


def pin(manifest, versions):
    """The manifest with the current version id of its object."""
    if isinstance(manifest, str):
        return f"{manifest}?versionId={versions[manifest.removeprefix('s3://data/')]}"
    return {**manifest, "version": versions[manifest["key"]]}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    """Rekognition with the project and no version."""
    home = tmp_path_factory.mktemp("sandbox")
    document = {"apiVersion": "rekon/v1", "project": PROJECT, "versions": []}
    (home / "models.yaml").write_text(yaml.safe_dump(document))
    seeding = run(["sandbox", "seed", "--sandbox", home / "state.json", home / "models.yaml"], environment(home))
    assert seeding.returncode == 0, seeding.stderr
    server = SandboxServer("--state", home / "state.json", "--account", "123456789012", home=home)
    yield server
    server.stop()


@pytest.mark.parametrize("seed", range(40))
def test_pin(seed, tmp_path, aws, moto, sandbox):
    file = GeneratedFile(seed)
    path = tmp_path / "a.yaml"
    path.write_bytes(file.bytes)
    s3 = aws("s3")
    s3.create_bucket(Bucket="data")
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
    versions = {
        key: s3.put_object(Bucket="data", Key=key, Body=b"{}")["VersionId"]
        for key in (f"{name}-é-{number}" for name in file.names for number in range(2))
    }
    variables = {"AWS_ENDPOINT_URL_REKOGNITION": sandbox.url, **KEYS}
    result = run(["pin", path], environment(tmp_path, moto, **variables))
    if file.shared:
        assert result.returncode != 0 and "`*base` repeats it" in result.stderr, result.stderr
        assert path.read_bytes() == file.bytes
        return
    assert result.returncode == 0, result.stderr

    def intend(entries):
        for entry in entries:
            entry["datasets"]["training"] = [pin(one, versions) for one in entry["datasets"]["training"]]

    # Several lines change, and what is between them stays.
    check(file, path, intend, changed=len(lines(file.bytes)))
    # A line with a manifest changes or gets one below it: all others are there, in their order.
    rest = iter(lines(path.read_bytes()))
    old = [line for line in lines(file.bytes) if not any(part in line for part in (b"s3://", b"version:", b"bucket"))]
    assert all(line in rest for line in old)
