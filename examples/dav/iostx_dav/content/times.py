"""Times, durations and zones. Times are in units of 100 ns since 1601-01-01 UTC, as the library has them; 0 stands for none."""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

SECOND = 10_000_000
"""Times are in units of 100 ns since 1601-01-01 UTC, as the library has them; 0 stands for none."""
DAY = 86400 * SECOND
FOR_EVER = 0x0CB34557A3DD4000
"""4500-08-31 23:59 UTC: a recurring item without an end lasts until then."""
_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)
_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE | re.ASCII
)
_DURATION = re.compile(r"\+?P(?:(\d{1,8})W)?(?:(\d{1,8})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?", re.ASCII)


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
def known_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return None


@functools.lru_cache(maxsize=64)
def defined_zone(name: str, text: str) -> tzinfo | None:
    """A zone as the file defines it, or as a name that Windows has for it says; None: unknown."""
    import icalendar
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if name in WINDOWS_TO_OLSON:
        return known_zone(WINDOWS_TO_OLSON[name])
    try:
        zone = icalendar.Timezone.from_ical(text)
        return zone.to_tz() if isinstance(zone, icalendar.Timezone) else None
    except Exception:
        # Made of what stands in a file, it raises whatever that leads to.
        return None
