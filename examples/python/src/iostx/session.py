"""Sessions: the state machine, its options, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, TypedDict

from . import callbacks
from ._native import ffi, lib, new, taken_error
from .constants import Choice, Code, ConflictKind, Init, Kind, Phase, Policy, SessionFlag, State
from .errors import ClosedError, Error
from .ids import FolderId, ItemId, feid, folder_id_or_none, item_id
from .item import Item, borrowed_item
from .sinks import Bytes
from .states import StateMachine
from .values import fill_bytes, tags_argument, to_bytes

if TYPE_CHECKING:
    from typing_extensions import Unpack


@dataclass(frozen=True)
class Progress:
    """How far a session is."""

    state: State
    phase: Phase
    folders_done: int
    folders_total: int
    items_done: int
    items_total: int
    bytes_done: int
    bytes_total: int
    uploaded: int
    downloaded: int
    deleted: int
    conflicts: int
    failures: int
    folder: FolderId | None
    """The folder at work."""


@dataclass(frozen=True)
class Conflict:
    """One item that both sides changed. Its items end with the callback."""

    kind: ConflictKind
    id: ItemId
    base: Item | None
    """The version that both sides started from."""
    local: Item | None
    server: Item | None
    merged: Item | None
    """The version here with everything merged that does not conflict: what is set on it is the merged version."""


Ask = Callable[[Conflict], Choice]
Merge = Callable[[Conflict], bool]
Told = Callable[[Progress], object]


class SessionOptions(TypedDict, total=False):
    """Options of a session. What raises in the three functions is raised by the call of the session that ran them, on whose thread
    they are called; they may use the store, but not the session."""

    policy: Policy
    """Which version of a conflict wins."""
    root: bytes | None
    """The folder in which the session works; None: what users see."""
    kinds: Kind
    """Kinds of items that are offered; none: all."""
    columns: Iterable[int]
    """Tags of the values that `UploadItem.values` brings along."""
    ask: Ask | None
    """Decides a conflict under Policy.ASK."""
    merge: Merge | None
    """Merges the contents of an item into `Conflict.merged`; False: it cannot be merged."""
    progress: Told | None
    """Told of progress, at most every 100 ms, and of what a phase came to when it ends."""
    vector_limit: int
    """Read states or deletions that are handed out at once, and items that one commit marks; default 1,000."""
    mass_delete_percent: int
    """As in `StoreOptions`; 0: the store's."""
    mass_delete_count: int
    flags: SessionFlag


class _Callbacks(callbacks.Target):
    """The callbacks of a session, and what they raised."""

    def __init__(self, ask: Ask | None = None, merge: Merge | None = None, progress: Told | None = None) -> None:
        super().__init__()
        self.ask, self.merge, self.progress = ask, merge, progress
        self.raised: BaseException | None = None
        self.cancel: Callable[[], None] | None = None

    def keep(self, error: BaseException) -> None:
        """Keeps what was raised for the call that is under way, and ends a run of it."""
        if self.raised is None:
            self.raised = error
        if self.cancel is not None:
            self.cancel()


