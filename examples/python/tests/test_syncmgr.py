"""The synchronization manager drives handlers in Python."""

from __future__ import annotations

import gc
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from kit import Agent, Server, add

import iostx
from iostx import HandlerItem, ItemStatus, ManagerEventKind, Notify, Outcome, RegisterFlag, Resolution, RunReason, Tag

ID, ONE, TWO, ERROR = (uuid.UUID(int=n) for n in (100, 1, 2, 50))


class Told(iostx.Handler):
    """Notes what it is told."""

    name = "Told"
    flags = iostx.HandlerFlag.HASPROPERTIES
    seen: list[Any]

    def initialize(self, reason: RunReason, cookie: bytes) -> None:
        self.seen.append(("initialize", RunReason(reason & 0xFF), cookie))

    def items(self) -> Iterable[HandlerItem]:
        yield HandlerItem(ONE, "One", icon="mail")
        yield HandlerItem(TWO, "Two" * 200, checked=False)

    def prepare(self, items: Sequence[uuid.UUID]) -> None:
        super().prepare(items)
        self.seen.append(("prepare", list(items)))

    def synchronize(self) -> bool | None:
        for item in self.chosen:
            assert self.callback.progress(item, ItemStatus.UPDATING, text="Working", value=1, maximum=2)
            self.callback.progress(item, ItemStatus.SUCCEEDED, value=2)
        self.seen.append("synchronize")
        return None


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[iostx.SyncMgr]:
    with iostx.SyncMgr(tmp_path / "manager", clock=False) as manager:
        yield manager


def attached(manager: iostx.SyncMgr, kind: type[Told], flags: RegisterFlag = RegisterFlag(0)) -> list[Any]:
    """Registers a kind of handler. Gives what its objects will note."""
    seen: list[Any] = []

    def make() -> Told:
        made = kind()
        made.seen = seen
        return made

    manager.register(ID, "A handler", flags)
    manager.attach(ID, make)
    return seen


def ended(events: iostx.ManagerEvents, kind: ManagerEventKind = ManagerEventKind.ENDED) -> iostx.ManagerEvent:
    while True:
        found = events.next(60)
        assert found is not None, "nothing ended"
        if found.kind == kind:
            assert isinstance(found, iostx.ManagerEvent)
            return found


def detach(manager: iostx.SyncMgr, token: int) -> None:
    """What shows items to users may still be at work after the end of a run."""
    until = time.monotonic() + 60
    while True:
        try:
            manager.detach(token)
            return
        except iostx.BusyError:
            assert time.monotonic() < until


def test_a_run_goes_through_the_sequence(manager: iostx.SyncMgr) -> None:
    seen = attached(manager, Told)
    with manager.events() as events:
        manager.update_items(ID, "cookie")
        end = ended(events)
    assert (end.handler, end.status, end.code) == (ID, Outcome.SUCCEEDED, 0)
    assert seen == [("initialize", RunReason.INVOKE, b"cookie"), ("prepare", [ONE]), "synchronize"]
    rows = {row[Tag.SYNCMGR_ITEM]: row for row in manager.items(ID)}
    assert rows[ONE][Tag.SYNCMGR_STATUS] == ItemStatus.SUCCEEDED and rows[ONE][Tag.SYNCMGR_STATUS_TEXT] == "Working"
    assert rows[TWO][Tag.SYNCMGR_NAME] == ("Two" * 200)[:127] and rows[ONE][Tag.SYNCMGR_ICON] == "mail"
    (handler,) = manager.handlers()
    assert handler[Tag.SYNCMGR_NAME] == "Told" and handler[Tag.SYNCMGR_LAST_OUTCOME] == Outcome.SUCCEEDED


def test_what_a_handler_raises_is_its_failure_and_stands_in_the_log(manager: iostx.SyncMgr) -> None:
    class Failing(Told):
        def synchronize(self) -> None:
            raise iostx.LogonError("wrong password")

    attached(manager, Failing)
    with manager.events() as events:
        manager.start(ID)
        end = ended(events)
    assert (end.status, end.code) == (Outcome.FAILED, iostx.Code.MAPI_E_LOGON_FAILED)
    assert [row[Tag.SYNCMGR_TEXT] for row in manager.errors(ID)] == ["wrong password"]
    manager.clear_errors()
    assert not list(manager.errors())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("method", ["initialize", "items", "prepare", "synchronize"])
