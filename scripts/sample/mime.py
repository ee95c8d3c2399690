"""Messages as bytes, put together by hand: the standard library's writer folds differently from release to release."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .people import Person

Headers = list[tuple[str, str]]


@dataclass
class Part:
    """A body with the headers that describe it."""

    headers: Headers
    body: bytes


@dataclass
class Boundaries:
    """Numbered boundaries, so that no two multiparts share one."""

    used: int = field(default=0)

    def next(self) -> str:
        self.used += 1
        return f"=_tidewater_{self.used:04d}_{self.used * 2654435761 % 4294967296:08x}"


BOUNDARIES = Boundaries()


def usable(charset: str, words: str) -> str:
    """The charset, or UTF-8 for words that it cannot write, as mail programs do."""
    try:
        words.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


def encoded_word(text: str, charset: str = "utf-8", how: str = "q") -> str:
    """RFC 2047, in words of at most 75 characters; plain ASCII stays as it is."""
    if text.isascii():
        return text
    charset = usable(charset, text)
    words: list[str] = []
    piece = ""
    for character in text:
        if len(_one_word(piece + character, charset, how)) > 75:
            words.append(_one_word(piece, charset, how))
            piece = ""
        piece += character
    words.append(_one_word(piece, charset, how))
    return " ".join(words)


def _one_word(text: str, charset: str, how: str) -> str:
    data = text.encode(charset)
    if how == "b":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    quoted = "".join(chr(b) if chr(b).isalnum() and b < 128 else "_" if b == 32 else f"={b:02X}" for b in data)
    return f"=?{charset}?Q?{quoted}?="


def address(person: Person, charset: str = "utf-8", how: str = "q") -> str:
    if not person.name.isascii():
        return f"{encoded_word(person.name, charset, how)} <{person.email}>"
    if any(character in person.name for character in "'.,()"):
        return f'"{person.name}" <{person.email}>'
    return f"{person.name} <{person.email}>"


def date(when: int, offset_hours: int = 0) -> str:
    """RFC 5322 date of a Unix time, without the locale."""
    at = datetime.fromtimestamp(when + offset_hours * 3600, timezone.utc)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    sign = "-" if offset_hours < 0 else "+"
    return f"{day}, {at.day} {month} {at.year} {at:%H:%M:%S} {sign}{abs(offset_hours):02d}00"


def fold(name: str, value: str) -> str:
    """One header field, folded before words that would pass column 78. Given line breaks are kept."""
    if "\n" in value:
        return f"{name}: {value}\n"
    lines: list[str] = []
    line = f"{name}:"
    for word in value.split(" "):
        if len(line) + 1 + len(word) > 78 and line.strip() and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {word}"
    lines.append(line)
    return "\n".join(lines) + "\n"


def text(body: str, charset: str = "us-ascii", encoding: str = "7bit", subtype: str = "plain", extra: str = "") -> Part:
    data = body.encode(charset)
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = binascii.b2a_qp(data, istext=True)
    return Part(
        [("Content-Type", f"text/{subtype}; charset={charset}{extra}"), ("Content-Transfer-Encoding", encoding)],
        data,
    )


def attachment(data: bytes, media_type: str, filename: str, disposition: str = "attachment") -> Part:
    """A base64 attachment; a name beyond ASCII is written as RFC 2231 wants it."""
    if filename.isascii():
        parameter = f'filename="{filename}"'
    else:
        quoted = "".join(chr(b) if (chr(b).isalnum() and b < 128) or b in b".-_" else f"%{b:02X}" for b in filename.encode())
        parameter = f"filename*=utf-8''{quoted}"
    return Part(
        [
            ("Content-Type", media_type),
            ("Content-Transfer-Encoding", "base64"),
            ("Content-Disposition", f"{disposition}; {parameter}"),
        ],
        base64.encodebytes(data),
    )


def multipart(kind: str, parts: list[Part], parameters: str = "", preamble: str = "") -> Part:
    boundary = BOUNDARIES.next()
    body = preamble.encode()
    for part in parts:
        body += f"--{boundary}\n".encode() + headers_of(part.headers) + b"\n" + part.body
        if not body.endswith(b"\n"):
            body += b"\n"
    body += f"--{boundary}--\n".encode()
    return Part([("Content-Type", f'multipart/{kind}; boundary="{boundary}"{parameters}')], body)


def headers_of(headers: Headers) -> bytes:
    return "".join(fold(name, value) for name, value in headers).encode()


def message(headers: Headers, part: Part) -> bytes:
    """A whole message with LF line ends, as Maildirs hold them."""
    return headers_of([*headers, ("MIME-Version", "1.0"), *part.headers]) + b"\n" + part.body
