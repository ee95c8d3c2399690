"""Stores, folders, items, their properties, tables and streams."""

from __future__ import annotations

import hashlib
import io
import shutil
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from kit import add, event

import iostx
from iostx import PropertySet, PropertyType, Sort, SpecialFolder, Tag

NOON = datetime(2026, 10, 6, 12, 0, 0, 123456, tzinfo=timezone.utc)


def test_every_type_of_property_comes_back_as_it_was_set(store: iostx.Store) -> None:
    kinds = {
        PropertyType.I2: -7,
        PropertyType.LONG: -70000,
        PropertyType.R4: 0.5,
        PropertyType.DOUBLE: 1e300,
        PropertyType.CURRENCY: 12345,
        PropertyType.APPTIME: 45000.25,
        PropertyType.BOOLEAN: True,
        PropertyType.I8: -(1 << 60),
        PropertyType.UNICODE: "Grüße, 世界\n",
        PropertyType.SYSTIME: NOON,
        PropertyType.CLSID: uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"),
        PropertyType.BINARY: b"\0\xff\0",
    }
    kinds.update(
        {
            PropertyType.MV_LONG: [1, -2],
            PropertyType.MV_DOUBLE: [0.25, -1.5],
            PropertyType.MV_UNICODE: ["one", "zwei"],
            PropertyType.MV_BINARY: [b"", b"\0a"],
            PropertyType.MV_SYSTIME: [NOON],
            PropertyType.MV_CLSID: [uuid.UUID(int=5)],
        }
    )
    values = {store.named_tag(PropertySet.PS_PUBLIC_STRINGS, f"test-{kind}", kind): value for kind, value in kinds.items()}
    folder = store.root.create_folder("Typed")
    with folder.create_item(values) as item:
        saved = item.save()
    with store.open_item(saved) as item:
        assert item.get_values(values) == values
        assert {tag: item[tag] for tag in values} == values
        assert next(iter(values)) in item and store.named_tag(PropertySet.PS_PUBLIC_STRINGS, "not there") not in item
    (row,) = folder.items(values)
    assert row.as_dict() == values
    (page,) = folder.items(values).pages()
    assert page[next(iter(values))] == [-7] and len(page) == 1


def test_text_and_bytes_are_not_mixed_up(store: iostx.Store) -> None:
    item = store.root.create_item()
    with pytest.raises(TypeError, match="is a text"):
        item[Tag.SUBJECT] = b"bytes"
    with pytest.raises(TypeError, match="is bytes"):
        item[Tag.SEARCH_KEY] = "text"
    with pytest.raises(iostx.ArgumentError) as caught:
        item[Tag.ENTRYID] = b"x"
    assert caught.value.code == iostx.Code.MAPI_E_COMPUTED and isinstance(caught.value, ValueError)


def test_times_keep_microseconds_and_those_beyond_datetime_are_numbers(store: iostx.Store) -> None:
    item = store.root.create_item({Tag.START_DATE: NOON, Tag.END_DATE: (1 << 63) - 1})
    assert item[Tag.START_DATE] == NOON and item[Tag.END_DATE] == (1 << 63) - 1
    item[Tag.START_DATE] = NOON.astimezone(timezone(timedelta(hours=5)))
    assert item[Tag.START_DATE] == NOON
    item[Tag.START_DATE] = None
    assert Tag.START_DATE not in item and item.get(Tag.START_DATE, "none") == "none"
    with pytest.raises(LookupError, match="MAPI_E_NOT_FOUND"):
        item[Tag.START_DATE]


def test_names_of_named_properties_come_back(store: iostx.Store) -> None:
    tag = store.named_tag(PropertySet.PSETID_APPOINTMENT, iostx.NamedId.LOCATION)
    assert store.name_of(tag) == (PropertySet.PSETID_APPOINTMENT, iostx.NamedId.LOCATION)
    assert store.named_tag(PropertySet.PSETID_APPOINTMENT, iostx.NamedId.LOCATION) == tag
    assert store.name_of(0x8FFE001F) is None
    assert store.name_of(Tag.KEYWORDS) == (PropertySet.PS_PUBLIC_STRINGS, "Keywords")


