"""Supervision, the outgoing queue, and what few agents need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Callable

import pytest
from kit import Agent, Server, add, change, news_in_two_folders, summaries

import iostx
from iostx import SyncFlag, Tag
from iostx.constants import MoveFlag, SpoolState


def test_versions_and_what_items_and_folders_tell(store: iostx.Store, server: Server) -> None:
    assert iostx.version() == iostx.__version__
    work = store.root.create_folder("Work", "IPF.Appointment")
    item = store.open_item(add(work, "a"), write=True)
    item.message_class, item.read = "IPM.Appointment", True
    item.save()
    # It and its folder.
    assert work.pending_count == 2 and (item.remote_id, item.remote_version) == (b"", b"")
    iostx.replicate(store, Agent(server))
    kept, folder = item.ref(), work.ref()
    item.close()
    again = store.open_item(kept.id)
    assert (again.message_class, again.read) == ("IPM.Appointment", True)
    assert again.remote_id and again.remote_version and folder.id == work.id and work.pending_count == 0


def test_what_failed_is_listed_tried_again_and_given_up(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    bad = add(work, "bad")

    class Refusing(Agent):
        refuses = True

        def upload(self, table: iostx.UploadTable, items: Sequence[iostx.UploadItem]) -> None:
            assert not table.stopped and not table.public
            for item in items:
                assert (item.is_moved, item.properties_changed, item.content_changed, item.flags_changed) == (False,) * 4
                if self.refuses:
                    item.fail(iostx.AccessError("never"))
            if not self.refuses:
                super().upload(table, items)

    agent = Refusing(server)
    for _ in range(20):
        # Also what would wait.
        iostx.replicate(store, agent, init=iostx.Init.ALL)
    (row,) = store.failures(work.id)
    assert row[Tag.ENTRYID] == bad and row[Tag.LAST_ERROR_TEXT] == "never"
    agent.refuses = False
    assert store.retry([bad])
    iostx.replicate(store, agent)
    assert not list(store.failures()) and set(server.texts("Work")) == {"bad"}
    change(store, work, "bad", "Changed here")
    assert store.drop_change([bad])
    failures = store.special_folder(iostx.SpecialFolder.LOCAL_FAILURES)
    assert [row[0] for row in failures.items((Tag.SUBJECT,))] == ["Changed here"]


@pytest.mark.parametrize("carried_out", [True, False])
def test_held_deletions_are_carried_out_or_refused(store: iostx.Store, server: Server, carried_out: bool) -> None:
    work = store.root.create_folder("Work")
    for number in range(30):
        add(work, f"n{number}")
    iostx.replicate(store, Agent(server))
    (key,) = server.collections
    for name in list(server.collections[key].entries)[:25]:
        server.delete(key, name)
    assert iostx.replicate(store, Agent(server)).deletions_held
    assert len(list(store.held(work.id))) == 25 and work.count == 30
    if carried_out:
        store.confirm_held(work.id)
    else:
        store.reject_held(work.id)
    iostx.replicate(store, Agent(server))
    assert not list(store.held()) and len(summaries(work)) == len(server.texts("Work")) == (5 if carried_out else 30)


def test_the_queue_of_outgoing_mail(store: iostx.Store, server: Server) -> None:
    outbox = store.special_folder(iostx.SpecialFolder.OUTBOX)
    letter = outbox.create_item({Tag.SUBJECT: "Letter"}, b"Subject: Letter\r\n\r\n")
    letter.set_recipients([{Tag.RECIPIENT_TYPE: 1, Tag.DISPLAY_NAME: "Ola", Tag.EMAIL_ADDRESS: "ola@example.org"}])
    letter.save()
    letter.submit()
    store.emulate_spooler(True)
    store.set_spool_state(SpoolState.SUSPENDED)
    store.set_spool_state(SpoolState.ACTIVE)
    (row,) = store.outgoing()
    store.abort_submit(row[Tag.ENTRYID])
    assert not list(store.outgoing())
    store.disconnect()


def test_a_folder_is_skipped_by_another_thread_or_an_operation(store: iostx.Store, server: Server) -> None:
    one, two = news_in_two_folders(store, server)
    with store.session() as session:
        session.init()
        session.skip_folder(two.id)
        assert session.is_skipped(two.id) and not session.is_skipped(one.id) and not session.is_cancelled
        offered = []
        with session.synchronize(SyncFlag.UPLOAD_ONLY), session.contents() as contents:
            assert contents is not None
            for table in session.upload_tables():
                assert table.stopped == (table.folder == two.id)
                offered += [item.id for item in session.upload_items()] if not table.stopped else []
        assert len(offered) == 1
        session.cancel()
        assert session.is_cancelled


def test_a_walk_may_choose_the_folder_that_comes_next(store: iostx.Store, server: Server) -> None:
    for name in ("One", "Two", "Three"):
        add(store.root.create_folder(name), name)

    def walk(first: int) -> list[str]:
        with store.session() as session:
            session.init()
            with session.synchronize(SyncFlag.UPLOAD_ONLY), session.contents():
                session.choose(first)
                return [table.name for table in session.upload_tables()]

    iostx.replicate(store, Agent(server))
    for name in ("One", "Two", "Three"):
        add(store.folder(name), "again " + name)
    everything = walk(0)
    assert sorted(everything) == ["One", "Three", "Two"] and walk(2) == everything[2:]


def test_what_changed_of_folders_moves_and_read_states_is_told(store: iostx.Store, server: Server) -> None:
    one, two = (store.root.create_folder(name) for name in ("One", "Two"))
    moved, read = add(one, "a"), add(one, "b")
    iostx.replicate(store, Agent(server))
    one.mark_read([read], not store.open_item(read).read)
    one.move_items([moved], two)
    one.name = "Renamed"
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.UPLOAD_ONLY):
            with session.upload_hierarchy():
                assert [(folder.name, folder.is_changed, folder.is_moved) for folder in session.upload_folders()] == [
                    ("Renamed", True, False)
                ]
            with session.contents():
                for table in session.upload_tables():
                    for move in table.moves:
                        session.set_move(move.folder, MoveFlag.DIRTY)
                    for item in session.upload_items():
                        assert (item.is_moved, item.content_changed) == (True, False)
                    reads = [entry for some in session.upload_reads() for entry in some]
                    deletes = [entry for some in session.upload_deletes() for entry in some]
                    if table.folder == one.id:
                        assert [entry.is_retry for entry in reads] == [False] and not any(entry.is_retry for entry in deletes)


GUID = bytes(range(16))


def replica_key(number: int) -> bytes:
    return GUID + number.to_bytes(6, "big")


def test_another_replica_moves_items_and_deletes_folders_by_their_keys(store: iostx.Store, server: Server) -> None:
    one, two = (store.root.create_folder(name) for name in ("One", "Two"))
    iostx.replicate(store, Agent(server))
    change_key = replica_key(2)
    values = {Tag.SOURCE_KEY: replica_key(1), Tag.CHANGE_KEY: change_key, Tag.PREDECESSOR_CHANGE_LIST: b"\x16" + change_key}
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY):
            with session.download_hierarchy() as hierarchy:
                gone = {Tag.SOURCE_KEY: replica_key(7), Tag.CHANGE_KEY: replica_key(8), Tag.DISPLAY_NAME: "Gone"}
                hierarchy.sink.import_folder_change(
                    {**gone, Tag.PARENT_SOURCE_KEY: b"", Tag.PREDECESSOR_CHANGE_LIST: b"\x16" + replica_key(8)}
                )
            assert store.folder("Gone")
            with session.download_hierarchy() as hierarchy:
                hierarchy.sink.import_folder_deletion([replica_key(7)])

    def sink_of(folder: iostx.Folder, use: Callable[[iostx.ContentsSink], object]) -> None:
        with store.session() as session:
            session.init()
            with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
                for table in session.download_tables():
                    if table.folder == folder.id:
                        use(table.contents)

    def create(sink: iostx.ContentsSink) -> None:
        with sink.import_message_change(values) as item:
            item.subject = "Moves"
            item.save()

    source = one.get_values([Tag.SOURCE_KEY])[Tag.SOURCE_KEY]
    sink_of(one, create)
    sink_of(
        two, lambda sink: sink.import_message_move(source, replica_key(1), b"\x16" + change_key, replica_key(3), replica_key(4))
    )
    assert [row[0] for row in two.items((Tag.SUBJECT,))] == ["Moves"] and not one.count
    with pytest.raises(iostx.NotFoundError):
        store.folder("Gone")


def test_files_say_what_they_can(store: iostx.Store) -> None:
    item = store.root.create_item({Tag.SUBJECT: "Large"})
    with item.open(Tag.BODY, "wb") as writing:
        assert writing.writable() and not writing.seekable()
        writing.write(b"a")
    item.save()
    with item.open(Tag.BODY, "rb") as reading:
        assert reading.seekable() and not reading.writable()


def test_a_download_table_tells_of_its_folder(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    add(work, "a")
    iostx.replicate(store, Agent(server))
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY), session.contents():
            for table in session.download_tables():
                if table.folder == work.id:
                    assert isinstance(table.last_modified, datetime) and not table.stopped
