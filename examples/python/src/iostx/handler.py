"""Handlers: what a synchronization manager drives. A `Handler` is anything that synchronizes; a `StoreHandler` synchronizes a
store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Callable
from uuid import UUID

from . import callbacks
from ._native import PARTIAL, bytes_of, ffi, lib, new
from .constants import (
    Code,
    HandlerFlag,
    ItemStatus,
    Resolution,
    RunReason,
)
from .errors import Error
from .ids import FolderId, feid, folder_id, guid, guid_or_none
from .replication import Report
from .reporting import Callback, HandlerItem, fill_item, fill_text
from .session import Session
from .store import Store
from .structures import code_of

_FAILED = int(Code.MAPI_E_CALL_FAILED)


class Handler:
    """What a manager drives (ISyncMgrSynchronize): one object for each run. Its functions are called on a thread of the run, one
    at a time. What one raises is its failure, and stands in the error log.

    `prepare`, `synchronize`, `show_properties` and `show_error` are complete when they return; one that returns False goes on
    elsewhere, and completes with the function of `callback` of that name.
    """

    name = ""
    """For users; at most 31 characters."""
    icon = ""
    flags = HandlerFlag(0)
    callback: Callback
    """What to report to, from `prepare` on."""

    def initialize(self, reason: RunReason, cookie: bytes) -> bool | None:
        """The first call. reason: why the run was started. False: not this time."""
        return None

    def items(self) -> Iterable[HandlerItem]:
        """What there is to synchronize; asked for one at a time."""
        raise NotImplementedError

    def prepare(self, items: Sequence[UUID]) -> bool | None:
        """PrepareForSync: the chosen items. The place to log on."""
        self.chosen = list(items)
        return None

    def synchronize(self) -> bool | None:
        """Synchronizes the chosen items."""
        raise NotImplementedError

    def set_item_status(self, item: UUID, status: ItemStatus) -> None:
        """Users skip this item; `Callback.progress` says so too."""

    def show_properties(self, item: UUID | None) -> bool | None:
        """Shows the properties of an item; None: those of the handler."""
        raise NotImplementedError

    def show_error(self, error: UUID) -> bool | None:
        """Shows a line that this object logged with an error_id. True: synchronize again."""
        raise NotImplementedError

    def resolve_conflict(self, conflict: UUID, item: UUID, choice: Resolution) -> None:
        """Resolves a conflict that was reported."""
        raise NotImplementedError


class StoreHandler:
    """A handler whose items are the folders of a store. Attached with `SyncMgr.attach_store`."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self._target = _StoreTarget(self)

    def prepare(self) -> None:
        """The place to log on."""

    def synchronize(self, session: Session, callback: Callback, folders: Sequence[FolderId]) -> Report | None:
        """Synchronizes these folders, such as by `return replicate(session, remote, folders=folders)`. The session and the
        callback end with the call. A report that is not complete is told as such."""
        raise NotImplementedError

    def show_error(self, error: UUID) -> bool:
        """A user opened a line of the error log. True: what it is about is tried again at once."""
        return True

    def item_of(self, folder: bytes) -> UUID:
        """The item of a folder, for what the agent reports itself."""
        out = ffi.new("iostx_guid *")
        self.store._check(lib.iostx_syncmgr_store_item(self.store._c, feid(folder), out))
        return guid(out)

    def _options(self) -> Any:
        given = new("iostx_syncmgr_store_options")
        given.store, given.userdata = self.store._c, self._target.userdata
        given.prepare, given.synchronize, given.show_error = _store_prepare, _store_synchronize, _store_show_error
        return given


# --- What C calls ------------------------------------------------------------------------------------------------------------


def code_of_answer(body: Callable[[], object], where: object) -> int:
    """Runs what C called: S_OK, or the code of what it raised. A fault of the program is reported too: no call could raise it."""
    try:
        body()
        return int(Code.S_OK)
    except Error as error:
        return int(error.code)
    except BaseException as error:
        callbacks.unraisable(error, where)
        return code_of(error)[0]


class Factory(callbacks.Target):
    """Makes handler objects."""

    def __init__(self, make: Callable[[], Handler]) -> None:
        super().__init__()
        self.make = make
        self.create = _create


