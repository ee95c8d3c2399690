"""What our reader of lines makes of a text is what the libraries make of it: icalendar of calendars, vobject of contacts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timezone
from typing import Any

import icalendar
import pytest
import vobject
from corpus import calendar, card, component
from iostx_dav import content
from kit import event, journal, series, task
from test_calendars import REAL, odd_texts

_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)
_STATUSES = {"IN-PROCESS": 1, "COMPLETED": 2, "CANCELLED": 4}


def calendars() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(11)
    yield from odd_texts().items()
    more = "LOCATION:Caf\\, é\r\nCATEGORIES:Food,a\\,b\r\nCATEGORIES:Third\r\nDESCRIPTION:BEGIN:VEVENT\\nSUMMARY:no\r\n"
    for name, text in (("event", event("a", "RE: Lunch\\; hot", more)), ("task", task("b")), ("journal", journal("c"))):
        yield name, text
        yield name + "-folded", text.replace(b"SUMMARY:", b"SUM\r\n MARY:").replace(b"LOCATION:", b"LOCATION:\r\n ")
    yield "series", series("d")
    for number in range(60):
        yield f"corpus-{number}", calendar(component(chance, number))
    if REAL.is_dir():
        for path in sorted((REAL / "valid").glob("*.ics")):
            yield path.stem, path.read_bytes()


def main_component(text: bytes) -> Any:
    """The one that stands for the text; None: the library cannot read it, or it has none."""
    try:
        found = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError):
        return None
    kinds = ("VEVENT", "VTODO", "VJOURNAL")
    parts = [part for part in getattr(found, "subcomponents", []) if part.name in kinds]
    return next((part for part in parts if "RECURRENCE-ID" not in part), parts[0] if parts else None)


def ticks(part: Any, name: str, all_day: bool) -> int:
    """As the store has times; -1: the library makes nothing of it."""
    if name not in part:
        return 0
    try:
        when = part.decoded(name)
    except (ValueError, TypeError, KeyError):
        return -1
    if all_day and isinstance(when, date):
        # A date has no zone (RFC 5545 section 3.2.19), whatever stands there.
        when = datetime.combine(when, time(), timezone.utc)
    if not isinstance(when, datetime):
        return -1
    if when.tzinfo is None:
        # Local to whoever looks; one in a zone that nobody knows is as good.
        when = when.replace(tzinfo=timezone.utc)
    return max(0, (when - _EPOCH) // when.resolution * 10)


def first(part: Any, name: str) -> str:
    found = part.get(name)
    return str(found[0] if isinstance(found, list) else found if found is not None else "").strip()


def as_icalendar_reads_it(part: Any, all_day: bool) -> dict[str, Any]:
    end = "DUE" if part.name == "VTODO" else "DTEND"
    said = part.get("CATEGORIES", [])
    words = [str(word).strip() for one in (said if isinstance(said, list) else [said]) for word in one.cats]
    return {
        "kind": part.name,
        "summary": first(part, "SUMMARY"),
        "location": first(part, "LOCATION"),
        "uid": first(part, "UID"),
        "start": ticks(part, "DTSTART", all_day),
        end: ticks(part, end, all_day),
        "status": _STATUSES.get(first(part, "STATUS").upper(), 0) if part.name == "VTODO" else 0,
        "categories": [word for word in words if word],
    }


def as_we_read_it(ours: content.Fields) -> dict[str, Any]:
    return {
        "kind": ours.kind.value,
        "summary": ours.summary,
        "location": ours.location,
        "uid": ours.uid,
        "start": ours.start,
        "DUE": ours.due,
        "DTEND": ours.end,
        "status": int(ours.task_status) if ours.kind is content.Kind.TASK else 0,
        "categories": ours.categories,
    }


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_calendars_are_read_as_icalendar_reads_them() -> None:
    compared, wrong, texts = 0, {}, list(calendars())
    for name, text in texts:
        if (part := main_component(text)) is None:
            continue
        compared += 1
        fields = content.read(text)
        ours, theirs = as_we_read_it(fields), as_icalendar_reads_it(part, fields.all_day)
        # An end that is not there follows from the duration; of what it cannot read the library says nothing.
        if differ := {key: (ours[key], value) for key, value in theirs.items() if ours[key] != value and value not in (0, -1)}:
            wrong[name] = differ
    assert wrong == {}
    assert compared > len(texts) * 0.8


CARDS = [
    """BEGIN:VCARD
VERSION:3.0
UID:a
FN:Ingrid Haugen
N:Haugen;Ingrid;;Dr.;
ORG:Fjell\\, Sea;Boats
TITLE:Captain
EMAIL;TYPE=INTERNET:i@example.org
TEL;TYPE=CELL:+47 1
TEL;TYPE=WORK:+47 2
END:VCARD
""",
    """BEGIN:VCARD
VERSION:3.0
FN:Müller\\; Co
N:Müll
 er;;;;
item1.EMAIL:m@example.org
CATEGORIES:Friends,Sea
END:VCARD
""",
]


def test_contacts_are_read_as_vobject_reads_them() -> None:
    made = [card(random.Random(number), number) for number in range(40)]
    for text in [*(one.replace("\n", "\r\n").encode() for one in CARDS), *made]:
        there = vobject.readOne(text.decode())
        ours = content.read(text)
        lines = {name: found[0].value for name, found in there.contents.items()}
        assert ours.summary == lines["fn"]
        assert (ours.surname, ours.given_name) == (lines["n"].family, lines["n"].given)
        assert (ours.email, ours.title) == (lines.get("email", ""), lines.get("title", ""))
        assert ours.categories == lines.get("categories", [])
        assert ours.company == lines.get("org", [""])[0]
        kinds = {"CELL": ours.phone_mobile, "WORK": ours.phone_work}
        for phone in there.contents.get("tel", []):
            assert kinds[phone.params["TYPE"][0]] == phone.value
