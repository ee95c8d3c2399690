"""What messages are and how much of them comes: headers first, scopes, large and broken ones, refusals."""

from __future__ import annotations

import subprocess
from pathlib import Path

from dovecot import Dovecot, quota
from imap_server import ImapServer
from kit import Account, Client, Stalling, message

MAILS = Path(__file__).resolve().parents[4] / "shared" / "data" / "mail"


def test_headers_come_first_and_bodies_when_they_are_asked_for(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "headers", "headers = yes")
    large = "Much text.\r\n" * 20000
    with Client(server, "headers") as client:
        client.do("create", "Later")
        for number in range(4):
            client.append("INBOX", message(number, large))
        done = account.sync()
        assert done["down_created"] == 4 and account.store.stat().st_size < 1000000, (done, account.store.stat())
        account.same(client, "INBOX")
        assert not account.has_text("@inbox", 2), "a body is there that nobody asked for"
        account.shell("read", account.item("@inbox", 1))
        account.shell("request", account.item("@inbox", 2))
        # Another mailbox, which the agent asks for early, and for nothing, since the body of the first one comes between.
        client.append("Later", message(5))
        account.sync()
        assert account.text_of("@inbox", 2) == message(2, large)
        account.same(client, "Later")
        assert client.listing("INBOX")["<letter-1@example.org>"] == ["\\Seen"]
        account.same(client, "INBOX")
    account.quiet()


def test_large_messages_stay_out_of_a_scope_of_size(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "size")
    account.sync()
    account.shell("options", "@inbox", "scope=size:5000")
    with Client(server, "size") as client:
        client.append("INBOX", message(1))
        client.append("INBOX", message(2, "Much text.\r\n" * 2000))
        account.sync()
        account.same(client, "INBOX")
        account.text_of("@inbox", 1)
        assert not account.has_text("@inbox", 2), "a body came that is larger than the scope"
        account.shell("request", account.item("@inbox", 2))
        account.sync()
        assert account.text_of("@inbox", 2) == message(2, "Much text.\r\n" * 2000)
    account.quiet()


def test_old_messages_stay_out_of_a_scope_of_time(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "time")
    account.sync()
    account.shell("options", "@inbox", "scope=newer:2026-01-01")
    with Client(server, "time") as client:
        for number, date in ((1, "05-Oct-2026"), (2, "05-Oct-2025"), (3, "06-Oct-2025")):
            # Unread ones always come.
            client.line.append("INBOX", "\\Seen" if number > 1 else "", f'"{date} 08:00:00 +0000"', message(number))
        account.sync()
        assert set(account.listing("INBOX")) == {"<letter-1@example.org>"}, account.listing("INBOX")
        # News of messages that are out of scope.
        client.store("INBOX", 2, "+FLAGS", "family")
        client.remove("INBOX", 3)
        client.store("INBOX", 1, "+FLAGS", "\\Seen")
        account.sync()
        assert account.listing("INBOX") == {"<letter-1@example.org>": ["\\Seen"]}, account.listing("INBOX")
        assert len(client.listing("INBOX")) == 2
        account.quiet()
        account.shell("options", "@inbox", "scope=all")
        account.sync()
        account.same(client, "INBOX")
        account.text_of("@inbox", 2)
    account.quiet()


