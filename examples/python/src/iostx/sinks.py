"""Import sinks: where an agent puts what comes from the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Union

from ._native import Handle, ffi, lib, new
from .constants import Code, Flag, Ics, ImportFlag, ListingFlag, Probe, PropertyType, Tag
from .errors import Error
from .ids import feid
from .item import ImportedItem
from .stream import Stream
from .table import Table
from .values import Properties, bytes_argument, fill_bytes, fill_value, to_bytes, to_ticks, values_argument

if TYPE_CHECKING:
    from .session import Session

Bytes = Union[str, bytes]
"""Opaque bytes of the agent: ids, versions, keys, blobs. Text becomes UTF-8; they come back as bytes."""

_ITEM = ffi.typeof("iostx_import_item *")
_ITEM_SIZE = ffi.sizeof("iostx_import_item")
_FLAGS_SIZE = ffi.sizeof("iostx_import_flags")


@dataclass
class ImportItem:
    """One item of the server, for `ContentsSink.probe` and `ContentsSink.import_item`: as much as is known of it."""

    remote_id: Bytes
    version: Bytes = b""
    """ETag, MODSEQ, a digest; empty: unknown."""
    match_key: Bytes = b""
    """What the item carries itself: UID of iCalendar and vCard, Message-ID."""
    strong: bool = False
    """The match key is unique in its folder by protocol, as a UID is."""
    content: Bytes | None = None
    """The native text, whole."""
    properties: Properties = field(default_factory=dict)
    """None as a value: the server has none, and it is taken from the item. What is not named stays as it is."""
    fingerprint: Bytes = b""
    """What a listing tells without the body: size, date, a digest."""
    size: int = 0
    """Size of the content on the server, also when it does not come along; 0: unknown."""
    header: bool = False
    """Only the header comes: the content stays away until it is asked for."""
    associated: bool = False
    new: bool = False
    """The server says that it is new."""
    no_conflicts: bool = False
    """A conflict imports nothing: the item goes on the wanted list."""


@dataclass
class ImportFlags:
    """Flags and keywords of one item of the server, without its content."""

    remote_id: Bytes
    version: Bytes = b""
    set: Flag = Flag(0)
    """Those that the server has set."""
    clear: Flag = Flag(0)
    """Those that it has clear. A flag in neither stays as it is."""
    keywords: Sequence[str] | None = None
    """All its keywords; None: they stay as they are."""


class _Sink(Handle):
    """Belongs to a session and its state, and ends with that."""

    __slots__ = ("_session",)
    _config: Any = None
    _update_state: Any = None
    _listing_begin: Any = None
    _listing_complete: Any = None
    _set_state_blob: Any = None

    def __init__(self, c: Any, session: Session) -> None:
        super().__init__(c, owned=False)
        self._session = session

    def _check(self, code: int) -> int:
        self._session._raise_from_callbacks()
        return super()._check(code)

    @contextmanager
    def listing(
        self,
        *,
        first: Bytes = b"",
        last: Bytes = b"",
        since: datetime | int | None = None,
        until: datetime | int | None = None,
        flags: ListingFlag = ListingFlag(0),
    ) -> Iterator[None]:
        """A listing of what the server has. What is imported, probed or given flags within counts as being there; at its end, if
        that is reached without an exception, absence within the scope means deletion. A listing that is broken off deletes nothing.

        first, last: remote ids between which the listing is complete. since, until: times.
        """
        scope, keep = new("iostx_listing_scope"), []  # type: tuple[Any, list[Any]]
        scope.flags, scope.since, scope.until = flags, to_ticks(since), to_ticks(until)
        fill_bytes(scope.first, to_bytes(first), keep)
        fill_bytes(scope.last, to_bytes(last), keep)
        self._check(self._listing_begin(self._c, scope))
        yield
        self._check(self._listing_complete(self._c))

    def set_state_blob(self, blob: Bytes) -> None:
        """Sets the state blob, such as a sync token. It stands for all imports made so far, and is written with them."""
        keep: list[Any] = []
        view = ffi.new("iostx_bytes *")
        fill_bytes(view, to_bytes(blob), keep)
        self._check(self._set_state_blob(self._c, view[0]))

    def config(self, state: bytes | None = None, flags: Ics = Ics(0)) -> None:
        """Config: optional, at most once, before any import. state: of an earlier `update_state`."""
        stream = None
        if state is not None:
            stream = Stream()
            stream.write(state)
            stream.seek(0)
        with stream or _nothing():
            self._check(self._config(self._c, stream._handle._c if stream else ffi.NULL, flags))

    def update_state(self) -> bytes:
        """UpdateState: the current state, which includes the imports made so far; they are committed first."""
        with Stream() as stream:
            self._check(self._update_state(self._c, stream._handle._c, 0))
            stream.seek(0)
            return stream.read() or b""


@contextmanager
def _nothing() -> Iterator[None]:
    yield


class ContentsSink(_Sink):
    """The import sink of one folder's items (IExchangeImportContentsChanges)."""

    __slots__ = ()
    _last_error = lib.iostx_contents_sink_get_last_error
    _config = lib.iostx_contents_sink_config
    _update_state = lib.iostx_contents_sink_update_state
    _listing_begin = lib.iostx_contents_sink_listing_begin
    _listing_complete = lib.iostx_contents_sink_listing_complete
    _set_state_blob = lib.iostx_contents_sink_set_state_blob

    # --- By remote ids -------------------------------------------------------------------------------------------------------

    def probe(self, items: Sequence[ImportItem]) -> list[Probe]:
        """Asks what of a listing is to be fetched, many items at once. Binds items that were here unbound."""
        keep: list[Any] = []
        array, answers = ffi.new("iostx_import_item[]", len(items)), ffi.new("uint32_t[]", len(items))
        for i, item in enumerate(items):
            _fill_item(array[i], item, 0, keep)
        self._check(lib.iostx_contents_sink_probe(self._c, array, len(items), answers))
        return [Probe(answer) for answer in answers]

    def import_item(self, item: ImportItem) -> None:
        """Imports one item: its content, or its header only. Imports are seen by the session at once and committed in batches."""
        keep: list[Any] = []
        c = ffi.new(_ITEM)
        _fill_item(c, item, 0, keep)
        if item.content is not None and not item.header:
            fill_bytes(c.content, to_bytes(item.content), keep)
        self._check(lib.iostx_contents_sink_import_item(self._c, c, ffi.NULL))

    def open_import(self, item: ImportItem) -> ImportedItem:
        """Imports one item whose content is large: gives the item to write it to, by `open`. Its `save` is the import."""
        keep: list[Any] = []
        c, out = ffi.new(_ITEM), ffi.new("iostx_message **")
        _fill_item(c, item, ImportFlag.STREAM, keep)
        self._check(lib.iostx_contents_sink_import_item(self._c, c, out))
        return ImportedItem(out[0])

    def import_failed(self, item: ImportItem, error: Error | str, code: int | None = None) -> None:
        """Says that an item could not be fetched: it goes on the wanted list with the reason, and the state may move on."""
        failed = error if isinstance(error, Error) else Error(error, code=code)
        keep: list[Any] = []
        c = ffi.new(_ITEM)
        reason = {Tag.LAST_ERROR: int(failed.code), Tag.LAST_ERROR_TEXT: failed.detail or failed.name}
        _fill_item(c, item, ImportFlag.FAILED, keep, reason)
        self._check(lib.iostx_contents_sink_import_item(self._c, c, ffi.NULL))

    def import_flags(self, items: Sequence[ImportFlags]) -> list[bool]:
        """Imports flags, keywords and versions. False: the item is unknown here; it goes on the wanted list."""
        keep: list[Any] = []
        array, results = ffi.new("iostx_import_flags[]", len(items)), ffi.new("int32_t[]", len(items))
        for i, item in enumerate(items):
            c = array[i]
            c.struct_size, c.set, c.clear = _FLAGS_SIZE, item.set, item.clear
            fill_bytes(c.binding.remote_id, to_bytes(item.remote_id), keep)
            fill_bytes(c.binding.remote_version, to_bytes(item.version), keep)
            if item.keywords is not None:
                c.keywords = value = ffi.new("iostx_value *")
                keep.append(value)
                fill_value(value, (Tag.KEYWORDS & ~0xFFFF) | PropertyType.MV_UNICODE, item.keywords, keep)
        self._check(lib.iostx_contents_sink_import_flags(self._c, array, len(items), results))
        return [result >= 0 for result in results]

    def delete(self, remote_ids: Sequence[Bytes], flags: Ics = Ics(0)) -> None:
        """Imports deletions. Carried out at the end of the state, under the mass-delete guard. Unknown ids are passed over."""
        keep: list[Any] = []
        self._check(lib.iostx_contents_sink_delete_remote(self._c, *bytes_argument(remote_ids, keep), flags))

    def delete_range(self, first: Bytes, last: Bytes, flags: Ics = Ics(0)) -> None:
        """Imports the deletion of all items with ids from first to last; an empty one leaves that end open."""
        keep: list[Any] = []
        ends = ffi.new("iostx_bytes[2]")
        fill_bytes(ends[0], to_bytes(first), keep)
        fill_bytes(ends[1], to_bytes(last), keep)
        self._check(lib.iostx_contents_sink_delete_remote_range(self._c, ends[0], ends[1], flags))

    def move(self, source_folder: bytes, source_id: Bytes, remote_id: Bytes, version: Bytes = b"") -> None:
        """Imports a move into this folder: the item keeps its long-term id, body and pending work."""
        keep: list[Any] = []
        source, dest = ffi.new("iostx_bytes *"), ffi.new("iostx_binding *")
        fill_bytes(source, to_bytes(source_id), keep)
        fill_bytes(dest.remote_id, to_bytes(remote_id), keep)
        fill_bytes(dest.remote_version, to_bytes(version), keep)
        self._check(lib.iostx_contents_sink_move_remote(self._c, feid(source_folder), source[0], dest))

    def wanted(self) -> Table:
        """Remote ids that still must be fetched: IOSTX_PR_REMOTE_ID, IOSTX_PR_WANTED_REASON, IOSTX_PR_ATTEMPTS,
        IOSTX_PR_LAST_ERROR, IOSTX_PR_NEXT_ATTEMPT, IOSTX_PR_BACKED_OFF, PR_ENTRYID."""
        return Table(self._made(lib.iostx_contents_sink_list_wanted))

    def flush(self) -> None:
        """Commits the imports made so far, with the blob, now."""
        self._check(lib.iostx_contents_sink_flush(self._c))

    # --- By source keys, as documented ----------------------------------------------------------------------------------------

    def import_message_change(self, properties: Properties, flags: Ics = Ics(0)) -> ImportedItem:
        """ImportMessageChange: decides by source key, change key and change list, and gives an empty item to fill and save.
        IgnoredError, DeletedError: skip it."""
        keep: list[Any] = []
        return ImportedItem(self._made(lib.iostx_contents_sink_import_message_change, *values_argument(properties, keep), flags))

    def import_message_deletion(self, source_keys: Sequence[bytes], flags: Ics = Ics(0)) -> None:
        """ImportMessageDeletion."""
        keep: list[Any] = []
        self._check(lib.iostx_contents_sink_import_message_deletion(self._c, flags, *bytes_argument(source_keys, keep)))

    def import_read_states(self, states: Iterable[tuple[bytes, bool]]) -> None:
        """ImportPerUserReadStateChange: source keys, and whether each is read."""
        keep: list[Any] = []
        given = list(states)
        array = ffi.new("iostx_readstate[]", len(given))
        for i, (key, read) in enumerate(given):
            array[i].struct_size, array[i].flags = ffi.sizeof("iostx_readstate"), Ics.READ if read else 0
            fill_bytes(array[i].source_key, key, keep)
        self._check(lib.iostx_contents_sink_import_per_user_read_state_change(self._c, array, len(given)))

    def import_message_move(
        self,
        source_folder_key: bytes,
        source_message_key: bytes,
        change_list: bytes,
        dest_message_key: bytes,
        dest_change_key: bytes,
    ) -> int:
        """ImportMessageMove, on the sink of the destination folder. Gives the code: SYNC_W_CLIENT_CHANGE_NEWER if the store holds
        a newer version than the change list says."""
        keep: list[Any] = []
        c = new("iostx_message_move")
        fill_bytes(c.source_folder_key, source_folder_key, keep)
        fill_bytes(c.source_message_key, source_message_key, keep)
        fill_bytes(c.change_list, change_list, keep)
        fill_bytes(c.dest_message_key, dest_message_key, keep)
        fill_bytes(c.dest_change_key, dest_change_key, keep)
        return self._check(lib.iostx_contents_sink_import_message_move(self._c, c))


