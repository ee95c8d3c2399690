"""Change events, as iterators: `for event in store.events()`, or `async for`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ._native import Handle, ffi, lib, new
from .constants import Changed, Code, EventKind, EventMask, Origin
from .errors import Error
from .ids import FolderId, ItemId, feid, folder_id_or_none, item_id_or_none

if TYPE_CHECKING:
    from .store import Store

_FALSE = int(Code.S_FALSE)
# It was stopped, or what it watches was closed.
_ENDED = (Code.MAPI_E_USER_CANCEL, Code.E_CLOSED)
# A wait in C does not see signals: it is cut into pieces, between which Python does.
_SLICE_MS = 250


@dataclass(frozen=True)
class Event:
    """A change in a store."""

    kind: EventKind
    """After EventKind.OVERFLOW events were lost: list again."""
    changed: Changed
    origin: Origin
    folder: FolderId | None
    item: ItemId | None
    """None in events of folders."""
    old_folder: FolderId | None
    """Where it was, in events of moves."""


E = TypeVar("E")


class Subscription(Handle, Generic[E]):
    """What events of a store and of a manager have in common. One thread waits, any thread stops."""

    __slots__ = ()
    _next: Any = None
    _stop: Any = None
    _struct = ""

    def _event_of(self, c: Any) -> E:
        raise NotImplementedError

    def next(self, timeout: float | None = None) -> E | None:
        """The next event; waits so many seconds for one, without limit for None. None: the time is over. CancelledError:
        stopped."""
        out, left = new(self._struct), None if timeout is None else int(timeout * 1000)
        while True:
            wait = _SLICE_MS if left is None else min(left, _SLICE_MS)
            if self._check(self._next(self._c, wait, out)) != _FALSE:
                return self._event_of(out)
            if left is not None:
                left -= wait
                if left <= 0:
                    return None

    def stop(self) -> None:
        """Ends the subscription: whoever waits is woken. Any thread."""
        self._check(self._stop(self._c))

    def __iter__(self) -> Iterator[E]:
        return self

    def __next__(self) -> E:
        """The next event; the iteration ends when the subscription is stopped, or what it watches is closed."""
        while True:
            try:
                event = self.next()
            except Error as error:
                if error.code in _ENDED:
                    raise StopIteration from None
                raise
            if event is not None:
                return event

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        """As `next`, in the loop's executor."""
        # It takes as long to load as everything else, and few programs wait this way.
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            try:
                event = await loop.run_in_executor(None, self.next, _SLICE_MS / 1000)
            except Error as error:
                if error.code in _ENDED:
                    raise StopAsyncIteration from None
                raise
            if event is not None:
                return event


class Events(Subscription[Event]):
    """A subscription to the changes of a store."""

    __slots__ = ()
    _free = lib.iostx_events_free
    _last_error = lib.iostx_events_get_last_error
    _next = lib.iostx_events_next
    _stop = lib.iostx_events_stop
    _struct = "iostx_event"

    @classmethod
    def of_store(cls, store: Store, mask: EventMask, folder: bytes | None, queue_limit: int) -> Events:
        """As `Store.events`."""
        options = new("iostx_events_options")
        options.mask, options.queue_limit = mask, queue_limit
        options.folder = kept = feid(folder)
        out = ffi.new("iostx_events **")
        store._check(lib.iostx_events_open(store._c, options, out))
        del kept
        return cls(out[0])

    def _event_of(self, c: Any) -> Event:
        ids = folder_id_or_none(c.feid), item_id_or_none(c.meid), folder_id_or_none(c.old_feid)
        return Event(EventKind(c.kind), Changed(c.changed), Origin(c.origin), *ids)
