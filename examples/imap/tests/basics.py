"""Both directions, with the server's best means (QRESYNC, UIDPLUS, MOVE, MULTIAPPEND)."""

from __future__ import annotations

from pathlib import Path

from dovecot import PASSWORD, Dovecot, make_certificate
from kit import Account, Client, message

LARGE = "".join(f"{number:076}\r\n" for number in range(60000))


def test_a_first_run_brings_all_folders_and_messages(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "first")
    with Client(server, "first") as client:
        client.do("create", '"Work"')
        client.do("create", '"Work/2026"')
        client.do("create", '"Caf&AOk-"')
        client.fill("INBOX", range(12))
        client.append("Work/2026", message(50), "\\Seen \\Flagged plans")
        client.append("Caf&AOk-", message(51), "\\Answered $Forwarded \\Draft")
        done = account.sync()
        assert done["down_created"] == 14, done
        account.same(client, "INBOX", "Work/2026")
        names = {row["name"]: row for row in account.run("folders")}
        assert names["Caf\u00e9"]["items"] == 1 and names["2026"]["mailbox"] == "Work/2026", names
        assert names["Sent Items"]["mailbox"] == "Sent", names
    account.quiet()


def test_the_text_of_a_message_comes_and_goes_byte_for_byte(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "bytes")
    large = message(2, LARGE)
    with Client(server, "bytes") as client:
        client.append("INBOX", message(1, "caf\u00e9 \u2603\r\n.\r\n"))
        client.append("INBOX", large)
        account.sync()
        for number, text in ((1, message(1, "caf\u00e9 \u2603\r\n.\r\n")), (2, large)):
            assert account.text_of("@inbox", number) == text
        account.new("@inbox", 3, message(3, LARGE).replace(b"\r\n", b"\n"))
        account.new("@inbox", 4)
        account.sync()
        assert client.body("INBOX", 3) == message(3, LARGE)
        assert client.body("INBOX", 4) == message(4)
    account.quiet()


def test_changes_of_the_server_arrive(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "down")
    with Client(server, "down") as client:
        client.do("create", "Old")
        client.fill("INBOX", range(10))
        account.sync()
        client.store("INBOX", 1, "+FLAGS", "\\Seen \\Flagged family")
        client.remove("INBOX", 2)
        client.fill("INBOX", range(10, 12))
        client.do("uid", "MOVE", client.uid_of("INBOX", 3), "Old")
        client.do("create", '"New &- old"')
        done = account.sync()
        account.same(client, "INBOX", "Old")
        assert done["down_created"] <= 3, done
        assert {"New & old"} <= {row["name"] for row in account.run("folders")}
        client.store("INBOX", 1, "-FLAGS", "\\Flagged family")
        account.sync()
        account.same(client, "INBOX")
    account.quiet()


def test_changes_of_the_store_are_uploaded(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "up")
    with Client(server, "up") as client:
        client.do("create", "Old")
        client.fill("INBOX", range(10))
        account.sync()
        account.shell("read", account.item("@inbox", 1))
        account.shell("set", account.item("@inbox", 2), "flagged=yes", "keyword+=family", "keyword+=two words")
        account.shell("delete", account.item("@inbox", 3))
        account.shell("move", account.item("@inbox", 4), "Old")
        account.shell("set", account.item("@inbox", 5), "flagged=yes")
        account.shell("move", account.item("@inbox", 5), "Old")
        account.new("@inbox", 20)
        account.new("Old", 21)
        done = account.sync()
        assert done["up_created"] == 2 and done["up_moved"] == 2 and done["up_deleted"] == 1, done
        account.same(client, "INBOX", "Old")
        inbox = client.listing("INBOX")
        assert inbox["<letter-1@example.org>"] == ["\\Seen"] and "<letter-3@example.org>" not in inbox, inbox
        assert inbox["<letter-2@example.org>"] == ["\\Flagged", "family", "two&ACA-words"], inbox
        assert client.listing("Old")["<letter-5@example.org>"] == ["\\Flagged"]
        account.shell("set", account.item("@inbox", 2), "flagged=no", "keyword-=family")
        account.shell("read", "--unread", account.item("@inbox", 1))
        account.sync()
        assert client.listing("INBOX")["<letter-2@example.org>"] == ["two&ACA-words"]
        assert client.listing("INBOX")["<letter-1@example.org>"] == []
    account.quiet()


def test_both_sides_change_the_same_message(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "merge")
    with Client(server, "merge") as client:
        client.fill("INBOX", range(4))
        client.store("INBOX", 0, "+FLAGS", "red \\Answered $Forwarded")
        account.sync()
        account.shell("set", account.item("@inbox", 0), "flagged=yes", "keyword+=blue")
        client.store("INBOX", 0, "+FLAGS", "\\Seen green")
        client.store("INBOX", 0, "-FLAGS", "red")
        account.shell("delete", account.item("@inbox", 1))
        client.remove("INBOX", 1)
        account.sync()
        flags = client.listing("INBOX")["<letter-0@example.org>"]
        assert flags == ["$Forwarded", "\\Answered", "\\Flagged", "\\Seen", "blue", "green"], flags
        assert "<letter-1@example.org>" not in account.listing("INBOX")
    account.quiet()


