"""What stands in an iCalendar object (RFC 5545) or a vCard (RFC 2426, RFC 6350), as far as applications list by it.

Any bytes are taken: what cannot be read is as if it were not there. The text itself is never changed. Only the lines that are
needed are looked at: to parse the whole takes icalendar longer than everything else together. What is hard, the zones that a file
defines, is its.
"""

from __future__ import annotations

import functools
import quopri
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from enum import Enum, IntEnum
from zoneinfo import ZoneInfo

SECOND = 10_000_000
"""Times are in units of 100 ns since 1601-01-01 UTC, as the library has them; 0 stands for none."""
DAY = 86400 * SECOND
FOR_EVER = 0x0CB34557A3DD4000
"""4500-08-31 23:59 UTC: a recurring item without an end lasts until then."""
_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)
_MAX_CATEGORIES = 100
_MAX_DEPTH = 64


class Kind(Enum):
    NONE = ""
    EVENT = "VEVENT"
    TASK = "VTODO"
    JOURNAL = "VJOURNAL"
    CONTACT = "VCARD"
    GROUP = "group"


class TaskStatus(IntEnum):
    """PidLidTaskStatus."""

    NOT_STARTED = 0
    IN_PROGRESS = 1
    COMPLETE = 2
    WAITING = 3
    DEFERRED = 4


@dataclass
class Fields:
    """Of the first object of a text. Empty, 0 or None: it does not say."""

    kind: Kind = Kind.NONE
    uid: str = ""
    """As it stands there, not unescaped: what other programs compare."""
    summary: str = ""
    """SUMMARY; of a vCard FN, else what it has of a name."""
    location: str = ""
    organizer: str = ""
    organizer_address: str = ""
    categories: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    due: int = 0
    completed: int = 0
    modified: int = 0
    """LAST-MODIFIED, else DTSTAMP; of a vCard REV."""
    all_day: bool = False
    recurring: bool = False
    last_occurrence: int = 0
    """Not before the end of the last occurrence of a recurring item."""
    transparent: bool = False
    tentative: bool = False
    cancelled: bool = False
    importance: int | None = None
    sensitivity: int | None = None
    percent: int | None = None
    task_status: TaskStatus = TaskStatus.NOT_STARTED
    alarm: bool = False
    given_name: str = ""
    surname: str = ""
    company: str = ""
    title: str = ""
    email: str = ""
    phone_work: str = ""
    phone_home: str = ""
    phone_mobile: str = ""
    objects: int = 0
    """Objects with different UIDs in the text: more than one is a collection."""


_Line = tuple[str, str, str]
"""Name in capitals, parameters with their leading semicolons, value."""

_FOLD = re.compile(rb"\n[ \t]")
_NAMES = (
    "BEGIN|END|UID|SUMMARY|LOCATION|ORGANIZER|CATEGORIES|DTSTART|DTEND|DUE|DURATION|COMPLETED|LAST-MODIFIED|DTSTAMP|RRULE|RDATE|STATUS|"
    "TRANSP|CLASS|PRIORITY|PERCENT-COMPLETE|RECURRENCE-ID|FN|N|ORG|TITLE|EMAIL|TEL|REV|KIND|X-ADDRESSBOOKSERVER-KIND"
)
_LINE = re.compile(rf'^(?:[A-Z0-9-]+\.)?({_NAMES})((?:;(?:[^:"\n]|"[^"\n]*")*)?):(.*)$', re.MULTILINE | re.IGNORECASE)
_PARAMETER = re.compile(r';([^=;:"]+)(?:=((?:"[^"]*"|[^;"])*))?')
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_DURATION = re.compile(r"\+?P(?:(\d{1,8})W)?(?:(\d{1,8})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?", re.ASCII)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COMPONENTS = {"VEVENT": Kind.EVENT, "VTODO": Kind.TASK, "VJOURNAL": Kind.JOURNAL}


