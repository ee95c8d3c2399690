"""First pulls: everything of a collection with one request. While it is imported, the next collection is read already."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import content
from .dav import objects
from .dav.collections import Collection
from .dav.errors import DavError
from .dav.http import Client
from .dav.objects import Changes, Object

_PIECE = 50
_PIECE_BYTES = 256 * 1024
_PIECES = 8
"""That wait to be imported, of each collection."""


@dataclass(frozen=True)
class Loaded:
    """An object with its fields."""

    found: Object
    fields: content.Fields


def loaded(found: Object) -> Loaded:
    return Loaded(found, content.read(found.data))


class _Abandoned(Exception):
    """Nobody wants the rest."""


class _Reading:
    """Reads a collection in a thread of its own."""

    def __init__(self, client: Client, collection: Collection) -> None:
        self._client, self._collection = client, collection
        self._pieces: queue.Queue[list[Loaded] | Changes | Exception] = queue.Queue(_PIECES)
        self._piece: list[Loaded] = []
        self._size = 0
        self._abandoned = threading.Event()
        self._thread = threading.Thread(target=self._read, name="dav-ahead")
        self._thread.start()

    def __iter__(self) -> Iterator[list[Loaded] | Changes]:
        """Pieces, and last what the server said besides. Raises what went wrong."""
        while True:
            piece = self._pieces.get()
            if isinstance(piece, Exception):
                raise piece
            yield piece
            if isinstance(piece, Changes):
                return

    def abandon(self) -> None:
        self._abandoned.set()
        self._thread.join()

    def _read(self) -> None:
        try:
            changes = objects.changes_since(self._client, self._collection, "", self._found)
            self._put(self._piece)
            self._put(changes)
        except _Abandoned:
            pass
        except Exception as error:
            with contextlib.suppress(_Abandoned):
                self._put(error)

    def _found(self, found: Object) -> None:
        self._piece.append(loaded(found))
        self._size += len(found.data)
        if len(self._piece) >= _PIECE or self._size >= _PIECE_BYTES:
            self._put(self._piece)
            self._piece, self._size = [], 0

    def _put(self, piece: list[Loaded] | Changes | Exception) -> None:
        while not self._abandoned.is_set():
            try:
                self._pieces.put(piece, timeout=0.2)
                return
            except queue.Full:
                continue
        raise _Abandoned


class Ahead:
    """The collections of which nothing is here yet, in the order in which they are asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._planned: list[Collection] = []
        self._tried: set[str] = set()
        self._reading: dict[str, _Reading] = {}

    def plan(self, collections: Sequence[Collection]) -> None:
        self._planned = [one for one in collections if one.token and one.url not in self._tried]

    def read(self, collection: Collection) -> Iterator[list[Loaded] | Changes]:
        """All of a collection; nothing if it is not planned. Ends without Changes where the server, or the line, did not go along:
        what is missing then is found in the usual way."""
        if collection not in self._planned:
            return
        place = self._planned.index(collection)
        for one in self._planned[place : place + 2]:
            if one.url not in self._tried:
                self._tried.add(one.url)
                self._reading[one.url] = _Reading(self._client, one)
        reading = self._reading.pop(collection.url, None)
        if reading is None:
            return
        try:
            yield from reading
        except DavError:
            return
        finally:
            reading.abandon()

    def close(self) -> None:
        for reading in self._reading.values():
            reading.abandon()
        self._reading.clear()
