"""The Calendar folder: single and recurring events, with exceptions, whole days, time zones and alarms."""

from . import zones
from .content_lines import escape, lines
from .people import OWNER, PEOPLE, Person

_PRODUCERS = (
    "-//Example Corp//Planner 4.2//EN",
    "-//Open Desk//Calendar 128.3//EN",
    "-//Pocket//iCal Client 9.1//NO",
)

# date | time | minutes | zone | summary | place | guests
_MEETINGS = """
2026-02-05 | 0700 | 300 | Europe/Oslo      | Apollo mooring test, Kvarven | Dokken, tug "Sella" | soren jonas
2026-02-21 | 0930 | 60  | Europe/Oslo      | Saimaa moulds | Lappeenranta | anja matti
2026-03-05 | 1400 | 45  | Europe/London    | Harbour Trust, yearly review | Aberdeen | ruth callum
2026-03-19 | 1000 | 30  | Europe/Oslo      | Q2 figures with Léonie | | leonie
2026-03-23 | 0900 | 60  | Europe/Oslo      | After the outage: what we learned | Room "Flo" | zoe jonas henrik
2026-04-14 | 0900 | 90  | America/New_York | Inter-comparison, bands | Video | george delacruz zoe
2026-04-28 | 1300 | 60  | Europe/Oslo      | Battery samples | Workshop | tomasz soren
2026-05-12 | 0900 | 480 | Asia/Tokyo       | 校正 搬入 | 横浜 | misaki kenji jonas
2026-05-13 | 0900 | 480 | Asia/Tokyo       | 校正 水槽試験 | 横浜 | misaki kenji jonas
2026-05-15 | 1400 | 120 | Asia/Tokyo       | 校正 報告会 | 横浜 | misaki kenji jonas
2026-05-28 | 2215 | 90  | Europe/London    | Night dive, station 4 | Pier 2 | callum soren
2026-06-04 | 1100 | 60  | Europe/Oslo      | Réunion Brest | Visio | marie pierre zoe
2026-06-18 | 0815 | 30  | Europe/Oslo      | Dentist | Strandgaten 12 |
2026-06-23 | 1800 | 240 | Europe/Oslo      | Sankthans | Nordnes | astrid nils
2026-07-21 | 1530 | 45  | Europe/Oslo      | Handing over: holidays | Room "Fjære" | amina jonas
2026-08-11 | 1000 | 60  | Europe/Oslo      | Cover of the annual report | | hana samir
2026-08-27 | 0800 | 420 | Europe/Oslo      | Training day for divers | Pool | ruth callum amina
2026-09-10 | 1200 | 60  | Europe/Oslo      | Lunch with Ingrid | Bryggen | ingrid
2026-09-24 | 1600 | 30  | Europe/Oslo      | Storm watch: who does what | Roof | henrik soren jonas amina
2026-09-28 | 0900 | 60  | Europe/Oslo      | Storm watch: what we saw | Room "Flo" | henrik soren jonas amina
2026-10-06 | 0830 | 45  | Europe/Oslo      | Membranes under the microscope | Lab | priya
2026-10-08 | 1500 | 60  | America/New_York | Station names, final list | Video | george delacruz
2026-10-15 | 1900 | 120 | Europe/Oslo      | Rowing club, autumn meeting | Boat house | ingrid
2026-10-20 | 1000 | 120 | Europe/Oslo      | Wiązki kablowe: odbiór | Gdynia | wanda tomasz
2026-10-29 | 1330 | 60  | Europe/London    | Κλήση με Χανιά | Video | dimitra
"""

# date | days | summary
_WHOLE_DAYS = """
2026-01-01 | 1 | New Year's Day
2026-01-21 | 2 | Lappeenranta
2026-04-02 | 5 | Easter
2026-05-11 | 6 | Yokohama
2026-05-17 | 1 | Constitution Day
2026-07-13 | 7 | Hytta, week 29
2026-07-27 | 14 | Holidays
2026-09-25 | 3 | Storm watch
2026-11-05 | 2 | Izmir: meeting of the sensors list
2026-11-13 | 1 | Twenty years of Tidewater
2026-12-24 | 3 | Christmas
"""

# month-day | name | year of birth
_BIRTHDAYS = """
02-11 | Astrid | 1961
03-30 | Nils | 1958
06-07 | Zoë | 1987
08-19 | Jonas | 1990
10-02 | Søren | 1971
12-12 | Priya | 1984
"""


def files() -> dict[str, str]:
    out: dict[str, str] = {}
    for number, row in enumerate(_rows(_MEETINGS)):
        name, content = _meeting(number, row)
        out[name] = content
    for number, (day, days, summary) in enumerate(_rows(_WHOLE_DAYS)):
        out[f"day-{day}.ics"] = _whole_day(number, day, int(days), summary)
    for month_day, who, year in _rows(_BIRTHDAYS):
        out[f"birthday-{who.lower()}.ics"] = _birthday(month_day, who, year)
    out.update(_recurring())
    out.update(_odd())
    return out


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def calendar(producer: int, *components: list[str]) -> str:
    """A VCALENDAR of whole components."""
    body = [line for component in components for line in component]
    return lines(["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCERS[producer % 3]}", *body, "END:VCALENDAR"])