def read(data: bytes) -> Fields:
    """The fields of a text; of one that is neither an iCalendar object nor a vCard those of nothing."""
    text = _FOLD.sub(b"", data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")).decode(
        "utf-8", "replace"
    )
    head = text.lstrip()[:15].upper()
    if head.startswith("BEGIN:VCALENDAR"):
        return _Calendar(text).fields()
    if head.startswith("BEGIN:VCARD"):
        return _read_card(text)
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


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        yield match[1].upper(), match[2], match[3].strip()


# --- Calendars ----------------------------------------------------------------------------------------------------------------


@dataclass
class _Component:
    kind: Kind
    lines: list[_Line] = field(default_factory=list)
    alarm: bool = False

    @property
    def single(self) -> bool:
        """One occurrence of a series."""
        return any(name == "RECURRENCE-ID" for name, _, _ in self.lines)


class _Calendar:
    def __init__(self, text: str) -> None:
        self._text = text
        self._components: list[_Component] = []
        depth, current = 0, None
        for line in _lines(text):
            name, _, value = line
            if name == "BEGIN":
                depth += 1
                kind = value.upper()
                if depth == 2:
                    current = _Component(_COMPONENTS.get(kind, Kind.NONE))
                    if current.kind is not Kind.NONE:
                        self._components.append(current)
                elif kind == "VALARM" and current is not None:
                    current.alarm = True
            elif name == "END":
                depth -= depth > 0
            elif depth == 2 and current is not None and current.kind is not Kind.NONE:
                current.lines.append(line)

    def fields(self) -> Fields:
        out = Fields()
        if not self._components:
            return out
        chosen = next((one for one in self._components if not one.single), self._components[0])
        uids = {value for one in self._components for name, _, value in one.lines if name == "UID"}
        out.objects = max(1, len(uids))
        out.kind, out.alarm = chosen.kind, chosen.alarm
        duration, rule, last_date = 0, "", 0
        for name, parameters, value in chosen.lines:
            if name == "DURATION":
                duration = read_duration(value)
            elif name == "RRULE":
                out.recurring, rule = True, value.upper()
            elif name == "RDATE":
                out.recurring = True
                last_date = max([last_date, *(self._time(parameters, one)[0] for one in value.split(","))])
            elif name in ("DTSTART", "DTEND", "DUE", "COMPLETED", "LAST-MODIFIED", "DTSTAMP"):
                self._take_time(out, name, parameters, value)
            else:
                _take_text(out, name, parameters, value)
        _finish_times(out, duration, rule, last_date)
        return out

    def _take_time(self, out: Fields, name: str, parameters: str, value: str) -> None:
        when, date_only = self._time(parameters, value)
        if name == "DTSTART":
            out.start, out.all_day = when, date_only
        elif name == "DTEND":
            out.end = when
        elif name == "DUE":
            out.due = when
        elif name == "COMPLETED":
            out.completed = when
        elif name == "LAST-MODIFIED" or not out.modified:
            out.modified = when

    def _time(self, parameters: str, value: str) -> tuple[int, bool]:
        """A time, and whether it is a date only."""
        value = re.split("[/ ]", value, maxsplit=1)[0]
        zone = None
        if parameters and not value.endswith(("Z", "z")) and (name := _parameters(parameters).get("TZID")):
            zone = self._zone(name[0])
        return read_time(value, zone)

    def _zone(self, name: str) -> tzinfo | None:
        return _known_zone(name) or _defined_zone(name, self._zone_text(name))

    def _zone_text(self, name: str) -> str:
        """The VTIMEZONE of this name."""
        for match in re.finditer(r"^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", self._text, re.MULTILINE | re.DOTALL | re.IGNORECASE):
            if re.search(rf"^TZID(?:;[^:\n]*)?:{re.escape(name)}\s*$", match[0], re.MULTILINE | re.IGNORECASE):
                return match[0]
        return ""