def test_a_fault_in_any_function_of_a_handler_ends_the_run_and_nothing_else(manager: iostx.SyncMgr, method: str) -> None:
    def broken(self: Told, *args: object) -> None:
        raise KeyError(method)

    attached(manager, type("Broken", (Told,), {method: broken}))
    with manager.events() as events:
        manager.start(ID)
        assert ended(events).status == Outcome.FAILED
        if method in ("prepare", "synchronize"):
            assert [row[Tag.SYNCMGR_TEXT] for row in manager.errors(ID)] == [f"KeyError: '{method}'"]
        manager.start(ID)
        assert ended(events).status == Outcome.FAILED


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_factory_that_raises_is_the_failure_of_the_run(manager: iostx.SyncMgr) -> None:
    def make() -> iostx.Handler:
        raise RuntimeError("no handler today")

    manager.register(ID, "Broken")
    token = manager.attach(ID, make)
    with manager.events() as events:
        manager.start(ID)
        assert ended(events).status == Outcome.FAILED
    detach(manager, token)
    with pytest.raises(iostx.NotSupportedError):
        manager.start(ID)


def test_a_handler_completes_from_another_thread(manager: iostx.SyncMgr) -> None:
    class Later(Told):
        def synchronize(self) -> bool:
            self.thread = threading.Thread(target=self.callback.synchronize_completed)
            self.thread.start()
            return False

    attached(manager, Later)
    with manager.events() as events:
        manager.start(ID)
        assert ended(events).status == Outcome.SUCCEEDED


def test_a_run_is_stopped(manager: iostx.SyncMgr) -> None:
    running = threading.Event()

    class Long(Told):
        def synchronize(self) -> None:
            while self.callback.progress(ONE, ItemStatus.UPDATING):
                running.set()
            self.seen.append(self.callback.cancelled(ONE))

    seen = attached(manager, Long)
    with manager.events() as events:
        manager.start(ID)
        assert running.wait(60)
        manager.stop(ID)
        assert ended(events).status == Outcome.CANCELLED
    assert seen[-1] is True


def test_errors_are_opened_and_tried_again_and_conflicts_resolved(manager: iostx.SyncMgr) -> None:
    class Logging(Told):
        def synchronize(self) -> None:
            if ("shown", ERROR) not in self.seen:
                self.callback.log_error("look here", iostx.LogLevel.WARNING, item=ONE, error_id=ERROR, link="https://example.org/")
            self.callback.report_conflict(TWO, ONE, "Both changed it")
            self.callback.report_conflict(ERROR, ONE, "Solved by itself")
            self.callback.remove_conflict(ERROR)
            assert not self.callback.enable_modeless(True)
            self.callback.propose_item(HandlerItem(uuid.UUID(int=3), "Three"))
            self.seen.append("synchronize")

        def show_error(self, error: uuid.UUID) -> bool:
            self.seen.append(("shown", error))
            self.callback.delete_log_error(error)
            return True

        def resolve_conflict(self, conflict: uuid.UUID, item: uuid.UUID, choice: Resolution) -> None:
            self.seen.append(("resolved", conflict, item, choice))

        def show_properties(self, item: uuid.UUID | None) -> None:
            self.seen.append(("properties", item))

    seen = attached(manager, Logging)
    with manager.events() as events:
        manager.start(ID)
        ended(events)
        assert len(list(manager.items(ID))) == 3
        (line,) = manager.errors(ID)
        assert line[Tag.SYNCMGR_CAN_OPEN] and line[Tag.SYNCMGR_LINK] == "https://example.org/"
        manager.show_error(ID, ERROR)
        assert ended(events).status == Outcome.SUCCEEDED and seen[-1] == "synchronize" and not list(manager.errors(ID))
        (conflict,) = manager.conflicts(ID)
        assert conflict[Tag.SYNCMGR_TEXT] == "Both changed it"
        manager.resolve_conflicts(ID, [TWO], Resolution.KEEPNETWORK)
        ended(events, ManagerEventKind.SHOWN)
        assert ("resolved", TWO, ONE, Resolution.KEEPNETWORK) in seen and not list(manager.conflicts(ID))
        manager.show_properties(ID)
        ended(events, ManagerEventKind.SHOWN)
        assert ("properties", None) in seen


