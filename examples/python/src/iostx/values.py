"""Values of properties, from Python to C and back.

| type | in Python |
| --- | --- |
| PT_UNICODE | `str` |
| PT_BINARY | `bytes` |
| PT_I2, PT_LONG, PT_I8, PT_CURRENCY | `int` |
| PT_R4, PT_DOUBLE, PT_APPTIME | `float` |
| PT_BOOLEAN | `bool` |
| PT_SYSTIME | `datetime` in UTC; an `int` of 100 ns since 1601 where datetime has no such time. Either is taken |
| PT_CLSID | `uuid.UUID` |
| with MV_FLAG | `list` of these |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Callable, Union
from uuid import UUID

from . import ids
from ._native import ffi, text_argument
from .constants import PropertyType as PT
from .constants import Tag

Scalar = Union[str, bytes, int, float, bool, datetime, UUID]
Value = Union[Scalar, Sequence[Scalar]]
"""What a property holds."""

Properties = Mapping[int, Any]
"""Tags with values."""

_EPOCH = datetime(1601, 1, 1, tzinfo=timezone.utc)
_MAX_TICKS = (datetime.max.replace(tzinfo=timezone.utc) - _EPOCH) // timedelta(microseconds=1) * 10


def to_datetime(ticks: int) -> datetime | int:
    """A time of the library: units of 100 ns since 1601."""
    return _EPOCH + timedelta(microseconds=ticks // 10) if 0 <= ticks <= _MAX_TICKS else ticks


def to_ticks(when: datetime | int | None) -> int:
    """A time as the library has it; a datetime without a zone is local time, as everywhere in Python."""
    if when is None:
        return 0
    if isinstance(when, datetime):
        return (when.astimezone(timezone.utc) - _EPOCH) // timedelta(microseconds=1) * 10
    return when


# --- From C ------------------------------------------------------------------------------------------------------------------


def _text(view: Any) -> str:
    return str(ffi.buffer(view.data, view.size)[:].decode()) if view.size else ""


def _binary(view: Any) -> bytes:
    return bytes(ffi.buffer(view.data, view.size)[:]) if view.size else b""


_READ: dict[int, Callable[[Any], Any]] = {
    PT.I2: lambda v: v.i2,
    PT.LONG: lambda v: v.i4,
    PT.R4: lambda v: v.r4,
    PT.DOUBLE: lambda v: v.r8,
    PT.CURRENCY: lambda v: v.i8,
    PT.APPTIME: lambda v: v.r8,
    PT.BOOLEAN: lambda v: v.i2 != 0,
    PT.I8: lambda v: v.i8,
    PT.STRING8: lambda v: _text(v.bytes),
    PT.UNICODE: lambda v: _text(v.bytes),
    PT.SYSTIME: lambda v: to_datetime(v.time),
    PT.CLSID: lambda v: ids.guid(v.guid),
    PT.BINARY: lambda v: _binary(v.bytes),
}
_LISTED: dict[int, tuple[str, Callable[[Any], Any]]] = {
    PT.I2: ("int16_t", int),
    PT.LONG: ("int32_t", int),
    PT.R4: ("float", float),
    PT.DOUBLE: ("double", float),
    PT.CURRENCY: ("int64_t", int),
    PT.APPTIME: ("double", float),
    PT.I8: ("int64_t", int),
    PT.STRING8: ("iostx_bytes", _text),
    PT.UNICODE: ("iostx_bytes", _text),
    PT.SYSTIME: ("uint64_t", to_datetime),
    PT.CLSID: ("iostx_guid", ids.guid),
    PT.BINARY: ("iostx_bytes", _binary),
}


def read_value(value: Any) -> Any:
    """Of an iostx_value; None for one that is missing or too large to be handed out."""
    kind = value.tag & 0xFFFF
    if kind & PT.MV_FLAG:
        element, convert = _LISTED[kind & ~PT.MV_FLAG]
        items = value.value.list
        array = ffi.cast(element + " *", items.items)
        return [convert(array[i]) for i in range(items.count)]
    read = _READ.get(kind)
    if read is None:
        return None
    out = read(value.value)
    return as_id(value.tag, out) if kind == PT.BINARY else out


_ENTRY_IDS = {Tag.ENTRYID, Tag.PARENT_ENTRYID, Tag.SOURCE_FOLDER_ENTRYID, Tag.CONFLICT_ENTRYID}


def as_id(tag: int, raw: bytes) -> bytes:
    """Entry ids come as such."""
    if tag in _ENTRY_IDS:
        if len(raw) == ids.ITEM_SIZE:
            return ids.ItemId(raw)
        if len(raw) == ids.FOLDER_SIZE:
            return ids.FolderId(raw)
    return raw


def read_values(array: Any, count: int) -> dict[int, Any]:
    """Of an array of iostx_value, by tag; what is missing is left out."""
    out = {}
    for i in range(count):
        value = array[i]
        if value.tag & 0xFFFF != PT.ERROR:
            out[int(value.tag)] = read_value(value)
    return out


# --- To C --------------------------------------------------------------------------------------------------------------------


def to_bytes(text: str | bytes | bytearray | memoryview | None) -> bytes:
    """Text becomes UTF-8, None nothing."""
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        return text.encode()
    if text is None:
        return b""
    if not isinstance(text, (bytearray, memoryview)):
        raise TypeError(f"text or bytes are wanted, not {type(text).__name__}")
    return bytes(text)


_MEMORY = ffi.typeof("uint8_t[]")
_VALUES = ffi.typeof("iostx_value[]")


def fill_bytes(view: Any, raw: bytes, keep: list[Any]) -> None:
    """Sets an iostx_bytes; `keep` holds what it points to."""
    if raw:
        memory = ffi.from_buffer(_MEMORY, raw)
        keep.append(memory)
        view.data, view.size = memory, len(raw)


_WRITTEN: dict[int, tuple[str, Callable[[Any], Any]]] = {
    PT.I2: ("i2", int),
    PT.LONG: ("i4", lambda n: n - (1 << 32) if n > 0x7FFFFFFF else int(n)),
    PT.R4: ("r4", float),
    PT.DOUBLE: ("r8", float),
    PT.CURRENCY: ("i8", int),
    PT.APPTIME: ("r8", float),
    PT.ERROR: ("error", int),
    PT.BOOLEAN: ("i2", bool),
    PT.I8: ("i8", int),
    PT.SYSTIME: ("time", to_ticks),
}
_TEXTS = (PT.UNICODE, PT.STRING8, PT.BINARY)
_BINARY = PT.BINARY


def fill_value(out: Any, tag: int, value: Any, keep: list[Any]) -> None:
    """Sets an iostx_value; `keep` holds what it points to. None: there is no such property."""
    if value is None:
        tag = tag & ~0xFFFF | PT.ERROR
        value = 0
    out.tag, kind = tag, tag & 0xFFFF
    if kind in _TEXTS:
        if isinstance(value, str) == (kind == _BINARY):
            raise TypeError(f"property 0x{tag:08X} is {'bytes' if kind == _BINARY else 'a text'}, not {type(value).__name__}")
        fill_bytes(out.value.bytes, to_bytes(value), keep)
    elif kind in _WRITTEN:
        member, convert = _WRITTEN[kind]
        setattr(out.value, member, convert(value))
    elif kind == PT.CLSID:
        ffi.buffer(ffi.addressof(out.value, "guid"))[:] = value.bytes_le
    elif kind & PT.MV_FLAG and kind & ~PT.MV_FLAG in _LISTED:
        _fill_list(out.value.list, kind & ~PT.MV_FLAG, list(value), keep)
    elif kind != PT.NULL:
        raise TypeError(f"property 0x{tag:08X} has a type that holds no value")


def _fill_list(out: Any, kind: int, items: list[Any], keep: list[Any]) -> None:
    array = ffi.new(_LISTED[kind][0] + "[]", len(items))
    keep.append(array)
    for i, item in enumerate(items):
        if kind in _TEXTS:
            fill_bytes(array[i], to_bytes(item), keep)
        elif kind == PT.CLSID:
            ffi.buffer(ffi.addressof(array, i))[:] = item.bytes_le
        else:
            array[i] = _WRITTEN[kind][1](item)
    out.items, out.count = array, len(items)


def values_argument(properties: Properties | None, keep: list[Any]) -> tuple[Any, int]:
    """Properties as an array and its count."""
    if not properties:
        return ffi.NULL, 0
    array = ffi.new(_VALUES, len(properties))
    keep.append(array)
    for c, (tag, value) in zip(array, properties.items()):
        fill_value(c, tag, value, keep)
    return array, len(properties)


def tags_argument(tags: Iterable[int]) -> tuple[Any, int]:
    """Tags as an array and its count."""
    found = list(tags)
    return (ffi.new("uint32_t[]", found), len(found)) if found else (ffi.NULL, 0)


def keep_text(text: str, keep: list[Any]) -> Any:
    """A text as an argument; `keep` holds it."""
    made = text_argument(text)
    keep.append(made)
    return made


def texts_argument(texts: Iterable[str], keep: list[Any]) -> tuple[Any, int]:
    """Texts as an array of pointers and its count."""
    made = [ffi.cast("char *", keep_text(text, keep)) for text in texts]
    return (ffi.new("char *[]", made), len(made)) if made else (ffi.NULL, 0)


def bytes_argument(items: Iterable[str | bytes], keep: list[Any]) -> tuple[Any, int]:
    """Byte strings as an array of iostx_bytes and its count."""
    raw = [to_bytes(item) for item in items]
    array = ffi.new("iostx_bytes[]", len(raw))
    for i, item in enumerate(raw):
        fill_bytes(array[i], item, keep)
    return array, len(raw)


def bytes_of_array(array: Any, count: int) -> list[bytes]:
    """Of an array of iostx_bytes."""
    return [_binary(array[i]) for i in range(count)]
