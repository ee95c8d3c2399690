"""The screen of iostx-syncmgr, driven in a pseudo terminal: screen.py PROGRAM DIRECTORY [TEST...]

Prints 'pass NAME' or 'FAIL NAME' for each test. Waits for what the screen shows, never for a time.
"""

from __future__ import annotations

import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from terminal import Screen, Terminal

UP, DOWN, ENTER, ESCAPE = "\x1b[A", "\x1b[B", "\r", "\x1b"


def says_in_sync(name: str, screen: Screen) -> bool:
    return "in sync" in screen.line(name)


def shows_the_title(width: int, screen: Screen) -> bool:
    first = screen.lines()[0]
    return first == " iostx-syncmgr accounts"[:width].rstrip() or first.startswith(" iostx-syncmgr"[: width - 1].rstrip())


class Accounts:
    """Two accounts with servers of their own, and the program on them."""

    def __init__(self, program: str, directory: Path) -> None:
        self.program, self.directory = program, directory
        self.config = directory / "syncmgr.conf"
        self.terminal: Terminal | None = None
        for name in ("private", "work"):
            self.fill(name, "", 3)
            self.fill(name, ".Projects", 2)
        self.config.write_text(
            "[Private]\nstore = private.iostx\nserver = private\n\n[Work]\nstore = work.iostx\nserver = work\n",
            encoding="utf-8",
        )

    def fill(self, server: str, folder: str, count: int) -> None:
        """Puts so many messages into a folder of a server."""
        place = self.directory / server / "mail" / folder
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            text = f"From: Ada Quay <ada@example.org>\nMessage-ID: <{folder}{i}@example.org>\nSubject: {i}\n\ntext {i}\n"
            (place / "cur" / f"17{i:08d}.m{i}{folder.strip('.')}.host:2,").write_text(text, encoding="utf-8")

    def start(self, width: int = 100, height: int = 40, **environment: str) -> Terminal:
        self.terminal = Terminal([self.program, "-c", str(self.config)], width, height, **environment)
        self.terminal.wait_for("accounts")
        return self.terminal

    def run_all(self, terminal: Terminal) -> None:
        terminal.send("a")
        for name in ("Private", "Work"):
            terminal.wait(partial(says_in_sync, name))
        terminal.wait_for("0 of 2 running")


def quit_it(terminal: Terminal, code: int = 0) -> None:
    terminal.send("q")
    assert terminal.end() == code, terminal.process.returncode
    assert terminal.is_given_back()


def test_all_accounts_run_and_their_folders_show_how_they_stand(accounts: Accounts) -> None:
    terminal = accounts.start()
    assert "not yet synchronized" in terminal.screen.line("Work")
    accounts.run_all(terminal)
    terminal.wait(lambda screen: "in sync" in screen.line("[x] Projects"))
    assert not terminal.screen.overrun
    quit_it(terminal)


def test_a_folder_that_is_not_chosen_is_left_out(accounts: Accounts) -> None:
    terminal = accounts.start()
    accounts.run_all(terminal)
    terminal.send(DOWN + " ")
    terminal.wait_for("[ ] Archive")
    terminal.send(" ")
    terminal.wait(lambda screen: "[ ]" not in screen.text())
    terminal.send("d")
    terminal.wait_for("disabled: by the user")
    terminal.send("d")
    terminal.wait(lambda screen: "disabled" not in screen.text())
    terminal.send(" a")
    terminal.wait_for("[ ] Archive")
    quit_it(terminal)


def test_a_folder_is_skipped_and_an_account_cancelled_while_they_run(accounts: Accounts) -> None:
    accounts.fill("private", "", 6000)
    accounts.fill("private", ".Projects", 4000)
    terminal = accounts.start()
    terminal.send("a")
    terminal.wait(lambda screen: "in sync" in screen.line("Work"))
    terminal.wait(lambda screen: "downloading" in screen.line("[x] Inbox"))
    at = next(i for i, line in enumerate(terminal.screen.lines()) if "[x] Inbox" in line)
    terminal.send(DOWN * (at - 2) + "s")
    terminal.wait(lambda screen: "downloading" in screen.line("[x] Projects"))
    terminal.send("c")
    terminal.wait(lambda screen: "cancelled" in screen.line("Private"))
    assert "in sync" in terminal.screen.line("Work")
    terminal.send("r")
    terminal.wait(lambda screen: "in sync" in screen.line("[x] Inbox"))
    quit_it(terminal)


