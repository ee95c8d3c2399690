"""Events, threads, and asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kit import Agent, Server, add, event, find

import iostx
from iostx import EventKind, EventMask, Origin, Tag


def test_events_come_in_order_and_end_with_stop(store: iostx.Store) -> None:
    folder = store.root.create_folder("Work")
    with store.events() as events:
        saved = add(folder, "a")
        created = events.next(60)
        assert created is not None and (created.kind, created.origin) == (EventKind.ITEM_CREATED, Origin.APP)
        assert created.folder == folder.id and created.item is not None and created.item.key == saved.key
        folder.mark_read([saved], read=False)
        changed = events.next(60)
        assert changed is not None and changed.kind == EventKind.ITEM_CHANGED and changed.changed & iostx.Changed.FLAGS
        folder.name = "Play"
        assert [e.kind for e in (events.next(60),) if e] == [EventKind.FOLDER_CHANGED]
        assert events.next(0) is None
        events.stop()
        assert list(events) == []
        with pytest.raises(iostx.CancelledError):
            events.next(0)


def test_events_are_chosen_by_kind_and_folder(store: iostx.Store) -> None:
    one, two = store.root.create_folder("One"), store.root.create_folder("Two")
    with store.events(EventMask.ITEM_DELETED, one.id) as events:
        saved = [add(folder, "a") for folder in (one, two)]
        two.delete_items([saved[1]])
        one.delete_items([saved[0]])
        found = events.next(60)
        assert found is not None and found.kind == EventKind.ITEM_DELETED and found.folder == one.id
        assert events.next(0) is None


def test_an_event_of_another_thread_wakes_who_waits(store: iostx.Store) -> None:
    folder = store.root.create_folder("Work")
    seen: list[EventKind] = []
    events, ready = store.events(EventMask.ITEM_CREATED), threading.Event()

    def watch() -> None:
        ready.set()
        for found in events:
            seen.append(found.kind)
            if len(seen) == 12:
                return

    thread = threading.Thread(target=watch)
    thread.start()
    assert ready.wait(60)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: add(folder, f"n{n}"), range(12)))
    thread.join(60)
    assert seen == [EventKind.ITEM_CREATED] * 12 and not thread.is_alive()
    events.close()


def test_closing_the_store_ends_the_iteration(store: iostx.Store) -> None:
    events = store.events()
    thread = threading.Thread(target=lambda: list(events))
    thread.start()
    store.close()
    thread.join(60)
    assert not thread.is_alive()
    events.close()


def test_events_of_another_process_come(store: iostx.Store, path: Path) -> None:
    folder = store.root.create_folder("Work")
    with store.events(EventMask.FOLDER_CONTENTS | EventMask.ITEM_CREATED, folder.id) as events:
        script = "import iostx, sys; iostx.Store(sys.argv[1]).folder('Work').create_item({0x37001F: 'x'}).save()"
        subprocess.run([sys.executable, "-c", script, str(path)], check=True)
        found = events.next(60)
        assert found is not None and found.origin == Origin.OTHER and found.folder == folder.id


def test_many_threads_use_one_store(store: iostx.Store) -> None:
    folder = store.root.create_folder("Work")

    def work(number: int) -> None:
        for step in range(5):
            saved = add(folder, f"{number}-{step}")
            with store.open_item(saved, write=True) as item:
                item.keywords = ["Red"]
                item.save()
            assert store.open_item(saved).content == event(f"{number}-{step}")
        folder.delete_items([find(folder, f"{number}-0")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert folder.count == 32


def test_runs_of_several_threads_share_a_store(store: iostx.Store) -> None:
    """The tree of folders is one session's at a time: who finds it busy does the rest, and looks again."""
    server = Server()
    folders = [store.root.create_folder(f"F{n}") for n in range(4)]
    for folder in folders:
        for number in range(5):
            add(folder, f"n{number}")
    iostx.replicate(store, Agent(server), direction=iostx.SyncFlag.UPLOAD_ONLY)
    for folder in folders:
        add(folder, "more")

    def run(folder: iostx.Folder) -> iostx.Report:
        while True:
            report = iostx.replicate(store, Agent(server), folders=[folder.id])
            if not report.folders_busy:
                return report
            assert all(isinstance(failure.error, iostx.BusyError) for failure in report.failed)

    with ThreadPoolExecutor(4) as pool:
        assert all(report.complete for report in pool.map(run, folders))
    assert all(len(server.texts(f"F{n}")) == 6 for n in range(4))


def test_items_are_answered_from_other_threads(store: iostx.Store, server: Server) -> None:
    folder = store.root.create_folder("Work")
    for number in range(20):
        add(folder, f"n{number}")

    class Parallel(Agent):
        def upload(self, table: iostx.UploadTable, items: Sequence[iostx.UploadItem]) -> None:
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda item: Agent.upload(self, table, [item]), items))

    report = iostx.replicate(store, Parallel(server))
    assert report.up.created == 20 and report.complete and len(server.texts("Work")) == 20


def test_asyncio_runs_the_library_in_an_executor(store: iostx.Store, server: Server) -> None:
    folder = store.root.create_folder("Work")

    async def main() -> list[EventKind]:
        loop, seen = asyncio.get_running_loop(), []
        with store.events(EventMask.ITEM_CREATED) as events:

            async def watch() -> None:
                async for found in events:
                    seen.append(found.kind)
                    if len(seen) == 3:
                        events.stop()

            watcher = asyncio.ensure_future(watch())
            for uid in "abc":
                await loop.run_in_executor(None, add, folder, uid)
            report = await loop.run_in_executor(None, iostx.replicate, store, Agent(server))
            assert report.up.created == 3
            await asyncio.wait_for(watcher, 60)
        return seen

    assert asyncio.run(main()) == [EventKind.ITEM_CREATED] * 3


def test_a_task_that_waits_for_events_is_cancelled(store: iostx.Store) -> None:
    async def main() -> None:
        with store.events() as events:

            async def watch() -> None:
                async for _ in events:
                    pass

            task = asyncio.ensure_future(watch())
            await asyncio.sleep(0)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            events.stop()

    asyncio.run(main())


def test_a_program_that_ends_without_closing_anything_ends_well(path: Path) -> None:
    script = """
import sys, threading, uuid, iostx
store = iostx.Store(sys.argv[1])
events, session, item = store.events(), store.session(), store.root.create_item()
stream = item.open(mode="wb")
threading.Thread(target=events.next, daemon=True).start()
class Handler(iostx.Handler):
    name = "Left open"
    def items(self): return [iostx.HandlerItem(uuid.UUID(int=1), "One")]
    def synchronize(self):
        started.set()
        while self.callback.progress(uuid.UUID(int=1)): pass
manager, started = iostx.SyncMgr(sys.argv[2]), threading.Event()
manager.register(uuid.UUID(int=7), "Left open")
manager.attach(uuid.UUID(int=7), Handler)
manager.start()
started.wait(60)
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", script, str(path), str(path) + ".mgr"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    with iostx.Store(path) as store:
        assert [row[Tag.CHECK_TEXT] for row in store.check()] == []
