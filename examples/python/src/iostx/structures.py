"""What a state hands out: what is to be done, and how it is answered. Everything is copied when it is handed out, but for items,
folders and sinks, which end with their state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Union

from ._native import bytes_of, ffi, new, text_argument, text_of
from .constants import Code, DeleteFlag, FolderFlag, ReadFlag, TableFlag, UploadFlag
from .errors import ConflictError, Error, NotSupportedError
from .folder import Folder
from .ids import FolderId, ItemId, folder_id, folder_id_or_none, item_id, item_id_or_none
from .item import Item
from .sinks import Bytes, ContentsSink, HierarchySink
from .values import fill_bytes, read_values, to_bytes, to_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from .session import Session

Reason = Union[BaseException, str, int]
"""Why something failed: an exception, whose code and text count; a text; or a code."""


class _Answered:
    """Something that is answered, once or again: the last answer counts. Any thread."""

    _answer: Callable[[Any], None]
    _ok = 0

    def _done(self, flags: int, remote_id: Bytes, version: Bytes) -> None:
        self._give(int(Code.S_OK), self._ok | flags, remote_id, version, None, None)

    def fail(self, reason: Reason, *, text: str | None = None, retry_after: float | None = None) -> None:
        """The server refused it. It counts against the item, which is tried again with growing delays.

        text: what the server said, for the lists of failures; default: that of the reason. retry_after: seconds that the server
        asks to wait.
        """
        code, words = code_of(reason)
        self._give(code, 0, b"", b"", words if text is None else text, retry_after)

    def conflict(self, text: str | None = None) -> None:
        """The server has another version than the change was made on (HTTP 412): the download that follows decides."""
        self.fail(ConflictError(text or ""))

    def _give(self, code: int, flags: int, remote_id: Bytes, version: Bytes, text: str | None, retry_after: float | None) -> None:
        keep: list[Any] = []
        result = new("iostx_result")
        result.code, result.flags = code, flags
        result.retry_after_ms = min(int((retry_after or 0) * 1000), 0xFFFFFFFF)
        fill_bytes(result.remote_id, to_bytes(remote_id), keep)
        fill_bytes(result.remote_version, to_bytes(version), keep)
        if text:
            words = text_argument(text.replace("\0", " "))
            result.text = ffi.cast("char *", words)
            keep.append(words)
        self._answer(result)


def code_of(reason: Reason) -> tuple[int, str]:
    """The code and the words of a failure."""
    if isinstance(reason, Error):
        return int(reason.code), reason.detail
    if isinstance(reason, TimeoutError):
        return int(Code.MAPI_E_TIMEOUT), str(reason)
    if isinstance(reason, ConnectionError):
        return int(Code.MAPI_E_NETWORK_ERROR), str(reason)
    if isinstance(reason, int):
        return reason, ""
    return int(Code.MAPI_E_CALL_FAILED), str(reason)


class DownloadHierarchy:
    """The state download hierarchy: the server's folders go into `sink`."""

    def __init__(self, session: Session, c: Any) -> None:
        self.session = session
        self.sink = HierarchySink(c.sink, session)
        """Takes folders, parents first."""
        self.state_blob = bytes_of(c.state_blob)
        """What `sink.set_state_blob` was given last."""


class DownloadTable:
    """The state download table: what is new in one folder goes into `contents`."""

    def __init__(self, session: Session, c: Any) -> None:
        self.session = session
        self.contents = ContentsSink(c.contents, session)
        """Takes items."""
        self.hierarchy = HierarchySink(c.hierarchy, session)
        """Takes folders."""
        self.name = text_of(c.name)
        self.folder = folder_id(c.feid)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        self.state_blob = bytes_of(c.state_blob)
        """What `contents.set_state_blob` was given last."""
        self.rights = int(c.rights)
        self._last_modified = int(c.last_modified)

    @property
    def last_modified(self) -> datetime | int:
        """When the folder was last modified."""
        return to_datetime(self._last_modified)

    def begin_epoch(self) -> None:
        """The server voided its ids (UIDVALIDITY): a full listing follows, and items are recognized by key and fingerprint."""
        self.session.begin_epoch()

    def expect(self, items: int, bytes: int = 0) -> None:
        """How much is to come, for the progress."""
        self.session.expect(items, bytes)

    @property
    def stopped(self) -> bool:
        """Whether the session was cancelled, or this folder is skipped: long work ends then."""
        return self.session.is_cancelled or self.session.is_skipped(self.folder)


@dataclass(frozen=True)
class MoveTarget:
    """A folder that items of an upload table were moved to."""

    folder: FolderId
    name: str
    remote_id: bytes
    remote_version: bytes


