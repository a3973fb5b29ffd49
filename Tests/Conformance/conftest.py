"""The fixtures that several folders use. Each folder's tests import the rest from the package `support`."""

import pytest

from support.fake_aws import FakeAWS
from support.moto import MotoServer
from support.rekon import REKON


def pytest_report_header():
    return f"rekon: {REKON}"


@pytest.fixture
def home(tmp_path):
    """A home with an empty .aws folder."""
    (tmp_path / ".aws").mkdir()
    return tmp_path


@pytest.fixture
def server():
    """AWS on loopback, as far as credentials go."""
    server = FakeAWS()
    yield server
    server.close()


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    server = MotoServer(tmp_path_factory.mktemp("moto"))
    yield server
    server.close()


@pytest.fixture
def aws(moto):
    """Makes clients of moto's server: `aws("s3")`. The account is emptied first."""
    moto.reset()
    return moto.client
