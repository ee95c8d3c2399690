"""Texts that are written from properties, and lines of a text that are changed by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import icalendar
import pytest
from iostx import NotSupportedError, Store, Tag
from iostx_dav import content
from iostx_dav.compose import categorize, compose, patch
from iostx_dav.values import Tags
from kit import card, event, series, task

NINE = datetime(2026, 10, 5, 9, tzinfo=timezone.utc)
TEN = datetime(2026, 10, 5, 10, tzinfo=timezone.utc)


@pytest.fixture
def tags(tmp_path: Path) -> Iterator[Tags]:
    with Store(tmp_path / "store.iostx") as store:
        yield Tags(store)


def test_what_is_written_is_read_again(tags: Tags) -> None:
    said = {
        Tag.MESSAGE_CLASS: "IPM.Appointment",
        Tag.SUBJECT: "Lunch; with, all \\ of\nus " + "and 会議 " * 30,
        Tag.KEYWORDS: ["Food, hot", "Friends"],
        tags["start"]: NINE,
        tags["end"]: TEN,
        tags["location"]: "Canteen",
    }
    text = compose(said, tags, "key")
    found = content.read(text)
    assert (found.summary, found.location, found.uid) == (str(said[Tag.SUBJECT]).strip(), "Canteen", "key")
    assert found.categories == ["Food, hot", "Friends"]
    assert max(map(len, text.split(b"\r\n"))) <= 75
    component = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert (component.decoded("DTSTART"), component.decoded("DTEND")) == (NINE, TEN)


def test_a_day_without_a_time_is_a_date(tags: Tags) -> None:
    said = {Tag.MESSAGE_CLASS: "IPM.Appointment", Tag.SUBJECT: "Feast", tags["start"]: NINE, tags["all_day"]: True}
    assert b"DTSTART;VALUE=DATE:20261005\r\n" in compose(said, tags, "key")


def test_tasks_notes_and_contacts_are_written_too(tags: Tags) -> None:
    done = {
        Tag.MESSAGE_CLASS: "IPM.Task",
        Tag.SUBJECT: "Cook",
        tags["task_due"]: NINE,
        tags["task_status"]: 2,
        tags["task_percent"]: 1.0,
    }
    text = compose(done, tags, "key")
    assert b"STATUS:COMPLETED\r\n" in text and b"PERCENT-COMPLETE:100\r\n" in text and b"DUE:20261005T090000Z\r\n" in text
    assert b"BEGIN:VJOURNAL\r\n" in compose({Tag.MESSAGE_CLASS: "IPM.StickyNote", Tag.SUBJECT: "Milk"}, tags, "key")
    person = {Tag.MESSAGE_CLASS: "IPM.Contact", Tag.DISPLAY_NAME: "Ingrid Haugen", Tag.SURNAME: "Haugen", Tag.GIVEN_NAME: "Ingrid"}
    found = content.read(compose({**person, tags["email_address"]: "i@example.org"}, tags, "key"))
    assert (found.summary, found.surname, found.given_name, found.email) == ("Ingrid Haugen", "Haugen", "Ingrid", "i@example.org")
    with pytest.raises(NotSupportedError):
        compose({Tag.MESSAGE_CLASS: "IPM.Note", Tag.SUBJECT: "Mail"}, tags, "key")


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
def test_a_changed_property_changes_its_line_and_no_other(tags: Tags, ending: bytes) -> None:
    text = series("a", "Before " * 20).replace(b"\r\n", ending)
    said = {Tag.MESSAGE_CLASS: "IPM.Appointment", Tag.SUBJECT: "After"}
    changed = patch(text, said, [Tag.SUBJECT], tags)
    before, after = text.split(ending), changed.split(ending)
    # The occurrence that was moved elsewhere keeps its own.
    assert [line for line in after if line not in before] == [b"SUMMARY:After"]
    assert [line for line in before if line not in after] == [b"SUMMARY:" + b"Before " * 20]


def test_a_line_that_was_not_there_is_added_and_one_that_ends_is_left_out(tags: Tags) -> None:
    said = {Tag.MESSAGE_CLASS: "IPM.Appointment", tags["location"]: "Canteen", tags["end"]: TEN}
    changed = patch(event("a"), said, [tags["location"], tags["end"]], tags)
    assert b"LOCATION:Canteen\r\nEND:VEVENT" in changed and b"DTEND:20261005T100000Z\r\n" in changed and b"DURATION" not in changed
    gone = patch(changed, {Tag.MESSAGE_CLASS: "IPM.Appointment"}, [tags["location"]], tags)
    assert b"LOCATION" not in gone


def test_what_one_line_does_not_say_is_refused(tags: Tags) -> None:
    said = {Tag.MESSAGE_CLASS: "IPM.Appointment", tags["start"]: NINE}
    with pytest.raises(NotSupportedError):
        patch(series("a"), said, [tags["start"]], tags)
    with pytest.raises(NotSupportedError):
        patch(card("a"), {Tag.MESSAGE_CLASS: "IPM.Contact", Tag.SURNAME: "Berg"}, [Tag.SURNAME], tags)
    with pytest.raises(NotSupportedError):
        patch(b"nothing", said, [tags["start"]], tags)


def test_what_no_line_says_is_none_of_the_servers_business(tags: Tags) -> None:
    assert patch(task("a"), {Tag.MESSAGE_CLASS: "IPM.Task"}, [Tag.FLAG_STATUS], tags) == task("a")


def test_a_new_line_stands_before_what_is_nested_in_its_component(tags: Tags) -> None:
    said = {Tag.MESSAGE_CLASS: "IPM.Appointment", tags["location"]: "Canteen", Tag.IMPORTANCE: 2, Tag.SENSITIVITY: 3}
    changed = patch(series("a"), said, [tags["location"], Tag.IMPORTANCE, Tag.SENSITIVITY], tags)
    assert b"PRIORITY:1\r\nCLASS:CONFIDENTIAL\r\nLOCATION:Canteen\r\nBEGIN:VALARM" in changed
    found = content.read(changed)
    assert (found.importance, found.sensitivity, found.location) == (2, 3, "Canteen")


# --- Categories ---------------------------------------------------------------------------------------------------------------

WORDS = "CATEGORIES:Food,Hot\\, spicy\r\nCATEGORIES;LANGUAGE=de:Essen,Fest\r\n"


def lines_that_differ(before: bytes, after: bytes) -> tuple[list[bytes], list[bytes]]:
    old, new = before.split(b"\r\n"), after.split(b"\r\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("added", "removed", "gone", "came"),
    [
        (["Friends"], [], [b"CATEGORIES:Food,Hot\\, spicy"], [b"CATEGORIES:Food,Hot\\, spicy,Friends"]),
        ([], ["hot, spicy"], [b"CATEGORIES:Food,Hot\\, spicy"], [b"CATEGORIES:Food"]),
        ([], ["Essen", "Fest"], [b"CATEGORIES;LANGUAGE=de:Essen,Fest"], []),
        (["a;b"], ["Food", "Hot, spicy"], [b"CATEGORIES:Food,Hot\\, spicy"], [b"CATEGORIES:a\\;b"]),
        (["FOOD", "essen"], ["Other"], [], []),
    ],
)
def test_categories_change_in_their_line_and_the_others_stay_as_they_are_written(
    added: list[str], removed: list[str], gone: list[bytes], came: list[bytes]
) -> None:
    before = event("a", more=WORDS + "X-CATEGORIES:Food\r\n")
    assert lines_that_differ(before, categorize(before, "IPM.Appointment", added, removed)) == (gone, came)


def test_categories_of_a_text_without_any_get_a_line_in_the_component_itself() -> None:
    after = categorize(series("a"), "IPM.Appointment", ["Æ, ø", "x" * 200], [])
    assert content.read(after).categories == ["Æ, ø", "x" * 200] and max(map(len, after.split(b"\r\n"))) <= 75
    assert after.index(b"CATEGORIES") > after.index(b"RRULE") and after.index(b"CATEGORIES") < after.index(b"VALARM")
    of_card = categorize(card("a"), "IPM.Contact", ["Friends"], [])
    assert lines_that_differ(card("a"), of_card) == ([], [b"CATEGORIES:Friends"])
    assert categorize(of_card, "IPM.Contact", [], ["Friends"]) == card("a")


def test_folded_and_broken_lines_of_categories_keep_their_bytes() -> None:
    written = event("a", more="CATEGORIES:Foo\r\n d,B").replace(b"d,B", b"d,\xe9\xe9" + b"\x80" * 90 + b"\r\n")
    after = categorize(written, "IPM.Appointment", ["New"], ["Food"])
    (line,) = [line for line in after.replace(b"\r\n ", b"").split(b"\r\n") if line.startswith(b"CATEGORIES")]
    assert line == b"CATEGORIES:\xe9\xe9" + b"\x80" * 90 + b",New"
    assert categorize(written, "IPM.Appointment", [], []) == written


def test_categories_of_a_text_without_the_component_are_refused() -> None:
    with pytest.raises(NotSupportedError):
        categorize(b"nothing", "IPM.Appointment", ["Food"], [])
