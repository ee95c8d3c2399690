"""Lines that break, and programs that are killed: the same end, and nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kit import Answer, Broken, Here, Line, Peer, Request, card, event, series

CUTS = int(os.environ.get("DAV_CUTS", "6"))


def prepare(far: Here, peer: Peer) -> tuple[str, str]:
    """Work of every kind on both sides."""
    work, friends = peer.calendar("work"), peer.addressbook("friends")
    for number in range(6):
        peer.put(f"{work}{number}.ics", event(str(number)))
    far.sync()
    peer.put(work + "0.ics", event("0", "Changed there"))
    peer.delete(work + "1.ics")
    peer.put(work + "there.ics", series("there"))
    peer.put(friends + "there.vcf", card("there"))
    far.set_text("work", "2.ics", event("2", "Changed here"))
    far.delete("work", "3.ics")
    for number in range(3):
        far.add("work", event(f"here-{number}", f"Made here {number}"))
    far.add("friends", card("here"))
    with far.store() as store:
        store.root.create_folder("Fresh", "IPF.Appointment").create_item(content=event("fresh")).save()
    return work, friends


def check(far: Here, peer: Peer, work: str, friends: str) -> None:
    assert peer.names(work) == ["0.ics", "2.ics", "4.ics", "5.ics", "here-0.ics", "here-1.ics", "here-2.ics", "there.ics"]
    assert peer.names(friends) == ["here.vcf", "there.vcf"]
    fresh = [path for path, name in peer.collections().items() if name == "Fresh"]
    assert len(fresh) == 1 and peer.names(fresh[0]) == ["fresh.ics"]
    assert far.texts("work") == peer.texts(work)
    assert far.texts("friends") == peer.texts(friends)
    assert b"Changed there" in peer.get(work + "0.ics") and b"Changed here" in peer.get(work + "2.ics")
    status = far.run("status").lines[-1]
    assert (status["pending"], status["conflicts"], status["failures"]) == (0, 0, 0)


@pytest.mark.parametrize("seed", range(CUTS))
def test_a_line_that_is_cut_anywhere_ends_the_same(far: Here, line: Line, radicale_peer: Peer, seed: int) -> None:
    work, friends = prepare(far, radicale_peer)
    chance = random.Random(seed)
    first = len(line.requests)
    # About as many as a run sends.
    cuts = {first + chance.randint(1, 24) for _ in range(2)}

    def before(request: Request) -> None:
        if request.number in cuts and request.number % 3 == 0:
            raise Broken  # Not carried out.

    def after(request: Request, answer: Answer) -> Answer:
        if request.number in cuts:
            if request.number % 3 == 1:
                raise Broken  # Carried out, without an answer.
            answer.cut = chance.randrange(len(answer.body) + 1)
        return answer

    line.before, line.after = before, after
    for _ in range(8):
        if far.sync(expect=None).code == 0:
            break
    line.before, line.after = lambda _: None, lambda _, answer: answer
    far.sync()
    check(far, radicale_peer, work, friends)


def test_a_run_begins_again_by_itself_after_the_line_broke(far: Here, line: Line, radicale_peer: Peer) -> None:
    work, friends = prepare(far, radicale_peer)
    far.write_config(retries="3")
    puts: list[int] = []

    def after(request: Request, answer: Answer) -> Answer:
        if request.method == "PUT":
            puts.append(request.number)
            if len(puts) == 2:
                raise Broken
        return answer

    line.after = after
    assert far.sync().counts("retries") == (1,)
    check(far, radicale_peer, work, friends)


@pytest.mark.parametrize("puts", [1, 4])
def test_a_program_that_is_killed_goes_on_where_it_was(far: Here, line: Line, radicale_peer: Peer, puts: int) -> None:
    work, friends = prepare(far, radicale_peer)
    running: list[subprocess.Popen[bytes]] = []
    seen: list[str] = []

    def kill(request: Request, answer: Answer) -> Answer:
        if request.method == "PUT":
            seen.append(request.path)
            if len(seen) == puts:
                running[0].send_signal(signal.SIGKILL)
                running[0].wait()
                raise Broken
        return answer

    line.after = kill
    command = [sys.executable, "-m", "iostx_dav", "-c", str(far.config), "sync"]
    package = str(Path(__file__).resolve().parent.parent)
    paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    running.append(subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stderr=subprocess.DEVNULL))
    running[0].wait(60)
    assert len(seen) >= puts
    line.after = lambda _, answer: answer
    far.sync()
    check(far, radicale_peer, work, friends)


def test_what_went_up_without_an_answer_is_found_by_its_uid_wherever_it_is(far: Here, line: Line, radicale_peer: Peer) -> None:
    """The server gives new objects names of its own, and the line breaks before it tells."""
    work = radicale_peer.calendar("work")
    far.sync()
    for uid in ("a", "b"):
        far.add("work", event(uid))

    def renamed(request: Request) -> None:
        if request.method == "PUT":
            radicale_peer.put(request.path.replace(".ics", "-of-the-server.ics"), request.body)
            raise Broken

    line.before = renamed
    far.sync(expect=1)
    line.before = lambda _: None
    puts = len([request for request in line.requests if request.startswith("PUT")])
    far.sync()
    assert len([request for request in line.requests if request.startswith("PUT")]) == puts
    assert radicale_peer.names(work) == ["a-of-the-server.ics", "b-of-the-server.ics"]
    assert far.texts("work") == radicale_peer.texts(work)


def test_a_line_that_never_comes_back_is_said_so(far: Here, line: Line) -> None:
    def broken(_: Request) -> None:
        raise Broken

    line.before = broken
    result = far.sync(expect=1)
    assert result.done["result"] != "ok"