class UploadTable:
    """The state upload table: the pending items of one folder."""

    def __init__(self, session: Session, c: Any) -> None:
        self.session = session
        self.flags = TableFlag(c.flags)
        self.name = text_of(c.name)
        self.folder = folder_id(c.feid)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        self.count_modified = sum(int(entry.count_mod) for entry in c.entries)
        """New, moved in and modified items to do; an upper bound, as the others."""
        self.count_read = sum(int(entry.count_read) for entry in c.entries)
        self.count_deleted = sum(int(entry.count_del) for entry in c.entries)
        self.moves: list[MoveTarget] = []
        """The folders that items were moved to."""
        move = c.moves
        while move:
            ids = bytes_of(move.binding.remote_id), bytes_of(move.binding.remote_version)
            self.moves.append(MoveTarget(folder_id(move.feid), text_of(move.name), *ids))
            move = move.next

    @property
    def public(self) -> bool:
        """Whether many users share the folder."""
        return bool(self.flags & TableFlag.PUBLIC)

    @property
    def stopped(self) -> bool:
        """Whether the session was cancelled, or this folder is skipped."""
        return self.session.is_cancelled or self.session.is_skipped(self.folder)


class UploadFolder(_Answered):
    """A folder to create, rename, move or delete on the server."""

    _ok = FolderFlag.OK

    def __init__(self, session: Session, c: Any, answer: Callable[[Any], None]) -> None:
        self.session, self._answer = session, answer
        self.flags = FolderFlag(c.flags)
        self.folder: Folder | None = Folder(c.folder, owned=False) if c.folder else None
        """The folder as it was handed out; None: it was deleted."""
        self.id = folder_id(c.feid)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        self.parent_id = bytes_of(c.parent_binding.remote_id)
        """Remote id of its parent; empty: the root."""
        self.changed_tags: list[int] = ffi.unpack(c.changed_tags, c.changed_count) if c.changed_count else []

    @property
    def is_new(self) -> bool:
        """To be created."""
        return bool(self.flags & FolderFlag.NEW)

    @property
    def is_moved(self) -> bool:
        """It has another parent."""
        return bool(self.flags & FolderFlag.MOD_PARENT)

    @property
    def is_changed(self) -> bool:
        """Its name or other properties changed."""
        return bool(self.flags & FolderFlag.MOD_PROPS)

    @property
    def is_deleted(self) -> bool:
        """To be deleted."""
        return bool(self.flags & FolderFlag.DEL)

    @property
    def is_retry(self) -> bool:
        """An earlier upload may be done already: look for it on the server first."""
        return bool(self.flags & FolderFlag.RETRY)

    @property
    def name(self) -> str:
        """Its name; empty if it was deleted."""
        return self.folder.name if self.folder else ""

    def done(self, remote_id: Bytes = b"", version: Bytes = b"") -> None:
        """It is so on the server. remote_id: its new id; empty: as before."""
        self._done(0, remote_id, version)


class UploadItem(_Answered):
    """An item to create, change or move on the server: a snapshot."""

    _ok = UploadFlag.OK

    def __init__(self, session: Session, c: Any, answer: Callable[[Any], None]) -> None:
        self.session, self._answer = session, answer
        self.flags = UploadFlag(c.flags)
        self.id = item_id(c.meid)
        self.item = Item(c.message, owned=False)
        """The item; ends with its state. `item.ref()` keeps it readable."""
        self.remote_id = bytes_of(c.binding.remote_id)
        """Empty: it is new on the server."""
        self.remote_version = bytes_of(c.binding.remote_version)
        """The version that the pending change was made on: for If-Match."""
        self.match_key = bytes_of(c.match_key)
        self.source_folder = folder_id_or_none(c.source_folder)
        """The folder that it was moved from."""
        self.source_remote_id = bytes_of(c.source_binding.remote_id)
        """Its id in the folder that it was moved from."""
        self.source_remote_version = bytes_of(c.source_binding.remote_version)
        self.source_folder_remote_id = bytes_of(c.source_folder_binding.remote_id)
        self.change_key, self.change_list = bytes_of(c.change_key), bytes_of(c.change_list)
        self.source_key = bytes(ffi.buffer(ffi.addressof(c, "source_key")))
        self.changed_tags: list[int] = ffi.unpack(c.changed_tags, c.changed_count) if c.changed_count else []
        self.values: dict[int, Any] = read_values(c.values, c.value_count)
        """The values that the session's columns asked for, and the keywords that were added and removed."""
        self.content_size = int(c.content_size)
        self.cookie = bytes_of(c.cookie)
        """What was set with an attempt whose answer is not known."""
        self.attempts = int(c.attempts)
        """How often it failed in a row."""
        # Of one whose table is walked: how an answer that is owed is given.
        self._later: Callable[[Any], None] | None = None

    @property
    def content(self) -> bytes:
        """The native text."""
        return self.item.content

    @property
    def is_new(self) -> bool:
        """To be created."""
        return bool(self.flags & UploadFlag.NEW)

    @property
    def is_moved(self) -> bool:
        """It was moved here from `source_folder`."""
        return bool(self.flags & UploadFlag.MOV)

    @property
    def is_retry(self) -> bool:
        """An earlier upload may have succeeded without an answer: look for it on the server first, by match key."""
        return bool(self.flags & UploadFlag.RETRY)

    @property
    def is_elsewhere(self) -> bool:
        """With is_retry: somebody may have moved it to another folder since. If it is not in this one, and a download follows,
        answer SYNC_E_CONFLICT: the downloads look for it."""
        return bool(self.flags & UploadFlag.ELSEWHERE)

    @property
    def content_changed(self) -> bool:
        """The native text changed."""
        return bool(self.flags & UploadFlag.MOD_CONTENT)

    @property
    def properties_changed(self) -> bool:
        """Properties changed: `changed_tags`."""
        return bool(self.flags & UploadFlag.MOD_PROPS)

    @property
    def flags_changed(self) -> bool:
        """Flags, status or keywords changed."""
        return bool(self.flags & UploadFlag.MOD_FLAGS)

    def done(self, remote_id: Bytes = b"", version: Bytes = b"", *, moved: bool = False, flags: UploadFlag = UploadFlag(0)) -> None:
        """The server has it. remote_id: its new id; empty: as before. version: its new version; empty: unknown. moved: the server
        moved it, so that nothing of it is left to delete."""
        self._done(flags | (UploadFlag.MOVED if moved else 0), remote_id, version)

    def defer(self) -> None:
        """Leaves it with the answer owed, which is given later, in any order, before its table ends. Of an item that is walked to;
        those of a `Remote` are answered when it likes within the operation."""
        if self._later is None:
            raise NotSupportedError("only items of Session.upload_items are deferred")
        self._give(int(Code.S_OK), UploadFlag.DEFER, b"", b"", None, None)
        self._answer = self._later


