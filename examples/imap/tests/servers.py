"""Servers that can do less, or that start anew."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from dovecot import Dovecot, full_after
from kit import Account, Client, Failed, message

PLAIN = "IMAP4rev1 LITERAL+ ID AUTH=PLAIN"
BARE = "IMAP4rev1"
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
    with Dovecot(place / "dovecot", BARE) as poor:
        exercise(place, poor, "bare")


def test_a_server_with_literals_only(place: Path, server: Dovecot) -> None:
    with Dovecot(place / "dovecot", PLAIN) as poor:
        exercise(place, poor, "plain")


def test_a_server_with_condstore_only(place: Path, server: Dovecot) -> None:
    with Dovecot(place / "dovecot", CONDSTORE) as poor:
        exercise(place, poor, "condstore")


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
    with Dovecot(place / "dovecot", more=full_after("40K")) as full:
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


def test_a_server_whose_folders_have_a_prefix(place: Path, server: Dovecot) -> None:
    with Dovecot(place / "dovecot", namespace=("INBOX.", ".")) as other:
        account = Account(place, other, "prefix")
        with Client(other, "prefix") as client:
            client.do("create", "INBOX.Work.2026")
            client.fill("INBOX.Work.2026", range(3))
            client.fill("INBOX", range(3, 5))
            account.sync()
            assert {row["mailbox"]: row["name"] for row in account.run("folders")}["INBOX.Work.2026"] == "2026"
            account.shell("mkdir", "Plans")
            account.shell("mkdir", "Plans/Next")
            account.new("Plans/Next", 10)
            account.shell("rename", "Work", "Done")
            account.sync()
            assert {"INBOX.Plans.Next", "INBOX.Done.2026", "INBOX.Sent"} <= client.mailboxes(), client.mailboxes()
            account.same(client, "INBOX", "INBOX.Done.2026", "INBOX.Plans.Next")
        account.quiet()


class Tokens(http.server.BaseHTTPRequestHandler):
    """Tells a server whose a token is: of "token-of-NAME" NAME, of all others nobody."""

    def do_GET(self) -> None:
        token = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)["token"][0]
        user = token.removeprefix("token-of-")
        body = json.dumps({"username": user, "active": str(user != token).lower()}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def dovecot_with_tokens(place: Path) -> Iterator[Dovecot]:
    """One that takes "token-of-NAME" for a token of NAME."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens) as told:
        threading.Thread(target=told.serve_forever, daemon=True).start()
        settings = place / "oauth2.conf"
        settings.write_text(
            f"introspection_mode = get\nintrospection_url = http://127.0.0.1:{told.server_port}/?token=\n"
            "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
        )
        settings.chmod(0o644)
        passdb = f"passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {settings}\n}}\n"
        try:
            with Dovecot(place / "dovecot", more=f"auth_mechanisms = plain login xoauth2\n{passdb}") as server:
                yield server
        finally:
            told.shutdown()


def test_a_token_logs_in(place: Path, server: Dovecot) -> None:
    with dovecot_with_tokens(place) as other:
        with Client(other, "token") as client:
            client.fill("INBOX", range(2))
        account = Account(place, other, "token", "auth = xoauth2")
        account.run("sync", env={"IMAP_PASSWORD": "token-of-token"})
        assert len(account.listing("INBOX")) == 2
        lines = account.run("sync", code=3, env={"IMAP_PASSWORD": "worn-out"})
        assert "worn-out" not in str(lines) and "XOAUTH2" not in lines[-1]["result"] and lines[-1]["error"], lines


FOLDERS = int(os.environ.get("IMAP_FOLDERS", "300"))


def test_thousands_of_folders(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "many")
    with Client(server, "many") as client:
        client.select("INBOX")
        root = server.dir / "mail" / "many" / "Maildir"
        owner = root.stat()
        for number in range(FOLDERS):
            for part in ("", "cur", "new", "tmp"):
                (root / f".F{number % 50:02}.G{number:04}" / part).mkdir(exist_ok=True)
                os.chown(root / f".F{number % 50:02}.G{number:04}" / part, owner.st_uid, owner.st_gid)
        for number in range(0, FOLDERS, max(FOLDERS // 10, 1)):
            client.append(f"F{number % 50:02}/G{number:04}", message(number))
        account.run("sync", timeout=600)
        names = {row["mailbox"] for row in account.run("folders")}
        assert len([name for name in names if "/G" in name]) == FOLDERS, len(names)
        account.quiet()
        client.append("F07/G0007", message(7000))
        account.shell("mkdir", "F01/Made here")
        done = account.sync()
        assert done["down_created"] == 1 and done["up_folders"] == 1, done
        account.same(client, "F07/G0007")
    account.quiet()
