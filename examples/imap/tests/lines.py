"""Lines that break, wherever they break: the same end, and nothing twice."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dovecot import Dovecot
from kit import Account, Breaking, Client, Commands, Failed, Meddling, Proxy, Stalling, Together

CUTS = int(os.environ.get("IMAP_CUTS", "3"))
WATCH = float(os.environ.get("IMAP_WATCH", "3"))
# Messages that the run is about.
MESSAGES = 300 if CUTS >= 100 else 25
PARALLEL = 4


def prepare(account: Account, client: Client, more: int = 10) -> None:
    """Makes work for a run: `more` new messages there, 21 changes besides."""
    client.do("create", "Old")
    client.fill("INBOX", range(20))
    account.sync()
    client.fill("INBOX", range(100, 100 + more))
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


def check_end(account: Account, client: Client, more: int = 10) -> None:
    for _ in range(3):
        account.sync(code=None)
    account.same(client, "INBOX", "Old", "Made here")
    # One of the first 20 deleted there and two here, two moved away, five new.
    counts = [len(client.listing(mailbox)) for mailbox in ("INBOX", "Old", "Made here")]
    assert counts == [20 + more, 3, 5], counts
    account.quiet()


def copied(account: Account, user: str, port: int) -> Account:
    """The same work for another user: mail and store as they are."""
    mail, place = account.server.dir / "mail", account.store.parent
    subprocess.run(["cp", "-a", mail / account.user, mail / user], check=True)
    out = Account(place, account.server, user, port=port)
    for file in place.glob(f"{account.user}.iostx*"):
        subprocess.run(["cp", file, place / file.name.replace(account.user, user, 1)], check=True)
    return out


def ends_the_same(account: Account, proxy: Proxy, timeout: int = 20) -> None:
    try:
        account.config.write_text(account.text + f"timeout = {timeout}\n")
        account.sync(code=None)
        account.config.write_text(account.text)
        with Client(account.server, account.user) as client:
            check_end(account, client, MESSAGES)
    finally:
        proxy.close()
        subprocess.run(["rm", "-rf", account.server.dir / "mail" / account.user], check=True)
        for file in account.store.parent.glob(f"{account.user}.iostx*"):
            file.unlink()


def at_all(account: Account, proxies: list[tuple[str, Callable[[], Proxy]]], timeout: int = 20) -> None:
    """Does the same work over each of these lines."""

    def one(number: int, name: str, make: Callable[[], Proxy]) -> None:
        proxy = make()
        try:
            ends_the_same(copied(account, f"{account.user}-{number}", proxy.port), proxy, timeout)
        except Exception as error:
            raise Failed(f"{name}: {error}") from error

    with ThreadPoolExecutor(PARALLEL) as threads:
        runs = [threads.submit(one, number, name, make) for number, (name, make) in enumerate(proxies)]
    failures = [str(run.exception()) for run in runs if run.exception() is not None]
    assert not failures, "\n".join(failures)


def with_work(place: Path, server: Dovecot, user: str) -> Account:
    account = Account(place, server, user)
    with Client(server, user) as client:
        prepare(account, client, MESSAGES)
    return account


def test_a_line_that_is_cut_or_stalls_anywhere_ends_the_same(place: Path, server: Dovecot) -> None:
    account = with_work(place, server, "cut")
    # One run tells how many bytes there are to cut at.
    whole = Breaking(server.port)
    ends_the_same(copied(account, "cut-whole", whole.port), whole)

    def cut(place: int, stalls: bool) -> Callable[[], Proxy]:
        def make() -> Proxy:
            proxy = Breaking(server.port, stalls)
            proxy.arm(place)
            return proxy

        return make

    # Every other one goes on without a word.
    places = [(whole.first * number // (CUTS + 1), number % 2 == 0) for number in range(1, CUTS + 1)]
    lines = [
        (f"{'stalled' if stalls else 'cut'} at {place} of {whole.first} bytes", cut(place, stalls)) for place, stalls in places
    ]
    at_all(account, lines, timeout=2)


def test_a_line_that_ends_at_any_command_ends_the_same(place: Path, server: Dovecot) -> None:
    account = with_work(place, server, "command")
    whole = Commands(server.port)
    used = copied(account, "command-whole", whole.port)
    used.sync()
    seen = list(whole.seen)
    ends_the_same(used, whole)
    assert len(seen) > 30, seen
    # Three of them, among them the last, if there is no time for all.
    chosen = range(len(seen)) if CUTS >= 100 else (8, 18, len(seen) - 1)

    def end(at: int, after: bool) -> Callable[[], Proxy]:
        return lambda: Commands(server.port, at, after)

    at_all(
        account, [(f"{'after' if after else 'before'} {seen[at]!r}", end(at, after)) for at in chosen for after in (False, True)]
    )


def test_a_second_client_that_is_busy_during_the_run_is_followed(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "meddle")
    chance = random.Random(4)
    with Client(server, "meddle") as client:
        prepare(account, client)
        there = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
        gone, added, flagged = {2, 8, 9}, set[int](), dict[int, str]()

        def meddle(command: str) -> None:
            if not command.startswith(("SELECT", "UID", "APPEND", "LIST", "STATUS")):
                return
            mine = [number for number in there if number not in gone]
            match chance.randrange(4 if len(mine) < 4 else 6):
                case 4:
                    number = chance.choice(mine)
                    client.remove("INBOX", number)
                    gone.add(number)
                case 1 | 2:
                    number = chance.choice(mine)
                    flagged[number] = chance.choice(("\\Flagged", "red", "green"))
                    client.store("INBOX", number, "+FLAGS", flagged[number])
                case 5:
                    number = chance.choice(mine)
                    client.do("uid", "MOVE", client.uid_of("INBOX", number), "Old")
                    client.do("select", "Old")
                    there.remove(number)
                case _:
                    number = 1000 + len(added)
                    client.fill(chance.choice(("INBOX", "Old")), range(number, number + 1))
                    added.add(number)

        proxy = Meddling(server.port, meddle)
        account.config.write_text(account.text + f"port = {proxy.port}\n")
        for _ in range(3):
            account.sync(code=None)
        assert not proxy.failures and len(added) > 3 and len(gone) > 3 and flagged, (proxy.failures, added, gone, flagged)
        account.config.write_text(account.text)
        for _ in range(2):
            account.sync()
        account.same(client, "INBOX", "Old", "Made here")
        known = {name: flags for box in ("INBOX", "Old", "Made here") for name, flags in client.listing(box).items() if name}
        every = {*range(20), *range(40, 50), *range(100, 110), *added} - gone
        assert set(known) == {f"<letter-{number}@example.org>" for number in every}, (set(known), every)
        for number in set(flagged) - gone:
            assert flagged[number] in known[f"<letter-{number}@example.org>"], (number, known)
        proxy.close()
    account.quiet()


def test_a_run_that_finds_nothing_new_waits_for_the_server_once(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "still")
    with Client(server, "still") as client:
        for name in ("Old", "Work", "Work/2026"):
            client.do("create", name)
            client.fill(name, range(3))
    account.sync()
    proxy = Commands(server.port)
    account.config.write_text(account.text + f"port = {proxy.port}\n")
    account.quiet()
    proxy.close()
    verbs = [command.split()[0].decode() for command in proxy.seen]
    assert verbs[verbs.index("ENABLE") :] == ["ENABLE", "NAMESPACE", "LIST"], proxy.seen
    # The two go together: the answer to the first comes when the second has been said.
    together = Together(server.port, b"NAMESPACE", b"LIST ")
    account.config.write_text(account.text + f"port = {together.port}\nretries = 1\n")
    account.quiet()
    together.close()


def test_a_killed_agent_doubles_nothing(place: Path, server: Dovecot) -> None:
    for number in range(2):
        user = f"kill{number}"
        account = Account(place, server, user)
        with Client(server, user) as client:
            prepare(account, client)
            agent = account.start("sync")
            time.sleep(0.03 + 0.08 * number)
            agent.kill()
            agent.communicate()
            check_end(account, client)


def until(what: str, true: object, seconds: float = 20) -> None:
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} seconds")
        time.sleep(0.05)


def test_watch_carries_changes_as_they_happen(place: Path, server: Dovecot) -> None:
    # Longer than the test: all that comes was told, by IDLE or NOTIFY.
    proxy = Breaking(server.port)
    account = Account(place, server, "watch", "interval = 600", proxy.port)
    chance = random.Random(7)
    with Client(server, "watch") as client:
        client.do("create", "Old")
        client.fill("INBOX", range(2))
        # It says more than a pipe holds that nobody reads.
        agent = account.start("watch", out=subprocess.DEVNULL)
        try:
            until(
                "the first run",
                lambda: (
                    account.store.exists()
                    and {"INBOX", "Old"} <= {row.get("mailbox") for row in account.run("folders", code=None)}
                    and len(account.listing("INBOX")) == 2
                ),
            )
            client.fill("INBOX", range(2, 3))
            until("a new message comes", lambda: len(account.listing("INBOX")) == 3)
            client.fill("Old", range(3, 4))
            until("one comes to another mailbox", lambda: len(account.listing("Old")) == 1)
            account.new("@inbox", 9)
            until("a new message goes", lambda: "<letter-9@example.org>" in client.listing("INBOX"))
            account.shell("read", account.item("@inbox", 1))
            until("a read state goes", lambda: client.listing("INBOX")["<letter-1@example.org>"] == ["\\Seen"])
            # With the next word the line is gone.
            proxy.arm(1)
            client.fill("INBOX", range(10, 11))
            until("one comes over a new line", lambda: "<letter-10@example.org>" in account.listing("INBOX"))
            end, number = time.monotonic() + WATCH, 100
            while time.monotonic() < end:
                change(account, client, chance, number)
                number += 1
            try:
                until("all is the same", lambda: all(account.listing(name) == client.listing(name) for name in ("INBOX", "Old")))
            except Failed:
                assert agent.poll() is None, agent.returncode
                # Says what is not.
                account.same(client, "INBOX", "Old")
                raise
        finally:
            agent.send_signal(signal.SIGTERM)
            agent.wait(20)
        assert agent.returncode == 4
        account.same(client, "INBOX", "Old")
    # What it was about when it was interrupted is left to the next run.
    account.sync()
    account.quiet()
    proxy.close()


def test_watch_does_with_servers_that_tell_less(place: Path, server: Dovecot) -> None:
    # Without IDLE it looks now and then; without NOTIFY it is told of INBOX only.
    for name, capability, interval in (("polled", "IMAP4rev1", 1), ("idled", "IMAP4rev1 IDLE", 600)):
        with Dovecot(place / name, capability) as other:
            account = Account(place, other, name, f"interval = {interval}")
            with Client(other, name) as client:
                client.fill("INBOX", range(1))
                agent = account.start("watch", out=subprocess.DEVNULL)
                try:
                    until(
                        "the first run",
                        lambda to=account: to.store.exists() and any("id" in row for row in to.run("ls", code=None)),
                    )
                    client.fill("INBOX", range(1, 2))
                    until("a new message comes", lambda to=account: len(to.listing("INBOX")) == 2)
                    account.new("@inbox", 9)
                    until("a new one goes", lambda there=client: "<letter-9@example.org>" in there.listing("INBOX"))
                finally:
                    agent.send_signal(signal.SIGTERM)
                    agent.wait(20)
                assert agent.returncode == 4


def test_watch_finds_a_new_line_when_it_was_asleep(place: Path, server: Dovecot) -> None:
    # Nobody tells that the line is gone: nothing comes over it any more, and nothing that is said arrives.
    proxy = Stalling(server.port, b"IDLE")
    account = Account(place, server, "asleep", "interval = 600", proxy.port)
    account.config.write_text(account.text + "timeout = 600\n")
    with Client(server, "asleep") as client:
        client.fill("INBOX", range(2))
        agent = account.start("watch", out=subprocess.DEVNULL)
        try:
            assert proxy.stalled.wait(60)
            client.fill("INBOX", range(2, 3))
            # It may fall asleep just before it begins to wait, where it does not look; the second time it waits.
            for _ in range(2):
                agent.send_signal(signal.SIGSTOP)
                # The time that it is asleep for.
                time.sleep(6)
                agent.send_signal(signal.SIGCONT)
                with contextlib.suppress(Failed):
                    until("what came meanwhile", lambda: len(account.listing("INBOX")) == 3, 10)
                    break
            assert len(account.listing("INBOX")) == 3
        finally:
            agent.send_signal(signal.SIGTERM)
            agent.wait(20)
            proxy.close()
    assert agent.returncode == 4


def change(account: Account, client: Client, chance: random.Random, number: int) -> None:
    """Something, somewhere."""
    mailbox, folder = chance.choice((("INBOX", "@inbox"), ("Old", "Old")))
    match chance.randrange(5):
        case 0:
            client.fill(mailbox, range(number, number + 1))
        case 1:
            account.new(folder, number)
        case 2 if known := account.rows(folder):
            # It may be gone meanwhile.
            with contextlib.suppress(Failed):
                account.shell("set", str(chance.choice(known)["id"]), "flagged=yes")
        case 3 if known := account.rows(folder):
            with contextlib.suppress(Failed):
                account.shell("delete", str(chance.choice(known)["id"]))
        case 4 if uids := client.uids(mailbox):
            client.do("uid", "STORE", chance.choice(uids), "+FLAGS", chance.choice(("(\\Seen)", "(family)")))
        case _:
            client.fill(mailbox, range(number, number + 1))
