"""iostx-syncmgr with an account of a Maildir and one of a live Dovecot: imap.py PROGRAM DIRECTORY [TEST...]

Prints 'pass NAME' or 'FAIL NAME' for each test.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "imap" / "tests"))

from dovecot import PASSWORD, Dovecot, free_port, full_after
from kit import Account, Client, Stalling, message
from terminal import Terminal

DOWN, ENTER, ESCAPE = "\x1b[B", "\r", "\x1b"


class Both:
    """Private, a Maildir, and Mail, a user of the server; each with a store of its own."""

    def __init__(self, program: str, place: Path, server: Dovecot, user: str) -> None:
        self.program, self.place, self.server, self.user = program, place, server, user
        self.mail = Account(place, server, user)
        for part in ("cur", "new", "tmp"):
            (place / "private" / "mail" / part).mkdir(parents=True)
        self.put("one")
        self.config = place / "syncmgr.conf"
        self.config.write_text(
            "[Private]\nstore = private.iostx\nserver = private\n"
            f"[Mail]\nagent = imap\nstore = {user}.iostx\nserver = {user}.conf\n"
        )

    def put(self, name: str) -> None:
        text = f"From: Ada Quay <ada@example.org>\nMessage-ID: <{name}@example.org>\nSubject: {name}\n\ntext\n"
        (self.place / "private" / "mail" / "cur" / f"1700000000.{name}.host:2,").write_text(text)

    def through(self, proxy: Stalling) -> None:
        self.set("port", str(proxy.port))

    def set(self, key: str, value: str) -> None:
        """Changes the agent's configuration."""
        lines = [line for line in self.mail.text.splitlines() if not line.startswith(f"{key} ")]
        self.mail.config.write_text("\n".join([*lines, f"{key} = {value}", ""]))

    def command(self, *words: str) -> list[str]:
        return [self.program, "-c", str(self.config), *words]

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def run(self, *words: str, code: int = 0) -> str:
        process = self.start(*words)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == code, f"{words}: exit code {process.returncode}, not {code}\n{said}"
        return said

    def lines(self, *words: str, code: int = 0) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("--json", *words, code=code).splitlines()]

    def folders(self) -> dict[str, str]:
        account = self.lines("--list", "Mail")[0]
        return {folder["folder"]: folder["status"] for folder in account["folders"]}

    def screen(self) -> Terminal:
        terminal = Terminal(self.command(), 110, 50, **environment())
        terminal.wait_for("accounts")
        return terminal


def environment() -> dict[str, str]:
    return {**os.environ, "IMAP_PASSWORD": PASSWORD}


def test_a_maildir_and_an_imap_account_are_synchronized_side_by_side(both: Both) -> None:
    with Client(both.server, both.user) as client:
        client.do("create", "Work/2026")
        client.fill("INBOX", range(3))
        client.fill("Work/2026", range(3, 5))
        said = both.lines("--once")
        ended = {line["account"]: line["outcome"] for line in said if line["event"] == "ended"}
        assert ended == {"Private": "succeeded", "Mail": "succeeded"}, said
        assert any(line["event"] == "progress" and line["account"] == "Mail" for line in said), said
        folders = both.folders()
        assert folders["Inbox"] == folders["Work/2026"] == "succeeded", folders
        both.mail.same(client, "INBOX", "Work/2026")
        both.mail.new("Work/2026", 10)
        both.mail.shell("read", both.mail.item("@inbox", 1))
        client.remove("INBOX", 2)
        both.put("two")
        text = both.run("--once")
        assert "Private: in sync" in text and "Mail: in sync" in text, text
        both.mail.same(client, "INBOX", "Work/2026")
        assert client.listing("INBOX") == {"<letter-0@example.org>": [], "<letter-1@example.org>": ["\\Seen"]}
    both.mail.quiet()


def test_a_wrong_password_is_told_and_the_other_account_goes_on(both: Both) -> None:
    both.set("password-command", "echo wrong")
    text = both.run("--once", code=1)
    assert "Private: in sync" in text and "Mail: failed" in text, text
    assert "Mail: error: " in text and "AUTHENTICATIONFAILED" in text, text


def test_a_server_that_is_down_is_told_and_the_other_account_goes_on(both: Both) -> None:
    both.set("port", f"{free_port()}\nretries = 1")
    text = both.run("--once", code=1)
    assert "Private: in sync" in text and "Mail: error: 127.0.0.1: " in text, text
    both.mail.config.unlink()
    assert f"{both.user}.conf: cannot be read" in both.run("--once", "Mail", code=1)