def test_choices_schedules_and_events_of_the_machine(manager: iostx.SyncMgr) -> None:
    seen = attached(manager, Told, RegisterFlag.CONNECT)
    assert manager.registration(ID) == RegisterFlag.CONNECT and manager.registration(ONE) is None
    with manager.events() as events:
        manager.update_all()
        ended(events)
        seen.clear()
        manager.notify(Notify.CONNECT)
        ended(events)
        assert seen[0][1] == RunReason.CONNECT
        manager.set_item(ID, TWO, checked=True)
        manager.set_item(ID, ONE, enabled=False, reason="not now")
        manager.start(ID)
        ended(events)
        assert ("prepare", [TWO]) in seen
        schedule = iostx.Schedule(timedelta(minutes=5), daily_minute=90, jitter=timedelta(seconds=1))
        manager.set_schedule(ID, schedule)
        assert manager.schedule(ID) == schedule
        due = manager.run_due()
        assert due is not None and 0 < due <= 301
        manager.set_schedule(ID, None)
        assert manager.schedule(ID) == iostx.Schedule()
        manager.set_enabled(ID, False, "on holiday")
        with pytest.raises(iostx.AccessError):
            manager.start(ID)
        manager.unregister(ID)
        with pytest.raises(iostx.NotFoundError):
            manager.start(ID)


