"""The states of a session, as context managers and iterators, for agents that walk by themselves.

    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.UPLOAD_ONLY):
            with session.upload_hierarchy():
                for folder in session.upload_folders():
                    folder.done(create(folder.name))
            with session.contents():
                for table in session.upload_tables():
                    for item in session.upload_items():
                        item.done(*put(item.content))

A state that is left by an exception is ended without its OK flag: what was not done stays pending. Whatever is open within it is
ended first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Callable, Generic, TypeVar

from ._native import NOT_FOUND, Handle, bytes_of, ffi, lib, new
from .constants import (
    Code,
    ContentsFlag,
    DownloadHierarchyFlag,
    DownloadTableFlag,
    HeaderFlag,
    HierarchyFlag,
    State,
    SyncFlag,
    TableFlag,
)
from .errors import Error
from .ids import feid, feids, folder_id, meid
from .item import Item
from .structures import (
    DownloadHierarchy,
    DownloadTable,
    UploadDelete,
    UploadFolder,
    UploadItem,
    UploadRead,
    UploadTable,
)

if TYPE_CHECKING:
    from types import TracebackType

    from .session import Session

T = TypeVar("T")


class Counted:
    """A state that only counts: folders done, and to do."""

    def __init__(self, index: int, count: int) -> None:
        self.index, self.count = index, count


class Account:
    """The state synchronize."""

    def __init__(self, c: Any) -> None:
        self.state_blob = bytes_of(c.state_blob)
        """What `Session.set_state_blob` was given last."""


class DownloadHeader:
    """The state download header: an item of which only the header is here becomes whole."""

    def __init__(self, session: StateMachine, c: Any) -> None:
        self.session = session
        self.parent = folder_id(c.parent)
        self.remote_id = bytes_of(c.header.binding.remote_id)
        self.header = Item(c.header.message, owned=False)
        """What is here."""
        self.full = Item(c.full, owned=False)
        """To be filled."""

    def use(self, item: Item) -> None:
        """Takes an item of this store instead of `full`."""
        self.session._check(lib.iostx_session_set_header(self.session._c, HeaderFlag.LOCAL, item._c))


class Scope(Generic[T]):
    """An open state. `with` gives its structure, and leaves the state at its end: with its OK flag, or without it after an
    exception."""

    def __init__(self, session: StateMachine, state: State, ok: int, structure: T) -> None:
        self.session, self.state, self.ok, self.structure = session, state, ok, structure

    def __enter__(self) -> T:
        return self.structure

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.session._leave(self, kind is None)


class StateMachine(Handle):
    """The walk of a session."""

    __slots__ = ("_open",)

    def __init__(self, c: Any, owned: bool = True) -> None:
        super().__init__(c, owned)
        self._open: list[Scope[Any]] = []

    @property
    def states(self) -> list[State]:
        """The open states, the innermost last."""
        return [scope.state for scope in self._open]

    def synchronize(self, flags: SyncFlag = SyncFlag(0), folders: Sequence[bytes] = ()) -> Scope[Account]:
        """The outermost state. flags: direction, and with SyncFlag.ONE_FOLDER or SyncFlag.THESE_FOLDERS the folders."""
        scope = self._enter(State.SYNC, SyncFlag.OK, lambda body: Account(body.sync))
        if flags or folders:
            ids = feids(list(folders)) if folders else ffi.NULL
            try:
                self._check(lib.iostx_session_set_selection(self._c, flags, ids, ffi.NULL, len(folders)))
            except Error:
                self._leave(scope, False)
                raise
        return scope

    # --- Up ------------------------------------------------------------------------------------------------------------------

    def upload_hierarchy(self) -> Scope[Counted]:
        """The state upload hierarchy; NotFoundError: no folder changed."""
        return self._enter(State.SYNC_UPLOAD_HIERARCHY, HierarchyFlag.OK, lambda b: Counted(b.uphier.index, b.uphier.count))

    def upload_folders(self) -> Iterator[UploadFolder]:
        """The folders to upload, each in its state."""
        return self._each(State.SYNC_UPLOAD_FOLDER, 0, lambda body: UploadFolder(self._session, body.upfld, self._result))

    def contents(self) -> Scope[Counted]:
        """The state synchronize contents; NotFoundError: no folder has work."""
        return self._enter(State.SYNC_CONTENTS, ContentsFlag.OK, lambda b: Counted(b.synccont.index, b.synccont.count))

    def choose(self, index: int) -> None:
        """The folder of the contents whose table begins next."""
        self._check(lib.iostx_session_set_index(self._c, index))

    def upload_tables(self) -> Iterator[UploadTable]:
        """The folders whose items are to be uploaded, each in its state."""
        return self._each(State.SYNC_UPLOAD_TABLE, TableFlag.OK, lambda body: UploadTable(self._session, body.uptbl))

    def upload_items(self) -> Iterator[UploadItem]:
        """The items of the open table to upload, each in its state. `UploadItem.defer` leaves one with the answer owed."""
        return self._each(State.SYNC_UPLOAD_MESSAGE, 0, self._upload_item)

    def upload_reads(self) -> Iterator[list[UploadRead]]:
        """The read states of the open table, some at a time."""
        return self._each(State.SYNC_UPLOAD_MESSAGE_READ, 0, lambda body: self._entries(body.upread, UploadRead))

    def upload_deletes(self) -> Iterator[list[UploadDelete]]:
        """The deletions and moves out of the open table, some at a time."""
        return self._each(State.SYNC_UPLOAD_MESSAGE_DEL, 0, lambda body: self._entries(body.updel, UploadDelete))

    def set_move(self, destination: bytes, flags: int, moved: int = 0) -> None:
        """Sets flags, `MoveFlag`, of a folder that items of the open table were moved to."""
        self._check(lib.iostx_session_set_move(self._c, feid(destination), flags, moved, ffi.NULL, ffi.NULL))

    # --- Down ----------------------------------------------------------------------------------------------------------------

    def download_hierarchy(self) -> Scope[DownloadHierarchy]:
        """The state download hierarchy."""
        state = State.SYNC_DOWNLOAD_HIERARCHY
        return self._enter(state, DownloadHierarchyFlag.OK, lambda body: DownloadHierarchy(self._session, body.dnhier))

    def download_tables(self) -> Iterator[DownloadTable]:
        """The folders to download, each in its state."""
        state = State.SYNC_DOWNLOAD_TABLE
        return self._each(state, DownloadTableFlag.OK, lambda body: DownloadTable(self._session, body.dntbl))

    def download_header(self, item: bytes) -> Scope[DownloadHeader]:
        """Completes an item of which only the header is here."""
        out = ffi.new("iostx_state **")
        self._check(lib.iostx_sync_hdr_beg(self._c, meid(item), out))
        return self._entered(State.SYNC_DOWNLOAD_HEADER, HeaderFlag.OK, DownloadHeader(self, out[0].body.hdrsync))

    # --- Entering and leaving ------------------------------------------------------------------------------------------------

    @property
    def _session(self) -> Session:
        raise NotImplementedError

    def _enter(self, state: State, ok: int, structure: Callable[[Any], T]) -> Scope[T]:
        out = ffi.new("iostx_state **")
        self._check(lib.iostx_sync_beg(self._c, state, out))
        return self._entered(state, ok, structure(out[0].body))

    def _entered(self, state: State, ok: int, structure: T) -> Scope[T]:
        scope = Scope(self, state, ok, structure)
        self._open.append(scope)
        return scope

    def _each(self, state: State, ok: int, structure: Callable[[Any], T]) -> Iterator[T]:
        while True:
            try:
                scope = self._enter(state, ok, structure)
            except Error as error:
                if error.code == NOT_FOUND:
                    return
                raise
            with scope as found:
                yield found

    def _leave(self, scope: Scope[Any], ok: bool) -> None:
        if scope not in self._open or not self._c:
            return
        while (inner := self._open.pop()) is not scope:
            self._end(inner.state)
        if ok and scope.ok:
            self._result(_ok(scope.ok))
        code = self._end(scope.state)
        if ok:
            self._check(code)

    def _end(self, state: State) -> int:
        end = lib.iostx_sync_hdr_end if state == State.SYNC_DOWNLOAD_HEADER else lib.iostx_sync_end
        return int(end(self._c))

    def _result(self, result: Any) -> None:
        self._check(lib.iostx_session_set_result(self._c, ffi.NULL, result))

    def _upload_item(self, body: Any) -> UploadItem:
        item = UploadItem(self._session, body.upmsg, self._result)

        def later(result: Any) -> None:
            self._check(lib.iostx_session_set_result(self._c, meid(item.id), result))

        item._later = later
        return item

    def _entries(self, vector: Any, kind: Callable[[Any, Callable[[Any], None]], T]) -> list[T]:
        def answer(index: int) -> Callable[[Any], None]:
            return lambda result: self._answer_entry(index, result)

        return [kind(vector.entries[i], answer(i)) for i in range(vector.count)]

    def _answer_entry(self, index: int, result: Any) -> None:
        self._check(lib.iostx_session_set_entry_results(self._c, index, 1, result))


def _ok(flags: int) -> Any:
    result = new("iostx_result")
    result.code, result.flags = Code.S_OK, flags
    return result