class HierarchySink(_Sink):
    """The import sink for folders (IExchangeImportHierarchyChanges). Parents come first."""

    __slots__ = ()
    _last_error = lib.iostx_hierarchy_sink_get_last_error
    _config = lib.iostx_hierarchy_sink_config
    _update_state = lib.iostx_hierarchy_sink_update_state
    _listing_begin = lib.iostx_hierarchy_sink_listing_begin
    _listing_complete = lib.iostx_hierarchy_sink_listing_complete
    _set_state_blob = lib.iostx_hierarchy_sink_set_state_blob

    def import_folder(
        self,
        remote_id: Bytes,
        name: str,
        *,
        parent_id: Bytes = b"",
        version: Bytes = b"",
        container_class: str | None = None,
        special: int = 0,
        properties: Properties | None = None,
    ) -> None:
        """Imports one folder by its remote id. parent_id: remote id of its parent; empty: the session's root. special: its role,
        one of `SpecialFolder`. An IgnoredError of the library, which has it already, is no failure here."""
        values: dict[int, Any] = {
            Tag.REMOTE_ID: to_bytes(remote_id),
            Tag.DISPLAY_NAME: name,
            Tag.PARENT_REMOTE_ID: to_bytes(parent_id),
            Tag.REMOTE_VERSION: to_bytes(version),
        }
        if container_class is not None:
            values[Tag.CONTAINER_CLASS] = container_class
        if special:
            values[Tag.SPECIAL_FOLDER] = special
        self.import_folder_change({**values, **(properties or {})})

    def import_folder_change(self, properties: Properties) -> bool:
        """ImportFolderChange: creates, renames, moves or changes a folder. False: it is here already."""
        keep: list[Any] = []
        code = lib.iostx_hierarchy_sink_import_folder_change(self._c, *values_argument(properties, keep))
        if code == _IGNORE:
            self._session._raise_from_callbacks()
            return False
        self._check(code)
        return True

    def delete(self, remote_ids: Sequence[Bytes]) -> None:
        """Imports deletions of folders by remote id."""
        keep: list[Any] = []
        self._check(lib.iostx_hierarchy_sink_delete_remote(self._c, *bytes_argument(remote_ids, keep)))

    def import_folder_deletion(self, source_keys: Sequence[bytes], flags: Ics = Ics(0)) -> None:
        """ImportFolderDeletion: with all that they hold, at the end of the state, under the mass-delete guard."""
        keep: list[Any] = []
        self._check(lib.iostx_hierarchy_sink_import_folder_deletion(self._c, flags, *bytes_argument(source_keys, keep)))