def test_an_error_is_opened_and_what_it_is_about_tried_again(accounts: Accounts) -> None:
    terminal = accounts.start()
    accounts.run_all(terminal)
    server = accounts.directory / "work"
    server.rename(accounts.directory / "away")
    terminal.send("a")
    terminal.wait(lambda screen: "failed" in screen.line("Work") and "1 error" in screen.line("Work"))
    terminal.wait_for("0 of 2 running")
    terminal.send("e")
    terminal.wait_for("* ")
    terminal.send(ENTER)
    terminal.wait_for("Press r to try again")
    (accounts.directory / "away").rename(server)
    terminal.send("r")
    terminal.wait(lambda screen: "in sync" in screen.line("Work"))
    # Left alone, it stays as it is.
    server.rename(accounts.directory / "away")
    terminal.send("a")
    terminal.wait(lambda screen: "failed" in screen.line("Work"))
    terminal.wait_for("0 of 2 running")
    terminal.send("e")
    terminal.wait_for("* ")
    terminal.send(ENTER)
    terminal.wait_for("Press r to try again")
    terminal.send(ESCAPE)
    terminal.wait_for("empty the log")
    terminal.send("x")
    terminal.wait_for("The log is empty.")
    quit_it(terminal)


def test_quitting_while_an_account_runs_cancels_it_first(accounts: Accounts) -> None:
    accounts.fill("private", "", 3000)
    terminal = accounts.start()
    terminal.send("a")
    terminal.wait_for("downloading")
    quit_it(terminal)


def test_the_terminal_is_given_back_when_it_is_told_to_end(accounts: Accounts) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        terminal = accounts.start()
        terminal.process.send_signal(number)
        assert terminal.end() == 130, terminal.process.returncode
        assert terminal.is_given_back()
        terminal.close()


def test_the_terminal_is_given_back_when_it_crashes(accounts: Accounts) -> None:
    terminal = accounts.start()
    terminal.process.send_signal(signal.SIGSEGV)
    assert terminal.end() == -signal.SIGSEGV, terminal.process.returncode
    assert terminal.is_given_back()


def test_the_terminal_is_given_back_while_it_is_suspended(accounts: Accounts) -> None:
    terminal = accounts.start()
    terminal.process.send_signal(signal.SIGTSTP)
    terminal.wait_until_stopped()
    assert terminal.is_given_back()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_for("Private")
    assert terminal.screen.alternate
    quit_it(terminal)


def test_narrow_and_low_terminals_show_what_fits(accounts: Accounts) -> None:
    wide = accounts.directory / "private" / "mail" / ".&ZeVnLIqe-"
    for part in ("cur", "new", "tmp"):
        (wide / part).mkdir(parents=True)
    terminal = accounts.start()
    accounts.run_all(terminal)
    terminal.wait_for("日本語")
    for width, height in ((72, 20), (50, 12), (40, 8), (24, 5), (10, 3), (3, 2), (1, 1), (200, 60)):
        terminal.resize(width, height)
        terminal.send(DOWN)
        # The title is the first line that is drawn, whatever the size.
        terminal.wait(partial(shows_the_title, width))
        assert not terminal.screen.overrun, (width, height)
    terminal.wait_for("Private")
    quit_it(terminal)


def test_a_terminal_without_utf8_gets_ascii(accounts: Accounts) -> None:
    terminal = accounts.start(LC_ALL="C")
    accounts.run_all(terminal)
    assert all(ord(c) < 128 for c in terminal.screen.text())
    quit_it(terminal)


def test_help_names_the_keys(accounts: Accounts) -> None:
    terminal = accounts.start()
    terminal.send("?")
    terminal.wait_for("skip this folder in the run that is going on")
    terminal.send(ESCAPE)
    terminal.wait_for("? help")
    terminal.send("o")
    terminal.wait_for("Nothing waits to be decided.")
    quit_it(terminal)


def run(name: str, test: Callable[[Accounts], None], program: str, directory: Path) -> bool:
    directory.mkdir(parents=True)
    accounts = Accounts(program, directory)
    words = name.removeprefix("test_").replace("_", " ")
    try:
        test(accounts)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        if accounts.terminal is not None:
            print(accounts.terminal.screen.text())
        print(f"FAIL {words}")
        return False
    finally:
        if accounts.terminal is not None:
            accounts.terminal.close()
        shutil.rmtree(directory, ignore_errors=True)
    print(f"pass {words}")
    return True


def main() -> int:
    program, directory, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    tests = {name: test for name, test in globals().items() if name.startswith("test_")}
    results = [run(name, tests[name], program, directory / name) for name in names or tests]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
