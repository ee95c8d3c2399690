"""The program: its commands, what it shows on a terminal, and how it ends."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

from dovecot import PASSWORD, Dovecot
from kit import BUILD, Account, Client, message


def on_a_terminal(account: Account, *words: str) -> tuple[int, str, str]:
    """The exit code, what it prints, and what it shows."""
    near, far = pty.openpty()
    with subprocess.Popen(
        [BUILD / "imap" / "iostx-imap", "-c", account.config, *words],
        env={**os.environ, "IMAP_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        stderr=far,
        text=True,
    ) as process:
        os.close(far)
        shown = b""
        while True:
            try:
                part = os.read(near, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(near)
        said = process.stdout.read() if process.stdout else ""
    return process.returncode, said, shown.decode()


def test_a_terminal_shows_how_far_the_folder_and_all_of_them_are(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "bars")
    with Client(server, "bars") as client:
        client.do("create", "Plans")
        for number in range(60):
            client.append("Plans" if number % 2 else "INBOX", message(number, "Much text.\r\n" * 20000))
    code, said, shown = on_a_terminal(account, "sync")
    assert code == 0 and said.startswith("up: nothing; down: 60 new"), (code, said)
    bars = re.findall(
        r"\[[#.]{20}\] (\S+) (\d+) of (\d+)  \[[#.]{20}\] folder (\d+) of (\d+), (\d+) of (\d+), [\d.]+ of ([\d.]+) MB", shown
    )
    assert bars and {bar[0] for bar in bars} <= {"Inbox", "Plans"}, shown
    assert all(int(done) <= int(total) and int(of_all) <= int(all_of) for _, done, total, _, _, of_all, all_of, _ in bars), bars
    full = [bar for bar in bars if bar[5] == "60"]
    assert full and all(bar[6] == "60" and float(bar[7]) > 7 for bar in full), bars
    # The line is left clean.
    assert shown.endswith("\r\x1b[K"), shown[-40:]


def test_status_tells_what_waits(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "status")
    account.sync()
    assert account.run("status")[-1]["pending"] == 0
    account.shell("mkdir", "Made here")
    account.run("status", code=1)
    account.new("@inbox", 1)
    rows = account.run("status", code=1)
    assert {row["folder"]: row["pending"] for row in rows[:-1]} == {"Inbox": 1, "Made here": 1}, rows
    assert rows[-1]["pending"] == 1, rows
    account.sync()
    account.run("status")


def test_the_exit_code_tells_how_it_ended(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "codes")
    account.run("sync", code=0)
    for words in (("nothing",), ("sync", "more"), ("--what",), ()):
        account.run(*words, code=2)
    for more, code in (
        ("colour = red", 2),
        ("port = many", 2),
        ("password-command = false", 3),
        (f"store = {place}/no/such.iostx", 3),
    ):
        account.config.write_text(f"{account.text}{more}\n")
        account.run("sync", code=code)
    account.config.unlink()
    account.run("sync", code=2)