def test_folders_are_made_renamed_and_deleted_both_ways(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "folders")
    with Client(server, "folders") as client:
        account.sync()
        account.shell("mkdir", "Projects")
        account.shell("mkdir", "Projects/\u00dcber & co")
        account.new("Projects/\u00dcber & co", 1)
        account.sync()
        assert {"Projects", "Projects/&ANw-ber &- co"} <= {name.replace('"', "") for name in folder_names(client)}, folder_names(
            client
        )
        account.shell("rename", "Projects", "Plans")
        account.sync()
        assert {"Plans", "Plans/&ANw-ber &- co"} <= folder_names(client) and "Projects" not in folder_names(client), folder_names(
            client
        )
        account.quiet()
        client.do("rename", "Plans", "Ideas")
        done = account.sync()
        assert done["down_created"] == 0, done
        names = {row["mailbox"] for row in account.run("folders")}
        assert {"Ideas", "Ideas/\u00dcber & co"} <= names and "Plans" not in names, names
        client.do("create", "Gone")
        account.sync()
        client.do("delete", "Gone")
        account.sync()
        assert "Gone" not in {row["name"] for row in account.run("folders")}
        account.shell("delete", "--recursive", "--folder", "Ideas/\u00dcber & co")
        account.sync()
        assert folder_names(client) & {"Ideas", "Ideas/&ANw-ber &- co"} == {"Ideas"}
    account.quiet()


def folder_names(client: Client) -> set[str]:
    import re

    out = set()
    for line in client.do("list"):
        found = re.match(rb'\([^)]*\) "/" "?(.*?)"?$', line)
        assert found is not None, line
        out.add(found[1].decode())
    return out


def test_two_stores_of_one_account_meet(place: Path, server: Dovecot) -> None:
    one, two = Account(place, server, "pair", name="1"), Account(place, server, "pair", name="2")
    with Client(server, "pair") as client:
        one.sync()
        for number in range(30):
            one.new("@inbox", number)
        done = one.sync()
        assert done["up_created"] == 30, done
        two.sync()
        two.shell("read", two.item("@inbox", 3))
        two.shell("delete", two.item("@inbox", 4))
        two.sync()
        one.sync()
        for account in (one, two):
            account.same(client, "INBOX")
            account.quiet()


def test_two_sides_that_were_filled_apart_become_one(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "apart")
    account.shell("create")
    with Client(server, "apart") as client:
        client.fill("INBOX", range(10))
        for number in range(5, 15):
            account.new("@inbox", number)
        account.sync()
        assert len(client.listing("INBOX")) == 15 and len(account.listing("INBOX")) == 15
    account.quiet()


def test_tls_and_passwords(place: Path, server: Dovecot) -> None:
    with Client(server, "tls") as client:
        client.fill("INBOX", range(2))
    secret = place / "secret"
    secret.write_text(PASSWORD + "\n")
    trusted = f"ca-file = {server.dir}/cert.pem\n"
    for name, port, more in (
        ("implicit", server.tls_port, trusted + "tls = implicit\nauth = plain"),
        ("starttls", server.port, trusted + f"tls = starttls\nauth = login\npassword-file = {secret}"),
        ("command", server.port, f"tls = none\npassword-command = cat {secret}"),
    ):
        account = Account(place, server, "tls", more, port, name)
        account.run("sync", env={"IMAP_PASSWORD": "" if name != "implicit" else PASSWORD})
        assert len(account.listing("INBOX")) == 2
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    make_certificate(elsewhere, "DNS:elsewhere.example.org")
    with Dovecot(place / "dovecot", more=f"ssl_cert = <{elsewhere}/cert.pem\nssl_key = <{elsewhere}/key.pem\n") as other:
        for tls, port in (("implicit", other.tls_port), ("starttls", other.port)):
            more = f"ca-file = {elsewhere}/cert.pem\ntls = {tls}\nretries = 1"
            account = Account(place, other, "tls", more, port, f"elsewhere-{tls}")
            said = account.run("sync", code=1)[-1]
            assert "certificate" in said["error"].lower(), said
    for name, more, code in (
        ("untrusted", "tls = implicit\nretries = 1", 1),
        ("wrong", trusted + "tls = implicit\npassword-command = echo wrong", 3),
        ("plain", "tls = none\nhost = mail.example.org", 2),
    ):
        account = Account(place, server, "tls", more, server.tls_port, name)
        account.run("sync", code=code)
        assert code == 2 or account.listing("Inbox") == {}
