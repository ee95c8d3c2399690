"""Which mailboxes come, what they are called, and where they are."""

from __future__ import annotations

import json
from pathlib import Path

from dovecot import Dovecot
from imap_server import ImapServer
from kit import Account, Client, message
from servers import BARE


def folders(account: Account) -> dict[str, int]:
    """The mailboxes that the store has, with how many messages."""
    return {row["mailbox"]: row["items"] for row in account.run("folders") if row["mailbox"]}


def follow_subscriptions(place: Path, server: Dovecot, user: str) -> None:
    account = Account(place, server, user, "subscribed = yes")
    with Client(server, user) as client:
        for number, name in enumerate(("Work", "Work/2026", "Old", "Other")):
            client.do("create", name)
            client.fill(name, range(10 * number, 10 * number + 2))
        client.fill("INBOX", range(90, 91))
        for name in ("Work/2026", "Old"):
            client.do("subscribe", name)
        account.sync()
        # The way to one that comes is there without its messages.
        assert folders(account) == {"INBOX": 1, "Work": 0, "Work/2026": 2, "Old": 2}, folders(account)
        client.do("subscribe", "Other")
        client.do("unsubscribe", "Old")
        client.fill("Old", range(50, 51))
        account.shell("mkdir", "Made here")
        account.new("Made here", 60)
        account.sync()
        # What is here stays, and what is new there is left alone.
        assert folders(account) == {"INBOX": 1, "Work": 0, "Work/2026": 2, "Old": 2, "Other": 2, "Made here": 1}, folders(account)
        assert any(b"Made here" in line for line in client.do("lsub")), client.do("lsub")
        client.do("subscribe", "Old")
        account.sync()
        account.same(client, "Old", "Other", "Made here")
    account.quiet()


def test_mailboxes_without_a_subscription_are_left_alone(place: Path, server: Dovecot) -> None:
    follow_subscriptions(place, server, "subscribed")


def test_a_server_without_list_extended_tells_subscriptions_too(place: Path, server: Dovecot) -> None:
    with Dovecot(place / "dovecot", BARE) as poor:
        follow_subscriptions(place, poor, "lsub")


def test_mailboxes_that_the_server_moves_are_followed_to_where_they_are(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "moved")
    with Client(server, "moved") as client:
        for name in ("Work", "Work/2026", "Old"):
            client.do("create", name)
            client.fill(name, range(2))
        account.sync()
        client.do("rename", "Work/2026", "Plans")
        client.do("rename", "Old", "Work/Old")
        done = account.sync()
        assert done["down_bytes"] == 0, done
        rows = [json.loads(line) for line in account.shell("--json", "folders").splitlines()]
        assert {"Plans", "Work", "Work/Old"} <= {row["path"] for row in rows}, rows
        account.same(client, "Plans", "Work/Old")
    account.quiet()


def test_inbox_is_one_however_it_is_written(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "inbox")
    with Client(server, "inbox") as client:
        client.fill("inbox", range(2))
        client.do("create", "Inbox/Theirs")
        account.sync()
        account.shell("mkdir", "@inbox/Ours")
        account.new("@inbox/Ours", 5)
        account.sync()
        assert {"INBOX", "INBOX/Theirs", "INBOX/Ours"} <= client.mailboxes(), client.mailboxes()
        account.same(client, "INBOX", "INBOX/Ours")
        rows = [json.loads(line) for line in account.shell("--json", "folders").splitlines()]
        assert {"Inbox", "Inbox/Theirs", "Inbox/Ours"} <= {row["path"] for row in rows}, rows
    account.quiet()


def test_a_server_that_speaks_utf8_is_spoken_to_in_utf8(place: Path, server: Dovecot) -> None:
    other = ImapServer()
    # A name that modified UTF-7 would be decoded from stays as it is.
    for number, name in enumerate(("Caf\u00e9", "R&AOk-D", "\u041f\u043b\u0430\u043d\u044b/\u65e5\u672c\u8a9e")):
        other.create(name).add(message(number), [])
    other.mailboxes["Caf\u00e9"].add("Subject: \u65e5\u672c\u8a9e\r\nMessage-ID: <j@example.org>\r\n\r\nHello.\r\n".encode(), [])
    account = Account(place, server, "utf8", port=other.port)
    account.sync()
    assert folders(account) == {
        "INBOX": 0,
        "Caf\u00e9": 2,
        "R&AOk-D": 1,
        "\u041f\u043b\u0430\u043d\u044b": 0,
        "\u041f\u043b\u0430\u043d\u044b/\u65e5\u672c\u8a9e": 1,
    }, folders(account)
    in_header = (
        "From: Zo\u00eb <zo\u00eb@example.org>\r\nSubject: Letter 21\r\nMessage-ID: <letter-21@example.org>\r\n\r\nHello.\r\n"
    )
    in_part = (
        "Subject: Letter 22\r\nMessage-ID: <letter-22@example.org>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Disposition: attachment; filename=\u00fcber.txt\r\n\r\nText.\r\n--b--\r\n"
    )
    account.shell("mkdir", "\u00dcber & co")
    for number, text in ((20, message(20)), (21, in_header.encode()), (22, in_part.encode())):
        account.new("\u00dcber & co", number, text)
    account.shell("rename", "Caf\u00e9", "Th\u00e9 & caf\u00e9")
    account.sync()
    there = other.mailboxes["\u00dcber & co"].mails
    said = {mail.text: mail.said_utf8 for mail in there}
    assert said == {message(20): False, in_header.encode(): True, in_part.encode(): True}, said
    assert len(other.mailboxes["Th\u00e9 & caf\u00e9"].mails) == 2 and "Caf\u00e9" not in other.mailboxes
    account.quiet()
    other.close()
