"""What the bench works on: calendar objects and contacts of invented people, the same for the same seed."""

from __future__ import annotations

import base64
import random

WORDS = [
    "budget",
    "call",
    "canteen",
    "día",
    "garden",
    "lunch",
    "meeting",
    "naïve",
    "plan",
    "review",
    "team",
    "träning",
    "встреча",
    "会議",
]
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


def fold(line: str) -> str:
    """Lines of at most 75 bytes."""
    pieces, raw = [], line.encode()
    while len(raw) > 74:
        cut = 74
        while raw[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(raw[:cut])
        raw = b" " + raw[cut:]
    return b"\r\n".join([*pieces, raw]).decode()


def words(chance: random.Random, least: int, most: int) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))


def component(chance: random.Random, number: int) -> list[str]:
    """An event (three in four), a task or a journal entry."""
    day, stamp = f"2026{chance.randint(1, 12):02}{chance.randint(1, 28):02}", f"2026{chance.randint(1, 12):02}01T080000Z"
    head = [f"UID:{chance.getrandbits(64):016x}-{number}@example.org", f"DTSTAMP:{stamp}", f"SUMMARY:{words(chance, 2, 8)}"]
    kind = chance.random()
    if kind >= 0.92:
        body = [f"DTSTART;VALUE=DATE:{day}", f"DESCRIPTION:{words(chance, 20, 200)}"]
        return ["BEGIN:VJOURNAL", *head, *body, "END:VJOURNAL"]
    if kind >= 0.75:
        body = [f"DUE;VALUE=DATE:{day}", f"PRIORITY:{chance.randint(1, 9)}", f"DESCRIPTION:{words(chance, 3, 40)}"]
        return ["BEGIN:VTODO", *head, *body, "END:VTODO"]
    hour = chance.randint(7, 18)
    times = [f"DTSTART;TZID=Europe/Oslo:{day}T{hour:02}0000", f"DTEND;TZID=Europe/Oslo:{day}T{hour + 1:02}0000"]
    out = ["BEGIN:VEVENT", *head, f"CREATED:{stamp}", f"LAST-MODIFIED:{stamp}", *times]
    if chance.random() < 0.5:
        out += [f"DESCRIPTION:{words(chance, 5, 80)}", f"LOCATION:{words(chance, 1, 4)}"]
    if chance.random() < 0.2:
        out.append(chance.choice(["RRULE:FREQ=WEEKLY;COUNT=20", "RRULE:FREQ=MONTHLY;BYMONTHDAY=3;COUNT=12"]))
    if chance.random() < 0.3:
        out.append("ORGANIZER;CN=Maja:mailto:maja@example.org")
        out += [f"ATTENDEE;CN=P{n};PARTSTAT=ACCEPTED:mailto:p{n}@example.org" for n in range(chance.randint(1, 12))]
    if chance.random() < 0.4:
        out += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM"]
    return [*out, "END:VEVENT"]


def calendar(lines: list[str]) -> bytes:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Bench//EN", *ZONE.splitlines(), *lines, "END:VCALENDAR", ""]
    return "\r\n".join(map(fold, whole)).encode()


def card(chance: random.Random, number: int) -> bytes:
    given, family = f"Given{number}", f"{chance.choice(['Haugen', 'Müller', 'Иванов', '佐藤'])}{number}"
    out = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{chance.getrandbits(96):024x}", f"FN:{given} {family}", f"N:{family};{given};;;"]
    out += [f"EMAIL;TYPE=INTERNET:{given}.{n}@example.org" for n in range(chance.randint(1, 3))]
    out += [f"TEL;TYPE=CELL:+47 {chance.randint(10**7, 10**8)}"] * chance.randint(0, 2)
    if chance.random() < 0.5:
        out += [f"ORG:{words(chance, 1, 3)}", "BDAY:1980-02-03", f"NOTE:{words(chance, 3, 40)}"]
    if chance.random() < 0.1:
        out.append("PHOTO;ENCODING=b;TYPE=JPEG:" + base64.b64encode(chance.randbytes(chance.randint(2000, 20000))).decode())
    return "\r\n".join(map(fold, [*out, "END:VCARD", ""])).encode()
