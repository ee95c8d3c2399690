"""Every test ends with nothing of the library alive."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit import Server

import iostx

if os.environ.get("IOSTX_GC"):
    gc.set_threshold(int(os.environ["IOSTX_GC"]))


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
def server() -> Server:
    return Server()
