"""The synchronization manager: `SyncMgr`, and what it lists and tells."""

from __future__ import annotations

import atexit
import contextlib
import os
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from . import callbacks
from ._native import NULL, Handle, ffi, lib, new, taken_error, text_argument, text_of
from .constants import (
    SYNCMGR_INTERACTIVE,
    SYNCMGR_ITEMOPTION_CHECKED,
    SYNCMGR_ITEMOPTION_ENABLED,
    SYNCMGR_NO_CLOCK,
    Code,
    InvokeFlag,
    ManagerEventKind,
    Notify,
    Poll,
    RegisterFlag,
    Resolution,
    ScheduleFlag,
)
from .errors import Error
from .events import Subscription
from .handler import Factory, Handler, StoreHandler, code_of_answer
from .ids import guid_argument, guid_or_none, guids
from .sinks import Bytes
from .store import FOREVER
from .table import Table
from .values import to_bytes

_NONE = 0xFFFFFFFF
_NEVER = 0xFFFFFFFFFFFFFFFF


@dataclass
class Schedule:
    """When a handler runs by itself. With neither an interval nor a time of day: never."""

    interval: timedelta = timedelta(0)
    daily_minute: int | None = None
    """Minute of the day, 0 to 1439."""
    jitter: timedelta = timedelta(0)
    """A random part of so much is added to each time."""
    flags: ScheduleFlag = ScheduleFlag(0)


@dataclass(frozen=True)
class ManagerEvent:
    """What happens in a manager. What does not count for a kind is None or 0."""

    kind: ManagerEventKind
    handler: UUID | None
    item: UUID | None
    run: int
    status: int
    """`ItemStatus` of the item, `Outcome` of the run, or the level of a line."""
    prog_value: int
    max_value: int
    code: int


class ManagerEvents(Subscription[ManagerEvent]):
    """A subscription to the events of a manager."""

    __slots__ = ()
    _free = lib.iostx_syncmgr_events_free
    _last_error = lib.iostx_syncmgr_events_get_last_error
    _next = lib.iostx_syncmgr_events_next
    _stop = lib.iostx_syncmgr_events_stop
    _struct = "iostx_syncmgr_event"

    def _event_of(self, c: Any) -> ManagerEvent:
        ids = guid_or_none(c.handler_id), guid_or_none(c.item_id)
        return ManagerEvent(ManagerEventKind(c.kind), *ids, c.run, c.status, c.prog_value, c.max_value, c.code)


