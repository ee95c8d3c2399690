"""Servers that can do less, or that start anew."""

from __future__ import annotations

from pathlib import Path

from dovecot import Dovecot
from kit import Account, Client, Failed

PLAIN = "IMAP4rev1 LITERAL+ ID AUTH=PLAIN"
BARE = "IMAP4rev1"
QUOTA = """
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User
  quota_rule = *:storage=40K
  quota_grace = 0
}
"""
CONDSTORE = "IMAP4rev1 SASL-IR LITERAL- UIDPLUS MOVE CONDSTORE ENABLE IDLE"


def exercise(place: Path, server: Dovecot, user: str) -> None:
    account = Account(place, server, user)
    with Client(server, user) as client:
        client.do("create", "Old")
        client.fill("INBOX", range(12))
        account.sync()
        client.store("INBOX", 1, "+FLAGS", "\\Seen family")
        client.remove("INBOX", 2)
        client.append("INBOX", b"Subject: No id\r\n\r\nNo Message-ID.\r\n")
        # Marked by somebody else, and not to be expunged by us.
        client.store("INBOX", 7, "+FLAGS", "\\Deleted")
        account.shell("read", account.item("@inbox", 3))
        account.shell("delete", account.item("@inbox", 4))
        account.shell("move", account.item("@inbox", 5), "Old")
        account.new("@inbox", 20)
        account.new("Old", 21, b"Subject: Letter 21\r\n\r\nNeither has this one.\r\n")
        account.sync()
        account.sync()
        account.same(client, "INBOX", "Old")
        inbox = client.listing("INBOX")
        assert inbox["<letter-7@example.org>"] == ["\\Deleted"], inbox
        assert len(inbox) == 11 and set(client.listing("Old")) == {"<letter-5@example.org>", ""}, (inbox, client.listing("Old"))
    account.quiet()


def test_a_server_without_extensions(place: Path, server: Dovecot) -> None:
    poor = Dovecot(place / "dovecot", BARE)
    try:
        exercise(place, poor, "bare")
    finally:
        poor.stop()


def test_a_server_with_literals_only(place: Path, server: Dovecot) -> None:
    poor = Dovecot(place / "dovecot", PLAIN)
    try:
        exercise(place, poor, "plain")
    finally:
        poor.stop()


def test_a_server_with_condstore_only(place: Path, server: Dovecot) -> None:
    poor = Dovecot(place / "dovecot", CONDSTORE)
    try:
        exercise(place, poor, "condstore")
    finally:
        poor.stop()


def test_a_server_with_all_extensions(place: Path, server: Dovecot) -> None:
    exercise(place, server, "all")


def test_new_numbers_of_the_server_cost_no_bodies(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "epoch")
    with Client(server, "epoch") as client:
        client.do("create", "Box")
        client.fill("Box", range(30))
        account.sync()
        account.shell("read", account.item("Box", 3))
        client.do("rename", "Box", "Was")
        client.do("create", "Box")
        client.select("Was")
        client.do("uid", "COPY", "1:*", "Box")
        client.do("delete", "Was")
    done = account.sync()
    assert done["down_bytes"] == 0 and done["down_deleted"] == 0, done
    account.sync()
    with Client(server, "epoch") as client:
        account.same(client, "Box")
        assert client.listing("Box")["<letter-3@example.org>"] == ["\\Seen"]
    account.quiet()


def test_what_a_full_mailbox_refuses_waits_and_stops_nothing(place: Path, server: Dovecot) -> None:
    full = Dovecot(place / "dovecot", more=QUOTA)
    try:
        account = Account(place, full, "quota")
        with Client(full, "quota") as client:
            client.fill("INBOX", range(3))
            account.sync()
            account.new(
                "@inbox", 10, b"Subject: Letter 10\r\nMessage-ID: <letter-10@example.org>\r\n\r\n" + b"Too much.\r\n" * 8000
            )
            account.new("@inbox", 11)
            account.shell("read", account.item("@inbox", 1))
            lines = account.run("sync", code=1)
            text = [line for line in lines if line.get("event") == "failed"]
            assert text and "OVERQUOTA" in text[0]["text"] and text[0]["folder"] == "INBOX", lines
            inbox = client.listing("INBOX")
            assert (
                "<letter-11@example.org>" in inbox
                and "<letter-10@example.org>" not in inbox
                and inbox["<letter-1@example.org>"] == ["\\Seen"]
            ), inbox
        if "<letter-10@example.org>" not in account.listing("INBOX"):
            raise Failed("the refused letter is lost")
    finally:
        full.stop()