class UploadRead(_Answered):
    """The read state of one item."""

    _ok = ReadFlag.OK

    def __init__(self, c: Any, answer: Callable[[Any], None]) -> None:
        self._answer = answer
        self.flags = ReadFlag(c.flags)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        self.source_key = bytes(ffi.buffer(ffi.addressof(c, "source_key")))

    @property
    def read(self) -> bool:
        """What it is to be."""
        return bool(self.flags & ReadFlag.READ)

    @property
    def is_retry(self) -> bool:
        """An earlier upload of it has no known answer."""
        return bool(self.flags & ReadFlag.RETRY)

    def done(self, version: Bytes = b"") -> None:
        """The server has it. version: the item's new version; empty: unknown."""
        self._done(0, b"", version)


class UploadDelete(_Answered):
    """An item that was deleted, or moved out."""

    _ok = DeleteFlag.OK

    def __init__(self, c: Any, answer: Callable[[Any], None]) -> None:
        self._answer = answer
        self.flags = DeleteFlag(c.flags)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        """The version that was deleted: for If-Match."""
        self.dest = item_id_or_none(c.dest)
        """Of one that was moved: its id in the other folder."""
        self.dest_folder = folder_id(c.move.feid) if c.move else None
        self.dest_folder_remote_id = bytes_of(c.move.binding.remote_id) if c.move else b""
        self.source_key = bytes(ffi.buffer(ffi.addressof(c, "source_key")))

    @property
    def is_moved(self) -> bool:
        """It was moved to `dest_folder`. An agent that moves items where they arrive leaves it without an answer."""
        return bool(self.flags & DeleteFlag.MOV)

    @property
    def is_retry(self) -> bool:
        """An earlier upload of it has no known answer: it may be gone already."""
        return bool(self.flags & DeleteFlag.RETRY)

    def done(self, *, moved: bool = False, remote_id: Bytes = b"", version: Bytes = b"") -> None:
        """It is gone there. moved: the server moved it: then what it is called in the other folder."""
        self._done(DeleteFlag.MOVED if moved else 0, remote_id, version)


class FolderState:
    """A folder that could be downloaded, for `Remote.changed_folders`."""

    def __init__(self, c: Any) -> None:
        self.folder = folder_id(c.feid)
        self.remote_id = bytes_of(c.binding.remote_id)
        self.remote_version = bytes_of(c.binding.remote_version)
        self.state_blob = bytes_of(c.state_blob)
        self.changed = True
        """Set it to False if the server has nothing new of it."""


class AccountState:
    """The account, for `Remote.changed_folders`."""

    def __init__(self, session: Session, c: Any) -> None:
        self.session = session
        self.state_blob = bytes_of(c.state_blob)

    def set_state_blob(self, blob: Bytes) -> None:
        """Sets the account's blob; written after all imports made before."""
        self.session.set_state_blob(blob)


class OutgoingItem(_Answered):
    """A message of the outgoing queue, locked to be sent."""

    def __init__(self, session: Session, c: Any, answer: Callable[[Any], None]) -> None:
        self.session, self._answer = session, answer
        self.item = Item(c, owned=False)

    def done(self) -> None:
        """It is sent."""
        self._done(0, b"", b"")


@dataclass(frozen=True)
class Failure:
    """What failed without stopping a run."""

    error: Error
    """The code, and what the server or the store said. Its cause is what an operation raised, if that was it."""
    state: int
    """The `State` in which it happened."""
    folder: FolderId | None
    """None: the hierarchy as a whole."""
    item: ItemId | None
    """None: the folder as a whole."""
