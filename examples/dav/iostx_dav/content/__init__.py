"""What stands in an iCalendar object (RFC 5545) or a vCard (RFC 2426, RFC 6350), as far as applications list by it.

Any bytes are taken: what cannot be read is as if it were not there. The text itself is never changed. Only the lines that are
needed are looked at: to parse the whole takes icalendar longer than everything else together. What is hard, the zones that a file
defines, is its.
"""

from __future__ import annotations

import re
from collections import Counter

from .calendar import read_calendar
from .card import read_card
from .fields import Fields, Kind, TaskStatus
from .times import DAY, FOR_EVER, SECOND, read_time

__all__ = ["DAY", "FOR_EVER", "SECOND", "Fields", "Kind", "TaskStatus", "alike", "read", "read_time"]

_FOLD = re.compile(rb"\n[ \t]")


def read(data: bytes) -> Fields:
    """The fields of a text; of one that is neither an iCalendar object nor a vCard those of nothing."""
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = _FOLD.sub(b"", lines).decode("utf-8", "replace")
    head = text.lstrip()[:15].upper()
    if head.startswith("BEGIN:VCALENDAR"):
        return read_calendar(text)
    if head.startswith("BEGIN:VCARD"):
        return read_card(text)
    return Fields()


def alike(one: bytes, other: bytes) -> bool:
    """Whether two texts say the same: some servers sort and fold what they are given anew, and set a name of their own below it."""
    return one == other or _sorted_lines(one) == _sorted_lines(other)


def _sorted_lines(data: bytes) -> Counter[str]:
    text = _FOLD.sub(b"", data.replace(b"\r\n", b"\n")).decode("utf-8", "surrogateescape")
    # Who wrote it last, and when, is not what it says.
    return Counter(
        _sorted_parameters(line)
        for line in map(str.strip, text.split("\n"))
        if line and not line.upper().startswith(("PRODID", "DTSTAMP", "REV"))
    )


def _sorted_parameters(line: str) -> str:
    match = re.match(r'((?:[^":]|"[^"]*")*):(.*)', line, re.DOTALL)
    if match is None:
        return line
    name, *parameters = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', match[1])
    return ";".join([name.upper(), *sorted(parameter.replace('"', "") for parameter in parameters)]) + ":" + match[2]
