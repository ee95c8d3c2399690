"""The shared library, and what all objects of it have in common: a handle, its end, its errors."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ._ffi import ffi as ffi
from .constants import Code
from .errors import ClosedError, Error, error_class

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


def _open_library() -> Any:
    """The library of the package; LIBIOSTX names another one; else that of the system."""
    name = "libiostx.dylib" if sys.platform == "darwin" else "libiostx.so"
    named, inside = os.environ.get("LIBIOSTX"), Path(__file__).with_name(name)
    system = "libiostx.0.dylib" if sys.platform == "darwin" else "libiostx.so.0"
    return ffi.dlopen(named or (str(inside) if inside.exists() else system))


lib: Any = _open_library()
NULL: Any = ffi.NULL


def version() -> str:
    """Version of the library."""
    return text_of(lib.iostx_version())


def live_objects() -> int:
    """Handles and results of the library that are alive in this process; for tests."""
    return int(lib.iostx_live_objects())


def text_of(pointer: Any) -> str:
    """A text that ends with a NUL; empty for NULL."""
    return str(ffi.string(pointer).decode()) if pointer else ""


def text_argument(text: str | None) -> Any:
    """A text as an argument, NULL for none."""
    if text is None:
        return ffi.NULL
    raw = text.encode()
    if b"\0" in raw:
        raise ValueError("a text with a NUL")
    return ffi.from_buffer("char[]", raw + b"\0")


def bytes_of(view: Any) -> bytes:
    """A copy of an iostx_bytes."""
    return bytes(ffi.buffer(view.data, view.size)) if view.size else b""


def new(kind: str) -> Any:
    """A structure that begins with struct_size, which is set; all else is zero."""
    made = ffi.new(kind + " *")
    made.struct_size = ffi.sizeof(kind)
    return made


def taken_error(code: int, details: Any) -> Error:
    """The exception for a code, with details that the library gave, which are freed; NULL: there are none."""
    if not details:
        return error_class(code)(text_of(lib.iostx_error_text(code)), code=code)
    try:
        return error_class(code)(
            text_of(details.message),
            code=code,
            system_code=details.system_code,
            component=text_of(details.component),
            context=details.context,
        )
    finally:
        lib.iostx_error_free(details)


class Handle:
    """An object of the library. It ends with its last reference, or at `close`, whichever comes first; both may happen in any
    order and on any thread. What came from it stays usable."""

    __slots__ = ("__weakref__", "_c", "_owned")

    _free: ClassVar[Any] = None
    _last_error: ClassVar[Any] = None

    def __init__(self, c: Any, owned: bool = True) -> None:
        self._c, self._owned = ffi.gc(c, self._free) if owned else c, owned

    def close(self) -> None:
        """Ends the object now. Closing twice does nothing."""
        c, self._c = self._c, ffi.NULL
        if c and self._owned:
            ffi.release(c)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return not self._c

    def _check(self, code: int) -> int:
        """Raises a failing code, gives back any other."""
        if code < 0:
            raise self._failure(code)
        return code

    def _failure(self, code: int) -> Error:
        if not self._c:
            return ClosedError(f"this {type(self).__name__} was closed", code=code)
        details = ffi.NULL
        if self._last_error is not None:
            out = ffi.new("iostx_error **")
            if self._last_error(self._c, out) >= 0:
                details = out[0]
        # On a handle that threads share another failure may have come between.
        if details and details.code != code:
            lib.iostx_error_free(details)
            details = ffi.NULL
        return taken_error(code, details)

    def _made(self, function: Any, *args: Any) -> Any:
        """The handle that a function puts into its last argument."""
        out = ffi.new(_OUT[function] if function in _OUT else _out_type(function))
        self._check(function(self._c, *args, out))
        return out[0]


_OUT: dict[Any, Any] = {}


def _out_type(function: Any) -> Any:
    return _OUT.setdefault(function, ffi.typeof(function).args[-1])


PARTIAL = int(Code.MAPI_W_PARTIAL_COMPLETION)
NOT_FOUND = int(Code.MAPI_E_NOT_FOUND)
