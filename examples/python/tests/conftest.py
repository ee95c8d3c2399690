"""Every test ends with nothing of the library alive."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import surface
from kit import Server

import iostx

if os.environ.get("IOSTX_GC"):
    gc.set_threshold(int(os.environ["IOSTX_GC"]))


surface.watch()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What was called is asked last, and only if all tests run."""
    last = [item for item in items if item.path.name == "test_surface.py"]
    here = Path(__file__).parent
    whole = {path for path in here.glob("test_*.py")} <= {item.path for item in items}
    items[:] = [item for item in items if item not in last]
    if whole and not (config.getoption("keyword") or config.getoption("markexpr")):
        items += last
    else:
        config.hook.pytest_deselected(items=last)


def pytest_collection_finish() -> None:
    # What is there before the first test need not be looked through after each.
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    gc.collect()
    # What a failed test had in hand stays in its traceback.
    before = iostx.live_objects() if request.session.testsfailed else 0
    assert iostx.live_objects() == before
    yield
    gc.collect()
    assert iostx.live_objects() == before or request.session.testsfailed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.iostx"


@pytest.fixture
def store(path: Path) -> Iterator[iostx.Store]:
    with iostx.Store(path) as store:
        yield store


@pytest.fixture
def unraised(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """What callbacks raise that no call could raise again."""
    found: list[BaseException] = []
    monkeypatch.setattr("sys.unraisablehook", lambda told: found.append(told.exc_value))
    yield found
    # Their tracebacks hold what they came through.
    found.clear()


@pytest.fixture
def server() -> Server:
    return Server()
