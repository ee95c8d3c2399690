"""Reads the written conversations and turns each into messages that answer each other."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from . import artefacts
from .envelope import LIST_ADDRESS, NUMBERS, domain, originator, trace
from .maildir import Mail
from .mime import Headers, Part, address, attachment, date, message, multipart, text, usable
from .people import OWNER, PEOPLE, Person


@dataclass
class Turn:
    sender: Person
    to: list[str]
    body: str


@dataclass
class Conversation:
    subject: str
    folder: str = "INBOX"
    start: int = 0
    charset: str = "us-ascii"
    encoding: str = "7bit"
    flags: str = ""
    attached: list[tuple[str, str]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    @property
    def word_encoding(self) -> str:
        return "q" if self.encoding in ("7bit", "quoted-printable") and self.charset != "iso-2022-jp" else "b"


def read(path: Path) -> list[Conversation]:
    conversations: list[Conversation] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            conversations.append(Conversation(line[3:]))
            continue
        current = conversations[-1]
        if line.startswith("-- "):
            sender, _, to = line[3:].partition(" > ")
            current.turns.append(Turn(PEOPLE[sender], to.split(), ""))
        elif current.turns:
            current.turns[-1].body += line + "\n"
        elif line:
            _read_setting(current, *line.split(" ", 1))
    return conversations


def _read_setting(conversation: Conversation, name: str, value: str) -> None:
    if name == "folder":
        conversation.folder = value
    elif name == "start":
        conversation.start = int(datetime.fromisoformat(value).replace(tzinfo=timezone.utc).timestamp())
    elif name == "as":
        conversation.charset, conversation.encoding = value.split(" ")
    elif name == "flags":
        conversation.flags = value
    elif name == "attach":
        kind, _, filename = value.partition(" ")
        conversation.attached.append((kind, filename))
    else:
        raise ValueError(f"unknown setting {name}")


def mails(conversation: Conversation, chance: random.Random) -> list[Mail]:
    result: list[Mail] = []
    references: list[str] = []
    when = conversation.start
    for number, turn in enumerate(conversation.turns):
        answers = conversation.turns[number - 1] if number else None
        message_id = NUMBERS.message_id(domain(turn.sender))
        headers = _headers(conversation, turn, when, message_id, references)
        part = _body(conversation, turn, answers, when, chance)
        if number == 0 and conversation.attached:
            part = multipart("mixed", [part, *(_attachment(*one) for one in conversation.attached)])

        own = turn.sender is OWNER
        if not own or LIST_ADDRESS in headers[1][1]:
            headers = _from_list(headers) if LIST_ADDRESS in headers[1][1] else headers
            headers = trace(turn.sender.email, when + 3, len(references) + number) + headers
        flags = "S" + (conversation.flags if number == 0 else "")
        answered = number + 1 < len(conversation.turns) and conversation.turns[number + 1].sender is OWNER
        if answered and not own:
            flags += "R"
        folder = "Sent" if own and turn.to != ["list"] else conversation.folder
        keywords = ["customer"] if domain(turn.sender) in ("costa.example.com", "delfland.example.net") else []
        result.append(Mail(when, folder, message(headers, part), flags, keywords))

        references.append(message_id)
        when += chance.choice((900, 2700, 5400, 11000, 30000, 70000)) + chance.randrange(600)
    return result


def _headers(conversation: Conversation, turn: Turn, when: int, message_id: str, references: list[str]) -> Headers:
    to = [LIST_ADDRESS] if turn.to == ["list"] else [address(PEOPLE[key]) for key in turn.to]
    subject = conversation.subject if LIST_ADDRESS not in to else f"[sensors] {conversation.subject}"
    if references:
        subject = ("AW: " if turn.sender.key in ("felix", "clara") else "Re: ") + subject
    headers = originator(turn.sender, to, subject, when, message_id, conversation.charset, conversation.word_encoding)
    if references:
        headers += [("In-Reply-To", references[-1]), ("References", " ".join(references))]
    return headers


def _from_list(headers: Headers) -> Headers:
    return headers + [
        ("List-Id", "Sensors and moorings <sensors.lists.example.net>"),
        ("List-Post", f"<mailto:{LIST_ADDRESS}>"),
        ("List-Unsubscribe", "<https://lists.example.net/sensors/leave>"),
        ("Precedence", "list"),
    ]


def _body(conversation: Conversation, turn: Turn, answers: Turn | None, when: int, chance: random.Random) -> Part:
    body = turn.body.strip("\n") + "\n"
    if answers is not None:
        quoted = [f"> {line}".rstrip() for line in answers.body.strip("\n").splitlines()[:6]]
        body += f"\nOn {date(when - 900)[:16].strip()}, {answers.sender.email} wrote:\n" + "\n".join(quoted) + "\n"
    if turn.to == ["list"]:
        body += "_______________________________________________\nsensors mailing list, lists.example.net\n"
    charset = usable(conversation.charset, body)
    encoding = conversation.encoding if charset == conversation.charset else "quoted-printable"
    plain = text(body, charset, encoding)
    if encoding == "quoted-printable" and charset == "utf-8" and chance.random() < 0.5:
        return multipart("alternative", [plain, text(_as_html(turn.body), "utf-8", "quoted-printable", "html")])
    return plain


def _as_html(body: str) -> str:
    escaped = body.strip("\n").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in escaped.replace("\n\n", "\0").replace("\n", "<br>\n").split("\0"))
    return f'<html><head><meta charset="utf-8"></head><body>\n{paragraphs}</body></html>\n'


def _attachment(kind: str, filename: str) -> Part:
    if kind == "png":
        picture = artefacts.png(40, 24, [(240, 240, 235), (30, 90, 140), (200, 80, 40)], ["0011", "0121", "1210", "2100"])
        return attachment(picture, "image/png", filename)
    if kind == "pdf":
        return attachment(artefacts.pdf([filename, "Tidewater Instruments", "Page 1 of 1"]), "application/pdf", filename)
    if kind == "csv":
        rows = "post;planned;yellow\r\ncrane hire;0;37000\r\nbuoy 2;138000;138000\r\nslip;24000;31000\r\n"
        return attachment(rows.encode(), "text/csv; charset=utf-8", filename)
    notes = "S. 3, Z. 4: Komma nach »Boje«\nS. 12: »in« oder »auf«?\nS. 19: schön.\n"
    return attachment(notes.encode(), "text/plain; charset=utf-8", filename)
