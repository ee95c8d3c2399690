"""Streams: large values in chunks, as raw files of Python."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ._native import Handle, ffi, lib
from .constants import SEEK_BEGIN, SEEK_CURRENT, SEEK_END

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Buffer, Self

_ORIGINS = {io.SEEK_SET: SEEK_BEGIN, io.SEEK_CUR: SEEK_CURRENT, io.SEEK_END: SEEK_END}


class _StreamHandle(Handle):
    __slots__ = ()
    _free = lib.iostx_stream_free
    _last_error = lib.iostx_stream_get_last_error


class Stream(io.RawIOBase):
    """A text or binary property as a raw binary file; text is UTF-8. One thread at a time.

    What is written is taken over by `commit`, or by the end of a `with` block that was left without an exception; and stored by the
    `save` of its item. Closed otherwise, it is dropped.
    """

    def __init__(self, c: Any = None, *, writing: bool = True) -> None:
        """Without arguments: a stream in memory, empty, for reading and writing."""
        super().__init__()
        self._memory = c is None
        if c is None:
            out = ffi.new("iostx_stream **")
            lib.iostx_stream_create(out)
            c = out[0]
        self._handle = _StreamHandle(c)
        self._writing = writing
        self._done = not writing or self._memory

    def readable(self) -> bool:
        return self._memory or not self._writing

    def writable(self) -> bool:
        return self._writing

    def seekable(self) -> bool:
        return self._memory or not self._writing

    def readinto(self, buffer: Buffer) -> int:
        memory, got = ffi.from_buffer("char[]", buffer, require_writable=True), ffi.new("size_t *")
        if len(memory):
            self._call(lib.iostx_stream_read, memory, len(memory), got)
        return int(got[0])

    def write(self, data: Buffer) -> int:
        """Writes all of it."""
        memory = ffi.from_buffer("char[]", data)
        self._call(lib.iostx_stream_write, memory, len(memory))
        return len(memory)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        position = ffi.new("uint64_t *")
        self._call(lib.iostx_stream_seek, offset, _ORIGINS[whence], position)
        return int(position[0])

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        self._call(lib.iostx_stream_set_size, size)
        return size

    def size(self) -> int:
        """Bytes of the value."""
        out = ffi.new("uint64_t *")
        self._call(lib.iostx_stream_get_size, out)
        return int(out[0])

    def commit(self) -> None:
        """Gives what was written to the item. The stream takes no more."""
        self._call(lib.iostx_stream_commit)
        self._done = True

    def close(self) -> None:
        if not self.closed:
            self._handle.close()
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None and not self._done and not self.closed:
                self.commit()
        finally:
            self.close()

    def _call(self, function: Any, *args: Any) -> None:
        if self.closed:
            raise ValueError("I/O operation on a closed stream")
        self._handle._check(function(self._handle._c, *args))