def test_items_are_changed_moved_and_deleted(store: iostx.Store) -> None:
    inbox, archive = store.special_folder(SpecialFolder.INBOX), store.root.create_folder("Old", exist_ok=True)
    first, second = (add(inbox, f"n{n}") for n in range(2))
    assert inbox.mark_read(read=False) and inbox.count == 2 and inbox.unread == 2
    assert inbox.mark_read([first]) and inbox.unread == 1
    inbox.update_items([first, second], {Tag.IMPORTANCE: 2}, add_keywords=["Red", "Blue"])
    with store.open_item(first, write=True) as item:
        assert sorted(item.keywords) == ["Blue", "Red"] and item[Tag.IMPORTANCE] == 2 and item.flags == iostx.Flag.READ
        item.keywords = ["Blue"]
        item.save()
    (moved,) = inbox.move_items([first], archive)
    assert moved is not None and moved.key == first.key and moved.folder == archive.id
    assert store.open_item(first).keywords == ["Blue"]
    (copied,) = archive.copy_items([moved], inbox)
    assert copied is not None and copied.key != moved.key
    assert inbox.delete_items([copied, second]) and not inbox.delete_items([second])
    assert (inbox.count, archive.count) == (0, 1)
    with pytest.raises(iostx.HierarchyError):
        archive.delete()
    archive.delete(items=True)
    with pytest.raises(iostx.DeletedError):
        store.open_item(moved)


def test_a_version_that_another_changed_is_not_overwritten(store: iostx.Store) -> None:
    saved = add(store.root, "a")
    one, two = store.open_item(saved, write=True), store.open_item(saved, write=True)
    one.subject, two.subject = "One", "Two"
    one.save()
    with pytest.raises(iostx.ChangedError):
        two.save()
    two.save(force=True)
    assert store.open_item(saved).subject == "Two"
    assert iostx.Tag.SUBJECT in store.open_item(saved).pending() or store.open_item(saved).pending()[Tag.PENDING]


def test_folders_are_found_renamed_moved_and_have_options(store: iostx.Store) -> None:
    a = store.root.create_folder("A", "IPF.Contact")
    b = a.create_folder("B")
    assert store.folder("a", "b").id == b.id and b.container_class == "IPF.Contact"
    with pytest.raises(iostx.CollisionError):
        a.create_folder("b")
    assert a.create_folder("b", exist_ok=True).id == b.id
    b.name = "C"
    b.move(store.root)
    assert [f.name for f in store.folders(store.root.id, deep=False) if f.name in "ABC"] == ["A", "C"]
    with pytest.raises(iostx.NotFoundError, match="no folder A/B"):
        store.folder("A", "B")
    copy = a.copy(b)
    assert copy.name == "A"
    options = b.options
    options.direction, options.scope, options.scope_since = iostx.Direction.ARCHIVE, iostx.Scope.NEWER, NOON
    b.options = options
    assert store.folder("C").options == options
    with pytest.raises(iostx.HierarchyError):
        b.move(copy)


