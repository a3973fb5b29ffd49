
import pytest
import scripted_service as fake
from support.rekon import environment, sandbox_environment, start as start_rekon, write_desired_state
from support.schemas import validate as validate_document


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
        file = write_desired_state(tmp_path / "a.yaml", *names)
        # The retries of rekon are part of what is recorded.
        variables = {"AWS_MAX_ATTEMPTS": None}
        if service is None:
            variables = sandbox_environment(tmp_path, **variables)
        else:
            keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "thesecret"}
            variables = environment(tmp_path, service, AWS_SESSION_TOKEN="thetoken", **keys, **variables)
        return start_rekon([*arguments, file], variables, **options)

    return start


@pytest.fixture
def validate():
    def validate(name, lines):
        for line in lines:
            validate_document(name, line)

    return validate
