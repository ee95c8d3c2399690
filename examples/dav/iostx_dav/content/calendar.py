"""iCalendar objects (RFC 5545)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo

from .fields import Fields, Kind, TaskStatus
from .lines import Line, add_categories, key_of, read_lines, read_parameters, unescape
from .times import DAY, FOR_EVER, defined_zone, known_zone, read_duration, read_time

_TZID = re.compile(r"^TZID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_COMPONENTS = {"VEVENT": Kind.EVENT, "VTODO": Kind.TASK, "VJOURNAL": Kind.JOURNAL}


@dataclass
class _Component:
    kind: Kind
    lines: list[Line] = field(default_factory=list)
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
        for line in read_lines(text):
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
        if parameters and not value.endswith(("Z", "z")) and (name := read_parameters(parameters).get("TZID")):
            zone = self._zone(name[0])
        return read_time(value, zone)

    def _zone(self, name: str) -> tzinfo | None:
        return known_zone(name) or defined_zone(name, self._zone_text(name))

    def _zone_text(self, name: str) -> str:
        """The VTIMEZONE of this name."""
        for match in re.finditer(r"^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", self._text, re.MULTILINE | re.DOTALL | re.IGNORECASE):
            # A text there, with its commas escaped; a parameter elsewhere, in quotes.
            if any(unescape(named) == name for named in _TZID.findall(match[0])):
                return match[0]
        return ""


def _take_text(out: Fields, name: str, parameters: str, value: str) -> None:
    if name == "UID":
        out.uid = out.uid or key_of(value)
    elif name == "SUMMARY":
        out.summary = out.summary or unescape(value)
    elif name == "LOCATION":
        out.location = out.location or unescape(value)
    elif name == "ORGANIZER":
        out.organizer_address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
        out.organizer = read_parameters(parameters).get("CN", [""])[0] or out.organizer_address
    elif name == "CATEGORIES":
        add_categories(out, value)
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


def read_calendar(text: str) -> Fields:
    return _Calendar(text).fields()