def test_a_message_that_the_server_refuses_fails_its_folder_alone(both: Both) -> None:
    with Client(both.server, both.user) as client:
        client.do("create", "Plans")
        both.run("--once")
        both.mail.new("@inbox", 1, message(1, "Too much.\r\n" * 20000))
        both.mail.new("Plans", 2)
        said = both.run("--once", code=1)
        assert "Mail: error: Inbox: " in said and "OVERQUOTA" in said, said
        folders = both.folders()
        assert folders["Inbox"] == "failed" and folders["Plans"] == "succeeded", folders
        assert set(client.listing("Plans")) == {"<letter-2@example.org>"}


def test_an_interrupt_ends_the_wait_for_a_server_that_says_nothing(both: Both) -> None:
    for word in (b"CAPABILITY", b"UID FETCH"):
        proxy = Stalling(both.server.port, word)
        # Nothing but the interrupt ends the wait for ten minutes.
        both.set("port", f"{proxy.port}\ntimeout = 600")
        try:
            with Client(both.server, both.user) as client:
                client.fill("INBOX", range(2) if word == b"UID FETCH" else range(0))
            process = both.start("--once", "Mail")
            assert proxy.stalled.wait(60)
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=60)
            assert process.returncode == 130 and "error" not in said, (process.returncode, said)
        finally:
            proxy.close()
    both.set("port", str(both.server.port))
    assert "Mail: in sync" in both.run("--once", "Mail")
    assert len(both.mail.listing("INBOX")) == 2


def test_a_folder_is_skipped_while_the_server_says_nothing_of_it(both: Both) -> None:
    with Client(both.server, both.user) as client:
        client.do("create", "Plans")
        both.run("--once")
        client.fill("Plans", range(2))
        client.fill("INBOX", range(2, 4))
    proxy = Stalling(both.server.port, b'SELECT "INBOX"')
    both.through(proxy)
    terminal = both.screen()
    try:
        terminal.send("a")
        assert proxy.stalled.wait(60)
        terminal.wait_for("1 of 2 running")
        at = next(i for i, line in enumerate(terminal.screen.lines()) if "[x] Inbox" in line and i > line_of(terminal, "Mail"))
        terminal.send(DOWN * (at - 2) + "s")
        # On a line of its own, since what the held one was about is not known any more.
        terminal.wait_for("0 of 2 running")
        assert "skipped" in terminal.screen.lines()[at] and "in sync" in terminal.screen.line("[x] Plans"), terminal.screen.text()
        assert len(both.mail.listing("Plans")) == 2 and both.mail.listing("INBOX") == {}
    finally:
        terminal.close()
        proxy.close()


def line_of(terminal: Terminal, word: str) -> int:
    return next(i for i, line in enumerate(terminal.screen.lines()) if word in line)


def test_an_error_of_the_server_is_opened_and_tried_again(both: Both) -> None:
    both.set("password-command", "echo wrong")
    terminal = both.screen()
    try:
        terminal.send("a")
        terminal.wait(lambda screen: "failed" in screen.line("Mail") and "in sync" in screen.line("Private"))
        terminal.wait_for("0 of 2 running")
        terminal.send("e")
        terminal.wait_for("* ")
        terminal.send(ENTER)
        terminal.wait_for("AUTHENTICATIONFAILED")
        both.set("password-command", f"echo {PASSWORD}")
        terminal.wait_for("Press r to try again")
        terminal.send("r")
        terminal.wait(lambda screen: "in sync" in screen.line("Mail"))
        terminal.send(ESCAPE + "q")
        assert terminal.end() == 0
    finally:
        terminal.close()


def run(name: str, test: Callable[[Both], None], both: Both) -> bool:
    words = name.removeprefix("test_").replace("_", " ")
    try:
        test(both)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        print(f"FAIL {words}", flush=True)
        return False
    print(f"pass {words}", flush=True)
    return True


def main() -> int:
    program, work, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    tests = {name: test for name, test in globals().items() if name.startswith("test_")}
    work.mkdir(parents=True)
    work.chmod(0o755)
    with Dovecot(work / "dovecot", more=full_after("100K")) as server:
        good = [run(name, tests[name], Both(program, work / str(i), server, f"user{i}")) for i, name in enumerate(names or tests)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