_IGNORE = int(Code.SYNC_E_IGNORE)


# As plain ints: the enumeration would take longer than the import.
_HEADER, _ASSOCIATED, _STRONG_KEY = int(ImportFlag.HEADER), int(ImportFlag.ASSOCIATED), int(ImportFlag.STRONG_KEY)
_NEW, _NO_CONFLICTS = int(ImportFlag.NEW), int(ImportFlag.NO_CONFLICTS)


def _fill_item(c: Any, item: ImportItem, flags: int, keep: list[Any], more: dict[int, Any] | None = None) -> None:
    if item.header:
        flags |= _HEADER
    if item.associated:
        flags |= _ASSOCIATED
    if item.strong:
        flags |= _STRONG_KEY
    if item.new:
        flags |= _NEW
    if item.no_conflicts:
        flags |= _NO_CONFLICTS
    c.struct_size, c.flags, c.content_size = _ITEM_SIZE, flags, item.size
    binding = c.binding
    fill_bytes(binding.remote_id, to_bytes(item.remote_id), keep)
    if item.version:
        fill_bytes(binding.remote_version, to_bytes(item.version), keep)
    if item.match_key:
        fill_bytes(c.match_key, to_bytes(item.match_key), keep)
    properties = item.properties
    if item.fingerprint:
        properties = {**properties, Tag.FINGERPRINT: to_bytes(item.fingerprint)}
    if more:
        properties = {**properties, **more}
    if properties:
        c.values, c.value_count = values_argument(properties, keep)


__all__ = ["Bytes", "ContentsSink", "HierarchySink", "ImportFlags", "ImportItem"]
