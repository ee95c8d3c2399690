"""The folders Calendar, Tasks, Journal and Notes, as {folder: {file name: text}}."""

from . import calendar_events
from .calendar_events import calendar
from .content_lines import escape

# due | state | percent | priority | summary
_TASKS = """
2026-02-04 | COMPLETED    | 100 | 1 | Tug for the mooring test
2026-02-18 | COMPLETED    | 100 | 5 | Answer Hartmann about the floats
2026-03-18 | COMPLETED    | 100 | 2 | Q2 figures, yellow cells only
2026-04-30 | COMPLETED    | 100 | 5 | Vote for the name of the four
2026-05-08 | COMPLETED    | 100 | 1 | Papers for the reference gauge
2026-06-30 | CANCELLED    |   0 | 9 | Repaint the door of the workshop
2026-07-10 | COMPLETED    | 100 | 5 | Bærplukker, ny
2026-09-30 | IN-PROCESS   |  60 | 2 | Storm report for the insurers
2026-10-16 | IN-PROCESS   |  25 | 1 | Unit 9: new battery
2026-10-23 | NEEDS-ACTION |   0 | 3 | Slides for Izmir
2026-10-30 | NEEDS-ACTION |   0 | 5 | Ask Priya about the membrane
2026-11-06 | NEEDS-ACTION |   0 | 1 | Speech for the anniversary
2026-11-13 | NEEDS-ACTION |   0 | 1 | Soup (who?)
           | NEEDS-ACTION |   0 | 0 | Read the paper on crystal drift
           | NEEDS-ACTION |   0 | 0 | 田中さんに写真を送る
           | NEEDS-ACTION |   0 | 9 | Label printer: find out what it eats
"""

# date | title | text
_JOURNAL = """
2026-02-05 | Mooring test | In the water at 09:52. Nobody fell in. Søren sang on the way back.
2026-02-27 | Antifouling | The guard ring from Chioggia looks better than ours. Copy it, and say so.
2026-03-22 | Outage | Zoë wrote the report before breakfast. One cause, two mends, no excuses.
2026-04-20 | "time" | Twelve years of a bad column name. Names are promises.
2026-05-12 | Yokohama, day 1 | 水槽は二十五メートル。The gauge passed the gate as "musical instrument".
2026-05-13 | Yokohama, day 2 | 0.4 mm over the whole range. Kobayashi-san smiled with one corner.
2026-05-15 | Yokohama, day 3 | Report accepted. Dinner: everything that lives below the tide line.
2026-05-28 | Night dive | Anode half gone. Photograph, then bed.
2026-06-20 | Regatta | Third of five. The boat is called Måken after all.
2026-07-18 | Hytta | Regn, regn, sol, regn. Pumpa går.
2026-08-27 | Divers | Six divers, five connectors, one wrench.
2026-09-26 | Storm | 10.4 m, maximum 17.1 m; all fourteen alive.
2026-09-28 | After | Write down why it went well, not only when it does not.
2026-10-03 | Quiet day | Nothing drifted.
2026-10-10 | Numbers | 1 good, 2 probably good, 3 probably bad, 4 bad, 9 missing.
"""

# title | text
_NOTES = r"""
Torques | Cell 4 Nm, o-ring dry\nShackle 30 Nm and a wire\nCap: hand, then a quarter
Channels | VHF 69 office\nVHF 16 everybody\nVHF 12 port
Hytta | Nøkkel under den andre steinen\nPumpe: luftes først\nBålpanne i boden
Wi-Fi at the quay | Network: gull\nPassword: ask Finbarr
Words for Lektorin | »in« der Strömung\nBoje, -n\nTide: der Gezeitenstand
Books to give back | Tides and Currents (Ingrid)\nKalkulus 2 (Oskar)\nФизика моря (Дмитрий)
Paint | RAL 1003, not 1021
Soup for 80 | 24 kg fish, 12 kg potatoes, 8 l cream; dill, salt, patience
Ideas for the talk | gulls\ncranes\nsun on masts\nwrist watches
Serial numbers | TW-00417 membrane\nTW-00433 Chania\nTW-00409 unit 9
"""


