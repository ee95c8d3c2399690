"""A small IMAP server on loopback that speaks UTF-8 (RFC 6855), as the Dovecot of the tests may not: one account, mail in memory.

It is strict where the RFC is: names come as they go, in UTF-8 once that is enabled, and 8-bit headers only in UTF8 (...)."""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass, field
from io import BufferedRWPair
from typing import Any

from listener import Listener


@dataclass
class Mail:
    uid: int
    text: bytes
    flags: list[str]
    said_utf8: bool


@dataclass
class Mailbox:
    validity: int
    mails: list[Mail] = field(default_factory=list)
    next: int = 1

    def add(self, text: bytes, flags: list[str], said_utf8: bool = False) -> int:
        self.mails.append(Mail(self.next, text, flags, said_utf8))
        self.next += 1
        return self.next - 1


class Refused(Exception):
    pass


class ImapServer(Listener):
    def __init__(self) -> None:
        self.mailboxes = {"INBOX": Mailbox(1)}
        # How much smaller it says its mails are than they are.
        self.understates = 0
        self.lock = threading.Lock()
        super().__init__()

    def create(self, name: str) -> Mailbox:
        return self.mailboxes.setdefault(name, Mailbox(len(self.mailboxes) + 1))

    def serve(self, line: socket.socket, number: int) -> None:
        with line.makefile("rwb") as file:
            Line(self, file).serve()


TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\()|(\))|(~?)\{(\d+)(\+?)\}$|([^ ()"]+)')


class Line:
    def __init__(self, server: ImapServer, file: BufferedRWPair[Any, Any]) -> None:
        self.server, self.file = server, file
        self.utf8 = False
        self.selected = Mailbox(0)

    def say(self, text: str | bytes) -> None:
        self.file.write((text if isinstance(text, bytes) else text.encode()) + b"\r\n")
        self.file.flush()

    def serve(self) -> None:
        self.say("* OK here")
        while words := self.command():
            tag, verb, rest = words[0].decode(), words[1].decode().upper(), words[2:]
            if verb == "UID":
                verb, rest = f"UID_{rest[0].decode().upper()}", rest[1:]
            do = getattr(self, f"do_{verb.lower()}", None)
            try:
                if do is None:
                    raise Refused("BAD unknown here")
                with self.server.lock:
                    said = do(rest)
                self.say(f"{tag} OK {said or 'done'}")
            except Refused as error:
                self.say(f"{tag} {error}")
            if verb == "LOGOUT":
                return

    def command(self) -> list[bytes]:
        """The words of a command; a literal is one, "~" in front of it another."""
        words: list[bytes] = []
        rest = self.file.readline().rstrip(b"\r\n")
        while rest:
            found = TOKEN.match(rest)
            assert found is not None, rest
            rest = rest[found.end() :].lstrip(b" ")
            if found[1] is not None:
                words.append(re.sub(rb"\\(.)", rb"\1", found[1]))
            elif found[5] is not None:
                if not found[6]:
                    self.say("+ go on")
                words += [found[4]] * bool(found[4]) + [self.file.read(int(found[5]))]
                rest = self.file.readline().rstrip(b"\r\n").lstrip(b" ")
            else:
                words.append(found[0])
        return words

    def name(self, word: bytes) -> str:
        if not self.utf8 and not word.isascii():
            raise Refused("BAD 8-bit characters in a name")
        return word.decode()

    def mailbox(self, word: bytes) -> Mailbox:
        name = self.name(word)
        if name not in self.server.mailboxes:
            raise Refused(f"NO [NONEXISTENT] there is no {name}")
        return self.server.mailboxes[name]

    def chosen(self, word: bytes) -> list[tuple[int, Mail]]:
        """The mails of a set of UIDs, with their places."""
        last = max((mail.uid for mail in self.selected.mails), default=0)
        out: set[int] = set()
        for part in word.decode().split(","):
            first, _, end = part.replace("*", str(last)).partition(":")
            out |= set(range(*sorted((int(first), int(end or first) + (end != "" or 1)))))
        return [(place + 1, mail) for place, mail in enumerate(self.selected.mails) if mail.uid in out]

    def do_capability(self, rest: list[bytes]) -> None:
        self.say("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ UIDPLUS MULTIAPPEND ENABLE UTF8=ACCEPT")

    def do_authenticate(self, rest: list[bytes]) -> None:
        pass

    def do_enable(self, rest: list[bytes]) -> None:
        self.utf8 = b"UTF8=ACCEPT" in rest
        self.say("* ENABLED" + " UTF8=ACCEPT" * self.utf8)

    def do_logout(self, rest: list[bytes]) -> None:
        self.say("* BYE")

    def do_list(self, rest: list[bytes]) -> None:
        for name in self.server.mailboxes:
            self.say(f'* LIST () "/" "{name}"')

    def do_status(self, rest: list[bytes]) -> None:
        box = self.mailbox(rest[0])
        self.say(f'* STATUS "{self.name(rest[0])}" (UIDVALIDITY {box.validity} UIDNEXT {box.next} MESSAGES {len(box.mails)})')

    def do_create(self, rest: list[bytes]) -> None:
        if self.name(rest[0]) in self.server.mailboxes:
            raise Refused("NO [ALREADYEXISTS] it is there")
        self.server.create(self.name(rest[0]))

    def do_subscribe(self, rest: list[bytes]) -> None:
        self.mailbox(rest[0])

    def do_unsubscribe(self, rest: list[bytes]) -> None:
        self.name(rest[0])

    def do_rename(self, rest: list[bytes]) -> None:
        self.mailbox(rest[0])
        self.server.mailboxes[self.name(rest[1])] = self.server.mailboxes.pop(self.name(rest[0]))

    def do_delete(self, rest: list[bytes]) -> None:
        self.mailbox(rest[0])
        del self.server.mailboxes[self.name(rest[0])]

    def do_select(self, rest: list[bytes]) -> str:
        self.selected = self.mailbox(rest[0])
        self.say(f"* {len(self.selected.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.selected.validity}] valid")
        self.say(f"* OK [UIDNEXT {self.selected.next}] next")
        return "[READ-WRITE] selected"

    def do_uid_search(self, rest: list[bytes]) -> None:
        if b"CHARSET" in rest and self.utf8:
            raise Refused("BAD no CHARSET after UTF8=ACCEPT")
        key = rest[-1] if b"HEADER" in rest else b""
        self.say("* SEARCH" + "".join(f" {mail.uid}" for mail in self.selected.mails if key in mail.text))

    def do_uid_fetch(self, rest: list[bytes]) -> None:
        for place, mail in self.chosen(rest[0]):
            size = len(mail.text) - self.server.understates
            data = f"* {place} FETCH (UID {mail.uid} FLAGS ({' '.join(mail.flags)}) RFC822.SIZE {size}"
            data += ' INTERNALDATE " 5-Oct-2026 08:00:00 +0000"'
            header = mail.text.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            section = next((word.decode() for word in rest if word.startswith(b"BODY")), "")
            if section.startswith("BODY.PEEK[HEADER"):
                names = b" ".join(rest[rest.index(section.encode()) + 2 : -2]).decode()
                self.say(f"{data} BODY[HEADER.FIELDS ({names})] {{{len(header)}}}\r\n".encode() + header + b")")
            elif section:
                self.say(f"{data} BODY[] {{{len(mail.text)}}}\r\n".encode() + mail.text + b")")
            else:
                self.say(data + ")")

    def do_uid_store(self, rest: list[bytes]) -> None:
        words = [word.decode() for word in rest[2:] if word not in b"()"]
        for place, mail in self.chosen(rest[0]):
            kept = [flag for flag in mail.flags if flag not in words]
            mail.flags = kept + (words if rest[1].startswith(b"+") else [])
            self.say(f"* {place} FETCH (UID {mail.uid} FLAGS ({' '.join(mail.flags)}))")

    def do_uid_expunge(self, rest: list[bytes]) -> None:
        for place, mail in reversed(self.chosen(rest[0])):
            self.selected.mails.remove(mail)
            self.say(f"* {place} EXPUNGE")

    def do_append(self, rest: list[bytes]) -> str:
        box, rest, uids = self.mailbox(rest[0]), rest[1:], []
        while rest:
            end = rest.index(b")")
            flags, rest = [word.decode() for word in rest[1:end]], rest[end + 1 :]
            if re.match(rb"[ \d]\d-", rest[0]):
                rest = rest[1:]
            said_utf8 = rest[:3] == [b"UTF8", b"(", b"~"]
            if said_utf8 and not self.utf8:
                raise Refused("BAD UTF8 was not enabled")
            text, rest = (rest[3], rest[5:]) if said_utf8 else (rest[0], rest[1:])
            if not said_utf8 and not text.partition(b"\r\n\r\n")[0].isascii():
                raise Refused("NO 8-bit characters in a header without UTF8")
            uids.append(str(box.add(text, flags, said_utf8)))
        return f"[APPENDUID {box.validity} {','.join(uids)}] added"