def test_a_table_gives_rows_pages_and_positions(store: iostx.Store) -> None:
    folder = store.root.create_folder("Many")
    for number in range(300):
        folder.create_item(
            {Tag.SUBJECT: f"n{number:03}", Tag.IMPORTANCE: number} if number % 2 else {Tag.IMPORTANCE: number}
        ).save()
    table = folder.items((Tag.SUBJECT, Tag.IMPORTANCE), sort=Sort.ID)
    rows = iter(table)
    assert [next(rows)[1] for _ in range(270)] == list(range(270))
    assert table.position() == (270, 300)
    assert [row.get(Tag.SUBJECT, "-") for row in table] == ["-" if n % 2 == 0 else f"n{n:03}" for n in range(270, 300)]
    table.seek(10)
    first = next(table)
    assert (first[0], first[Tag.IMPORTANCE], len(first), first.get(Tag.BODY)) == (None, 10, 2, None)
    page = next(iter(table.pages(5)))
    assert (len(page), page.tags, next(page.rows())) == (5, [Tag.SUBJECT, Tag.IMPORTANCE], ("n011", 11))
    table.seek(0)
    subjects, numbers = table.columns(100)
    assert numbers == list(range(300)) and subjects[1] == "n001" and subjects[2] is None and table.columns() == []
    descending = folder.items((Tag.IMPORTANCE,), sort=Sort.ID, descending=True)
    assert next(descending)[0] == 299
    item = folder.items((Tag.ENTRYID,), sort=Sort.ID)
    ids = [row[0] for row in item]
    item.find(ids[280])
    assert next(item)[0] == ids[280] and isinstance(ids[0], iostx.ItemId)
    assert folder.items((Tag.SUBJECT,)).columns(7)[0].count(None) == 150


def test_columns_read_alone_are_those_read_with_computed_ones(store: iostx.Store) -> None:
    """A listing of what stands in the bags alone reads nothing else."""
    folder = store.root.create_folder("Listed")
    wrong_type = (Tag.SUBJECT & ~0xFFFF) | PropertyType.BINARY
    columns = (Tag.BODY, Tag.SUBJECT, wrong_type, Tag.IMPORTANCE, Tag.SUBJECT, Tag.KEYWORDS)
    large = "x" * 3_000_000
    for values in ({Tag.SUBJECT: "a", Tag.BODY: large}, {Tag.IMPORTANCE: 2, Tag.KEYWORDS: ["Red", "Blue"]}, {}, {Tag.SUBJECT: ""}):
        folder.create_item({Tag.COMMENT: "c", **values}).save()
    for descending in (False, True):
        alone = folder.items(columns, sort=Sort.ID, descending=descending).columns(3)
        beside = folder.items((*columns, Tag.ENTRYID), sort=Sort.ID, descending=descending).columns(3)
        assert alone == beside[:-1] and alone[1] == alone[4] and alone[2] == [None] * 4
        assert sorted(filter(None, alone[1])) == ["a"] and alone[0] == [None] * 4, "a large text is read by stream"


def test_a_text_with_a_nul_in_it_does_not_shift_a_column(store: iostx.Store) -> None:
    folder = store.root.create_folder("Odd")
    texts = ["a", "b\0c", "", "d"]
    for text in texts:
        folder.create_item({Tag.SUBJECT: text}).save()
    (page,) = folder.items((Tag.SUBJECT,), sort=Sort.ID).pages()
    assert page[Tag.SUBJECT] == texts


def test_large_content_goes_through_streams(store: iostx.Store) -> None:
    chunk, digest = bytes(range(256)) * 4096, hashlib.sha256()
    item = store.root.create_item({Tag.SUBJECT: "Large"})
    with item.open(mode="wb") as stream:
        for _ in range(40):
            digest.update(chunk)
            assert stream.write(chunk) == len(chunk)
    saved = item.save()
    with store.open_item(saved) as item, item.open() as stream:
        assert stream.size() == 40 * len(chunk) == stream.seek(0, io.SEEK_END)
        stream.seek(0)
        found = hashlib.sha256()
        with io.BufferedReader(stream) as reader:
            while block := reader.read(100_000):
                found.update(block)
        assert found.digest() == digest.digest()
    with store.open_item(saved) as item, item.open() as stream:
        stream.seek(256)
        assert stream.read(3) == b"\0\1\2"


