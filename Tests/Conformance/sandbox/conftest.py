import pytest

from sandbox_support import CountingProxy, make_client
from support.sandbox import SandboxServer


@pytest.fixture
def serve(tmp_path):
    """Starts servers, on one state file unless a test names another, and stops them at the end."""
    servers = []

    def start(*arguments, state=tmp_path / "state.json", **environment):
        server = SandboxServer("--state", state, *arguments, **environment)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A server that the tests of a module share: trainings end at once, and there is room for many."""
    state = tmp_path_factory.mktemp("quick") / "state.json"
    server = SandboxServer("--state", state, "--training-duration", "0", "--concurrent-trainings", "1000")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def client(quick):
    return make_client(quick.url)


@pytest.fixture
def project(client, request):
    """A new project of the shared server, named after the test."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[:200]
    return client.create_project(ProjectName=name)["ProjectArn"]


@pytest.fixture
def count_calls():
    """Puts a counting proxy in front of a server."""
    proxies = []

    def start(server):
        proxy = CountingProxy(server.url)
        proxies.append(proxy)
        return proxy

    yield start
    for proxy in proxies:
        proxy.close()
