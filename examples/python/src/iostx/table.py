"""Tables: listings that are read row by row, or in pages of columns."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, Callable
from uuid import UUID

from ._native import Handle, ffi, lib
from .constants import COLUMN_TEXT, SEEK_BEGIN, SEEK_CURRENT
from .constants import PropertyType as PT
from .ids import meid
from .values import as_id, to_datetime

PAGE = 256


class Row(Sequence[Any]):
    """One row: values by place, or by tag. A missing value is None."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: dict[int, int], values: tuple[Any, ...]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, key: Any) -> Any:
        """The value at a place; above 0xFFFF it is a tag."""
        if isinstance(key, int) and key > 0xFFFF:
            return self._values[self._places[key]]
        return self._values[key]

    def get(self, tag: int, default: Any = None) -> Any:
        """The value of a tag, or the default where it is missing or no column."""
        place = self._places.get(tag)
        value = None if place is None else self._values[place]
        return default if value is None else value

    def as_dict(self) -> dict[int, Any]:
        """The values that are there, by tag."""
        return {tag: self._values[i] for tag, i in self._places.items() if self._values[i] is not None}

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return self._values == (other._values if isinstance(other, Row) else other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return "Row(" + ", ".join(f"0x{tag:08X}: {self._values[i]!r}" for tag, i in self._places.items()) + ")"


class Page:
    """Rows in columns, the fastest way to read: `page[tag]` is a list with one value per row, None where it is missing. Times are
    ints of 100 ns since 1601, as the library has them."""

    __slots__ = ("_size", "columns", "tags")

    def __init__(self, size: int, tags: list[int], columns: list[list[Any]]) -> None:
        self._size = size
        self.tags = tags
        """The tags of the columns."""
        self.columns = columns
        """The columns, in their order."""

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, tag: int) -> list[Any]:
        return self.columns[self.tags.index(tag)]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows as tuples."""
        return zip(*self.columns)


class Table(Handle):
    """A listing. Iterating gives its rows from the position on; `pages` gives columns. One thread at a time."""

    __slots__ = ("_ahead", "_places")
    _free = lib.iostx_cursor_free
    _last_error = lib.iostx_cursor_get_last_error

    def __init__(self, c: Any) -> None:
        super().__init__(c)
        self._ahead: list[tuple[Any, ...]] = []
        self._places: dict[int, int] = {}

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        if not self._ahead:
            page = self._page(PAGE, _convert)
            if page is None:
                raise StopIteration
            self._ahead = list(page.rows())[::-1]
            self._places = {tag: i for i, tag in reversed(list(enumerate(page.tags)))}
        return Row(self._places, self._ahead.pop())

    def pages(self, rows: int = 1000) -> Iterator[Page]:
        """Pages of at most so many rows, to the end."""
        self._forget_ahead()
        while (page := self._page(rows, None)) is not None:
            yield page

    def columns(self, rows: int = 1000) -> list[list[Any]]:
        """All that is left, as one list per column."""
        out: list[list[Any]] = []
        for page in self.pages(rows):
            if not out:
                out = page.columns
                continue
            for whole, part in zip(out, page.columns):
                whole.extend(part)
        return out

    def seek(self, rows: int, origin: int = SEEK_BEGIN) -> None:
        """Moves the position by rows from an origin: SEEK_BEGIN, SEEK_CURRENT or SEEK_END. It stops at the ends."""
        self._forget_ahead()
        self._check(lib.iostx_cursor_seek(self._c, origin, rows))

    def find(self, item: bytes) -> None:
        """Moves the position before the row of an item. NotFoundError: there is no such row."""
        self._check(lib.iostx_cursor_find(self._c, meid(item)))
        self._ahead.clear()

    def position(self) -> tuple[int, int]:
        """Rows before the position, and rows in all."""
        row, total = ffi.new("uint64_t *"), ffi.new("uint64_t *")
        self._check(lib.iostx_cursor_get_position(self._c, row, total))
        return row[0] - len(self._ahead), total[0]

    def _forget_ahead(self) -> None:
        if self._ahead:
            self._check(lib.iostx_cursor_seek(self._c, SEEK_CURRENT, -len(self._ahead)))
            self._ahead.clear()

    def _page(self, rows: int, convert: Callable[[int, list[Any]], list[Any]] | None) -> Page | None:
        out = ffi.new("iostx_page **")
        self._check(lib.iostx_cursor_next_page(self._c, rows, out))
        page = out[0]
        count = page.row_count
        if count == 0:
            return None
        tags, columns = [], []
        for i in range(page.column_count):
            column = page.columns[i]
            tag = int(column.tag)
            values = _column(column, count, tag & 0xFFFF)
            tags.append(tag)
            columns.append(convert(tag, values) if convert else values)
        return Page(count, tags, columns)


def _column(column: Any, count: int, kind: int) -> list[Any]:
    values: list[Any]
    if column.kind == COLUMN_TEXT:
        values = _texts(column, count, kind)
    else:
        values = ffi.unpack(column.numbers, count)
        if kind == PT.BOOLEAN:
            values = list(map(bool, values))
        elif kind in (PT.R4, PT.DOUBLE, PT.APPTIME):
            values = list(struct.unpack(f"={count}d", ffi.buffer(column.numbers, 8 * count)))
    present = ffi.buffer(column.present, count)[:]
    if present.count(1) != count:
        values = [value if there else None for value, there in zip(values, present)]
    return values


def _texts(column: Any, count: int, kind: int) -> list[Any]:
    whole = ffi.buffer(column.text, column.offsets[count])
    if kind == PT.UNICODE:
        # One cut for all, unless a text has a NUL in it.
        texts: list[str] = str(whole, "utf-8").split("\0")
        if len(texts) == count + 1:
            del texts[-1]
            return texts
    offsets, whole = ffi.unpack(column.offsets, count + 1), whole[:]
    values = [whole[start : end - 1] for start, end in zip(offsets, offsets[1:])]
    if kind == PT.UNICODE:
        return [value.decode() for value in values]
    if kind == PT.CLSID:
        return [UUID(bytes_le=value) if value else None for value in values]
    if kind & PT.MV_FLAG:
        return [_list(value, kind & ~PT.MV_FLAG) for value in values]
    return values


def _list(raw: bytes, kind: int) -> list[Any]:
    """A list within a column."""
    if kind == PT.UNICODE:
        return raw.decode().split("\0") if raw else []
    if kind == PT.BINARY:
        out, at = [], 0
        while at < len(raw):
            (size,) = struct.unpack_from("<I", raw, at)
            out.append(raw[at + 4 : at + 4 + size])
            at += 4 + size
        return out
    if kind == PT.CLSID:
        return [UUID(bytes_le=raw[i : i + 16]) for i in range(0, len(raw), 16)]
    form = "d" if kind in (PT.R4, PT.DOUBLE, PT.APPTIME) else "q"
    return list(struct.unpack(f"<{len(raw) // 8}{form}", raw))


def _convert(tag: int, values: list[Any]) -> list[Any]:
    """What rows have and columns do not: times and ids as such."""
    kind = tag & 0xFFFF
    if kind == PT.SYSTIME:
        return [None if value is None else to_datetime(value) for value in values]
    if kind == PT.BINARY:
        return [None if value is None else as_id(tag, value) for value in values]
    if kind == PT.SYSTIME | PT.MV_FLAG:
        return [None if value is None else [to_datetime(when) for when in value] for value in values]
    return values
