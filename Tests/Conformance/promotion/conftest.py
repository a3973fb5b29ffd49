import pytest

from promotion_support import Inbox, Place


@pytest.fixture
def make_place(tmp_path):
    places = []

    def make(*arguments):
        places.append(Place(tmp_path, *arguments))
        return places[-1]

    yield make
    for place in places:
        place.server.stop()


@pytest.fixture
def place(make_place):
    return make_place("--transition-duration", "0")


@pytest.fixture
def inbox():
    with Inbox() as inbox:
        yield inbox