class _Running(callbacks.Target):
    """A handler object that the library has."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self.handler = handler

    def complete(self, body: Callable[[], bool | None], completed: Callable[[Callback, int], None]) -> int:
        """Runs a function that owes a completion, and completes it unless it goes on elsewhere."""
        callback = self.handler.callback
        try:
            if body() is False:
                return int(Code.S_OK)
            code = int(Code.S_OK)
        except BaseException as error:
            code, words = code_of(error)
            callback.log_error(words if isinstance(error, Error) and words else f"{type(error).__name__}: {error}")
            if not isinstance(error, Error):
                callbacks.unraisable(error, self.handler)
        return code_of_answer(lambda: completed(callback, code), self.handler)


class _Enumerator(callbacks.Target):
    def __init__(self, items: Iterator[HandlerItem]) -> None:
        super().__init__()
        self.items = items


class _StoreTarget(callbacks.Target):
    def __init__(self, served: StoreHandler) -> None:
        super().__init__()
        self.served = served


def _function(member: str) -> Callable[[Callable[..., int]], Any]:
    """A function of iostx_syncmgr_handler; it is given the object that runs."""

    def decorate(function: Callable[..., int]) -> Any:
        def called(userdata: Any, *args: Any) -> int:
            running: _Running | None = callbacks.target(userdata)
            if running is None:
                return _FAILED
            answer = [_FAILED]

            def body() -> None:
                answer[0] = function(running, *args)

            return code_of_answer(body, running.handler) or answer[0]

        return callbacks.callback("iostx_syncmgr_handler", member, error=_FAILED)(called)

    return decorate


@_function("initialize")
def _initialize(running: _Running, flags: int, cookie: Any) -> int:
    return int(Code.S_FALSE if running.handler.initialize(RunReason(flags), bytes_of(cookie)) is False else Code.S_OK)


@_function("get_handler_info")
def _info(running: _Running, info: Any) -> int:
    info.flags = running.handler.flags
    fill_text(info.name, running.handler.name)
    fill_text(info.icon_name, running.handler.icon)
    return 0


@_function("enum_sync_mgr_items")
def _enumerate(running: _Running, out: Any) -> int:
    items = _Enumerator(iter(running.handler.items()))
    out.userdata, out.userdata_free, out.next = items.userdata, callbacks.held(items), _next
    return 0


@callbacks.callback("iostx_syncmgr_enumerator", "next", error=_FAILED)
def _next(userdata: Any, c: Any) -> int:
    items = callbacks.target(userdata)
    answer = [int(Code.S_FALSE)]

    def body() -> None:
        item = next(items.items, None)
        if item is not None:
            fill_item(c, item)
            answer[0] = 0

    return code_of_answer(body, items) or answer[0]


@_function("show_properties")
def _show_properties(running: _Running, window: Any, item: Any) -> int:
    return running.complete(lambda: running.handler.show_properties(guid_or_none(item)), Callback.show_properties_completed)


@_function("set_progress_callback")
def _set_callback(running: _Running, callback: Any) -> int:
    if callback:
        out = ffi.new("iostx_syncmgr_callback **")
        code = int(lib.iostx_syncmgr_callback_ref(callback, out))
        if code >= 0:
            running.handler.callback = Callback(out[0])
        return code
    return 0


@_function("prepare_for_sync")
def _prepare(running: _Running, items: Any, count: int, window: Any) -> int:
    chosen = [guid(ffi.addressof(items[i])) for i in range(count)]
    return running.complete(lambda: running.handler.prepare(chosen), Callback.prepare_completed)


@_function("synchronize")
def _synchronize(running: _Running, window: Any) -> int:
    return running.complete(running.handler.synchronize, Callback.synchronize_completed)


@_function("set_item_status")
def _set_item_status(running: _Running, item: Any, status: int) -> int:
    running.handler.set_item_status(guid(item), ItemStatus(status))
    return 0


@_function("show_error")
def _show_error(running: _Running, window: Any, error: Any) -> int:
    retry: list[bool | None] = [None]

    def body() -> bool | None:
        retry[0] = running.handler.show_error(guid(error))
        return retry[0] is not False or None

    def completed(callback: Callback, code: int) -> None:
        callback.show_error_completed(Code.S_SYNCMGR_RETRYSYNC if code >= 0 and retry[0] else code)

    return running.complete(body, completed)


@_function("resolve_conflict")
def _resolve(running: _Running, conflict: Any, item: Any, choice: int) -> int:
    running.handler.resolve_conflict(guid(conflict), guid(item), Resolution(choice))
    return 0


_ALWAYS = {
    "initialize": _initialize,
    "get_handler_info": _info,
    "enum_sync_mgr_items": _enumerate,
    "set_progress_callback": _set_callback,
    "prepare_for_sync": _prepare,
    "synchronize": _synchronize,
}
_WHERE_OVERRIDDEN = {
    "show_properties": _show_properties,
    "set_item_status": _set_item_status,
    "show_error": _show_error,
    "resolve_conflict": _resolve,
}


@callbacks.callback("iostx_syncmgr_factory", "create", error=_FAILED)
def _create(userdata: Any, out: Any) -> int:
    factory: Factory | None = callbacks.target(userdata)

    def body() -> None:
        if factory is None:
            raise Error("the manager has ended")
        running = _Running(factory.make())
        functions = dict(_ALWAYS)
        for name, function in _WHERE_OVERRIDDEN.items():
            if getattr(type(running.handler), name) is not getattr(Handler, name):
                functions[name] = function
        for name, function in functions.items():
            setattr(out, name, function)
        out.userdata, out.userdata_free = running.userdata, callbacks.held(running)

    return code_of_answer(body, factory)


@callbacks.callback("iostx_syncmgr_store_options", "prepare", error=_FAILED)
def _store_prepare(userdata: Any, window: Any) -> int:
    target: _StoreTarget | None = callbacks.target(userdata)
    return _FAILED if target is None else code_of_answer(target.served.prepare, target.served)


@callbacks.callback("iostx_syncmgr_store_options", "synchronize", error=_FAILED)
def _store_synchronize(userdata: Any, session: Any, callback: Any, folders: Any, count: int) -> int:
    target: _StoreTarget | None = callbacks.target(userdata)
    if target is None:
        return _FAILED
    served, partial = target.served, [0]

    def body() -> None:
        chosen = [folder_id(ffi.addressof(folders[i])) for i in range(count)]
        report = served.synchronize(Session(session, owned=False), Callback(callback, owned=False), chosen)
        if report is not None and not report.complete:
            partial[0] = PARTIAL

    return code_of_answer(body, served) or partial[0]


@callbacks.callback("iostx_syncmgr_store_options", "show_error", error=_FAILED)
def _store_show_error(userdata: Any, window: Any, error: Any) -> int:
    target: _StoreTarget | None = callbacks.target(userdata)
    if target is None:
        return _FAILED
    answer = [0]

    def body() -> None:
        if target.served.show_error(guid(error)):
            answer[0] = int(Code.S_SYNCMGR_RETRYSYNC)

    return code_of_answer(body, target.served) or answer[0]