def _take_text(out: Fields, name: str, parameters: str, value: str) -> None:
    if name == "UID":
        out.uid = out.uid or _key(value)
    elif name == "SUMMARY":
        out.summary = out.summary or unescape(value)
    elif name == "LOCATION":
        out.location = out.location or unescape(value)
    elif name == "ORGANIZER":
        out.organizer_address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
        out.organizer = _parameters(parameters).get("CN", [""])[0] or out.organizer_address
    elif name == "CATEGORIES":
        _add_categories(out, value)
    elif name == "STATUS":
        _take_status(out, value.upper())
    elif name == "TRANSP":
        out.transparent = value.upper() == "TRANSPARENT"
    elif name == "CLASS":
        out.sensitivity = {"PRIVATE": 2, "CONFIDENTIAL": 3}.get(value.upper(), 0)
    elif name == "PRIORITY" and value.isascii() and value[:3].isdigit():
        priority = int(value[:3])
        out.importance = 2 if 1 <= priority <= 4 else 0 if 6 <= priority <= 9 else 1
    elif name == "PERCENT-COMPLETE" and value.isascii() and value.isdigit() and len(value) <= 3:
        out.percent = min(int(value), 100)


def _take_status(out: Fields, value: str) -> None:
    out.tentative, out.cancelled = value == "TENTATIVE", value == "CANCELLED"
    known = {"IN-PROCESS": TaskStatus.IN_PROGRESS, "COMPLETED": TaskStatus.COMPLETE, "CANCELLED": TaskStatus.DEFERRED}
    out.task_status = known.get(value, out.task_status)


def _finish_times(out: Fields, duration: int, rule: str, last_date: int) -> None:
    if out.kind is Kind.EVENT and out.start and not out.end:
        out.end = out.start + (duration or (DAY if out.all_day else 0))
    if out.kind is Kind.TASK and out.start and not out.due and duration:
        out.due = out.start + duration
    if out.recurring:
        length = max(out.end - out.start, 0)
        ends = [last_date + length] if last_date else []
        out.last_occurrence = max([*ends, *([_last_of_rule(rule, out.start, length)] if rule else [])], default=0)