def _event(uid: str, *properties: str) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261001T080000Z", *properties, "END:VEVENT"]


def _compact(day: str) -> str:
    return day.replace("-", "")


def _attendee(person: Person, answer: str) -> str:
    name = f'"{person.name}"' if any(c in person.name for c in ",;:") else person.name
    return f"ATTENDEE;CN={name};PARTSTAT={answer};RSVP=TRUE:mailto:{person.email}"


def _uid(number: int) -> str:
    mixed = (number + 1) * 2654435761 % 4294967296
    return f"{mixed:08X}-{mixed % 65521:04X}-4{number:03X}-8{mixed % 4093:03X}-{mixed * 48271 % 0xFFFFFFFFFFFF:012X}"


def _meeting(number: int, row: list[str]) -> tuple[str, str]:
    day, time, minutes, zone, summary, place, guests = row
    uid = _uid(number)
    properties = [
        f"DTSTART;TZID={zone}:{_compact(day)}T{time}00",
        f"DURATION:PT{minutes}M",
        f"SUMMARY:{escape(summary)}",
        "CREATED:20260101T090000Z",
        f"LAST-MODIFIED:{_compact(day)}T060000Z",
        f"SEQUENCE:{number % 4}",
    ]
    if place:
        properties.append(f"LOCATION:{escape(place)}")
    if guests:
        properties.append(f"ORGANIZER;CN={OWNER.name}:mailto:{OWNER.email}")
        for position, key in enumerate(guests.split()):
            properties.append(_attendee(PEOPLE[key], ("ACCEPTED", "TENTATIVE", "NEEDS-ACTION")[(number + position) % 3]))
    if number % 3 == 0:
        properties.append(
            "DESCRIPTION:" + escape(f"Agenda:\n1. {summary}\n2. What is open; who does it, and by when\n3. Any other business")
        )
    if number % 4 == 1:
        properties += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{escape(summary)}",
            "TRIGGER:-PT15M",
            "END:VALARM",
        ]
    # Some programs name files after the UID, others after what they hold.
    name = f"{uid}.ics" if number % 2 == 0 else f"{_compact(day)}-{number:03d}.ics"
    return name, calendar(number, zones.component(zone), _event(uid, *properties))


def _whole_day(number: int, day: str, days: int, summary: str) -> str:
    properties = [f"DTSTART;VALUE=DATE:{_compact(day)}", f"SUMMARY:{escape(summary)}", "TRANSP:TRANSPARENT", "CLASS:PUBLIC"]
    if days > 1:
        properties.append(f"DURATION:P{days}D")
    if number % 3 == 0:
        properties.append("CATEGORIES:Holiday,Norway")
    return calendar(number, _event(f"day-{day}@tidewater.example.org", *properties))


def _birthday(month_day: str, who: str, year: str) -> str:
    return calendar(
        1,
        _event(
            f"birthday-{_compact(month_day)}@tidewater.example.org",
            f"DTSTART;VALUE=DATE:{year}{_compact(month_day)}",
            f"SUMMARY:{who} ({year})",
            "RRULE:FREQ=YEARLY",
            "CATEGORIES:Birthday",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Birthday tomorrow",
            "TRIGGER:-P1D",
            "END:VALARM",
        ),
    )