class SyncMgr(Handle):
    """A synchronization manager: drives handlers through the documented sequence, shows progress, collects errors, and knows when
    to run. Any threads at once. `close` it, or use `with`: it waits for what runs.

        with SyncMgr("syncmgr.db") as manager:
            manager.register(MAIL, "Mail")
            manager.attach(MAIL, MailHandler)
            manager.start(MAIL)
    """

    __slots__ = ("_owned_targets",)
    _free = lib.iostx_syncmgr_free
    _last_error = lib.iostx_syncmgr_get_last_error

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        clock: bool = True,
        interactive: bool = False,
        parallel: int = 0,
        timeout: float = 0,
        log_limit: int = 0,
        poll_interval: float = 0,
        connect: Callable[[str | None], object] | None = None,
        disconnect: Callable[[str | None], object] | None = None,
        poll: Callable[[], Poll] | None = None,
        now: Callable[[], int] | None = None,
    ) -> None:
        """Opens a manager, or makes its file, which is no store.

        clock: False: the host calls `run_due`. interactive: runs may show windows. parallel: handlers side by side, at most;
        default 4. timeout: seconds without a sign of life after which a handler is given up; default: never. connect, disconnect:
        open and close a connection by name, None for the default one; what connect raises the handler gets. poll: asked for what
        there is."""
        given, host = new("iostx_syncmgr_options"), _Host(connect, disconnect, poll, now)
        given.flags = (0 if clock else SYNCMGR_NO_CLOCK) | (SYNCMGR_INTERACTIVE if interactive else 0)
        given.parallel, given.timeout_ms, given.log_limit = parallel, int(timeout * 1000), log_limit
        given.poll_interval_ms = int(poll_interval * 1000)
        given.userdata, given.userdata_free = host.userdata, callbacks.held(host)
        for name, function in (("connect", connect), ("disconnect", disconnect), ("poll", poll), ("now", now)):
            if function is not None:
                setattr(given, name, _HOST[name])
        self._owned_targets: dict[int, callbacks.Target] = {}
        self._c, self._owned = NULL, False
        out, error = ffi.new("iostx_syncmgr **"), ffi.new("iostx_error **")
        code = lib.iostx_syncmgr_open(text_argument(os.fspath(path)), given, out, error)
        if code < 0:
            raise taken_error(code, error[0])
        super().__init__(out[0])
        _open.add(self)

    def close(self, timeout: float | None = None) -> None:
        """Ends the manager: cancels runs, stops subscriptions, and waits for handlers, for so many seconds. TimedOutError: one has
        not returned. BusyError: called by a handler."""
        if self._c:
            self._check(lib.iostx_syncmgr_close(self._c, FOREVER if timeout is None else int(timeout * 1000)))
        super().close()

    # --- Registration --------------------------------------------------------------------------------------------------------

    def register(self, handler: UUID, description: str | None = None, flags: RegisterFlag = RegisterFlag(0)) -> None:
        """Keeps a handler in the file. flags: events that it wants to run at."""
        text = text_argument(description)
        self._check(lib.iostx_syncmgr_register_handler(self._c, guid_argument(handler), text, flags))

    def unregister(self, handler: UUID) -> None:
        """The handler is neither listed nor run any more; its choices are kept for the next registration."""
        self._check(lib.iostx_syncmgr_unregister_handler(self._c, guid_argument(handler)))

    def registration(self, handler: UUID) -> RegisterFlag | None:
        """The flags of a handler; None: it is not registered."""
        out = ffi.new("uint32_t *")
        code = self._check(lib.iostx_syncmgr_get_handler_registration_info(self._c, guid_argument(handler), out))
        return RegisterFlag(out[0]) if code == Code.S_OK else None

    def attach(self, handler: UUID, factory: Callable[[], Handler]) -> int:
        """This process serves a registered handler. factory: makes an object for one run. Gives a token for `detach`."""
        target = Factory(factory)
        given, token = new("iostx_syncmgr_factory"), ffi.new("uint64_t *")
        given.create, given.userdata = target.create, target.userdata
        self._check(lib.iostx_syncmgr_attach(self._c, guid_argument(handler), given, token))
        self._owned_targets[token[0]] = target
        return int(token[0])

    def attach_store(self, handler: UUID, served: StoreHandler, flags: RegisterFlag = RegisterFlag(0)) -> int:
        """Registers and serves a handler whose items are the folders of a store. Gives a token for `detach`."""
        token, name = ffi.new("uint64_t *"), text_argument(served.name)
        given = served._options()
        given.register_flags, given.name = flags, ffi.cast("char *", name)
        self._check(lib.iostx_syncmgr_add_store_handler(self._c, guid_argument(handler), given, token))
        self._owned_targets[token[0]] = served._target
        return int(token[0])

    def detach(self, token: int) -> None:
        """Takes a factory back. BusyError: a handler of it is at work; it was asked to stop."""
        self._check(lib.iostx_syncmgr_detach(self._c, token))
        self._owned_targets.pop(token, None)

    # --- Running. All return at once -----------------------------------------------------------------------------------------

    def start(self, handler: UUID | None = None, items: Sequence[UUID] = ()) -> None:
        """Starts a handler for a user, or all that this process serves. items: exactly these; none: those that are chosen."""
        self._check(lib.iostx_syncmgr_start(self._c, guid_argument(handler), guids(list(items)), len(items)))

    def stop(self, handler: UUID | None = None, items: Sequence[UUID] = ()) -> None:
        """Stops a handler, or all. items: only these are skipped."""
        self._check(lib.iostx_syncmgr_stop(self._c, guid_argument(handler), guids(list(items)), len(items)))

    def update_items(self, handler: UUID, cookie: Bytes = b"", flags: InvokeFlag = InvokeFlag.STARTSYNC) -> None:
        """UpdateItems: a program runs a handler, which is given the cookie."""
        raw, view = to_bytes(cookie), ffi.new("iostx_bytes *")
        memory = ffi.from_buffer("uint8_t[]", raw)
        view.data, view.size = memory, len(raw)
        self._check(lib.iostx_syncmgr_update_items(self._c, flags, guid_argument(handler), view[0]))

    def update_all(self) -> None:
        """UpdateAll: a program runs all handlers that this process serves."""
        self._check(lib.iostx_syncmgr_update_all(self._c))

    def notify(self, event: Notify) -> None:
        """Tells of the machine: handlers that are registered for the event run."""
        self._check(lib.iostx_syncmgr_notify(self._c, event))

    def run_due(self) -> float | None:
        """Does what is due, for hosts without a clock. Gives the seconds after which to call again; None: not before something
        changes."""
        out = ffi.new("uint64_t *")
        self._check(lib.iostx_syncmgr_run_due(self._c, out))
        return None if out[0] == _NEVER else out[0] / 1000

    def show_properties(self, handler: UUID, item: UUID | None = None) -> None:
        """ShowProperties of an item, or of the handler."""
        self._check(lib.iostx_syncmgr_show_properties(self._c, guid_argument(handler), guid_argument(item), NULL))

    def show_error(self, handler: UUID, error: UUID) -> None:
        """ShowError: opens a line of the error log."""
        self._check(lib.iostx_syncmgr_show_error(self._c, guid_argument(handler), guid_argument(error), NULL))

    def resolve_conflicts(self, handler: UUID, conflicts: Sequence[UUID], choice: int = Resolution.KEEPLOCAL) -> None:
        """Has a handler resolve conflicts that it reported. choice: `Resolution`."""
        ids = guids(list(conflicts))
        self._check(lib.iostx_syncmgr_resolve_conflicts(self._c, guid_argument(handler), ids, len(conflicts), choice))

    # --- What users set ------------------------------------------------------------------------------------------------------

    def set_item(
        self, handler: UUID, item: UUID, *, checked: bool | None = None, enabled: bool | None = None, reason: str | None = None
    ) -> None:
        """Chooses an item, or enables or disables it for good. None: as it is."""
        given, text = new("iostx_syncmgr_item_options"), text_argument(reason)
        given.mask = (0 if checked is None else SYNCMGR_ITEMOPTION_CHECKED) | (0 if enabled is None else SYNCMGR_ITEMOPTION_ENABLED)
        given.checked, given.enabled, given.reason = bool(checked), bool(enabled), ffi.cast("char *", text)
        self._check(lib.iostx_syncmgr_set_item_options(self._c, guid_argument(handler), guid_argument(item), given))

    def set_enabled(self, handler: UUID, enabled: bool, reason: str | None = None) -> None:
        """Enables or disables a handler for good."""
        text = text_argument(reason)
        self._check(lib.iostx_syncmgr_set_handler_enabled(self._c, guid_argument(handler), enabled, text))

    def set_schedule(self, handler: UUID, schedule: Schedule | None) -> None:
        """Sets when a handler runs by itself; None: never."""
        given = NULL
        if schedule is not None:
            given = new("iostx_syncmgr_schedule")
            given.flags, given.interval_ms = schedule.flags, schedule.interval // timedelta(milliseconds=1)
            given.daily_minute = _NONE if schedule.daily_minute is None else schedule.daily_minute
            given.jitter_ms = schedule.jitter // timedelta(milliseconds=1)
        self._check(lib.iostx_syncmgr_set_schedule(self._c, guid_argument(handler), given))

    def schedule(self, handler: UUID) -> Schedule:
        """The schedule of a handler."""
        out = new("iostx_syncmgr_schedule")
        self._check(lib.iostx_syncmgr_get_schedule(self._c, guid_argument(handler), out))
        daily = None if out.daily_minute == _NONE else int(out.daily_minute)
        times = timedelta(milliseconds=out.interval_ms), daily, timedelta(milliseconds=out.jitter_ms)
        return Schedule(*times, ScheduleFlag(out.flags))

    def clear_errors(self, handler: UUID | None = None) -> None:
        """Deletes the lines of the error log; None: of all handlers."""
        self._check(lib.iostx_syncmgr_clear_errors(self._c, guid_argument(handler)))

    # --- What users look at --------------------------------------------------------------------------------------------------

    def handlers(self) -> Table:
        """The registered handlers: `Tag.SYNCMGR_*`."""
        return Table(self._made(lib.iostx_syncmgr_list_handlers))

    def items(self, handler: UUID | None = None) -> Table:
        """Items as they were enumerated last; those that run as they are now."""
        return Table(self._made(lib.iostx_syncmgr_list_items, guid_argument(handler)))

    def errors(self, handler: UUID | None = None) -> Table:
        """The error log, oldest first."""
        return Table(self._made(lib.iostx_syncmgr_list_errors, guid_argument(handler)))

    def conflicts(self, handler: UUID | None = None) -> Table:
        """Conflicts that wait to be resolved."""
        return Table(self._made(lib.iostx_syncmgr_list_conflicts, guid_argument(handler)))

    def events(self, *, queue_limit: int = 0) -> ManagerEvents:
        """Subscribes to what happens in this manager."""
        options = new("iostx_syncmgr_events_options")
        options.queue_limit = queue_limit
        return ManagerEvents(self._made(lib.iostx_syncmgr_events_open, options))


