
import pytest
import yaml

import hostile_service
from support.rekon import environment
from support.rekon import run as run_rekon


@pytest.fixture
def serve():
    services = []

    def start(text):
        services.append(hostile_service.Service(text))
        return services[-1]

    yield start
    for service in services:
        service.close()


@pytest.fixture
def run(tmp_path):
    """Runs rekon in a folder of its own."""

    def run(*arguments, service=None, status=None, **variables):
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
        # As bytes: reading text would change the ends of lines.
        result = run_rekon(arguments, environment(tmp_path, service, **keys, **variables), text=False)
        result.stdout, result.stderr = result.stdout.decode(), result.stderr.decode()
        if status is not None:
            assert result.returncode == status, result.stderr
        return result

    return run


@pytest.fixture
def desired(tmp_path):
    """Writes a desired state with a text wherever one may stand, in a file that has it in its name."""

    def desired(text, creates=2):
        name = "".join(c for c in text if c not in "/\0")[:50] or "x"
        path = tmp_path / f"{name}.yaml"
        projects = hostile_service.PROJECTS
        manifest = {"bucket": "bucket", "key": text[:1024] or "k", "version": text[:1024] or "v"}
        tag = "".join(c for c in text if c.isalnum() or c in " _.:/=+-@")
        settings = {
            "output": {"bucket": "bucket", "prefix": text[:1024]},
            "datasets": {"training": [manifest], "testing": "auto"},
            "tags": {tag[:128]: tag[:256]} if tag and not tag.startswith("aws:") else {},
        }
        names = {"signs": hostile_service.STATUSES, "new": [f"new-{number}" for number in range(creates)]}
        documents = [
            {
                "apiVersion": "rekon/v1", "project": arn,
                "versions": [{"name": n, **settings} for n in names.get(project, ["v1", "v2"])],
            }
            for project, arn in projects.items()
        ]
        path.write_text(yaml.safe_dump_all(documents, allow_unicode=False, sort_keys=False))
        return path

    return desired
