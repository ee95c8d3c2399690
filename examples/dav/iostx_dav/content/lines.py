"""Lines of iCalendar and vCard: names, parameters, values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fields import Fields

_MAX_CATEGORIES = 100

Line = tuple[str, str, str]
"""Name in capitals, parameters with their leading semicolons, value."""

_NAMES = (
    "BEGIN|END|UID|SUMMARY|LOCATION|ORGANIZER|CATEGORIES|DTSTART|DTEND|DUE|DURATION|COMPLETED|LAST-MODIFIED|DTSTAMP|RRULE|RDATE|STATUS|"
    "TRANSP|CLASS|PRIORITY|PERCENT-COMPLETE|RECURRENCE-ID|FN|N|ORG|TITLE|EMAIL|TEL|REV|KIND|X-ADDRESSBOOKSERVER-KIND"
)
_LINE = re.compile(rf'^(?:[A-Z0-9-]+\.)?({_NAMES})((?:;(?:[^:"\n]|"[^"\n]*")*)?):(.*)$', re.MULTILINE | re.IGNORECASE)
_PARAMETER = re.compile(r';([^=;:"]+)(?:=((?:"[^"]*"|[^;"])*))?')
_CARET = re.compile(r"\^([n^'])")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read_lines(text: str) -> Iterator[Line]:
    for match in _LINE.finditer(text):
        yield match[1].upper(), match[2], match[3].strip()


def read_parameters(raw: str) -> dict[str, list[str]]:
    """Parameters by name. One without a value is a type, as vCard 2.1 writes them."""
    out: dict[str, list[str]] = {}
    for name, value in _PARAMETER.findall(raw):
        if value:
            parts = [part.strip('"') for part in re.findall(r'"[^"]*"|[^,]+', value)]
            out.setdefault(name.strip().upper(), []).extend(_CARET.sub(_uncaret, part) for part in parts)
        else:
            out.setdefault("TYPE", []).append(name.strip())
    return out


def _uncaret(match: re.Match[str]) -> str:
    """RFC 6868."""
    return {"n": "\n", "^": "^", "'": '"'}[match[1]]


def unescape(value: str) -> str:
    if "\\" in value:
        value = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return value.replace("\0", "").strip()


def split_value(value: str) -> list[str]:
    """The parts of a structured value ("Haugen;Ingrid;;;")."""
    if "\\" not in value:
        return [part.strip() for part in value.split(";")]
    return [unescape(part) for part in re.findall(r"((?:\\.|[^\\;])*)(?:;|$)", value)]


def split_list(value: str) -> list[str]:
    """The parts of a list of texts ("Food,Hot\\, spicy"), not unescaped."""
    return re.findall(r"(?:\\.|[^\\,])+", value)


def add_categories(out: Fields, value: str) -> None:
    parts = split_list(value)
    out.categories += [text for part in parts[: _MAX_CATEGORIES - len(out.categories)] if (text := unescape(part))]


def key_of(value: str) -> str:
    """A UID that is no proper text is none."""
    return "" if "\ufffd" in value or "\0" in value else value
