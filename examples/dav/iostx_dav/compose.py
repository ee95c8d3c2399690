"""Texts for what applications know as properties only: new items are written, changed ones changed in the lines that say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from iostx import NotSupportedError, Tag

from .content.lines import split_list, unescape
from .values import Tags

_COMPONENTS = {
    "IPM.APPOINTMENT": "VEVENT",
    "IPM.TASK": "VTODO",
    "IPM.ACTIVITY": "VJOURNAL",
    "IPM.STICKYNOTE": "VJOURNAL",
    "IPM.CONTACT": "VCARD",
    "IPM.DISTLIST": "VCARD",
}
_PRODUCT = "-//iostx//iostx-dav//EN"
_STATUSES = ("NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "NEEDS-ACTION", "CANCELLED")
"""By PidLidTaskStatus."""
_TIMES = frozenset({"DTSTART", "DTEND", "DUE"})

Values = dict[int, Any]


@dataclass(frozen=True)
class _Writer:
    """One line, and the properties that it is written from."""

    name: str
    tags: tuple[int, ...]
    write: Callable[[Values], str]
    """What follows the name, its colon or semicolon included; empty: there is no such line."""
    patched: bool = True
    """It may be written anew in a text that somebody else wrote: there is only one such line, and nothing else in it."""


def compose(values: Values, tags: Tags, key: str) -> bytes:
    """The text of an item that has none. key: its UID. Raises NotSupportedError."""
    message_class = str(values.get(Tag.MESSAGE_CLASS, ""))
    component = _COMPONENTS.get(message_class.upper())
    if component is None:
        raise NotSupportedError(f"an item of the class {message_class} has no place in a calendar or an address book")
    lines = [writer.name + said for writer in _writers(component, tags) if (said := writer.write(values))]
    if component == "VCARD":
        lines = ["VERSION:3.0", f"PRODID:{_PRODUCT}", f"UID:{key}", *lines]
    else:
        stamp = f"DTSTAMP:{_utc(datetime.now(timezone.utc))}"
        lines = ["VERSION:2.0", f"PRODID:{_PRODUCT}", f"BEGIN:{component}", f"UID:{key}", stamp, *lines, f"END:{component}"]
        component = "VCALENDAR"
    return b"".join(_fold(line) for line in [f"BEGIN:{component}", *lines, f"END:{component}"])


def patch(text: bytes, values: Values, changed: Collection[int], tags: Tags) -> bytes:
    """The text with the changed properties; all else in it stays as it is, and so does all of it where no line says them.
    values: all of the item. Raises NotSupportedError where a line alone does not do."""
    component = _COMPONENTS.get(str(values.get(Tag.MESSAGE_CLASS, "")).upper())
    writers = _writers(component, tags) if component is not None else []
    wanted = [writer for writer in writers if not set(writer.tags).isdisjoint(changed)]
    if component is None or not wanted:
        return text
    lines = _logical_lines(text)
    start, end = _main_component(lines, component)
    inside = lines[start:end]
    if any(_name(line) == "RRULE" for line in inside) and any(writer.name in _TIMES for writer in wanted):
        raise NotSupportedError("the times of a series are changed in its text only")
    ending = b"\r\n" if b"\r\n" in lines[start] else b"\n"
    for writer in wanted:
        if not writer.patched:
            raise NotSupportedError(f"{writer.name} is changed in the text only")
        inside = _replaced(inside, writer.name, writer.write(values), ending)
    return b"".join(lines[:start] + inside + lines[end:])


def categorize(text: bytes, message_class: str, added: Iterable[str], removed: Iterable[str]) -> bytes:
    """The text with categories (RFC 5545 section 3.8.1.2, RFC 6350 section 6.7.1) put in and left out; the others stay as they
    are written, and so does all else. Raises NotSupportedError if it has no component for them."""
    component = _COMPONENTS.get(message_class.upper())
    if component is None:
        return text
    lines = _logical_lines(text)
    start, end = _main_component(lines, component)
    ending = b"\r\n" if b"\r\n" in lines[start] else b"\n"
    gone = {word.casefold() for word in removed}
    missing = {word.casefold(): word for word in added}
    said: dict[int, tuple[str, list[str], bool]] = {}
    """By the index of its line: what stands before its values, these as they are written, whether they change."""
    for index in _own_lines(lines, start, end):
        if _name(lines[index]) == "CATEGORIES":
            head, _, written = _unfolded(lines[index]).partition(":")
            words = split_list(written)
            kept = [word for word in words if unescape(word).casefold() not in gone]
            said[index] = head, kept, len(kept) < len(words)
            for word in kept:
                missing.pop(unescape(word).casefold(), None)
    fresh = [_escape(word) for word in missing.values()]
    # Some programs read the first such line only. One with parameters, such as a language, does not stand for what comes new.
    if fresh and (index := next((index for index, (head, _, _) in said.items() if ";" not in head), -1)) >= 0:
        said[index] = said[index][0], said[index][1] + fresh, True
        fresh = []
    for index, (head, words, changed) in said.items():
        if changed:
            lines[index] = _line(f"{head}:{','.join(words)}", ending) if words else b""
    if fresh:
        lines.insert(_place(lines, start, end), _line("CATEGORIES:" + ",".join(fresh), ending))
    return b"".join(lines)


def _own_lines(lines: list[bytes], start: int, end: int) -> Iterable[int]:
    """The lines of a component, without what is nested in it."""
    depth = 0
    for index in range(start, end):
        depth += _name(lines[index]) == "BEGIN"
        if depth == 0:
            yield index
        depth -= _name(lines[index]) == "END"


def _place(lines: list[bytes], start: int, end: int) -> int:
    """Where a new line of a component goes: before what is nested in it (RFC 5545 section 3.6.1)."""
    return next((index for index in range(start, end) if _name(lines[index]) == "BEGIN"), end)


def _replaced(lines: list[bytes], name: str, said: str, ending: bytes) -> list[bytes]:
    """The lines of a component, without what is nested in it, with one of this name."""
    # An event has an end or a duration.
    names = (name, "DURATION") if name in ("DTEND", "DUE") else (name,)
    old = [index for index in _own_lines(lines, 0, len(lines)) if _name(lines[index]) in names]
    place = old[0] if old else _place(lines, 0, len(lines))
    new = [_line(name + said, ending)] if said else []
    return lines[:place] + new + [line for index, line in enumerate(lines) if index >= place and index not in old]


def _logical_lines(text: bytes) -> list[bytes]:
    """Lines with their folds and ends, as they are."""
    return re.findall(rb"[^\n]*\n(?:[ \t][^\n]*\n)*|[^\n]+", text)


def _unfolded(line: bytes) -> str:
    return re.sub(rb"\r?\n(?:[ \t]|$)", b"", line).decode("utf-8", "surrogateescape")


def _line(line: str, ending: bytes) -> bytes:
    return _fold(line).replace(b"\r\n", ending)


def _name(line: bytes) -> str:
    return re.split(rb"[;:\r\n]", line, maxsplit=1)[0].rpartition(b".")[2].decode("ascii", "replace").upper()


def _main_component(lines: list[bytes], component: str) -> tuple[int, int]:
    """The lines between BEGIN and END of the component that stands for the object. Raises NotSupportedError."""
    start, depth, single = -1, 0, False
    for index, line in enumerate(lines):
        name = _name(line)
        if name == "BEGIN":
            if start >= 0:
                depth += 1
            elif line.strip().upper() == f"BEGIN:{component}".encode():
                start, depth, single = index + 1, 0, False
        elif name == "END" and start >= 0:
            if depth == 0 and not single:
                return start, index
            start, depth = (start, depth - 1) if depth else (-1, 0)
        elif name == "RECURRENCE-ID" and start >= 0 and depth == 0:
            single = True
    raise NotSupportedError(f"its text has no {component}")


# --- Lines --------------------------------------------------------------------------------------------------------------------


def _writers(component: str, tags: Tags) -> list[_Writer]:
    if component == "VCARD":
        return _card_writers(tags)
    writers = [
        _text("SUMMARY", Tag.SUBJECT),
        _categories(),
        _choice("PRIORITY", Tag.IMPORTANCE, {0: "9", 2: "1"}),
        _choice("CLASS", Tag.SENSITIVITY, {1: "PRIVATE", 2: "PRIVATE", 3: "CONFIDENTIAL"}),
    ]
    if component == "VEVENT":
        start, end = (tags["start"], tags["common_start"], Tag.START_DATE), (tags["end"], tags["common_end"], Tag.END_DATE)
        return [*writers, _time("DTSTART", start, tags), _time("DTEND", end, tags), _text("LOCATION", tags["location"])]
    if component == "VTODO":
        start, due = (
            (tags["task_start"], tags["common_start"], Tag.START_DATE),
            (tags["task_due"], tags["common_end"], Tag.END_DATE),
        )
        status, percent = tags["task_status"], tags["task_percent"]
        return [
            *writers,
            _time("DTSTART", start, tags),
            _time("DUE", due, tags),
            _Writer("STATUS", (status,), lambda values: f":{_STATUSES[values[status]]}" if values.get(status) in range(5) else ""),
            _Writer("PERCENT-COMPLETE", (percent,), lambda values: f":{values[percent]:.0%}"[:-1] if percent in values else ""),
        ]
    return [*writers, _time("DTSTART", (tags["log_start"], tags["common_start"], Tag.START_DATE), tags)]


def _card_writers(tags: Tags) -> list[_Writer]:
    def name(values: Values) -> str:
        parts = [_escape(str(values.get(tag) or "")) for tag in (Tag.SURNAME, Tag.GIVEN_NAME)]
        return f":{parts[0]};{parts[1]};;;"

    shown = (Tag.DISPLAY_NAME, tags["file_under"], Tag.SUBJECT)
    return [
        _Writer("FN", shown, lambda values: ":" + _escape(str(next((values[tag] for tag in shown if values.get(tag)), "")))),
        _Writer("N", (Tag.SURNAME, Tag.GIVEN_NAME), name, patched=False),
        _text("ORG", Tag.COMPANY_NAME, patched=False),
        _text("TITLE", Tag.TITLE),
        _text("EMAIL", tags["email_address"], patched=False),
        _text("TEL", Tag.BUSINESS_TELEPHONE_NUMBER, ";TYPE=WORK", patched=False),
        _text("TEL", Tag.HOME_TELEPHONE_NUMBER, ";TYPE=HOME", patched=False),
        _text("TEL", Tag.MOBILE_TELEPHONE_NUMBER, ";TYPE=CELL", patched=False),
        _categories(),
    ]


def _text(name: str, tag: int, parameters: str = "", patched: bool = True) -> _Writer:
    return _Writer(name, (tag,), lambda values: f"{parameters}:{_escape(str(values[tag]))}" if values.get(tag) else "", patched)


def _choice(name: str, tag: int, said: dict[int, str]) -> _Writer:
    """A line for some values; the others are what is meant without it."""
    return _Writer(name, (tag,), lambda values: f":{said[values[tag]]}" if values.get(tag) in said else "")


def _time(name: str, from_tags: tuple[int, ...], tags: Tags) -> _Writer:
    def write(values: Values) -> str:
        found = next((values[tag] for tag in from_tags if isinstance(values.get(tag), datetime)), None)
        if found is None:
            return ""
        return f";VALUE=DATE:{found:%Y%m%d}" if values.get(tags["all_day"]) else f":{_utc(found)}"

    return _Writer(name, from_tags, write)


def _categories() -> _Writer:
    def write(values: Values) -> str:
        return ":" + ",".join(map(_escape, values[Tag.KEYWORDS])) if values.get(Tag.KEYWORDS) else ""

    # In a text that is there, `categorize` sees to them.
    return _Writer("CATEGORIES", (), write)


def _utc(when: datetime) -> str:
    return f"{when.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub("\r\n?|\n", r"\\n", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))


def _fold(line: str) -> bytes:
    """Lines of at most 75 bytes (RFC 5545 section 3.1), cut between characters."""
    raw, limit = line.encode("utf-8", "surrogateescape"), 75
    out: list[bytes] = []
    while len(raw) > limit:
        # Bytes that are no characters are cut anywhere.
        cut = next((cut for cut in range(limit, limit - 4, -1) if raw[cut] & 0xC0 != 0x80), limit)
        out.append(raw[:cut])
        raw, limit = raw[cut:], 74
    return b"\r\n ".join([*out, raw]) + b"\r\n"
