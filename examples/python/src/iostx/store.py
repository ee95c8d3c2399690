"""Stores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable
from uuid import UUID

from . import callbacks
from ._native import PARTIAL, Handle, ffi, lib, new, taken_error, text_argument, text_of
from .constants import (
    MAPI_BEST_ACCESS,
    MAPI_MODIFY,
    MNID_ID,
    MNID_STRING,
    NAMES_CREATE,
    CheckFlag,
    Choice,
    EventMask,
    FolderListFlag,
    PropertyType,
    SpecialFolder,
    SpoolState,
    StoreFlag,
    Tag,
)
from .errors import NotFoundError
from .events import Events
from .folder import Folder
from .ids import FolderId, feid, folder_id, guid, meid, meids
from .item import Item
from .properties import taken_values
from .session import Session, SessionOptions
from .table import Table
from .values import bytes_argument, tags_argument

if TYPE_CHECKING:
    from typing_extensions import Unpack

FOREVER = 0xFFFFFFFF
_NOW = callbacks.clock("iostx_store_options")


@dataclass(frozen=True)
class StoreInfo:
    """What a store is and holds."""

    path: str
    guid: UUID
    read_only: bool
    schema_version: int
    file_size: int
    folder_count: int
    item_count: int
    pending_count: int
    tombstone_count: int
    conflict_count: int
    failure_count: int
    held_count: int
    wanted_count: int
    outgoing_count: int


@dataclass
class StoreOptions:
    """What is kept in the file and holds for all who have it open. 0 means the default everywhere."""

    trash_days: int = 0
    """Days that the local trash keeps what the server deleted; FOREVER."""
    mass_delete_percent: int = 0
    """Share of a folder above which deletions from the server are held; FOREVER: never."""
    mass_delete_count: int = 0
    """Count of items above which they are held; both must be exceeded."""
    batch_items: int = 0
    """Staged imports after which a transaction is committed."""
    batch_bytes: int = 0
    batch_ms: int = 0


class Store(Handle):
    """One file of folders and items that tracks what changed. Any threads at once.

    with Store("mail.iostx") as store:
        for folder in store.folders():
            print(folder.name, folder.count)
    """

    __slots__ = ("_names",)
    _free = lib.iostx_store_free
    _last_error = lib.iostx_store_get_last_error

    def __init__(
        self,
        path: str | os.PathLike[str],
        options: StoreOptions | None = None,
        *,
        read_only: bool = False,
        must_exist: bool = False,
        create_new: bool = False,
        now: Callable[[], int] | None = None,
    ) -> None:
        """Opens a store, or creates it. now: replaces the clock, for tests; in units of 100 ns since 1601."""
        given = _options(options)
        chosen = ((read_only, StoreFlag.READ_ONLY), (must_exist, StoreFlag.MUST_EXIST), (create_new, StoreFlag.CREATE_NEW))
        given.flags = sum(flag for yes, flag in chosen if yes)
        if now is not None:
            clock = callbacks.Clock(now)
            given.now, given.userdata, given.userdata_free = _NOW, clock.userdata, callbacks.held(clock)
        self._names: dict[tuple[UUID, int | str, int], int] = {}
        out, error = ffi.new("iostx_store **"), ffi.new("iostx_error **")
        self._c, self._owned = ffi.NULL, False
        code = lib.iostx_store_open(text_argument(os.fspath(path)), given, out, error)
        if code < 0:
            raise taken_error(code, error[0])
        super().__init__(out[0])

    def close(self, timeout: float | None = None) -> None:
        """Closes the store: cancels its sessions, stops its events, and waits for running calls, for so many seconds. What was
        opened from it raises ClosedError from then on. TimedOutError: calls still run. BusyError: called inside a callback of this
        store."""
        if self._c:
            self._check(lib.iostx_store_close(self._c, FOREVER if timeout is None else int(timeout * 1000)))
        super().close()

    # --- What it is ----------------------------------------------------------------------------------------------------------

    def info(self) -> StoreInfo:
        """What it is and holds."""
        out = new("iostx_store_info")
        self._check(lib.iostx_store_get_info(self._c, out))
        counts = (int(getattr(out, name)) for name in list(StoreInfo.__dataclass_fields__)[4:])
        return StoreInfo(text_of(out.path), guid(out.guid), bool(out.flags & StoreFlag.READ_ONLY), out.schema_version, *counts)

    @property
    def options(self) -> StoreOptions:
        """The options in force, the defaults filled in; setting them sets all."""
        out = new("iostx_store_options")
        self._check(lib.iostx_store_get_options(self._c, out))
        return StoreOptions(*(int(getattr(out, name)) for name in StoreOptions.__dataclass_fields__))

    @options.setter
    def options(self, options: StoreOptions) -> None:
        self._check(lib.iostx_store_set_options(self._c, _options(options)))

    def check(self, flags: CheckFlag = CheckFlag(0)) -> Table:
        """Checks the file and the change tracking: one row per finding, with IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT,
        PR_ENTRYID."""
        return Table(self._made(lib.iostx_store_check, flags))

    def checkpoint(self) -> None:
        """Folds the write-ahead log into the file."""
        self._check(lib.iostx_store_checkpoint(self._c))

    def renew_guid(self) -> None:
        """Gives the store a new replica GUID, after its file was restored or copied."""
        self._check(lib.iostx_store_renew_guid(self._c))

    # --- What is in it -------------------------------------------------------------------------------------------------------

    def special_folder(self, which: SpecialFolder) -> Folder:
        """The folder of a role. NotFoundError: there is none."""
        out = ffi.new("iostx_feid *")
        self._check(lib.iostx_store_get_special_folder(self._c, which, out))
        return self.open_folder(folder_id(out))

    @property
    def root(self) -> Folder:
        """The root of what users see."""
        return self.special_folder(SpecialFolder.IPM_SUBTREE)

    def folders(self, parent: bytes | None = None, *, deep: bool = True) -> Iterator[Folder]:
        """The folders below one, or of what users see; deep: those below these too, parents first."""
        below = self.root.id if parent is None else parent
        for (found,) in self.list_folders((Tag.ENTRYID,), below, deep=deep):
            yield self.open_folder(found)

    def list_folders(
        self, columns: Iterable[int] = (), parent: bytes | None = None, *, deep: bool = False, pending: bool = False
    ) -> Table:
        """Lists folders as a table. parent: None: the root of everything. pending: only those with pending work."""
        tags = tags_argument(columns)
        flags = (FolderListFlag.DEPTH if deep else 0) | (FolderListFlag.PENDING if pending else 0)
        return Table(self._made(lib.iostx_store_list_folders, feid(parent), *tags, flags))

    def folder(self, *path: str) -> Folder:
        """The folder of that path, name by name, below the root of what users see. NotFoundError: there is none."""
        found = self.root
        for name in path:
            rows = self.list_folders((Tag.ENTRYID, Tag.DISPLAY_NAME), found.id)
            entry = next((row[0] for row in rows if row[1].casefold() == name.casefold()), None)
            if entry is None:
                raise NotFoundError(f"no folder {'/'.join(path)}")
            found = self.open_folder(entry)
        return found

    def open_folder(self, folder: bytes) -> Folder:
        """Opens a folder by its id."""
        return Folder(self._made(lib.iostx_store_open_folder, feid(folder)))

    def open_item(self, item: bytes, *, write: bool = False, best_access: bool = False) -> Item:
        """Opens an item by its id: as it is now. write: for changes."""
        flags = (MAPI_MODIFY if write else 0) | (MAPI_BEST_ACCESS if best_access else 0)
        return Item(self._made(lib.iostx_store_open_message, meid(item), flags))

    def find_remote(self, remote_ids: Sequence[str | bytes], folder: bytes | None = None) -> Table:
        """Items by their ids on the server: IOSTX_PR_REMOTE_ID, PR_ENTRYID, PR_PARENT_ENTRYID, IOSTX_PR_REMOTE_VERSION."""
        keep: list[Any] = []
        return Table(self._made(lib.iostx_store_find_remote, feid(folder), *bytes_argument(remote_ids, keep)))

    def request_full(self, items: Sequence[bytes]) -> bool:
        """Asks for the whole of items of which only the header is here. False: some were not found."""
        return self._check(lib.iostx_store_request_full(self._c, meids(list(items)), len(items))) != PARTIAL

    def named_tag(self, name_set: UUID, name: int | str, kind: int = PropertyType.UNICODE) -> int:
        """The tag of a named property in this store; a new name gets one, for ever."""
        key = (name_set, name, kind)
        if (tag := self._names.get(key)) is None:
            given, text = new("iostx_name"), None
            given.type = kind
            ffi.buffer(ffi.addressof(given, "set"))[:] = name_set.bytes_le
            if isinstance(name, int):
                given.kind, given.id = MNID_ID, name
            else:
                text = text_argument(name)
                given.kind, given.name = MNID_STRING, ffi.cast("char *", text)
            tags = ffi.new("uint32_t *")
            self._check(lib.iostx_store_map_names(self._c, given, 1, NAMES_CREATE, tags))
            tag = self._names[key] = int(tags[0])
        return tag

    def name_of(self, tag: int) -> tuple[UUID, int | str] | None:
        """The set and the name of a named property; None: it has none."""
        values = taken_values(self._made(lib.iostx_store_get_names, *tags_argument((tag,))))
        found = list(values.values())
        return (found[0], found[1]) if len(found) == 2 else None

    # --- What happens in it --------------------------------------------------------------------------------------------------

    def session(self, **options: Unpack[SessionOptions]) -> Session:
        """Starts a synchronization session."""
        session = Session(self._made(lib.iostx_get_sync_object))
        if options:
            session.set_options(**options)
        return session

    def events(self, mask: EventMask = EventMask.ALL, folder: bytes | None = None, *, queue_limit: int = 0) -> Events:
        """Subscribes to changes, those of other processes included; of a folder, or of all."""
        return Events.of_store(self, mask, folder, queue_limit)

    # --- Supervision. folder: None: all --------------------------------------------------------------------------------------

    def pending(self, folder: bytes | None = None) -> Table:
        """What is pending for upload: the dry run of an upload."""
        return Table(self._made(lib.iostx_store_list_pending, feid(folder)))

    def conflicts(self, folder: bytes | None = None) -> Table:
        """Conflicts that were kept or wait."""
        return Table(self._made(lib.iostx_store_list_conflicts, feid(folder)))

    def failures(self, folder: bytes | None = None) -> Table:
        """What failed so often that it is not tried again by itself."""
        return Table(self._made(lib.iostx_store_list_failures, feid(folder)))

    def held(self, folder: bytes | None = None) -> Table:
        """Deletions of the server that the mass-delete guard held."""
        return Table(self._made(lib.iostx_store_list_held, feid(folder)))

    def wanted(self, folder: bytes | None = None) -> Table:
        """Remote ids that still must be fetched."""
        return Table(self._made(lib.iostx_store_list_wanted, feid(folder)))

    def retry(self, ids: Sequence[bytes]) -> bool:
        """Lets items and folders that failed be offered again at once. False: some were not found."""
        return self._check(lib.iostx_store_retry(self._c, meids(list(ids)), len(ids))) != PARTIAL

    def drop_change(self, ids: Sequence[bytes]) -> bool:
        """Gives up local changes that cannot be uploaded; a copy goes to Local Failures."""
        return self._check(lib.iostx_store_drop_change(self._c, meids(list(ids)), len(ids))) != PARTIAL

    def resolve_conflict(self, item: bytes, choice: Choice, merged: Item | None = None) -> None:
        """Resolves a conflict. merged: with Choice.MERGED an item with the result."""
        self._check(lib.iostx_store_resolve_conflict(self._c, meid(item), choice, merged._c if merged else ffi.NULL))

    def confirm_held(self, folder: bytes) -> None:
        """Carries out the held deletions of a folder."""
        self._check(lib.iostx_store_confirm_held(self._c, feid(folder)))

    def reject_held(self, folder: bytes) -> None:
        """Refuses the held deletions of a folder: the items are uploaded again."""
        self._check(lib.iostx_store_reject_held(self._c, feid(folder)))

    # --- The outgoing queue --------------------------------------------------------------------------------------------------

    def emulate_spooler(self, on: bool) -> None:
        """Lets the store act as the spooler of outgoing mail."""
        self._check(lib.iostx_emulate_spooler(self._c, on))

    def set_spool_state(self, state: SpoolState) -> None:
        """Suspends or resumes sending."""
        self._check(lib.iostx_set_spool_suspend_state(self._c, state))

    def outgoing(self) -> Table:
        """The queued messages, oldest first."""
        return Table(self._made(lib.iostx_store_get_outgoing_queue, 0))

    def lock_outgoing(self, item: Item, locked: bool = True) -> None:
        """Locks a queued message just before it is sent, or releases it."""
        self._check(lib.iostx_store_set_lock_state(self._c, item._c, locked))

    def abort_submit(self, item: bytes) -> None:
        """Takes a message out of the queue."""
        self._check(lib.iostx_store_abort_submit(self._c, meid(item)))

    def finished(self, item: bytes) -> None:
        """Says that a locked message was sent."""
        self._check(lib.iostx_store_finished_msg(self._c, meid(item)))

    def disconnect(self) -> None:
        """Cancels the sessions of this object, ends its spooling, folds the write-ahead log."""
        self._check(lib.iostx_disconnect_store(self._c, 0))


def _options(options: StoreOptions | None) -> Any:
    given = new("iostx_store_options")
    for name, value in vars(options).items() if options else ():
        setattr(given, name, value)
    return given


__all__ = ["FOREVER", "FolderId", "Store", "StoreInfo", "StoreOptions"]
