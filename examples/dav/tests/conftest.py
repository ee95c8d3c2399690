from __future__ import annotations

import gc
import itertools
from collections.abc import Iterator
from pathlib import Path

import iostx._native
import pytest
from kit import Here, Line, Peer
from servers import Radicale, Server, Xandikos

_SERVERS: dict[str, type[Radicale] | type[Xandikos]] = {"radicale": Radicale, "xandikos": Xandikos}
_users = itertools.count(1)


def pytest_collection_finish() -> None:
    # What is there before the first test need not be looked through after each.
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Radicale(tmp_path_factory.mktemp("radicale"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Xandikos(tmp_path_factory.mktemp("xandikos"))
    yield server
    server.stop()


@pytest.fixture(params=list(_SERVERS))
def server(request: pytest.FixtureRequest) -> Server:
    """A test that takes it runs against every server."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def new_peer(server: Server) -> Peer:
    peer = Peer(server, f"user{next(_users)}")
    peer.start()
    return peer


@pytest.fixture
def peer(server: Server) -> Peer:
    """Another client, of an account that nobody has used yet."""
    return new_peer(server)


@pytest.fixture
def here(tmp_path: Path, peer: Peer) -> Here:
    """The agent, of the same account."""
    return Here(tmp_path / "here", peer.server.url, peer.user)


@pytest.fixture
def radicale_peer(radicale: Server) -> Peer:
    """For what has nothing to do with which server it is."""
    return new_peer(radicale)


@pytest.fixture
def line(radicale: Server) -> Iterator[Line]:
    one = Line(radicale)
    yield one
    one.close()


@pytest.fixture
def far(tmp_path: Path, radicale_peer: Peer, line: Line) -> Here:
    """The agent at the other end of `line`."""
    return Here(tmp_path / "far", line.url, radicale_peer.user, retries="0")


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """After each test the library holds no object any more."""
    yield
    gc.collect()
    assert iostx._native.live_objects() == 0