# No thread of the library may call into an interpreter that ends.
_open: weakref.WeakSet[SyncMgr] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for manager in list(_open):
        # A handler that does not return is left alone.
        with contextlib.suppress(Error):
            manager.close(10)


class _Host(callbacks.Target):
    """The functions of the application that a manager calls."""

    def __init__(self, connect: Any, disconnect: Any, poll: Any, now: Any) -> None:
        super().__init__()
        self.connect, self.disconnect, self.poll, self.now = connect, disconnect, poll, now


@callbacks.callback("iostx_syncmgr_options", "connect", error=int(Code.MAPI_E_CALL_FAILED))
def _connect(userdata: Any, name: Any) -> int:
    host = callbacks.target(userdata)
    return code_of_answer(lambda: host.connect(text_of(name) if name else None), host)


@callbacks.callback("iostx_syncmgr_options", "disconnect")
def _disconnect(userdata: Any, name: Any) -> None:
    host = callbacks.target(userdata)
    code_of_answer(lambda: host.disconnect(text_of(name) if name else None), host)


@callbacks.callback("iostx_syncmgr_options", "poll")
def _poll(userdata: Any) -> int:
    host = callbacks.target(userdata)
    try:
        return int(host.poll())
    except Exception as error:
        callbacks.unraisable(error, host)
        return 0


_HOST = {"connect": _connect, "disconnect": _disconnect, "poll": _poll, "now": callbacks.clock("iostx_syncmgr_options")}
__all__ = ["ManagerEvent", "ManagerEvents", "Schedule", "SyncMgr"]
