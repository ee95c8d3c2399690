"""Another client writes while the agent runs: before each of its requests, and before it gets the answer."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from iostx import SpecialFolder
from kit import Answer, Here, Line, Peer, Request, event


@pytest.fixture
def line_there(peer: Peer) -> Iterator[Line]:
    one = Line(peer.server)
    yield one
    one.close()


@pytest.fixture
def through(tmp_path: Path, peer: Peer, line_there: Line) -> Here:
    """The agent at the other end of a line to each of the servers."""
    return Here(tmp_path / "through", line_there.url, peer.user)


class OtherClient:
    """Writes as a proper client does: only over what it has just read."""

    def __init__(self, peer: Peer, path: str) -> None:
        self.peer, self.path = peer, path
        self.written: set[str] = set()
        self.replaced: set[str] = set()
        """What it wrote over, or deleted, having read it."""
        self.todo: list[Callable[[], None]] = []
        self._lock = threading.Lock()

    def write_next(self) -> None:
        with self._lock:
            if self.todo:
                self.todo.pop()()

    def create(self, uid: str) -> None:
        self._put(f"other-{uid}.ics", event(uid, f"{uid} made there"), "If-None-Match", "*")

    def change(self, uid: str) -> None:
        self._over(uid, lambda name, etag: self._put(name, event(uid, f"{uid} changed there"), "If-Match", etag))

    def delete(self, uid: str) -> None:
        self._over(uid, lambda name, etag: self.peer.ask("DELETE", self.path + name, None, {"If-Match": etag})[0] < 300)

    def _over(self, uid: str, write: Callable[[str, str], bool]) -> None:
        """Reads an object and writes over it, again if the agent was quicker. One that is gone is gone."""
        for _ in range(5):
            status, text, etag = self.peer.read(f"{self.path}{uid}.ics")
            if status == 404:
                return
            if write(f"{uid}.ics", etag):
                self.replaced.add(summary(text))
                return
        raise AssertionError(f"{uid} never holds still")

    def _put(self, name: str, text: bytes, condition: str, etag: str) -> bool:
        status, _ = self.peer.ask("PUT", self.path + name, text, {"Content-Type": "text/calendar", condition: etag})
        if status < 300:
            self.written.add(summary(text))
        return status < 300


def summary(text: bytes) -> str:
    found = re.search(rb"SUMMARY:([^\r\n]*)", text)
    assert found is not None, text
    return found[1].decode()


@pytest.mark.parametrize("seed", range(3))
def test_what_another_client_writes_during_runs_is_neither_lost_nor_doubled(
    through: Here, peer: Peer, line_there: Line, seed: int
) -> None:
    work = peer.calendar("work")
    for number in range(14):
        peer.put(f"{work}{number}.ics", event(str(number), f"{number} at first"))
    through.sync()
    written = {f"{number} at first" for number in range(14)}
    # 0 to 8 are touched here, 4 to 12 there: alike, or otherwise; 13 by nobody.
    for number in range(5):
        through.set_text("work", f"{number}.ics", event(str(number), f"{number} changed here"))
    for number in (5, 6, 7, 8):
        through.delete("work", f"{number}.ics")
    for uid in ("a", "b", "both", "c"):
        through.add("work", event(uid, f"{uid} made here"))
    written |= {f"{number} changed here" for number in range(5)} | {f"{uid} made here" for uid in ("a", "b", "both", "c")}
    known = {f"{number} at first" for number in range(9)}
    other = OtherClient(peer, work)
    changes = [(other.change, uid) for uid in ("3", "4", "5", "6", "9", "10", "b")]
    deletions = [(other.delete, uid) for uid in ("2", "7", "11", "12")]
    creations = [(other.create, uid) for uid in ("x", "y", "z", "both")]
    steps = changes + deletions + creations
    other.todo = [lambda step=step, uid=uid: step(uid) for step, uid in steps]  # type: ignore[misc]
    random.Random(seed).shuffle(other.todo)

    def before(_: Request) -> None:
        other.write_next()

    def after(_: Request, answer: Answer) -> Answer:
        other.write_next()
        return answer

    line_there.before, line_there.after = before, after
    runs = 0
    while other.todo:
        through.sync(expect=None)
        runs += 1
        assert runs < 6, "the agent hardly asks the server for anything"
    line_there.before, line_there.after = lambda _: None, lambda _, answer: answer
    through.sync(expect=None)
    last = through.sync()
    assert last.counts("up_created", "up_changed", "up_deleted", "down_created", "down_changed", "down_deleted") == (0,) * 6

    there = peer.texts(work)
    assert through.texts("work") == there
    # Nothing is there twice.
    uids = [text.split(b"UID:")[1].split(b"\r\n")[0] for text in there.values()]
    assert sorted(uids) == sorted(set(uids))
    # Nothing is lost: what is not there any more is kept, or somebody who had read it wrote over it.
    with through.store() as store:
        copies = store.special_folder(SpecialFolder.CONFLICTS)
        kept = {summary(store.open_item(entry).content) for entry, *_ in copies.items()}
    found = {summary(text) for text in there.values()}
    assert (written | other.written) - found - kept - other.replaced - known == set()
    assert found <= written | other.written and "13 at first" in found
