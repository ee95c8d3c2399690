"""Two stores are synchronized through an agent, both ways, with conflicts and failures."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from kit import Agent, Server, add, change, event, find, news_in_two_folders, summaries, summary_of

import iostx
from iostx import Policy, SyncFlag, Tag


@pytest.fixture
def other(tmp_path: Path) -> iostx.Store:
    return iostx.Store(tmp_path / "other.iostx")


def test_two_stores_come_to_hold_the_same(store: iostx.Store, other: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work", "IPF.Appointment")
    for number in range(5):
        add(work, f"here-{number}")
    report = iostx.replicate(store, Agent(server))
    assert report.complete and report.up.created == 5 and not report.failed
    with other:
        report = iostx.replicate(other, Agent(server))
        there = other.folder("Work")
        assert report.down.created == 5 and summaries(there) == {f"here-{n}": "Lunch" for n in range(5)}
        change(other, there, "here-1", "Dinner")
        there.delete_items([find(there, "here-2")])
        add(there, "there-1", "Tea")
        report = iostx.replicate(other, Agent(server))
        assert (report.up.created, report.up.changed, report.up.deleted) == (1, 1, 1)
        report = iostx.replicate(store, Agent(server))
        assert (report.down.created, report.down.changed, report.down.deleted) == (1, 1, 1)
        expected = {"here-0": "Lunch", "here-1": "Dinner", "here-3": "Lunch", "here-4": "Lunch", "there-1": "Tea"}
        assert summaries(work) == summaries(there) == server.texts("Work") == expected
        assert not list(store.pending(work.id))
        before = len(server.requests)
        assert iostx.replicate(store, Agent(server)).up == iostx.Counts()
        assert "put" not in server.requests[before:] and "get" not in server.requests[before:]


def changed_on_both_sides(store: iostx.Store, server: Server) -> iostx.Folder:
    """A folder with an event "a" that was "Theirs" and "Ours" since both had the same."""
    work = store.root.create_folder("Work")
    add(work, "a")
    iostx.replicate(store, Agent(server))
    (key,) = server.collections
    (name,) = server.collections[key].entries
    server.put(key, name, event("a", "Theirs"))
    change(store, work, "a", "Ours")
    return work


def test_a_conflict_goes_by_the_policy_and_keeps_the_other_version(store: iostx.Store, server: Server) -> None:
    work = changed_on_both_sides(store, server)
    report = iostx.replicate(store, Agent(server), policy=Policy.SERVER)
    assert report.conflicts == 1 and server.texts("Work") == {"a": "Theirs"} == summaries(work)
    (conflict,) = store.conflicts()
    kept = store.open_item(conflict[Tag.CONFLICT_ITEMS][0])
    assert kept.content == event("a", "Ours") and conflict[Tag.CONFLICT_KIND] == iostx.ConflictKind.CHANGE_CHANGE
    store.resolve_conflict(conflict[Tag.ENTRYID], iostx.Choice.LOCAL)
    iostx.replicate(store, Agent(server))
    assert server.texts("Work") == {"a": "Ours"}


def test_the_callback_decides_a_conflict(store: iostx.Store, server: Server) -> None:
    work = changed_on_both_sides(store, server)
    seen: list[tuple[str, str]] = []

    def ask(conflict: iostx.Conflict) -> iostx.Choice:
        assert conflict.local and conflict.server and conflict.merged
        seen.append((conflict.local.subject, conflict.server.subject))
        conflict.merged.content = event("a", "Both")
        conflict.merged.subject = "Both"
        return iostx.Choice.MERGED

    iostx.replicate(store, Agent(server), policy=Policy.ASK, ask=ask)
    iostx.replicate(store, Agent(server))
    assert seen == [("Ours", "Theirs")] and server.texts("Work") == {"a": "Both"} == summaries(work)


def test_an_item_that_the_server_refuses_is_reported_with_its_text(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    bad = add(work, "bad")
    add(work, "good")

    class Refusing(Agent):
        def upload(self, table: iostx.UploadTable, items: object) -> None:
            for item in items:  # type: ignore[attr-defined]
                if b"UID:bad" in item.content:
                    item.fail(iostx.AccessError(), text="403: not this one", retry_after=60)
                else:
                    super().upload(table, [item])

    agent = Refusing(server)
    report = iostx.replicate(store, agent)
    assert (report.failures, report.up.created, report.complete) == (1, 1, False)
    assert [(f.item, f.error.detail, type(f.error)) for f in agent.told] == [(bad, "403: not this one", iostx.AccessError)]
    assert agent.told == report.failed
    (row,) = store.pending(work.id)
    assert row[Tag.LAST_ERROR_TEXT] == "403: not this one" and row[Tag.ATTEMPTS] == 1


def test_a_line_that_fails_is_tried_again_and_nothing_is_there_twice(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    for number in range(3):
        add(work, f"n{number}")
    puts = []

    def before(request: str) -> None:
        if request == "put":
            puts.append(request)
            if len(puts) == 2:
                raise ConnectionResetError("the line broke")

    server.before = before  # type: ignore[method-assign]
    report = iostx.replicate(store, Agent(server), retry_delay=0.001)
    assert report.retries == 1 and report.complete and len(server.texts("Work")) == 3


def test_a_line_that_stays_broken_raises_with_cause_and_report(store: iostx.Store, server: Server) -> None:
    add(store.root.create_folder("Work"), "a")
    broken = ConnectionRefusedError("nobody there")

    def before(request: str) -> None:
        if request == "put":
            raise broken

    server.before = before  # type: ignore[method-assign]
    with pytest.raises(iostx.LineError) as caught:
        iostx.replicate(store, Agent(server), retries=2, retry_delay=0.001)
    assert caught.value.__cause__ is broken and caught.value.code == iostx.Code.MAPI_E_NETWORK_ERROR
    assert caught.value.report is not None and caught.value.report.retries >= 2 and caught.value.report.up.folders == 1


@pytest.mark.parametrize("request_name", ["list", "create", "changes", "get", "put", "delete"])
def test_what_an_operation_raises_by_mistake_ends_the_run_and_is_raised_by_it(
    store: iostx.Store, server: Server, request_name: str
) -> None:
    work = store.root.create_folder("Work")
    add(work, "a")
    iostx.replicate(store, Agent(server))
    (key,) = server.collections
    server.put(key, None, event("theirs"))
    work.delete_items([find(work, "a")])
    add(work, "b")
    store.root.create_folder("More")

    def before(request: str) -> None:
        if request == request_name:
            raise KeyError(request)

    server.before = before  # type: ignore[method-assign]
    with pytest.raises(KeyError, match=request_name):
        iostx.replicate(store, Agent(server))
    del server.before
    iostx.replicate(store, Agent(server))
    assert set(server.texts("Work")) == {"b", "theirs"} == set(summaries(work))


def test_a_folder_that_fails_is_told_and_the_next_one_follows(store: iostx.Store, server: Server) -> None:
    keys = [server.create(name) for name in ("Good", "Bad")]
    for key in keys:
        server.put(key, None, event("a"))

    class Failing(Agent):
        def list_changes(self, table: iostx.DownloadTable) -> None:
            if table.name == "Bad":
                raise iostx.AccessError("403 for all of it")
            super().list_changes(table)

    agent = Failing(server)
    report = iostx.replicate(store, agent)
    (failure,) = agent.told
    assert report.folders_failed == 1 and failure.item is None and failure.folder == store.folder("Bad").id
    assert failure.error.code == iostx.Code.MAPI_E_NO_ACCESS
    assert str(failure.error.__cause__) == "MAPI_E_NO_ACCESS: 403 for all of it"


def test_another_thread_cancels_a_run(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    for number in range(20):
        add(work, f"n{number}")
    reached, cancelled = threading.Event(), threading.Event()

    def before(request: str) -> None:
        if request == "put":
            reached.set()
            assert cancelled.wait(60)

    server.before = before  # type: ignore[method-assign]
    with store.session() as session:

        def cancel() -> None:
            reached.wait(60)
            session.cancel()
            cancelled.set()

        thread = threading.Thread(target=cancel)
        thread.start()
        with pytest.raises(iostx.CancelledError):
            iostx.replicate(session, Agent(server), window=5)
        thread.join()
    del server.before
    assert iostx.replicate(store, Agent(server)).complete
    assert len(server.texts("Work")) == 20


def test_progress_is_told_and_what_it_raises_is_raised(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    for number in range(10):
        add(work, f"n{number}")
    seen: list[iostx.Progress] = []
    iostx.replicate(store, Agent(server), progress=seen.append)
    assert seen and seen[-1].uploaded <= 10

    def stop(progress: iostx.Progress) -> None:
        raise KeyboardInterrupt

    add(work, "more")
    with pytest.raises(KeyboardInterrupt):
        iostx.replicate(store, Agent(server), progress=stop)


def test_what_a_conflict_callback_raises_is_raised_and_nothing_is_lost(store: iostx.Store, server: Server) -> None:
    work = changed_on_both_sides(store, server)

    def ask(conflict: iostx.Conflict) -> iostx.Choice:
        raise ZeroDivisionError("in ask")

    with pytest.raises(ZeroDivisionError, match="in ask"):
        iostx.replicate(store, Agent(server), policy=Policy.ASK, ask=ask)
    assert summaries(work) == {"a": "Ours"} and server.texts("Work") == {"a": "Theirs"}


def test_contents_are_merged_by_the_program(store: iostx.Store, server: Server) -> None:
    work = changed_on_both_sides(store, server)

    def merge(conflict: iostx.Conflict) -> bool:
        assert conflict.base and conflict.local and conflict.server and conflict.merged
        assert summary_of(conflict.base.content) not in ("Ours", "Theirs")
        both = f"{summary_of(conflict.local.content)} and {summary_of(conflict.server.content)}"
        conflict.merged.content, conflict.merged.subject = event("a", both), both
        return True

    iostx.replicate(store, Agent(server), merge=merge)
    iostx.replicate(store, Agent(server))
    assert server.texts("Work") == {"a": "Ours and Theirs"} == summaries(work)


def test_what_a_merge_raises_is_raised_and_nothing_is_lost(store: iostx.Store, server: Server) -> None:
    work = changed_on_both_sides(store, server)

    def merge(conflict: iostx.Conflict) -> bool:
        raise ZeroDivisionError("in merge")

    # The policy decides, as if it could not be merged.
    with pytest.raises(ZeroDivisionError, match="in merge"):
        iostx.replicate(store, Agent(server), policy=Policy.SERVER, merge=merge)
    assert summaries(work) == {"a": "Theirs"} == server.texts("Work")
    (conflict,) = store.conflicts()
    assert store.open_item(conflict[Tag.CONFLICT_ITEMS][0]).content == event("a", "Ours")


def test_direction_and_folders_narrow_a_run(store: iostx.Store, server: Server) -> None:
    _, two = news_in_two_folders(store, server)
    report = iostx.replicate(store, Agent(server), folders=[two.id])
    assert report.up.created == 1 and set(server.texts("Two")) == {"b", "d"} and set(server.texts("One")) == {"a"}
    assert iostx.replicate(store, Agent(server), folders=[]).up == iostx.Counts()
    (key, _) = server.collections
    server.put(key, None, event("theirs"))
    report = iostx.replicate(store, Agent(server), direction=SyncFlag.UPLOAD_ONLY)
    assert report.up.created == 1 and report.down == iostx.Counts()


def test_pending_is_the_dry_run(store: iostx.Store, server: Server) -> None:
    work = store.root.create_folder("Work")
    item = add(work, "a", "Tea")
    rows = [(row[Tag.OBJECT_TYPE], row[Tag.SUBJECT], iostx.Pending(row[Tag.PENDING])) for row in store.pending()]
    assert sorted(rows) == [(3, "Work", iostx.Pending.NEW), (5, "Tea", iostx.Pending.NEW)]
    iostx.replicate(store, Agent(server))
    assert not list(store.pending())
    work.mark_read([item], read=False)
    assert [iostx.Pending(row[Tag.PENDING]) for row in store.pending(work.id)] == [iostx.Pending.READ]