def _rows(table: str) -> list[list[str]]:
    return [[cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in table.strip("\n").splitlines()]


def _tasks() -> dict[str, str]:
    out = {}
    for number, (due, state, percent, priority, summary) in enumerate(_rows(_TASKS)):
        uid = f"task-{number:02d}-{number * 7919 % 65536:04x}@tidewater.example.org"
        todo = ["BEGIN:VTODO", f"UID:{uid}", "DTSTAMP:20261001T080000Z", "CREATED:20260110T100000Z", f"SUMMARY:{escape(summary)}"]
        if due:
            todo.append(f"DUE;VALUE=DATE:{due.replace('-', '')}")
        todo += [f"STATUS:{state}", f"PERCENT-COMPLETE:{percent}", f"PRIORITY:{priority}"]
        if state == "COMPLETED":
            todo.append(f"COMPLETED:{due.replace('-', '')}T120000Z")
        if number == 10:
            todo += ["RELATED-TO:task-09-4cd1@tidewater.example.org", "CATEGORIES:Lab,Waiting"]
        if number == 11:
            todo += ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Speech!", "TRIGGER;RELATED=END:-P2D", "END:VALARM"]
        out[f"task-{number:02d}.ics" if number % 3 else f"{uid}.ics"] = calendar(number, [*todo, "END:VTODO"])
    recurring = (
        ("water-plants", "Water the plants (yes, the kelp too)", "FREQ=WEEKLY;BYDAY=FR"),
        ("vhf-test", "Test the VHF on the roof", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("tax", "Skattemelding", "FREQ=YEARLY"),
        ("anodes", "Order anodes", "FREQ=MONTHLY;INTERVAL=6;COUNT=10"),
    )
    for number, (name, summary, rule) in enumerate(recurring):
        todo = [
            "BEGIN:VTODO",
            f"UID:{name}@tidewater.example.org",
            "DTSTAMP:20261001T080000Z",
            "DTSTART;VALUE=DATE:20260102",
            "DUE;VALUE=DATE:20260109",
            f"RRULE:{rule}",
            f"SUMMARY:{escape(summary)}",
            "STATUS:NEEDS-ACTION",
            "END:VTODO",
        ]
        out[f"{name}.ics"] = calendar(number, todo)
    return out


def _journal() -> dict[str, str]:
    out = {}
    for number, (day, title, text) in enumerate(_rows(_JOURNAL)):
        entry = [
            "BEGIN:VJOURNAL",
            f"UID:journal-{day}@tidewater.example.org",
            f"DTSTAMP:{day.replace('-', '')}T210000Z",
            f"DTSTART;VALUE=DATE:{day.replace('-', '')}" if number % 2 else f"DTSTART:{day.replace('-', '')}T193000Z",
            f"SUMMARY:{escape(title)}",
            f"DESCRIPTION:{escape(text)}",
            f"STATUS:{'DRAFT' if number == 14 else 'FINAL'}",
        ]
        if "Yokohama" in title:
            entry.append("CATEGORIES:Travel,Calibration")
        out[f"{day}.ics"] = calendar(number, [*entry, "END:VJOURNAL"])
    return out


def _notes() -> dict[str, str]:
    out = {}
    for number, (title, text) in enumerate(_rows(_NOTES)):
        note = [
            "BEGIN:VJOURNAL",
            f"UID:note-{number:02d}-{number * 31337 % 65536:04x}@tidewater.example.org",
            "DTSTAMP:20261001T080000Z",
            f"LAST-MODIFIED:202609{number + 10:02d}T070000Z",
            f"SUMMARY:{escape(title)}",
            f"DESCRIPTION:{escape(text)}",
            "END:VJOURNAL",
        ]
        out[f"note-{number:02d}.ics"] = calendar(2, note)
    return out


def folders() -> dict[str, dict[str, str]]:
    return {"Calendar": calendar_events.files(), "Tasks": _tasks(), "Journal": _journal(), "Notes": _notes()}