def test_forty_mebibytes_come_and_go_within_little_memory(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "huge")
    huge = message(1, "".join(f"{number:076}\r\n" for number in range(40 * 1024 * 1024 // 78)))
    account.sync()
    with Client(server, "huge") as client:
        client.append("INBOX", huge)
        most = account.peak("sync")
        assert account.text_of("@inbox", 1) == huge
        account.new("@inbox", 2, huge.replace(b"letter-1@", b"letter-2@").replace(b"Letter 1\r", b"Letter 2\r"))
        most = max(most, account.peak("sync"))
        assert len(client.body("INBOX", 2)) == len(huge)
        account.same(client, "INBOX")
    assert most < 32 * 1024, most
    account.quiet()


def test_a_message_that_is_larger_than_the_server_says_comes_whole(place: Path, server: Dovecot) -> None:
    other = ImapServer()
    other.understates = 1_000_000
    large, larger = (message(number, f"{number:076}\r\n" * (size // 78)) for number, size in ((1, 1_100_000), (2, 2_000_000)))
    other.mailboxes["INBOX"].add(large, [])
    other.mailboxes["INBOX"].add(larger, [])
    account = Account(place, server, "understated", port=other.port)
    account.sync()
    assert sorted(stored(account)) == [large, larger]
    account.quiet()
    other.close()


def test_broken_mails_come_and_go_as_they_are(place: Path, server: Dovecot) -> None:
    files = sorted(file for file in MAILS.rglob("*") if file.is_file()) if MAILS.exists() else []
    if not files:
        return
    down, up = Account(place, server, "broken-down"), Account(place, server, "broken-up")
    texts = [file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for file in files]
    # What no server keeps as it is: nothing, and NUL (RFC 3501 section 4.3).
    texts = [text for text in texts if text and b"\0" not in text]
    up.shell("create")
    with Client(server, "broken-down") as client:
        for text in texts:
            client.append("INBOX", text)
        down.sync()
        assert sorted(stored(down)) == sorted(texts)
    names = [place / f"mail-{number}.eml" for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        name.write_bytes(text)
    up.shell("import", "@inbox", *map(str, names))
    up.sync()
    with Client(server, "broken-up") as client:
        client.select("INBOX")
        there = [part[1] for part in client.do("uid", "FETCH", "1:*", "(BODY.PEEK[])") if isinstance(part, tuple)]
        assert sorted(there) == sorted(texts)
    for account in (down, up):
        account.quiet()


def stored(account: Account) -> list[bytes]:
    return [account.cat(row["id"]) for row in account.rows("@inbox")]


def test_a_message_that_the_server_refuses_is_told_and_the_others_go(place: Path, server: Dovecot) -> None:
    with Dovecot(place / "dovecot", more=quota("max_mail_size = 20K")) as limited:
        account = Account(place, limited, "limit")
        account.sync()
        for number in range(6):
            account.new("@inbox", number, message(number, "Much text.\r\n" * 3000) if number == 3 else None)
        lines = account.run("sync", code=1)
        told = [line for line in lines if line.get("event") == "failed"]
        assert len(told) == 1 and told[0]["folder"] == "INBOX" and "(Letter 3)" in told[0]["item"], told
        assert "NO [LIMIT]" in told[0]["text"] or "size" in told[0]["text"], told
        with Client(limited, "limit") as client:
            assert len(client.listing("INBOX")) == 5
        assert len(account.listing("INBOX")) == 6


def test_a_message_over_the_limit_of_the_server_is_not_sent(place: Path, server: Dovecot) -> None:
    told = "IMAP4rev1 SASL-IR LITERAL+ UIDPLUS MOVE ENABLE CONDSTORE QRESYNC MULTIAPPEND APPENDLIMIT=20000"
    with Dovecot(place / "dovecot", told) as limited:
        account = Account(place, limited, "over")
        account.sync()
        for number in range(3):
            account.new("@inbox", number, message(number, "Much text.\r\n" * 3000) if number == 1 else None)
        lines = account.run("sync", code=1)
        failed = [line for line in lines if line.get("event") == "failed"]
        assert len(failed) == 1 and "(Letter 1)" in failed[0]["item"] and "the server takes 20000" in failed[0]["text"], lines
        with Client(limited, "over") as client:
            assert set(client.listing("INBOX")) == {"<letter-0@example.org>", "<letter-2@example.org>"}


def test_each_folder_gets_a_line_and_the_end_a_summary(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "words")
    with Client(server, "words") as client:
        client.do("create", "Plans")
        client.fill("INBOX", range(3))
        client.fill("Plans", range(3, 5))
        said = account.words("sync")
        assert "INBOX: 0 up, 3 down, 0.0 MB\n" in said and "Plans: 0 up, 2 down, 0.0 MB\n" in said, said
        assert "up: nothing; down: 5 new" in said, said
        account.new("Plans", 10)
        account.shell("delete", account.item("@inbox", 1))
        lines = account.run("sync")
        sent = [line["folder"] for line in lines if line["event"] == "folder" and line["up"] == 1]
        assert sorted(sent) == ["INBOX", "Plans"], lines


def test_a_mailbox_that_cannot_be_opened_is_told_and_the_others_go(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "shut")
    with Client(server, "shut") as client:
        for name in ("Archive", "Shut", "Zoo"):
            client.do("create", name)
            client.fill(name, range(2))
        account.sync()
        client.fill("Zoo", range(2, 4))
        client.fill("Shut", range(2, 4))
        client.do("select", "INBOX")
        shut = server.dir / "mail" / "shut" / "Maildir" / ".Shut"
        subprocess.run(["chmod", "-R", "000", shut], check=True)
        lines = account.run("sync", code=1)
        told = [line for line in lines if line.get("event") == "failed"]
        assert [line["folder"] for line in told] == ["Shut"] and "SELECT" in told[0]["text"], lines
        assert len(account.listing("Zoo")) == 4
        subprocess.run(["chmod", "-R", "700", shut], check=True)
    account.sync()
    assert len(account.listing("Shut")) == 4


def test_a_line_that_stalls_is_given_up_and_begun_again(place: Path, server: Dovecot) -> None:
    from lines import check_end, prepare

    for number, word in enumerate((b"LIST", b"APPEND", b"UID FETCH")):
        proxy = Stalling(server.port, word)
        user = f"stall{number}"
        account = Account(place, server, user)
        try:
            with Client(server, user) as client:
                prepare(account, client)
                account.config.write_text(account.text + f"timeout = 1\nport = {proxy.port}\n")
                # A second is short for a busy machine: it may give up before it comes to that word.
                for _ in range(20):
                    account.sync(code=None)
                    if proxy.stalled.is_set():
                        break
                assert proxy.stalled.is_set(), word
                account.config.write_text(account.text)
                check_end(account, client)
        finally:
            proxy.close()
