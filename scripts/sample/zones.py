"""Time zones as calendar programs write them into their files."""

_RULES = {
    "Europe/Oslo": ("+0100", "+0200", "CET", "CEST", "19701025T030000", "10;BYDAY=-1SU", "19700329T020000", "3;BYDAY=-1SU"),
    "Europe/London": ("+0000", "+0100", "GMT", "BST", "19701025T020000", "10;BYDAY=-1SU", "19700329T010000", "3;BYDAY=-1SU"),
    "America/New_York": ("-0500", "-0400", "EST", "EDT", "20071104T020000", "11;BYDAY=1SU", "20070311T020000", "3;BYDAY=2SU"),
}


def component(zone: str) -> list[str]:
    if zone == "Asia/Tokyo":
        return [
            "BEGIN:VTIMEZONE",
            "TZID:Asia/Tokyo",
            "BEGIN:STANDARD",
            "DTSTART:19510908T010000",
            "TZOFFSETFROM:+0900",
            "TZOFFSETTO:+0900",
            "TZNAME:JST",
            "END:STANDARD",
            "END:VTIMEZONE",
        ]
    standard, daylight, standard_name, daylight_name, autumn, autumn_rule, spring, spring_rule = _RULES[zone]
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:DAYLIGHT",
        f"DTSTART:{spring}",
        f"TZOFFSETFROM:{standard}",
        f"TZOFFSETTO:{daylight}",
        f"TZNAME:{daylight_name}",
        f"RRULE:FREQ=YEARLY;BYMONTH={spring_rule}",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        f"DTSTART:{autumn}",
        f"TZOFFSETFROM:{daylight}",
        f"TZOFFSETTO:{standard}",
        f"TZNAME:{standard_name}",
        f"RRULE:FREQ=YEARLY;BYMONTH={autumn_rule}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]
