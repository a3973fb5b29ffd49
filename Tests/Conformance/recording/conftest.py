import json
import os
import pathlib
import subprocess
import sys

import jsonschema
import pytest
from referencing import Registry, Resource

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import scripted_service as fake  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
REKON = os.environ.get("REKON", str(ROOT / ".build/debug/rekon"))


@pytest.fixture
def serve():
    services = []

    def start(**faults):
        services.append(fake.Service(**faults))
        return services[-1]

    yield start
    for service in services:
        service.close()


@pytest.fixture
def start(tmp_path):
    """Starts rekon with a desired state of three versions, for a service or the sandbox."""

    def start(service, *arguments, names=("a", "b", "c"), **options):
        if arguments[0] == "apply" and not {"--wait", "--max-trainings"} & set(arguments):
            arguments = (*arguments, "--max-trainings", "9")
        path = tmp_path / "a.yaml"
        path.write_text(
            f"apiVersion: rekon/v1\nproject: {fake.PROJECT}\ndefaults: {{ output: s3://bucket/out/ }}\nversions:\n"
            + "".join(f"  - name: {name}\n" for name in names)
        )
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        if service is None:
            environment["REKON_SANDBOX"] = str(tmp_path / "state.json")
        else:
            environment |= {
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "thesecret",
                "AWS_SESSION_TOKEN": "thetoken", "AWS_ENDPOINT_URL_REKOGNITION": service.url,
            }
        return subprocess.Popen(
            [REKON, *map(str, arguments), str(path)], env=environment, text=True, cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )

    return start


@pytest.fixture
def validate():
    schemas = {path.name: json.loads(path.read_text()) for path in (ROOT / "specs").glob("*.schema.json")}
    registry = Registry().with_resources((key, Resource.from_contents(schema)) for key, schema in schemas.items())

    def validate(name, lines):
        validator = jsonschema.Draft202012Validator(schemas[name], registry=registry)
        for line in lines:
            validator.validate(line)
            # The schema is strict: it must not accept just anything.
            with pytest.raises(jsonschema.ValidationError):
                validator.validate({**line, "surprise": 1})

    return validate
