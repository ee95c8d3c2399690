"""The Outbox by SMTP: what is sent, what is not, and what nobody knows."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from dovecot import PASSWORD, Dovecot, free_port, make_certificate
from kit import BUILD, Account, Client
from servers import dovecot_with_tokens
from smtp import Sink

LETTER = (
    b"From: Maja <maja@example.org>\r\nTo: Sipho <sipho@example.org>, zoe@example.org\r\nCc: ana@example.org\r\n"
    b"Bcc: quiet@example.org\r\n"
    b"Subject: Letter 7\r\nMessage-ID: <letter-7@example.org>\r\n\r\nHello.\r\n.hidden\r\n"
)
RECIPIENTS = ["ana@example.org", "quiet@example.org", "sipho@example.org", "zoe@example.org"]


def account_with(place: Path, server: Dovecot, user: str, port: int, tls: str = "none", more: str = "") -> Account:
    account = Account(place, server, user, f"smtp-host = 127.0.0.1\nsmtp-port = {port}\nsmtp-tls = {tls}\n{more}")
    account.sync()
    return account


def outbox(account: Account, what: str) -> list[str]:
    done = subprocess.run([BUILD / "imap" / "imap_outbox", account.store, what], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def submit(account: Account, text: bytes = LETTER) -> None:
    account.new("@outbox", 7, text)
    outbox(account, "submit")


def test_what_waits_in_the_outbox_is_sent_and_filed(place: Path, server: Dovecot) -> None:
    sink = Sink()
    account = account_with(place, server, "sent", sink.port)
    submit(account)
    assert account.sync()["sent"] == 1
    letter = sink.letters.pop()
    assert letter.sender == "maja@example.org" and sorted(letter.recipients) == RECIPIENTS, letter
    assert letter.text == LETTER.replace(b"Bcc: quiet@example.org\r\n", b""), letter.text
    assert sink.logins == [f"sent {PASSWORD}"], sink.logins
    account.sync()
    with Client(server, "sent") as client:
        account.same(client, "Sent")
        assert set(client.listing("Sent")) == {"<letter-7@example.org>"}
    assert not sink.letters and not outbox(account, "list")
    sink.close()


def test_without_a_server_to_send_by_the_outbox_is_left_alone(place: Path, server: Dovecot) -> None:
    account = Account(place, server, "unsent")
    account.sync()
    submit(account)
    assert account.sync()["sent"] == 0
    assert outbox(account, "list") == ["queued Letter 7"]


def test_a_letter_that_is_refused_waits_and_stops_nothing(place: Path, server: Dovecot) -> None:
    sink = Sink(lambda verb, rest: "550 no such user here" if verb == "RCPT" and "zoe" in rest else None)
    account = account_with(place, server, "refused", sink.port)
    submit(account)
    with Client(server, "refused") as client:
        client.fill("INBOX", range(2))
        lines = account.run("sync", code=1)
        told = [line for line in lines if line.get("event") == "failed"]
        assert len(told) == 1 and told[0]["folder"] == "Outbox" and "550 no such user here" in told[0]["text"], lines
        assert len(account.listing("INBOX")) == 2 and not sink.letters
        # Nobody there at all.
        down = Account(place, server, "refused", f"smtp-host = 127.0.0.1\nsmtp-port = {free_port()}\nsmtp-tls = none")
        client.fill("INBOX", range(2, 3))
        down.run("sync", code=1)
        assert len(account.listing("INBOX")) == 3
    assert outbox(account, "list") == ["queued Letter 7"]
    account.config.write_text(account.text)
    sink.answer = lambda verb, rest: None
    assert account.sync()["sent"] == 1 and len(sink.letters) == 1
    sink.close()


def test_a_sender_that_is_killed_after_the_word_of_the_server_sends_nothing_twice(place: Path, server: Dovecot) -> None:
    # At QUIT the 250 has been read; FinishedMsg comes when the line is closed. At END the letter is the server's, which has said
    # nothing yet.
    for number, verb in enumerate(("QUIT", "END")):
        reached, go_on = threading.Event(), threading.Event()

        def hold(
            said: str, rest: str, verb: str = verb, reached: threading.Event = reached, go_on: threading.Event = go_on
        ) -> None:
            if said == verb and not reached.is_set():
                reached.set()
                go_on.wait()

        sink = Sink(hold)
        account = account_with(place, server, f"killed{number}", sink.port)
        submit(account)
        agent = account.start("sync")
        assert reached.wait(60)
        agent.kill()
        agent.wait()
        go_on.set()
        for _ in range(2):
            assert account.sync(code=None)["sent"] == 0
            assert len(sink.letters) == 1 and outbox(account, "list") == ["uncertain Letter 7"]
        # When it is asked for it is sent again.
        outbox(account, "unlock")
        assert account.sync()["sent"] == 1 and len(sink.letters) == 2
        sink.close()


def test_a_line_that_breaks_before_the_end_of_the_text_leaves_no_doubt_and_one_behind_it_does(place: Path, server: Dovecot) -> None:
    sink = Sink(lambda verb, rest: "" if verb == "DATA" else None)
    account = account_with(place, server, "broken", sink.port)
    submit(account, LETTER + b"More.\r\n" * 40000)
    assert account.sync(code=1)["sent"] == 0
    assert outbox(account, "list") == ["queued Letter 7"]
    sink.answer = lambda verb, rest: "" if verb == "END" else None
    lines = account.run("sync", code=1)
    assert any("nobody knows" in line.get("text", "") for line in lines), lines
    sink.answer = lambda verb, rest: None
    assert account.sync(code=None)["sent"] == 0
    assert len(sink.letters) == 1 and outbox(account, "list") == ["uncertain Letter 7"]
    sink.close()


def test_letters_go_over_tls_and_only_to_whom_the_certificate_names(place: Path, server: Dovecot) -> None:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    make_certificate(elsewhere, "DNS:elsewhere.example.org")
    for tls in ("implicit", "starttls"):
        sink = Sink(tls=tls, certificate=server.dir)
        account = account_with(place, server, f"tls-{tls}", sink.port, tls, f"ca-file = {server.dir}/cert.pem")
        submit(account)
        assert account.sync()["sent"] == 1
        assert len(sink.letters) == 1 and sink.logins == [f"tls-{tls} {PASSWORD}"], sink.logins
        assert [command.split()[0] for command in sink.clear] == (["EHLO", "STARTTLS"] if tls == "starttls" else []), sink.clear
        sink.close()
        # Nobody vouches for the first; the second is somebody else.
        for certificate, ca in ((server.dir, ""), (elsewhere, f"ca-file = {elsewhere}/cert.pem")):
            sink = Sink(tls=tls, certificate=certificate)
            name = f"refuse-{tls}-{certificate.name}"
            account = account_with(place, server, name, sink.port, tls, ca)
            submit(account)
            told = [line for line in account.run("sync", code=1) if line.get("event") == "failed"]
            assert len(told) == 1 and "certificate" in told[0]["text"].lower(), told
            assert not sink.letters and not sink.logins and outbox(account, "list") == ["queued Letter 7"]
            sink.close()


def test_nothing_is_said_to_a_server_that_offers_no_tls(place: Path, server: Dovecot) -> None:
    sink = Sink()
    account = account_with(place, server, "bare", sink.port, "starttls", f"ca-file = {server.dir}/cert.pem")
    submit(account)
    assert account.run("sync", code=1)[-1]["sent"] == 0
    assert not sink.letters and not sink.logins and outbox(account, "list") == ["queued Letter 7"]
    assert not {command.split()[0] for command in sink.clear} - {"EHLO", "HELO", "STARTTLS", "QUIT"}, sink.clear
    sink.close()


def test_a_token_sends_letters_and_a_wrong_one_does_not(place: Path, server: Dovecot) -> None:
    with dovecot_with_tokens(place) as tokens:
        sink = Sink(tls="implicit", certificate=tokens.dir, auth="PLAIN XOAUTH2")
        smtp = f"smtp-host = 127.0.0.1\nsmtp-port = {sink.port}\nca-file = {tokens.dir}/cert.pem"
        account = Account(place, tokens, "zoe", f"{smtp}\nauth = xoauth2")
        right = {"IMAP_PASSWORD": "token-of-zoe"}
        account.run("sync", env=right)
        submit(account)
        # The IMAP server's takes it, the other one does not.
        with open(account.config, "a") as config:
            config.write(f"password-command = cat {place}/token; echo token-of-maja > {place}/token\n")
        (place / "token").write_text("token-of-zoe\n")
        lines = account.run("sync", code=1)
        told = [line for line in lines if line.get("event") == "failed"]
        assert len(told) == 1 and '{"status":"400"}' in told[0]["text"], lines
        assert sink.logins == ["zoe Bearer token-of-maja"] and "token-of" not in str(lines), (sink.logins, lines)
        assert not sink.letters and outbox(account, "list") == ["queued Letter 7"]
        account.config.write_text(account.text)
        assert account.run("sync", env=right)[-1]["sent"] == 1
        assert sink.logins[1:] == ["zoe Bearer token-of-zoe"] and len(sink.letters) == 1
        sink.close()
