"""Calendars that other people's programs wrote, broken ones among them: each is stored byte for byte or refused by name, and none
stops the rest. Those of ../shared/data are tried where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from iostx_dav.dav.hrefs import canonical_path
from kit import Here, Peer, Result, event, series, task

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "calendar"


def odd_texts() -> dict[str, bytes]:
    """Small ones of our own, of the kinds that are met."""
    plain = event("plain")
    return {
        "lf": event("lf").replace(b"\r\n", b"\n"),
        "series": series("series"),
        "unfolded": event("unfolded", "Long " * 200),
        "lower": event("lower").replace(b"BEGIN", b"begin").replace(b"SUMMARY", b"summary"),
        "zone": event("zone").replace(b"DTSTART:20261005T090000Z", b"DTSTART;TZID=Nowhere/At all:20261005T090000"),
        "empty-lines": plain.replace(b"UID:plain", b"UID:empty-lines").replace(b"SUMMARY", b"\r\nSUMMARY"),
        "latin": event("latin").replace(b"Meeting", b"Caf\xe9"),
        "control": event("control").replace(b"Meeting", b"Bell\x07"),
        "no-uid": event("x").replace(b"UID:x\r\n", b""),
        "no-end": event("no-end")[:-20],
        "two": event("one").replace(b"END:VCALENDAR\r\n", b"") + event("two").replace(b"BEGIN:VCALENDAR\r\n", b""),
        "nothing": b"\r\n",
        "words": b"This is no calendar.\r\n",
        "bad-rule": event("bad-rule", more="RRULE:FREQ=SOMETIMES\r\n"),
        "bad-time": event("bad-time", start="someday"),
        "task": task("task"),
    }


def upload(here: Here, peer: Peer, texts: dict[str, bytes]) -> tuple[str, Result]:
    """Puts them into a calendar, with good ones around them."""
    work = peer.calendar("work")
    here.sync()
    with here.store() as store:
        folder = store.folder("work")
        for number in range(3):
            folder.create_item(content=event(f"good-{number}")).save()
        for name, text in texts.items():
            folder.create_item({0x0037001F: name}, content=text).save()
        folder.create_item(content=event("good-last")).save()
    return work, here.sync(expect=None)


def check(here: Here, peer: Peer, work: str, result: Result, texts: dict[str, bytes]) -> None:
    names = peer.names(work)
    assert {f"good-{number}.ics" for number in (0, 1, 2, "last")} <= set(names)
    refused = [name for name in texts if any(f" {name} " in told for told in result.failed)]
    # Each is there, or named.
    assert len(names) + len(refused) >= len(texts) + 4, (sorted(names), result.failed)
    # What is on the server is here, byte for byte.
    ours = here.texts("work")
    for name, text in peer.texts(work).items():
        assert ours[canonical_path(name)] == text, name
    # What was refused is here still, as it was.
    kept = set(ours.values())
    assert all(texts[name] in kept for name in refused)


def test_odd_calendars_go_up_or_are_refused_by_name(here: Here, peer: Peer) -> None:
    texts = odd_texts()
    work, result = upload(here, peer, texts)
    check(here, peer, work, result, texts)


@pytest.mark.skipif(not REAL.is_dir(), reason="the calendars of real programs are not here")
def test_real_calendars_go_up_or_are_refused_by_name(here: Here, peer: Peer) -> None:
    if peer.server.name == "xandikos" and "DAV_LONG" not in os.environ:
        pytest.skip("takes it half a minute: DAV_LONG=1")
    texts = {path.stem: path.read_bytes() for path in sorted(REAL.glob("*/*.ics"))}
    assert len(texts) > 90
    work, result = upload(here, peer, texts)
    check(here, peer, work, result, texts)
