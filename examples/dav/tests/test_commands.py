"""The program as its user sees it: output, exit codes, and what it does not do."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from kit import Answer, Here, Line, Peer, Request, card, event

PACKAGE = Path(__file__).resolve().parent.parent


def program(here: Here, *arguments: str, **more: object) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(PACKAGE), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "iostx_dav", "-c", str(here.config), *arguments]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, text=True, **given)  # type: ignore[call-overload, no-any-return]


def test_a_first_look(far: Here, radicale_peer: Peer) -> None:
    work, friends = radicale_peer.calendar("work"), radicale_peer.addressbook("friends")
    radicale_peer.put(work + "a.ics", event("a", "Lunch"))
    radicale_peer.put(friends + "c.vcf", card("c"))
    run = program(far, "sync")
    out, errors = run.communicate(timeout=60)
    assert (run.returncode, errors) == (0, "")
    assert out.startswith("up: nothing; down: 2 new, 2 folders")
    folders = {line["name"]: line for line in far.run("folders").lines}
    assert (folders["work"]["collection"], folders["work"]["items"], folders["friends"]["class"]) == (work, 1, "IPF.Contact")
    (line,) = far.run("ls", "work").lines
    assert (line["id"], line["subject"], line["start"]) == ("a.ics", "Lunch", "2026-10-05T09:00:00+00:00")
    assert far.run("ls", friends).lines[0]["subject"] == "Ingrid Haugen"
    assert len(far.run("ls").lines) == 2
    status = far.run("status")
    assert status.code == 0 and status.lines[-1]["items"] == 2
    far.add("work", event("b"))
    status = far.run("status")
    assert status.code == 1 and status.lines[0] == {"folder": "work", "pending": 1}


def test_the_lines_of_the_readme_make_an_event_and_put_it_on_the_server(here: Here, peer: Peer, tmp_path: Path) -> None:
    here.write_config(store=str(tmp_path / "calendar.iostx"))
    here.sync()
    (lines,) = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", lines], env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0 and "Calendar 0" in done.stdout, done.stderr
    assert here.sync().counts("up_created", "up_folders", "failures") == (1, 1, 0)
    ((path, name),) = peer.collections().items()
    (text,) = peer.texts(path).values()
    assert name == "Calendar" and b"SUMMARY:Lunch" in text and b"DTSTART:20261005T090000Z" in text
    assert here.run("ls", "Calendar").lines[0]["start"] == "2026-10-05T09:00:00+00:00"


@pytest.mark.skipif("DAV_LONG" not in os.environ, reason="builds and downloads: DAV_LONG=1")
def test_a_new_user_gets_from_an_empty_environment_to_the_server(here: Here, peer: Peer, tmp_path: Path) -> None:
    """The commands of the README, in a virtual environment of its own."""
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    (install,) = re.findall(r"^    pip (install .*)$", readme, re.MULTILINE)
    (lines,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    here.write_config(store=str(tmp_path / "calendar.iostx"))
    programs = tmp_path / "venv" / "bin"
    home = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": ""}

    def run(*command: str | Path) -> str:
        done = subprocess.run(command, cwd=PACKAGE.parents[1], env=home, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    run(sys.executable, "-m", "venv", tmp_path / "venv")
    run(programs / "pip", *install.split())
    assert "up: nothing" in run(programs / "iostx-dav", "-c", here.config, "sync")
    assert "Calendar 0" in run(programs / "python", "-c", lines)
    assert "up: 1 new" in run(programs / "iostx-dav", "-c", here.config, "sync")
    ((path, _),) = peer.collections().items()
    assert b"SUMMARY:Lunch" in b"".join(peer.texts(path).values())


def test_a_reader_that_has_seen_enough_is_no_failure(far: Here, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(3):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    far.sync()
    run = program(far, "ls")
    assert run.stdout is not None
    run.stdout.close()
    _, errors = run.communicate(timeout=60)
    assert errors == ""


def test_a_dry_run_names_everything_and_changes_nothing(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    for number in range(4):
        peer.put(f"{work}{number}.ics", event(str(number)))
    here.sync()
    assert here.run("sync", "--dry-run").lines == []
    peer.put(work + "0.ics", event("0", "Changed there"))
    peer.delete(work + "1.ics")
    peer.put(work + "new.ics", event("new"))
    peer.addressbook("friends")
    here.set_text("work", "2.ics", event("2", "Changed here"))
    before = here.store_path.read_bytes(), peer.texts(work)
    result = here.run("sync", "--dry-run")
    down = sorted(
        (line["kind"], line["item"].rstrip("/").rsplit("/", 1)[-1]) for line in result.lines if line["direction"] == "down"
    )
    assert down == [("changed", "0.ics"), ("deleted", "1.ics"), ("new", "friends"), ("new", "new.ics")]
    assert [line["item"] for line in result.lines if line["direction"] == "up"] == ["2.ics"]
    assert result.code == 1
    assert (here.store_path.read_bytes(), peer.texts(work)) == before


def test_exit_codes_say_what_happened(far: Here, line: Line, tmp_path: Path) -> None:
    assert far.run("ls", "nowhere").code == 3
    line.before = lambda _: Answer(401, {"WWW-Authenticate": 'Basic realm="x"'})
    refused = far.run("sync")
    assert refused.code == 3 and "does not take the user and password" in refused.done["result"]
    line.before = lambda _: Answer(500)
    assert far.run("sync").code == 1
    far.write_config(url="http://dav.example.org/")
    assert far.run("sync").code == 2
    far.config.unlink()
    assert far.run("sync").code == 2


def test_the_password_is_in_no_argument_and_no_output(far: Here, line: Line) -> None:
    line.before = lambda _: Answer(401, {"WWW-Authenticate": 'Basic realm="x"'})
    result = far.run("sync")
    assert "open-sesame" not in str(result.lines) + result.errors


def test_an_interrupt_ends_the_run_and_what_was_done_stays(far: Here, line: Line, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(3):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    reached, go_on = threading.Event(), threading.Event()

    def slow(request: Request) -> None:
        if b"calendar-data" in request.body:
            reached.set()
            go_on.wait(20)

    line.before = slow
    run = program(far, "--json", "sync")
    assert reached.wait(30)
    run.send_signal(signal.SIGINT)
    go_on.set()
    out, _ = run.communicate(timeout=60)
    assert run.returncode == 4, out
    line.before = lambda _: None
    far.sync()
    assert far.texts("work") == radicale_peer.texts(work)


def test_progress_is_shown_on_a_terminal_only(far: Here, radicale_peer: Peer) -> None:
    work = radicale_peer.calendar("work")
    for number in range(12):
        radicale_peer.put(f"{work}{number}.ics", event(str(number)))
    ours, theirs = pty.openpty()
    run = program(far, "sync", stderr=theirs)
    out, _ = run.communicate(timeout=60)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # The other end of a terminal is closed so.
    os.close(ours)
    assert run.returncode == 0 and "12 new" in out
    assert b"[" in shown and b"folder" in shown


def test_a_folder_that_is_left_out_is_not_touched(here: Here, peer: Peer) -> None:
    work, private = peer.calendar("work"), peer.calendar("private")
    peer.put(private + "a.ics", event("a"))
    here.write_config(without=private)
    here.sync()
    with here.store() as store:
        assert [folder.name for folder in store.folders() if folder.remote_id] == ["work"]
    assert peer.names(private) == ["a.ics"] and peer.names(work) == []
