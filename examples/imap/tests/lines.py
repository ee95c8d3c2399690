"""Lines that break, wherever they break: the same end, and nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from dovecot import PASSWORD, Dovecot
from kit import BUILD, Account, Breaking, Client, Failed

CUTS = int(os.environ.get("IMAP_CUTS", "3"))


def prepare(account: Account, client: Client) -> None:
    client.do("create", "Old")
    client.fill("INBOX", range(20))
    account.sync()
    client.fill("INBOX", range(20, 30))
    client.store("INBOX", 1, "+FLAGS", "\\Seen family")
    client.remove("INBOX", 2)
    account.shell("mkdir", "Made here")
    for number in range(40, 50):
        account.new("@inbox" if number % 2 else "Made here", number)
    account.new("Old", 60, b"Subject: Letter 60\n\nNo Message-ID here.\n")
    for number in (5, 6):
        account.shell("move", account.item("@inbox", number), "Old")
    account.shell("read", account.item("@inbox", 7))
    account.shell("delete", account.item("@inbox", 8))
    account.shell("delete", account.item("@inbox", 9))


def check_end(account: Account, client: Client) -> None:
    for _ in range(3):
        account.sync(code=None)
    account.same(client, "INBOX", "Old", "Made here")
    # 20 + 10, one deleted there and two here, two moved away, five new.
    assert len(client.listing("INBOX")) == 30 and len(client.listing("Old")) == 3 and len(client.listing("Made here")) == 5
    account.quiet()


def test_a_line_that_is_cut_anywhere_ends_the_same(place: Path, server: Dovecot) -> None:
    # One run tells how many bytes there are to cut at.
    total = 0
    for number in range(CUTS + 1):
        user = f"cut{number}"
        proxy = Breaking(server.port)
        account = Account(place, server, user, port=proxy.port)
        try:
            with Client(server, user) as client:
                prepare(account, client)
                proxy.arm(total * number // (CUTS + 1) if number > 0 else None)
                try:
                    account.sync(code=None)
                    total = total or proxy.seen
                    check_end(account, client)
                except AssertionError as error:
                    raise Failed(f"cut at {total * number // (CUTS + 1)} of {total} bytes: {error}") from error
        finally:
            proxy.close()


def test_a_killed_agent_doubles_nothing(place: Path, server: Dovecot) -> None:
    for number in range(2):
        user = f"kill{number}"
        account = Account(place, server, user)
        with Client(server, user) as client:
            prepare(account, client)
            agent = subprocess.Popen(
                [BUILD / "imap" / "iostx-imap", "-c", account.config, "sync"],
                env={**os.environ, "IMAP_PASSWORD": PASSWORD},
                stdout=subprocess.DEVNULL,
            )
            time.sleep(0.03 + 0.08 * number)
            agent.send_signal(signal.SIGKILL)
            agent.wait()
            check_end(account, client)


def until(what: str, true: object, seconds: float = 20) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} seconds")
        time.sleep(0.05)


def test_watch_carries_changes_as_they_happen(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "watch")
    with Client(server, "watch") as client:
        client.fill("INBOX", range(2))
        agent = subprocess.Popen(
            [BUILD / "imap" / "iostx-imap", "-c", account.config, "watch"],
            env={**os.environ, "IMAP_PASSWORD": PASSWORD},
            stdout=subprocess.DEVNULL,
        )
        try:
            until(
                "the first run",
                lambda: (
                    account.store.exists()
                    and "INBOX" in {row.get("mailbox") for row in account.run("folders", code=None)}
                    and len(account.listing("INBOX")) == 2
                ),
            )
            client.fill("INBOX", range(2, 3))
            until("a new message comes", lambda: len(account.listing("INBOX")) == 3)
            account.new("@inbox", 9)
            until("a new message goes", lambda: "<letter-9@example.org>" in client.listing("INBOX"))
            account.shell("read", account.item("@inbox", 1))
            until("a read state goes", lambda: client.listing("INBOX")["<letter-1@example.org>"] == ["\\Seen"])
        finally:
            agent.send_signal(signal.SIGTERM)
            assert agent.wait(20) == 4
    # What it was about when it was interrupted is left to the next run.
    account.sync()
    account.quiet()