def _recurring() -> dict[str, str]:
    oslo = zones.component("Europe/Oslo")
    weekly = "weekly-field@tidewater.example.org"
    series = _event(
        weekly,
        "DTSTART;TZID=Europe/Oslo:20260105T090000",
        "DTEND;TZID=Europe/Oslo:20260105T094500",
        "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261221T080000Z",
        "EXDATE;TZID=Europe/Oslo:20260406T090000,20260525T090000",
        "EXDATE;TZID=Europe/Oslo:20260727T090000",
        "SUMMARY:Field systems\\, weekly",
        'LOCATION:Room "Flo"',
        _attendee(PEOPLE["jonas"], "ACCEPTED"),
        _attendee(PEOPLE["soren"], "ACCEPTED"),
    )
    moved = _event(
        weekly,
        "RECURRENCE-ID;TZID=Europe/Oslo:20260323T090000",
        "DTSTART;TZID=Europe/Oslo:20260323T103000",
        "DTEND;TZID=Europe/Oslo:20260323T111500",
        "SUMMARY:Field systems\\, weekly (after the outage meeting)",
        "SEQUENCE:1",
    )
    cancelled = _event(
        weekly,
        "RECURRENCE-ID;TZID=Europe/Oslo:20260928T090000",
        "DTSTART;TZID=Europe/Oslo:20260928T090000",
        "DTEND;TZID=Europe/Oslo:20260928T094500",
        "SUMMARY:Field systems\\, weekly",
        "STATUS:CANCELLED",
        "SEQUENCE:2",
    )
    rowing = "rowing-2026@example.org"
    rowing_series = _event(
        rowing,
        "DTSTART;TZID=Europe/Oslo:20260414T180000",
        "DURATION:PT2H",
        "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH;WKST=MO;COUNT=48",
        "SUMMARY:Rowing",
        "LOCATION:Boat house",
        "CATEGORIES:Sport",
        "RDATE;TZID=Europe/Oslo:20260620T100000",
    )
    regatta = _event(
        rowing,
        "RECURRENCE-ID;TZID=Europe/Oslo:20260620T100000",
        "DTSTART;TZID=Europe/Oslo:20260620T100000",
        "DURATION:PT6H",
        "SUMMARY:Rowing: regatta",
        "LOCATION:Store Lungegårdsvann",
    )
    rules = (
        ("last-friday", "20260130T150000", "PT1H", "FREQ=MONTHLY;BYDAY=-1FR", "Backups: read one back"),
        ("second-tuesday", "20260113T090000", "PT30M", "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "Safety round"),
        ("every-three-days", "20260601T070000", "PT10M", "FREQ=DAILY;INTERVAL=3;COUNT=40", "Look at unit 9"),
        ("month-end", "20260131T160000", "PT30M", "FREQ=MONTHLY;BYMONTHDAY=-1", "Hours to Léonie"),
        ("quarter", "20260401T100000", "PT2H", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1", "Quarter: figures"),
        ("weekday-ferry", "20260817T064000", "PT25M", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=60", "Ferry"),
    )
    out = {
        "field-weekly.ics": calendar(0, oslo, series, moved, cancelled),
        "E3A1-rowing.ics": calendar(2, oslo, rowing_series, regatta),
    }
    for number, (name, start, length, rule, summary) in enumerate(rules):
        event = _event(
            f"{name}@tidewater.example.org",
            f"DTSTART;TZID=Europe/Oslo:{start}",
            f"DURATION:{length}",
            f"RRULE:{rule}",
            f"SUMMARY:{escape(summary)}",
        )
        out[f"{name}.ics"] = calendar(number, oslo, event)
    return out


def _odd() -> dict[str, str]:
    """Events with what readers tend to forget."""
    long_text = (
        "Bring: "
        + ", ".join(f"item {number} of the long list" for number in range(1, 40))
        + "\nAnd: æøå, ščř, 海, 🌊; backslash \\ too"
    )
    odd = {
        "floating-time.ics": ("DTSTART:20260815T073000", "DURATION:PT45M", "SUMMARY:Morning swim (wherever I am)"),
        "utc.ics": ("DTSTART:20260612T000000Z", "DTEND:20260612T003000Z", "SUMMARY:Satellite window"),
        "private.ics": ("DTSTART:20260903T140000Z", "DURATION:PT1H", "SUMMARY:Private", "CLASS:PRIVATE", "TRANSP:OPAQUE"),
        "tentative.ics": (
            "DTSTART:20261203T090000Z",
            "DURATION:PT3H",
            "SUMMARY:Visit of the coastal authority?",
            "STATUS:TENTATIVE",
            "PRIORITY:1",
        ),
        "no-end.ics": ("DTSTART:20260717T120000Z", "SUMMARY:Pump arrives"),
        "long-description.ics": (
            "DTSTART:20260713T060000Z",
            "DURATION:PT2H",
            "SUMMARY:Packing for hytta",
            f"DESCRIPTION:{escape(long_text)}",
        ),
        "place.ics": (
            "DTSTART:20260205T085200Z",
            "DURATION:PT10M",
            "SUMMARY:Apollo 1 in the water",
            "GEO:60.3987;5.2461",
            'LOCATION;ALTREP="https://www.example.org/map/kvarven":Kvarven',
            "URL:https://www.example.org/apollo/1",
            "X-TIDEWATER-DEPTH;X-UNIT=m:44",
        ),
        "attached.ics": (
            "DTSTART:20260608T110000Z",
            "DURATION:PT30M",
            "SUMMARY:Call with Yael",
            "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:MHgxMSBhbmQgMHgxMgo=",
            "ATTACH:https://www.example.org/manual.pdf",
        ),
        "two-alarms.ics": (
            "DTSTART:20261105T053000Z",
            "DURATION:PT4H",
            "SUMMARY:Flight to Izmir",
            *("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT3H", "END:VALARM"),
            *(
                "BEGIN:VALARM",
                "ACTION:EMAIL",
                "TRIGGER;VALUE=DATE-TIME:20261104T170000Z",
                "SUMMARY:Pack",
                "DESCRIPTION:Passport",
                f"ATTENDEE:mailto:{OWNER.email}",
                "END:VALARM",
            ),
        ),
    }
    out = {}
    for number, (name, properties) in enumerate(odd.items()):
        out[name] = calendar(number, _event(f"{name.removesuffix('.ics')}-{number}@example.net", *properties))
    # Written by a program that ends its lines with LF alone.
    out["bare-line-feeds.ics"] = out["utc.ics"].replace("utc-1@", "lf-1@").replace("\r\n", "\n")
    return out
