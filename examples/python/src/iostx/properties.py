"""What folders and items have in common: properties, by tag."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Optional

from ._native import Handle, ffi, lib
from .constants import PropertyType as PT
from .errors import error_class
from .values import Properties, read_value, read_values, tags_argument, values_argument


class PropertyObject(Handle):
    """An object with properties: `object[tag]` reads, `object[tag] = value` sets, `del object[tag]` deletes, `tag in object`
    asks."""

    __slots__ = ()
    _get_values: ClassVar[Any] = None
    _set_values: ClassVar[Any] = None
    _delete_values: ClassVar[Any] = None

    def get_values(self, tags: Iterable[int] = ()) -> dict[int, Any]:
        """Properties by tag, in one call; without tags all that it has. What is missing is left out, and what is too large to be
        handed out is None: open a stream."""
        array, count = tags_argument(tags)
        values = self._made(self._get_values, array, count, 0)
        return _taken(values)

    def get(self, tag: int, default: Any = None) -> Any:
        """A property, or the default where it is missing."""
        return self.get_values((tag,)).get(tag, default)

    def update(self, properties: Properties) -> None:
        """Sets properties, all or nothing; None deletes one."""
        keep: list[Any] = []
        array, count = values_argument({tag: value for tag, value in properties.items() if value is not None}, keep)
        if count:
            self._check(self._set_values(self._c, array, count))
        self.delete_values(tag for tag, value in properties.items() if value is None)

    def delete_values(self, tags: Iterable[int]) -> None:
        """Deletes properties. Those that are not there are passed over."""
        array, count = tags_argument(tags)
        if count:
            self._check(self._delete_values(self._c, array, count))

    def __getitem__(self, tag: int) -> Any:
        values = self._made(self._get_values, ffi.new("uint32_t[]", [tag]), 1, 0)
        try:
            value = _all(values)[0][0]
            if value.tag & 0xFFFF == PT.ERROR:
                raise error_class(value.value.error)(f"property 0x{tag:08X}", code=value.value.error)
            return read_value(value)
        finally:
            lib.iostx_values_free(values)

    def __setitem__(self, tag: int, value: Any) -> None:
        self.update({tag: value})

    def __delitem__(self, tag: int) -> None:
        self.delete_values((tag,))

    def __contains__(self, tag: int) -> bool:
        return tag in self.get_values((tag,))


def _all(values: Any) -> tuple[Any, int]:
    array, count = ffi.new("iostx_value **"), ffi.new("size_t *")
    lib.iostx_values_get(values, array, count)
    return array[0], count[0]


def _taken(values: Any) -> dict[int, Any]:
    """What an iostx_values holds, which is freed."""
    try:
        array, count = _all(values)
        return read_values(array, count)
    finally:
        lib.iostx_values_free(values)


taken_values = _taken
__all__ = ["Optional", "PropertyObject", "taken_values"]