def test_the_application_opens_connections(tmp_path: Path) -> None:
    opened: list[Any] = []

    class Connecting(Told):
        flags = iostx.HandlerFlag.MAYESTABLISHCONNECTION

        def synchronize(self) -> None:
            self.callback.establish_connection()
            with pytest.raises(iostx.OfflineError):
                self.callback.establish_connection("other")

    def connect(name: str | None) -> None:
        opened.append(name)
        if name:
            raise iostx.OfflineError("no line")

    with iostx.SyncMgr(
        tmp_path / "manager", clock=False, connect=connect, disconnect=lambda name: opened.append(("off", name))
    ) as manager:
        attached(manager, Connecting)
        with manager.events() as events:
            manager.start(ID)
            assert ended(events).status == Outcome.SUCCEEDED
    assert opened == [None, "other", ("off", None)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("method", ["show_properties", "show_error", "resolve_conflict"])
def test_a_fault_in_what_a_user_asks_for_is_told_and_the_handler_runs_on(
    manager: iostx.SyncMgr, method: str, unraised: list[BaseException]
) -> None:
    class Shown(Told):
        def synchronize(self) -> None:
            self.callback.log_error("look here", iostx.LogLevel.WARNING, item=ONE, error_id=ERROR)
            self.callback.report_conflict(TWO, ONE, "Both changed it")

        def show_error(self, error: uuid.UUID) -> bool:
            return False

        def resolve_conflict(self, conflict: uuid.UUID, item: uuid.UUID, choice: Resolution) -> None:
            pass

        def show_properties(self, item: uuid.UUID | None) -> None:
            pass

    def broken(self: Told, *args: object) -> None:
        raise KeyError(method)

    attached(manager, type("Broken", (Shown,), {method: broken}))
    with manager.events() as events:
        manager.start(ID)
        ended(events)
        if method == "show_properties":
            manager.show_properties(ID)
        elif method == "show_error":
            manager.show_error(ID, ERROR)
        else:
            manager.resolve_conflicts(ID, [TWO], Resolution.KEEPNETWORK)
        assert ended(events, ManagerEventKind.SHOWN).code < 0
        manager.start(ID)
        ended(events)
    assert [repr(error) for error in unraised[:1]] == [f"KeyError('{method}')"]
    if method == "resolve_conflict":
        # It waits on.
        assert len(list(manager.conflicts(ID))) == 1


def test_a_handler_is_told_of_an_item_that_a_user_skips_and_may_fail_at_it(
    manager: iostx.SyncMgr, unraised: list[BaseException]
) -> None:
    running, skipped = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    class Skipping(Told):
        def synchronize(self) -> bool:
            def complete() -> None:
                skipped.wait(60)
                self.seen.append(self.callback.progress(ONE, ItemStatus.UPDATING))
                self.callback.synchronize_completed()

            threads.append(threading.Thread(target=complete))
            threads[0].start()
            running.set()
            return False

        def set_item_status(self, item: uuid.UUID, status: ItemStatus) -> None:
            self.seen.append((item, status))
            skipped.set()
            raise KeyError("set_item_status")

    seen = attached(manager, Skipping)
    with manager.events() as events:
        manager.start(ID)
        assert running.wait(60)
        manager.stop(ID, [ONE])
        ended(events)
    threads[0].join()
    assert seen[-2:] == [(ONE, ItemStatus.SKIPPED), False] and repr(unraised[0]) == "KeyError('set_item_status')"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_the_functions_of_the_program_raise_is_told_and_the_manager_goes_on(
    tmp_path: Path, unraised: list[BaseException]
) -> None:
    polled = threading.Event()

    def broken(name: str | None) -> None:
        raise KeyError(f"disconnect {name}")

    def poll() -> iostx.constants.Poll:
        if not polled.is_set():
            polled.set()
            raise KeyError("poll")
        return iostx.constants.Poll(0)

    class Connecting(Told):
        flags = iostx.HandlerFlag.MAYESTABLISHCONNECTION

        def synchronize(self) -> None:
            self.callback.establish_connection()

    with iostx.SyncMgr(tmp_path / "manager", connect=lambda _: None, disconnect=broken, poll=poll, poll_interval=0.05) as manager:
        attached(manager, Connecting)
        with manager.events() as events:
            assert polled.wait(60)
            manager.start(ID)
            assert ended(events).status == Outcome.SUCCEEDED
    assert {repr(error) for error in unraised} == {"KeyError('poll')", "KeyError('disconnect None')"}


class Mail(iostx.StoreHandler):
    """Synchronizes the folders of a store with a server."""

    def __init__(self, store: iostx.Store, server: Server) -> None:
        super().__init__(store, "Mail")
        self.server = server

    def synchronize(self, session: iostx.Session, callback: iostx.Callback, folders: Sequence[iostx.FolderId]) -> iostx.Report:
        callback.log_error("hello", iostx.LogLevel.INFORMATION, item=self.item_of(folders[0]))
        return iostx.replicate(session, Agent(self.server), folders=folders)


def test_a_handler_for_a_store_synchronizes_its_folders(manager: iostx.SyncMgr, store: iostx.Store, server: Server) -> None:
    add(store.root.create_folder("Work", "IPF.Appointment"), "a")
    iostx.replicate(store, Agent(server), direction=iostx.SyncFlag.UPLOAD_ONLY)
    add(store.folder("Work"), "b")
    token = manager.attach_store(ID, Mail(store, server))
    with manager.events() as events:
        manager.start(ID)
        end = ended(events)
    assert end.status == Outcome.SUCCEEDED and set(server.texts("Work")) == {"a", "b"}
    names = {row[Tag.SYNCMGR_NAME]: row[Tag.SYNCMGR_ICON] for row in manager.items(ID)}
    assert names["Work"] == "calendar"
    detach(manager, token)


@pytest.mark.parametrize("method", ["prepare", "synchronize", "show_error"])
def test_a_fault_in_a_handler_for_a_store_is_told_and_it_runs_on(
    manager: iostx.SyncMgr, store: iostx.Store, server: Server, unraised: list[BaseException], method: str
) -> None:
    class Broken(Mail):
        def synchronize(self, session: iostx.Session, callback: iostx.Callback, folders: Sequence[iostx.FolderId]) -> iostx.Report:
            callback.log_error("look here", iostx.LogLevel.WARNING, error_id=ERROR)
            return super().synchronize(session, callback, folders)

        def show_error(self, error: uuid.UUID) -> bool:
            return False

    def broken(self: Mail, *args: object) -> None:
        raise KeyError(method)

    add(store.root.create_folder("Work", "IPF.Appointment"), "a")
    token = manager.attach_store(ID, type("Faulty", (Broken,), {method: broken})(store, server))
    with manager.events() as events:
        manager.start(ID)
        assert (ended(events).status == Outcome.FAILED) == (method != "show_error")
        if method == "show_error":
            manager.show_error(ID, ERROR)
            assert ended(events, ManagerEventKind.SHOWN).code < 0
        manager.start(ID)
        ended(events)
    assert repr(unraised[0]) == f"KeyError('{method}')"
    detach(manager, token)


def test_a_manager_that_is_only_let_go_of_lets_its_handlers_go(tmp_path: Path) -> None:
    manager = iostx.SyncMgr(tmp_path / "manager", clock=False)
    attached(manager, Told)
    del manager
    gc.collect()
    with iostx.SyncMgr(tmp_path / "manager", clock=False) as again:
        assert [row[Tag.SYNCMGR_DESCRIPTION] for row in again.handlers()] == ["A handler"]
