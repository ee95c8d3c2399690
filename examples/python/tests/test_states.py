"""The states, walked by hand; and import sinks in full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from kit import Server, add, event, find, summaries

import iostx
from iostx import Flag, ImportFlags, ImportItem, Probe, State, SyncFlag, Tag
from iostx.constants import Ics, SessionFlag


def upload(session: iostx.Session, server: Server) -> int:
    """Uploads what is pending. Gives the number of items."""
    count = 0
    session.init()
    with session.synchronize(SyncFlag.UPLOAD_ONLY):
        with session.upload_hierarchy() as hierarchy:
            assert hierarchy.index == 0
            for folder in session.upload_folders():
                assert folder.is_new and session.states == [State.SYNC, State.SYNC_UPLOAD_HIERARCHY, State.SYNC_UPLOAD_FOLDER]
                folder.done(server.create(folder.name))
        with session.contents():
            for table in session.upload_tables():
                for item in session.upload_items():
                    key, version = server.put(table.remote_id.decode(), item.remote_id.decode() or None, item.content)
                    item.done(key, str(version))
                    count += 1
                for reads in session.upload_reads():
                    for read in reads:
                        read.done()
                for deletes in session.upload_deletes():
                    for gone in deletes:
                        server.delete(table.remote_id.decode(), gone.remote_id.decode())
                        gone.done()
    assert session.states == []
    return count


@pytest.fixture
def work(store: iostx.Store, server: Server) -> Iterator[iostx.Folder]:
    """A folder that the server has, with three items."""
    with store.root.create_folder("Work") as folder:
        for uid in "abc":
            add(folder, uid)
        with store.session() as session:
            assert upload(session, server) == 3
        yield folder


def test_a_walk_uploads_everything(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    assert server.texts("Work") == {uid: "Lunch" for uid in "abc"}
    ids = [find(work, uid) for uid in "abc"]
    work.mark_read([ids[0]], read=False)
    work.delete_items([ids[1]])
    with store.open_item(ids[2], write=True) as item:
        item.content = event("c", "Tea")
        item.save()
    with store.session() as session:
        assert upload(session, server) == 1
    assert server.texts("Work") == {"a": "Lunch", "c": "Tea"} and not list(store.pending())


def test_a_state_left_by_an_exception_ends_all_within_it(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    add(work, "d")
    with store.session() as session:
        session.init()
        with pytest.raises(ZeroDivisionError), session.synchronize(SyncFlag.UPLOAD_ONLY), session.contents():
            for _ in session.upload_tables():
                for _ in session.upload_items():
                    assert len(session.states) == 4
                    raise ZeroDivisionError
        assert session.states == [] and session.progress.state == State.SYNC_IDLE
        assert [row[Tag.MATCH_KEY] for row in store.pending(work.id)] == [b"d"]
        assert upload(session, server) == 1


def test_answers_that_are_deferred_come_in_any_order(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    for uid in "def":
        add(work, uid)
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.UPLOAD_ONLY), session.contents():
            for _ in session.upload_tables():
                owed = []
                for item in session.upload_items():
                    item.defer()
                    owed.append(item)
                for number, item in enumerate(reversed(owed)):
                    item.done(f"id-{number}", "1")
    rows = {row[Tag.REMOTE_ID] for row in work.walk_remote()}
    assert {b"id-0", b"id-1", b"id-2"} < rows and not list(store.pending())


def test_a_state_that_is_not_legal_is_refused_by_name(store: iostx.Store) -> None:
    with store.session() as session:
        with pytest.raises(iostx.StateError, match="E_UNEXPECTED"):
            session.contents()
        session.init()
        with session.synchronize():
            with pytest.raises(iostx.StateError):
                session.set_options()
            with pytest.raises(iostx.StateError), session.synchronize():
                pass
            assert session.states == [State.SYNC]
        with pytest.raises(iostx.ArgumentError):
            session.synchronize(SyncFlag(1 << 20))
        assert session.states == []


def test_a_sink_takes_listings_flags_moves_and_deletions(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    other = store.root.create_folder("Other")
    with store.session() as session:
        upload(session, server)
        names = {row[Tag.MATCH_KEY].decode(): row[Tag.REMOTE_ID] for row in work.items((Tag.MATCH_KEY, Tag.REMOTE_ID))}
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                sink = table.contents
                if table.folder == work.id:
                    table.expect(4, 1000)
                    listed = [ImportItem(names["a"], "1"), ImportItem("new", "1", "n", strong=True)]
                    with sink.listing():
                        answers = sink.probe(listed)
                        assert answers[1] == Probe.WANT_ALL and answers[0] in (Probe.HAVE, Probe.WANT_ALL, Probe.WANT_FLAGS)
                        listed[1].content = event("n", "New")
                        listed[1].properties = {Tag.SUBJECT: "New", Tag.MESSAGE_CLASS: "IPM.Appointment"}
                        sink.import_item(listed[1])
                        known, unknown = sink.import_flags(
                            [ImportFlags(names["a"], "2", Flag.FLAGGED, Flag.READ, ["Red"]), ImportFlags("nobody", "1")]
                        )
                        assert known and not unknown
                        with sink.open_import(ImportItem("large", "1", "l", strong=True)) as item:
                            item[Tag.SUBJECT] = "Large"
                            with item.open(mode="wb") as stream:
                                for _ in range(50):
                                    stream.write(b"x" * 100_000)
                            item.save()
                        sink.import_item(ImportItem("head", "1", header=True, size=77, properties={Tag.SUBJECT: "Header"}))
                        sink.import_failed(ImportItem("bad", "1"), iostx.AccessError("403"))
                    sink.set_state_blob("token-1")
                    sink.flush()
                    wanted = {row[Tag.REMOTE_ID]: row[Tag.LAST_ERROR] for row in sink.wanted()}
                    assert wanted[b"bad"] == iostx.Code.MAPI_E_NO_ACCESS and b"nobody" in wanted
                elif table.folder == other.id:
                    sink.move(work.id, names["a"], "moved", "1")
                    sink.delete(["unknown"])
                    sink.delete_range("x", "z")
    found = {row[Tag.SUBJECT]: row[Tag.ENTRYID] for row in work.items((Tag.SUBJECT, Tag.ENTRYID))}
    assert set(found) == {"New", "Large", "Header"}, "b and c were not in the listing, a moved"
    assert len(store.open_item(found["Large"]).content) == 5_000_000
    (moved,) = other.items((Tag.ENTRYID, Tag.REMOTE_ID))
    assert (
        moved[1] == b"moved" and store.open_item(moved[0]).flags == Flag.FLAGGED and store.open_item(moved[0]).keywords == ["Red"]
    )
    assert [row[Tag.LAST_ERROR_TEXT] for row in store.wanted(work.id) if row[Tag.REMOTE_ID] == b"bad"] == ["403"]
    header = found["Header"]
    with pytest.raises(iostx.NotFoundError):
        _ = store.open_item(header).content
    assert store.request_full([header])
    with store.session() as session:
        session.init()
        with session.download_header(header) as full:
            assert full.header.subject == "Header" and full.remote_id == b"head"
            full.full.update({Tag.SUBJECT: "Whole"})
            full.full.content = b"whole"
    assert store.open_item(header).content == b"whole"


def test_a_header_is_completed_with_an_item_of_the_store(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder == work.id:
                    table.contents.import_item(ImportItem("head", "1", header=True, properties={Tag.SUBJECT: "Header"}))
        (header,) = (row[0] for row in work.items((Tag.ENTRYID, Tag.SUBJECT)) if row[1] == "Header")
        own = store.special_folder(iostx.SpecialFolder.DRAFTS).create_item({Tag.SUBJECT: "Header"}, b"own")
        own.save()
        session.init()
        with session.download_header(header) as full:
            full.use(own)
    assert store.open_item(header).content == b"own"


def test_a_listing_that_is_broken_off_deletes_nothing(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder == work.id:
                    with pytest.raises(ZeroDivisionError), table.contents.listing():
                        raise ZeroDivisionError
    assert set(summaries(work)) == set("abc")


def test_folders_come_in_and_go(store: iostx.Store) -> None:
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.download_hierarchy() as hierarchy:
            with hierarchy.sink.listing():
                hierarchy.sink.import_folder("/a/", "A", container_class="IPF.Task")
                hierarchy.sink.import_folder("/a/b/", "B", parent_id="/a/")
                with pytest.raises(iostx.HierarchyError):
                    hierarchy.sink.import_folder("/x/", "X", parent_id="/nobody/")
            hierarchy.sink.set_state_blob(b"h1")
        assert store.folder("A", "B").remote_id == b"/a/b/"
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.download_hierarchy() as hierarchy:
            assert hierarchy.state_blob == b"h1"
            hierarchy.sink.delete(["/a/b/"])
    with pytest.raises(iostx.NotFoundError):
        store.folder("A", "B")


def test_the_documented_imports_by_source_key(store: iostx.Store, work: iostx.Folder) -> None:
    """What another replica exports comes in by its keys, and is not taken twice."""
    guid = bytes(range(16))
    key, change = guid + bytes(5) + b"\1", guid + bytes(5) + b"\2"
    values = {Tag.SOURCE_KEY: key, Tag.CHANGE_KEY: change, Tag.PREDECESSOR_CHANGE_LIST: b"\x16" + change}
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder != work.id:
                    continue
                sink = table.contents
                sink.config(flags=Ics.NORMAL)
                with sink.import_message_change(values) as item:
                    item.subject = "By key"
                    item.save()
                state = sink.update_state()
                assert state
                with pytest.raises(iostx.IgnoredError):
                    sink.import_message_change(values)
                sink.import_read_states([(key, True)])
    assert {row[0]: row[1] for row in work.items((Tag.SUBJECT, Tag.READ))}["By key"] is True
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder == work.id:
                    table.contents.config(state)
                    table.contents.import_message_deletion([key])
    assert "By key" not in summaries_of(work)


def summaries_of(folder: iostx.Folder) -> list[str]:
    return [row[0] for row in folder.items((Tag.SUBJECT,))]


def test_a_session_that_asks_for_it_is_told_what_may_be_in_another_folder(store: iostx.Store, work: iostx.Folder) -> None:
    add(work, "d")
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            assert work.id in [table.folder for table in session.download_tables()]
    for flags, given in ((SessionFlag(0), False), (SessionFlag(0), False), (SessionFlag.ELSEWHERE, True)):
        with store.session(flags=flags) as session:
            session.init()
            with session.synchronize(SyncFlag.UPLOAD_ONLY), session.contents():
                for _ in session.upload_tables():
                    # Nobody answers, so that each but the first is a retry.
                    assert [item.is_elsewhere for item in session.upload_items()] == [given]


def test_blobs_cookies_and_epochs(store: iostx.Store, server: Server, work: iostx.Folder) -> None:
    add(work, "d")
    with store.session(policy=iostx.Policy.SERVER, columns=(Tag.SUBJECT,)) as session:
        session.init()
        with session.synchronize(SyncFlag.UPLOAD_ONLY) as account, session.contents():
            assert account.state_blob == b""
            session.set_state_blob("account-1")
            for _ in session.upload_tables():
                session.set_attempt_cookie("uidnext=5")
                for item in session.upload_items():
                    assert item.values[Tag.SUBJECT] == "Lunch" and not item.cookie
        session.init()
        with session.synchronize(SyncFlag.UPLOAD_ONLY) as account, session.contents():
            assert account.state_blob == b"account-1"
            for _ in session.upload_tables():
                for item in session.upload_items():
                    assert item.is_retry and item.cookie == b"uidnext=5"
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder == work.id:
                    table.begin_epoch()
                    with table.contents.listing():
                        items = [ImportItem(f"again-{uid}", "1", uid, strong=True) for uid in "abc"]
                        assert set(table.contents.probe(items)) <= {Probe.BOUND, Probe.WANT_ALL, Probe.HAVE}