def _last_of_rule(rule: str, start: int, length: int) -> int:
    """When the last occurrence has ended, or later: occurrences are not counted out."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if until := read_time(parts.get("UNTIL", ""), None)[0]:
        return min(until + DAY + length, FOR_EVER)
    count, interval = (
        int(parts.get(name, "1")) if re.fullmatch("[0-9]{1,6}", parts.get(name, "1")) else 0 for name in ("COUNT", "INTERVAL")
    )
    if "COUNT" not in parts or not 0 < count <= 100_000 or not 0 < interval <= 1000:
        return FOR_EVER
    days = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}.get(parts.get("FREQ", ""), 1)
    if days >= 31 or parts.keys() & {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}:
        # Rules that leave out whole months or years: the 29th of February comes every eight years at worst.
        days = max(days, 366) * 8
    return min(start + count * interval * days * DAY + length, FOR_EVER)


# --- Times --------------------------------------------------------------------------------------------------------------------


def read_time(value: str, zone: tzinfo | None) -> tuple[int, bool]:
    """A date or time as ISO 8601 or RFC 5545 write it, and whether it is a date only. One without a zone is read as UTC."""
    match = _TIME.fullmatch(value.strip())
    if match is None:
        return 0, False
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    date_only, offset = match[4] is None, match[7]
    if offset and offset not in "Zz":
        zone = timezone((1 if offset[0] == "+" else -1) * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
    elif offset or date_only or zone is None:
        zone = timezone.utc
    try:
        # A leap second counts as the next moment.
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        ticks = (when.astimezone(timezone.utc) - _EPOCH) // timedelta(microseconds=1) * 10 + (second == 60) * SECOND
    except (ValueError, OverflowError):
        return 0, False
    return max(ticks, 0), date_only


def read_duration(value: str) -> int:
    """P1W, P1DT2H30M; a negative one counts as none."""
    match = _DURATION.fullmatch(value.upper())
    if match is None:
        return 0
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * SECOND


@functools.lru_cache(maxsize=256)
def _known_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return None


@functools.lru_cache(maxsize=64)
def _defined_zone(name: str, text: str) -> tzinfo | None:
    """A zone as the file defines it, or as a name that Windows has for it says; None: unknown."""
    import icalendar
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name in WINDOWS_TO_OLSON:
        return _known_zone(WINDOWS_TO_OLSON[name])
    try:
        zone = icalendar.Timezone.from_ical(text)
        return zone.to_tz() if isinstance(zone, icalendar.Timezone) else None
    except Exception:
        # Made of what stands in a file, it raises whatever that leads to.
        return None


# --- Cards --------------------------------------------------------------------------------------------------------------------


def _read_card(text: str) -> Fields:
    out, depth, preferred = Fields(kind=Kind.CONTACT), 0, False
    for name, raw, value in _lines(text):
        if name == "BEGIN":
            depth += 1
            out.objects += depth == 1 and value.upper() == "VCARD"
        elif name == "END":
            depth -= depth > 0
        elif depth == 1 and out.objects == 1:
            parameters = _parameters(raw) if raw else {}
            if "QUOTED-PRINTABLE" in map(str.upper, parameters.get("ENCODING", []) + parameters.get("TYPE", [])):
                value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
            if name == "EMAIL":
                first = not preferred and ("1" in parameters.get("PREF", []) or "pref" in _types(parameters))
                preferred = preferred or first
                out.email = unescape(value) if first else out.email or unescape(value)
            elif name == "TEL":
                _take_phone(out, _types(parameters), value)
            else:
                _take_card_line(out, name, value)
    if not out.summary:
        out.summary = " ".join(part for part in (out.given_name, out.surname) if part) or out.company or out.email
    return out


def _take_card_line(out: Fields, name: str, value: str) -> None:
    if name == "UID":
        out.uid = out.uid or _key(value)
    elif name == "FN":
        out.summary = out.summary or unescape(value)
    elif name == "N" and not out.surname and not out.given_name:
        out.surname, out.given_name = (*_parts(value), "", "")[:2]
    elif name == "ORG":
        out.company = out.company or _parts(value)[0]
    elif name == "TITLE":
        out.title = out.title or unescape(value)
    elif name == "CATEGORIES":
        _add_categories(out, value)
    elif name == "REV":
        out.modified = read_time(value, None)[0]
    elif name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and value.lower() == "group":
        out.kind = Kind.GROUP


def _take_phone(out: Fields, types: set[str], value: str) -> None:
    value = unescape(re.sub("^tel:", "", value, flags=re.IGNORECASE))
    if "fax" in types:
        return
    if "cell" in types:
        out.phone_mobile = out.phone_mobile or value
    elif "home" in types:
        out.phone_home = out.phone_home or value
    else:
        out.phone_work = out.phone_work or value


def _types(parameters: dict[str, list[str]]) -> set[str]:
    return {part.lower() for value in parameters.get("TYPE", []) for part in value.split(",")}


# --- Values -------------------------------------------------------------------------------------------------------------------


def _parameters(raw: str) -> dict[str, list[str]]:
    """Parameters by name. One without a value is a type, as vCard 2.1 writes them."""
    out: dict[str, list[str]] = {}
    for name, value in _PARAMETER.findall(raw):
        if value:
            parts = [part.strip('"') for part in re.findall(r'"[^"]*"|[^,]+', value)]
            out.setdefault(name.strip().upper(), []).extend(_CARET.sub(_uncaret, part) for part in parts)
        else:
            out.setdefault("TYPE", []).append(name.strip())
    return out


_CARET = re.compile(r"\^([n^'])")


def _uncaret(match: re.Match[str]) -> str:
    """RFC 6868."""
    return {"n": "\n", "^": "^", "'": '"'}[match[1]]


def unescape(value: str) -> str:
    if "\\" in value:
        value = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return value.replace("\0", "").strip()


def _parts(value: str) -> list[str]:
    """The parts of a structured value ("Haugen;Ingrid;;;")."""
    return (
        [unescape(part) for part in re.split(r"(?<!\\)(?:\\\\)*;", value)]
        if "\\" in value
        else [part.strip() for part in value.split(";")]
    )


def _add_categories(out: Fields, value: str) -> None:
    parts = re.findall(r"(?:\\.|[^\\,])+", value)
    out.categories += [text for part in parts[: _MAX_CATEGORIES - len(out.categories)] if (text := unescape(part))]


def _key(value: str) -> str:
    """A UID that is no proper text is none."""
    return "" if "\ufffd" in value or "\0" in value else value
