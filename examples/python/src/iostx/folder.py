"""Folders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ._native import PARTIAL, ffi, lib, new, text_argument
from .constants import (
    ALL_MESSAGES,
    CLEAR_READ_FLAG,
    COPY_SUBFOLDERS,
    DEL_ASSOCIATED,
    DEL_FOLDERS,
    DEL_MESSAGES,
    DELETE_HARD_DELETE,
    MAPI_ASSOCIATED,
    MESSAGE_MOVE,
    OPEN_IF_EXISTS,
    Direction,
    Expunge,
    FolderOption,
    ListFlag,
    Policy,
    Scope,
    Sort,
    Tag,
)
from .ids import FolderId, ItemId, folder_id, item_id, meids
from .item import Item
from .properties import PropertyObject
from .table import Table
from .values import Properties, tags_argument, texts_argument, to_datetime, to_ticks, values_argument


@dataclass
class FolderOptions:
    """How a folder is synchronized."""

    flags: FolderOption = FolderOption(0)
    direction: Direction = Direction.BOTH
    scope: Scope = Scope.ALL
    policy: Policy = Policy.DEFAULT
    expunge: Expunge = Expunge.NONE
    delete_limit: int = 0
    """Items deleted here that one pass offers at most; 0: no limit."""
    scope_since: datetime | int | None = None
    scope_count: int = 0
    scope_size: int = 0


class Folder(PropertyObject):
    """A folder; its properties are those of now. Any threads at once."""

    __slots__ = ()
    _free = lib.iostx_folder_free
    _last_error = lib.iostx_folder_get_last_error
    _get_values = lib.iostx_folder_get_values
    _set_values = lib.iostx_folder_set_values
    _delete_values = lib.iostx_folder_delete_values

    @property
    def id(self) -> FolderId:
        """Its id."""
        out = ffi.new("iostx_feid *")
        self._check(lib.iostx_folder_get_id(self._c, out))
        return folder_id(out)

    @property
    def name(self) -> str:
        """Its name; setting it renames."""
        return str(self[Tag.DISPLAY_NAME])

    @name.setter
    def name(self, name: str) -> None:
        self[Tag.DISPLAY_NAME] = name

    @property
    def container_class(self) -> str:
        """What it holds, such as IPF.Appointment; empty: nobody said."""
        return str(self.get(Tag.CONTAINER_CLASS, ""))

    @property
    def count(self) -> int:
        """Items in it."""
        return int(self[Tag.CONTENT_COUNT])

    @property
    def unread(self) -> int:
        """Unread items in it."""
        return int(self[Tag.CONTENT_UNREAD])

    @property
    def pending_count(self) -> int:
        """Pending changes in it, itself included."""
        return int(self[Tag.PENDING_COUNT])

    @property
    def remote_id(self) -> bytes:
        """What it is called on the server; empty: it is not bound."""
        return bytes(self.get(Tag.REMOTE_ID, b""))

    def create_folder(self, name: str, container_class: str | None = None, *, exist_ok: bool = False) -> Folder:
        """Creates a subfolder. container_class: such as "IPF.Note"; None: that of this folder. CollisionError: the name is taken,
        unless exist_ok: then that one is opened."""
        flags = OPEN_IF_EXISTS if exist_ok else 0
        texts = text_argument(name), text_argument(container_class)
        return Folder(self._made(lib.iostx_folder_create_folder, *texts, flags))

    def create_item(
        self, properties: Properties | None = None, content: str | bytes | None = None, *, associated: bool = False
    ) -> Item:
        """Creates an item. Nothing is stored before its `save`."""
        item = Item(self._made(lib.iostx_folder_create_message, MAPI_ASSOCIATED if associated else 0))
        if properties:
            item.update(properties)
        if content is not None:
            item.content = content
        return item

    def items(
        self,
        columns: Iterable[int] = (),
        *,
        sort: Sort = Sort.DATE,
        descending: bool = False,
        unread: bool = False,
        flagged: bool = False,
        associated: bool = False,
        trash: bool = False,
    ) -> Table:
        """Lists its items. columns: tags; none: PR_ENTRYID, PR_SUBJECT, PR_MESSAGE_DELIVERY_TIME."""
        options = new("iostx_list_options")
        chosen = (
            (descending, ListFlag.DESCENDING),
            (unread, ListFlag.UNREAD),
            (flagged, ListFlag.FLAGGED),
            (associated, ListFlag.ASSOCIATED),
            (trash, ListFlag.TRASH),
        )
        options.flags, options.sort = sum(flag for yes, flag in chosen if yes), sort
        options.columns, options.column_count = tags = tags_argument(columns)
        table = Table(self._made(lib.iostx_folder_list, options))
        del tags
        return table

    def walk_remote(self) -> Table:
        """The bound items in the order of their remote ids, as the server had them last: PR_ENTRYID, IOSTX_PR_REMOTE_ID,
        IOSTX_PR_REMOTE_VERSION, PR_READ, PR_MESSAGE_FLAGS, IOSTX_PR_KEYWORDS."""
        return Table(self._made(lib.iostx_folder_walk_remote))

    def move(self, parent: Folder) -> None:
        """Moves the folder, with all that it holds, below another parent."""
        self._check(lib.iostx_folder_move(self._c, parent._c))

    def copy(self, parent: Folder, *, subfolders: bool = False) -> Folder:
        """Copies the folder with its items below another parent."""
        return Folder(self._made(lib.iostx_folder_copy, parent._c, COPY_SUBFOLDERS if subfolders else 0))

    def delete(self, *, items: bool = False, folders: bool = False) -> None:
        """Deletes the folder; with items, or with folders, also if it holds such. HierarchyError: it does."""
        flags = (DEL_MESSAGES | DEL_ASSOCIATED if items else 0) | (DEL_FOLDERS if folders else 0)
        self._check(lib.iostx_folder_delete(self._c, flags))

    # What is done to many items at once, each in one commit. True: to all of them; False: some were not found.

    def copy_items(self, items: Sequence[bytes], destination: Folder, *, move: bool = False) -> list[ItemId | None]:
        """Copies or moves items to another folder. Gives the new ids, None for what was not found."""
        out = ffi.new("iostx_meid[]", len(items))
        flags = MESSAGE_MOVE if move else 0
        self._check(lib.iostx_folder_copy_messages(self._c, meids(list(items)), len(items), destination._c, flags, out))
        found = [item_id(ffi.addressof(out, i)) for i in range(len(items))]
        return [item if any(item) else None for item in found]

    def move_items(self, items: Sequence[bytes], destination: Folder) -> list[ItemId | None]:
        """Moves items to another folder; they keep their long-term ids."""
        return self.copy_items(items, destination, move=True)

    def delete_items(self, items: Sequence[bytes], *, hard: bool = False) -> bool:
        """Deletes items. hard: past Deleted Items."""
        flags = DELETE_HARD_DELETE if hard else 0
        return self._check(lib.iostx_folder_delete_messages(self._c, meids(list(items)), len(items), flags)) != PARTIAL

    def mark_read(self, items: Sequence[bytes] | None = None, read: bool = True) -> bool:
        """Marks items as read or unread; None: all normal ones."""
        flags = (0 if read else CLEAR_READ_FLAG) | (ALL_MESSAGES if items is None else 0)
        given = list(items or ())
        return self._check(lib.iostx_folder_set_read_flags(self._c, meids(given), len(given), flags)) != PARTIAL

    def update_items(
        self,
        items: Sequence[bytes],
        properties: Properties | None = None,
        *,
        add_keywords: Iterable[str] = (),
        remove_keywords: Iterable[str] = (),
    ) -> bool:
        """Sets the same properties, adds and removes keywords."""
        keep: list[Any] = []
        values = values_argument(properties, keep)
        added, removed = texts_argument(add_keywords, keep), texts_argument(remove_keywords, keep)
        ids = meids(list(items))
        return self._check(lib.iostx_folder_update_messages(self._c, ids, len(items), *values, *added, *removed)) != PARTIAL

    @property
    def options(self) -> FolderOptions:
        """How it is synchronized; setting them sets all."""
        out = new("iostx_folder_options")
        self._check(lib.iostx_folder_get_options(self._c, out))
        return FolderOptions(
            FolderOption(out.flags),
            Direction(out.direction),
            Scope(out.scope),
            Policy(out.policy),
            Expunge(out.expunge),
            out.delete_limit,
            to_datetime(out.scope_since) if out.scope_since else None,
            out.scope_count,
            out.scope_size,
        )

    @options.setter
    def options(self, options: FolderOptions) -> None:
        given = new("iostx_folder_options")
        given.flags, given.direction, given.scope = options.flags, options.direction, options.scope
        given.policy, given.expunge, given.delete_limit = options.policy, options.expunge, options.delete_limit
        given.scope_since, given.scope_count, given.scope_size = (
            to_ticks(options.scope_since),
            options.scope_count,
            options.scope_size,
        )
        self._check(lib.iostx_folder_set_options(self._c, given))

    def ref(self) -> Folder:
        """A second object on the same folder; of a borrowed one it outlives the state."""
        return Folder(self._made(lib.iostx_folder_ref))