class Session(StateMachine):
    """A synchronization session (IOSTX). One call at a time, from any thread; `cancel`, `skip_folder` and `progress` at any time.

    `replicate` drives one; who walks the states finds how in `iostx.states`.
    """

    __slots__ = ("_callbacks",)
    _free = lib.iostx_session_free

    def __init__(self, c: Any, owned: bool = True) -> None:
        super().__init__(c, owned)
        self._callbacks = _Callbacks()

    @property
    def _session(self) -> Session:
        return self

    def _check(self, code: int) -> int:
        self._raise_from_callbacks()
        return super()._check(code)

    def _raise_from_callbacks(self) -> None:
        raised = self._callbacks.raised
        if raised is not None:
            self._callbacks.raised = None
            raise raised

    def _failure(self, code: int) -> Error:
        if not self._c:
            return ClosedError("this Session was closed", code=code)
        out = ffi.new("iostx_error **")
        lib.iostx_get_last_error(self._c, code, 0, out)
        return taken_error(code, out[0])

    def set_options(self, **options: Unpack[SessionOptions]) -> None:
        """Sets all options. Legal in idle only."""
        if unknown := options.keys() - SessionOptions.__annotations__.keys():
            raise TypeError(f"a session has no option {', '.join(sorted(unknown))}")
        ask, merge, progress = options.get("ask"), options.get("merge"), options.get("progress")
        given, kept = new("iostx_session_options"), _Callbacks(ask, merge, progress)
        for name in ("flags", "kinds", "policy", "vector_limit", "mass_delete_percent", "mass_delete_count"):
            setattr(given, name, options.get(name, 0))
        given.root = root = feid(options.get("root"))
        given.columns, given.column_count = tags = tags_argument(options.get("columns", ()))
        given.userdata = kept.userdata
        for name, function in (("ask", _ask), ("merge", _merge), ("progress", _progress)):
            if options.get(name) is not None:
                setattr(given, name, function)
        self._check(lib.iostx_session_set_options(self._c, given))
        self._callbacks = kept
        del root, tags

    def init(self, flags: Init = Init(0)) -> None:
        """InitSync: synchronization is about to start, and what it is to offer; none of the four kinds: all four. Clears a
        cancel."""
        self._check(lib.iostx_init_sync(self._c, flags))

    def set_state_blob(self, blob: Bytes) -> None:
        """Sets the state blob of the account; written after all imports made before."""
        self._set_bytes(lib.iostx_session_set_state_blob, blob)

    def set_attempt_cookie(self, cookie: Bytes) -> None:
        """Sets the cookie that is kept with the retry marks set from now on: `UploadItem.cookie` gives it back."""
        self._set_bytes(lib.iostx_session_set_attempt_cookie, cookie)

    def _set_bytes(self, function: Any, raw: Bytes) -> None:
        keep: list[Any] = []
        view = ffi.new("iostx_bytes *")
        fill_bytes(view, to_bytes(raw), keep)
        self._check(function(self._c, view[0]))

    def begin_epoch(self) -> None:
        """The server voided the ids of the folder of the open table; a full listing follows."""
        self._check(lib.iostx_session_begin_epoch(self._c))

    def expect(self, items: int, bytes: int = 0) -> None:
        """How much is to come, for the progress."""
        self._check(lib.iostx_session_expect(self._c, items, bytes))

    # --- Any thread, at any time ---------------------------------------------------------------------------------------------

    def cancel(self) -> None:
        """The next call that walks or imports raises CancelledError; what was done stays done."""
        lib.iostx_session_cancel(self._c)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled."""
        return bool(lib.iostx_session_is_cancelled(self._c) == 1)

    def skip_folder(self, folder: bytes) -> None:
        """Skips one folder until the next `init`."""
        self._check(lib.iostx_session_skip_folder(self._c, feid(folder)))

    def is_skipped(self, folder: bytes) -> bool:
        """Whether a folder is skipped."""
        return bool(lib.iostx_session_is_skipped(self._c, feid(folder)) == 1)

    @property
    def progress(self) -> Progress:
        """How far it is."""
        out = new("iostx_progress")
        super()._check(lib.iostx_session_get_progress(self._c, out))
        return _progress_of(out)


def _progress_of(c: Any) -> Progress:
    counts = {name: int(getattr(c, name)) for name in list(Progress.__dataclass_fields__)[2:-1]}
    return Progress(state=State(c.state), phase=Phase(c.phase), folder=folder_id_or_none(c.folder), **counts)


def _conflict_of(c: Any) -> Conflict:
    items = (borrowed_item(version) for version in (c.base, c.local, c.server, c.merged))
    return Conflict(ConflictKind(c.kind), item_id(c.meid), *items)


_FAILED = int(Code.MAPI_E_CALL_FAILED)
_FALSE = int(Code.S_FALSE)


@callbacks.callback("iostx_session_options", "ask", error=_FAILED)
def _ask(userdata: Any, conflict: Any, choice: Any) -> int:
    kept: _Callbacks | None = callbacks.target(userdata)
    if kept is None or kept.ask is None:
        return _FAILED
    try:
        choice[0] = kept.ask(_conflict_of(conflict))
        return 0
    except BaseException as error:
        kept.keep(error)
        return _FAILED


@callbacks.callback("iostx_session_options", "merge", error=_FAILED)
def _merge(userdata: Any, conflict: Any) -> int:
    kept: _Callbacks | None = callbacks.target(userdata)
    if kept is None or kept.merge is None:
        return _FAILED
    try:
        return 0 if kept.merge(_conflict_of(conflict)) else _FALSE
    except BaseException as error:
        kept.keep(error)
        return _FAILED


@callbacks.callback("iostx_session_options", "progress")
def _progress(userdata: Any, progress: Any) -> None:
    kept: _Callbacks | None = callbacks.target(userdata)
    if kept is None or kept.progress is None:
        return
    try:
        kept.progress(_progress_of(progress))
    except BaseException as error:
        kept.keep(error)


__all__ = ["Ask", "Conflict", "Merge", "Progress", "Session", "Told"]
