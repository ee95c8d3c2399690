"""Both ways, with another client of the account writing meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from iostx import SpecialFolder, Tag
from iostx_dav.values import Tags
from kit import Here, Peer, card, event, journal, series, task


def test_calendars_and_address_books_come_down_with_their_items(here: Here, peer: Peer) -> None:
    work, friends = peer.calendar("work", "Work & Play"), peer.addressbook("friends")
    for name, text in (("a.ics", event("a")), ("b.ics", task("b")), ("c.ics", journal("c"))):
        peer.put(work + name, text)
    peer.put(friends + "d.vcf", card("d"))
    result = here.sync()
    assert result.counts("down_created", "down_folders", "failures") == (4, 2, 0)
    assert here.texts("Work & Play") == peer.texts(work)
    assert here.texts("friends") == peer.texts(friends)
    assert here.sync().counts("down_created", "down_changed", "down_deleted", "up_created") == (0, 0, 0, 0)


def test_items_made_here_go_up_once(here: Here, peer: Peer) -> None:
    work, friends = peer.calendar("work"), peer.addressbook("friends")
    here.sync()
    for text in (event("a"), task("b"), journal("c")):
        here.add("work", text)
    here.add("friends", card("d"))
    assert here.sync().counts("up_created", "failures", "conflicts") == (4, 0, 0)
    assert peer.names(work) == ["a.ics", "b.ics", "c.ics"]
    assert peer.names(friends) == ["d.vcf"]
    assert here.texts("work") == peer.texts(work)
    assert here.sync().counts("up_created", "up_changed", "down_created", "down_changed") == (0, 0, 0, 0)


def test_changes_and_deletions_go_both_ways(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    for number in range(6):
        peer.put(f"{work}{number}.ics", event(str(number)))
    here.sync()
    peer.put(work + "0.ics", event("0", "Changed there"))
    peer.delete(work + "1.ics")
    here.set_text("work", "2.ics", event("2", "Changed here"))
    here.delete("work", "3.ics")
    here.add("work", event("new", "New here"))
    peer.put(work + "other.ics", event("other", "New there"))
    result = here.sync()
    assert result.counts("up_created", "up_changed", "up_deleted", "down_deleted", "conflicts") == (1, 1, 1, 1, 0)
    there = peer.texts(work)
    assert sorted(there) == ["0.ics", "2.ics", "4.ics", "5.ics", "new.ics", "other.ics"]
    assert b"Changed here" in there["2.ics"]
    assert here.texts("work") == there


def test_collections_are_created_renamed_and_deleted_both_ways(here: Here, peer: Peer) -> None:
    peer.calendar("first", "First")
    second = peer.calendar("second", "Second")
    here.sync()
    with here.store() as store:
        store.folder("First").name = "Renamed here"
        store.root.create_folder("Tasks of mine", "IPF.Task")
        store.root.create_folder("Colleagues", "IPF.Contact")
    peer.delete(second)
    peer.calendar("third", "Third")
    here.sync()
    assert sorted(peer.collections().values()) == ["Colleagues", "Renamed here", "Tasks of mine", "Third"]
    with here.store() as store:
        names = {folder.name for folder in store.folders() if folder.remote_id}
        assert names == {"Colleagues", "Renamed here", "Tasks of mine", "Third"}
        store.folder("Colleagues").delete()
    third = next(path for path, name in peer.collections().items() if name == "Third")
    peer.rename(third, "Renamed there")
    here.sync()
    assert sorted(peer.collections().values()) == ["Renamed here", "Renamed there", "Tasks of mine"]
    with here.store() as store:
        assert {folder.name for folder in store.folders() if folder.remote_id} == {"Renamed here", "Renamed there", "Tasks of mine"}


def test_names_of_any_letters_are_kept(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    names = ["plain.ics", "with space.ics", "at@example.org.ics", "日記.ics", "100%25.ics", "plus+and&.ics", "tilde~.ics"]
    for number, name in enumerate(names):
        peer.put(work + quote(name), event(str(number), f"Number {number}"))
    here.sync()
    texts = here.texts("work")
    assert len(texts) == len(names)
    for name, text in texts.items():
        here.set_text("work", name, text.replace(b"Number", b"Changed"))
    assert here.sync().counts("up_changed", "conflicts", "failures") == (len(names), 0, 0)
    there = peer.texts(work)
    assert len(there) == len(names) and all(b"Changed" in text for text in there.values())
    here.delete("work", *here.texts("work"))
    assert here.sync().counts("up_deleted") == (len(names),)
    assert peer.names(work) == []


def test_uids_of_any_letters_get_a_name(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    here.sync()
    uids = ["a/b", "../../up", "日記", "x" * 250, "with space", "{braces}", "a%2Fb", "."]
    for uid in uids:
        here.add("work", event(uid))
    assert here.sync().counts("up_created", "failures") == (len(uids), 0)
    assert len(peer.names(work)) == len(uids)
    assert here.texts("work") == peer.texts(work)


def test_a_series_with_exceptions_comes_down_byte_for_byte(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", series("a"))
    kept = peer.get(work + "a.ics")
    assert b"RECURRENCE-ID" in kept and b"EXDATE" in kept
    here.sync()
    assert here.texts("work")["a.ics"] == kept


def test_the_ends_of_lines_are_those_of_the_server(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a").replace(b"\r\n", b"\n"))
    peer.put(work + "b.ics", event("b"))
    here.sync()
    assert here.texts("work") == peer.texts(work)


def test_applications_find_what_they_list_by(here: Here, peer: Peer) -> None:
    work, friends = peer.calendar("work"), peer.addressbook("friends")
    peer.put(work + "a.ics", event("a", "RE: Lunch", "LOCATION:Canteen\r\nCATEGORIES:Food,Friends\r\n"))
    peer.put(work + "b.ics", task("b", "Cook").replace(b"SUMMARY", b"STATUS:COMPLETED\r\nSUMMARY"))
    peer.put(friends + "c.vcf", card("c"))
    here.sync()
    with here.store() as store:
        tags = Tags(store)
        lunch = here.find(store, store.folder("work"), "a.ics")
        assert (lunch.subject, lunch.message_class, lunch.keywords) == ("RE: Lunch", "IPM.Appointment", ["Food", "Friends"])
        assert (lunch[Tag.NORMALIZED_SUBJECT], lunch[tags["location"]]) == ("Lunch", "Canteen")
        assert lunch[Tag.START_DATE] == datetime(2026, 10, 5, 9, tzinfo=timezone.utc)
        assert lunch[Tag.END_DATE] == datetime(2026, 10, 5, 10, tzinfo=timezone.utc)
        cook = here.find(store, store.folder("work"), "b.ics")
        assert (cook.message_class, cook[tags["task_complete"]]) == ("IPM.Task", True)
        assert cook[tags["task_due"]] == datetime(2026, 10, 6, 9, tzinfo=timezone.utc)
        ingrid = here.find(store, store.folder("friends"), "c.vcf")
        assert (ingrid[Tag.DISPLAY_NAME], ingrid[Tag.SURNAME], ingrid[tags["email_address"]]) == (
            "Ingrid Haugen",
            "Haugen",
            "ingrid@example.org",
        )
        assert ingrid[Tag.MOBILE_TELEPHONE_NUMBER] == "+47 123"


def test_what_a_text_does_not_say_any_more_is_not_listed_any_more(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    more = "LOCATION:Canteen\r\nPRIORITY:1\r\nCLASS:PRIVATE\r\nRRULE:FREQ=DAILY;COUNT=3\r\nCATEGORIES:Food\r\n"
    peer.put(work + "a.ics", event("a", "RE: Lunch", more))
    here.sync()
    peer.put(work + "a.ics", event("a").replace(b"SUMMARY:Meeting\r\n", b""))
    here.sync()
    with here.store() as store:
        item, tags = here.find(store, store.folder("work"), "a.ics"), Tags(store)
        gone = [Tag.SUBJECT, Tag.SUBJECT_PREFIX, Tag.NORMALIZED_SUBJECT, Tag.IMPORTANCE, Tag.SENSITIVITY, Tag.LAST_OCCURRENCE]
        found = item.get_values([*gone, tags["location"], tags["recurring"], Tag.START_DATE, Tag.KEYWORDS])
        assert not any(found.get(tag) for tag in (*gone, tags["location"], tags["recurring"], Tag.KEYWORDS)), found
        assert found[Tag.START_DATE] == datetime(2026, 10, 5, 9, tzinfo=timezone.utc)


def test_an_event_made_of_properties_alone_is_written(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    here.sync()
    with here.store() as store:
        tags = Tags(store)
        start = datetime(2026, 10, 5, 9, tzinfo=timezone.utc)
        said = {
            Tag.MESSAGE_CLASS: "IPM.Appointment",
            Tag.SUBJECT: "Lunch; with all, of us",
            tags["start"]: start,
            tags["end"]: start + timedelta(hours=1),
            tags["location"]: "Canteen",
        }
        store.folder("work").create_item(said).save()
    assert here.sync().counts("up_created", "failures") == (1, 0)
    (text,) = peer.texts(work).values()
    assert b"SUMMARY:Lunch\\; with all\\, of us\r\n" in text and b"DTSTART:20261005T090000Z\r\n" in text
    (name,) = here.texts("work")
    here.edit("work", name, lambda item: setattr(item, "subject", "Dinner"))
    assert here.sync().counts("up_changed", "failures") == (1, 0)
    (text,) = peer.texts(work).values()
    assert b"SUMMARY:Dinner\r\n" in text and b"LOCATION:Canteen\r\n" in text
    assert here.sync().counts("up_changed", "down_changed") == (0, 0)


def test_categories_changed_alone_go_both_ways_and_merge(here: Here, peer: Peer) -> None:
    work, friends = peer.calendar("work"), peer.addressbook("friends")
    odd = "X-ODD;X-P=1:kept\r\n as it is\r\n"
    peer.put(work + "a.ics", event("a", more="CATEGORIES:Food,Hot\r\n" + odd))
    peer.put(friends + "b.vcf", card("b"))
    here.sync()
    stored = peer.get(work + "a.ics")
    here.edit("work", "a.ics", lambda item: setattr(item, "keywords", ["Food", "Friends"]))
    here.edit("friends", "b.vcf", lambda item: setattr(item, "keywords", ["Sailing"]))
    # Another client puts one in too, in the meantime.
    peer.put(work + "a.ics", stored.replace(b"CATEGORIES:Food", b"CATEGORIES:There,Food"))
    here.sync()
    assert here.sync().counts("up_changed", "down_changed", "conflicts", "failures") == (0, 0, 0, 0)
    there = peer.get(work + "a.ics")
    (line,) = [line for line in there.split(b"\r\n") if line.startswith(b"CATEGORIES")]
    assert sorted(line.removeprefix(b"CATEGORIES:").split(b",")) == [b"Food", b"Friends", b"There"]
    without = [line for line in there.split(b"\r\n") if line != line_of(there, b"CATEGORIES")]
    assert without == [line for line in stored.split(b"\r\n") if line != line_of(stored, b"CATEGORIES")]
    assert b"CATEGORIES:Sailing\r\n" in peer.get(friends + "b.vcf")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    with here.store() as store:
        assert here.find(store, store.folder("work"), "a.ics").keywords == []
        assert here.find(store, store.folder("friends"), "b.vcf").keywords == ["Sailing"]


def line_of(text: bytes, name: bytes) -> bytes:
    return next(line for line in text.split(b"\r\n") if line.startswith(name))


def test_categories_of_a_new_item_are_written_into_its_text(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    here.sync()
    with here.store() as store:
        store.folder("work").create_item({Tag.KEYWORDS: ["Food"]}, content=event("a")).save()
    here.sync()
    assert b"CATEGORIES:Food\r\n" in peer.get(work + "a.ics")


def test_flags_and_read_states_are_the_stores_own(here: Here, peer: Peer) -> None:
    work = peer.calendar("work")
    peer.put(work + "a.ics", event("a"))
    here.sync()
    there = peer.get(work + "a.ics")
    here.edit("work", "a.ics", lambda item: item.update({Tag.FLAG_STATUS: 2, Tag.READ: True}))
    assert here.sync().counts("failures", "conflicts") == (0, 0)
    assert peer.get(work + "a.ics") == there and here.run("status").lines[-1]["pending"] == 0
    peer.put(work + "a.ics", event("a", "Changed there"))
    here.sync()
    with here.store() as store:
        item = here.find(store, store.folder("work"), "a.ics")
        assert (item[Tag.FLAG_STATUS], item.read, item.subject) == (2, True, "Changed there")


def test_the_folders_of_the_store_find_their_collections(here: Here, peer: Peer) -> None:
    peer.calendar("calendar", "Calendar")
    with here.store() as store:
        store.special_folder(SpecialFolder.CALENDAR).create_item(content=event("a")).save()
        store.special_folder(SpecialFolder.TASKS).create_item(content=task("b")).save()
        store.special_folder(SpecialFolder.CONTACTS).create_item(content=card("c")).save()
    assert here.sync().counts("up_created", "up_folders", "failures") == (3, 2, 0)
    assert sorted(peer.collections().values()) == ["Calendar", "Contacts", "Tasks"]
    again = Here(here.directory.with_name("again"), peer.server.url, peer.user)
    again.sync()
    assert list(again.texts("Calendar")) == ["a.ics"] and list(again.texts("Tasks")) == ["b.ics"]
    assert list(again.texts("Contacts")) == ["c.vcf"]


def test_an_item_that_is_moved_is_moved_there(here: Here, peer: Peer) -> None:
    one, two = peer.calendar("one"), peer.calendar("two")
    for number in range(3):
        peer.put(f"{one}{number}.ics", event(str(number)))
    here.sync()
    with here.store() as store:
        source, target = store.folder("one"), store.folder("two")
        source.move_items([here.find(store, source, f"{number}.ics").id for number in (0, 1)], target)

    here.sync()
    assert (peer.names(one), peer.names(two)) == (["2.ics"], ["0.ics", "1.ics"])
    assert sorted(here.texts("two")) == ["0.ics", "1.ics"]
    assert here.sync().counts("up_created", "up_moved", "up_deleted", "down_created", "down_changed") == (0, 0, 0, 0, 0)


def test_a_whole_store_and_a_whole_server_that_meet_are_one(here: Here, peer: Peer) -> None:
    """Two sides that were filled with the same, such as by a restored backup: nothing is there twice."""
    work = peer.calendar("work")
    for number in range(5):
        peer.put(f"{work}{number}.ics", event(str(number)))
    with here.store() as store:
        folder = store.root.create_folder("work", "IPF.Appointment")
        for number in range(3, 8):
            folder.create_item(content=event(str(number))).save()
    here.sync()
    assert peer.names(work) == [f"{number}.ics" for number in range(8)]
    assert here.texts("work") == peer.texts(work)
    assert len(peer.collections()) == 1
