"""Ids: entry ids of folders and items, which are bytes, and GUIDs, which are `uuid.UUID`."""

from __future__ import annotations

from typing import Any, Union
from uuid import UUID

from ._native import ffi

FOLDER_SIZE, ITEM_SIZE = 46, 70
_NO_MESSAGE = bytes(ITEM_SIZE - FOLDER_SIZE)


class FolderId(bytes):
    """Entry id of a folder (FEID). The `bytes` of PR_ENTRYID."""

    __slots__ = ()

    def __new__(cls, raw: bytes) -> FolderId:
        if len(raw) != FOLDER_SIZE:
            raise ValueError(f"the entry id of a folder has {FOLDER_SIZE} bytes, not {len(raw)}")
        return super().__new__(cls, raw)

    @property
    def key(self) -> bytes:
        """The long-term id, 24 bytes: what the folder keeps for life."""
        return self[22:46]

    def __repr__(self) -> str:
        return f"FolderId({self[38:44].hex()})"

    __str__ = __repr__


class ItemId(bytes):
    """Entry id of an item (MEID). The `bytes` of PR_ENTRYID. One that names an outdated folder still finds the item."""

    __slots__ = ()

    def __new__(cls, raw: bytes) -> ItemId:
        if len(raw) != ITEM_SIZE:
            raise ValueError(f"the entry id of an item has {ITEM_SIZE} bytes, not {len(raw)}")
        return super().__new__(cls, raw)

    @property
    def folder(self) -> FolderId:
        """The folder that it was in when the id was made."""
        return FolderId(self[:FOLDER_SIZE])

    @property
    def key(self) -> bytes:
        """The long-term id, 24 bytes: what the item keeps for life, moves included."""
        return self[46:70]

    def __repr__(self) -> str:
        return f"ItemId({self[62:68].hex()})"

    __str__ = __repr__


Id = Union[FolderId, ItemId]


def folder_id(pointer: Any) -> FolderId:
    """Of an iostx_feid or a pointer to one."""
    return FolderId(ffi.buffer(_address(pointer), FOLDER_SIZE)[:])


def item_id(pointer: Any) -> ItemId:
    """Of an iostx_meid or a pointer to one."""
    return ItemId(ffi.buffer(_address(pointer), ITEM_SIZE)[:])


def folder_id_or_none(pointer: Any) -> FolderId | None:
    """None stands for zeros."""
    found = folder_id(pointer)
    return found if any(found) else None


def item_id_or_none(pointer: Any) -> ItemId | None:
    """None stands for a message part of zeros."""
    found = item_id(pointer)
    return found if any(found[FOLDER_SIZE:]) else None


def feid(folder: bytes | None) -> Any:
    """A folder's id as an argument; NULL for none."""
    return ffi.NULL if folder is None else ffi.from_buffer("iostx_feid *", FolderId(folder))


def meid(item: bytes) -> Any:
    """An item's id as an argument."""
    return ffi.from_buffer("iostx_meid *", ItemId(item))


def feids(folders: list[bytes]) -> Any:
    return ffi.from_buffer("iostx_feid[]", b"".join(FolderId(f) for f in folders))


def meids(items: list[bytes]) -> Any:
    """Ids as an array; that of a folder stands for the folder itself."""
    return ffi.from_buffer("iostx_meid[]", b"".join(i if len(i) == ITEM_SIZE else FolderId(i) + _NO_MESSAGE for i in items))


def guid(pointer: Any) -> UUID:
    """Of an iostx_guid or a pointer to one."""
    return UUID(bytes_le=ffi.buffer(_address(pointer), 16)[:])


def guid_or_none(pointer: Any) -> UUID | None:
    """None stands for zeros."""
    found = guid(pointer)
    return found if found.int else None


def guids(ids: list[UUID]) -> Any:
    return ffi.from_buffer("iostx_guid[]", b"".join(i.bytes_le for i in ids))


def guid_argument(value: UUID | None) -> Any:
    return ffi.NULL if value is None else ffi.from_buffer("iostx_guid *", value.bytes_le)


def _address(pointer: Any) -> Any:
    return pointer if ffi.typeof(pointer).kind == "pointer" else ffi.addressof(pointer)