def test_what_is_written_is_dropped_after_an_exception(store: iostx.Store) -> None:
    item = store.root.create_item(content=b"before")
    with pytest.raises(ZeroDivisionError), item.open(mode="wb") as stream:
        stream.write(b"after")
        raise ZeroDivisionError
    left = item.open(mode="wb")
    left.write(b"never committed")
    del left
    item.save()
    assert item.content == b"before"
    with item.open(mode="wb") as stream:
        shutil.copyfileobj(io.BytesIO(b"copied"), stream)
    item.save()
    assert item.content == b"copied"


def test_a_stream_in_memory_is_a_file(store: iostx.Store) -> None:
    with iostx.Stream() as stream:
        stream.write(b"0123456789")
        assert stream.seek(-3, io.SEEK_END) == 7 and stream.read() == b"789"
        stream.truncate(4)
        stream.seek(0)
        assert stream.readall() == b"0123" and stream.tell() == 4


def test_empty_content_is_content(store: iostx.Store) -> None:
    item = store.root.create_item(content=b"")
    item.save()
    assert item.content == b""
    with pytest.raises(iostx.NotFoundError):
        _ = store.root.create_item().content


def test_recipients_come_back_in_order(store: iostx.Store) -> None:
    rows = [
        {Tag.ROWID: n, Tag.DISPLAY_NAME: name, Tag.EMAIL_ADDRESS: f"{name}@example.org", Tag.RECIPIENT_TYPE: 1}
        for n, name in enumerate(("maja", "sipho"))
    ]
    item = store.special_folder(SpecialFolder.OUTBOX).create_item({Tag.SUBJECT: "Hello"})
    item.set_recipients(rows)
    item.save()
    assert [row[Tag.EMAIL_ADDRESS] for row in item.recipients()] == ["maja@example.org", "sipho@example.org"]
    item.submit()
    store.emulate_spooler(True)
    (queued,) = store.outgoing()
    message = store.open_item(queued[Tag.ENTRYID])
    store.lock_outgoing(message)
    store.finished(queued[Tag.ENTRYID])
    assert not list(store.outgoing())
    store.emulate_spooler(False)


def test_a_store_tells_of_itself_and_keeps_its_options(path: Path) -> None:
    with iostx.Store(path, iostx.StoreOptions(trash_days=3)) as store:
        add(store.root, "a")
        info = store.info()
        assert info.path == str(path) and info.item_count == 1 and info.pending_count >= 1 and not info.read_only
        options = store.options
        assert options.trash_days == 3 and options.batch_items > 0
        options.mass_delete_count = 7
        store.options = options
        assert list(store.check()) == []
        store.checkpoint()
        before = info.guid
        store.renew_guid()
        assert store.info().guid != before
    with iostx.Store(path, read_only=True) as store:
        assert store.info().read_only and store.options.mass_delete_count == 7
        with pytest.raises(iostx.AccessError):
            add(store.root, "b")
    with pytest.raises(iostx.CollisionError):
        iostx.Store(path, create_new=True)
    with pytest.raises(iostx.NotFoundError):
        iostx.Store(path.with_name("none.iostx"), must_exist=True)


def test_a_clock_of_the_program_s_own_is_asked(path: Path) -> None:
    ticks = 134_000_000_000_000_000
    with iostx.Store(path, now=lambda: ticks) as store:
        item = store.root.create_item({Tag.SUBJECT: "Now"})
        item.save()
        when = item[Tag.CREATION_TIME]
        assert when == datetime(1601, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=ticks // 10)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_clock_that_raises_is_reported_and_the_system_s_is_used(path: Path) -> None:
    def broken() -> int:
        raise RuntimeError("no time")

    with iostx.Store(path, now=broken) as store:
        item = store.root.create_item({Tag.SUBJECT: "Now"})
        item.save()
        assert abs(item[Tag.CREATION_TIME] - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_content_is_kept_byte_for_byte(store: iostx.Store) -> None:
    odd = event("a").replace(b"\r\n", b"\n") + b"\xff\0 trailing \r"
    item = store.root.create_item(content=odd)
    assert store.open_item(item.save()).content == odd
