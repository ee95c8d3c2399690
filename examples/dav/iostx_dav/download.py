"""Items down: what changed in a collection, fetched in batches while the last one is imported."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from iostx import (
    ArgumentError,
    CollisionError,
    ContentsSink,
    DeletedError,
    DownloadTable,
    IgnoredError,
    ImportItem,
    Probe,
    Tag,
)

from .account import Account, FolderBlob
from .ahead import Ahead, Loaded, loaded
from .dav import objects
from .dav.collections import Collection
from .dav.errors import BadAnswer, Refused
from .dav.http import Client
from .dav.objects import MAX_NAME, Changes, TokenExpired
from .values import Tags, properties

_T = TypeVar("_T")

_PROBED = 500
_BATCH = 100
_LARGEST_BATCH = 400
_BATCH_BYTES = 1024 * 1024
_AHEAD = 2
"""Batches that are on their way while one is imported."""


class Target(NamedTuple):
    """The folder that a collection comes into."""

    container_class: str
    empty: bool
    """Nothing was in it when the download began."""


@dataclass
class Downloader:
    account: Account
    executor: Executor
    tags: Callable[[], Tags]
    """Asked for when something comes in: most runs bring nothing."""

    @cached_property
    def ahead(self) -> Ahead:
        return Ahead(self.account.client)

    # --- Operations ----------------------------------------------------------------------------------------------------------

    def list_changes(self, table: DownloadTable, target: Target) -> None:
        collection = self._collection(table)
        known = FolderBlob.read(table.state_blob)
        if known.token and collection.token:
            try:
                self._bring_changes(table, collection, known.token, target)
                return
            except TokenExpired:
                # Bindings stay: a full listing finds what is new.
                pass
        self._bring_all(table, collection, target)

    def fetch_full(self, table: DownloadTable, names: Sequence[bytes], target: Target) -> None:
        self._fetch(table, self._collection(table), [name.decode() for name in names], target)

    def _collection(self, table: DownloadTable) -> Collection:
        collection = self.account.listed.get(table.remote_id.decode())
        if collection is None:
            raise Refused(404, f"{table.name}: the collection is gone")
        return collection

    # --- What is new ---------------------------------------------------------------------------------------------------------

    def _bring_changes(self, table: DownloadTable, collection: Collection, token: str, target: Target) -> None:
        more = True
        while more:
            changes = self._changes(table, collection, token, target)
            self._bring(table, collection, changes.changed, target)
            if changes.gone:
                table.contents.delete(changes.gone)
            token, more = changes.token, changes.more
            table.contents.set_state_blob(FolderBlob(token, collection.ctag).write())

    def _changes(self, table: DownloadTable, collection: Collection, token: str, target: Target) -> Changes:
        """What changed; the texts that come along are imported at once."""

        def take(found: objects.Object) -> None:
            self._import(table.contents, loaded(found), target)

        try:
            return objects.changes_since(self.account.client, collection, token, take)
        except (BadAnswer, TokenExpired):
            # One text that cannot be put into XML spoils the whole answer; and some servers refuse to give texts here.
            return objects.changes_since(self.account.client, collection, token)

    def _bring_all(self, table: DownloadTable, collection: Collection, target: Target) -> None:
        token = ""
        with table.contents.listing():
            if collection.token:
                token = self._list_by_token(table, collection, target)
            else:
                self._bring(table, collection, objects.list_all(self.account.client, collection), target)
        table.contents.set_state_blob(FolderBlob(token, collection.ctag).write())

    def _list_by_token(self, table: DownloadTable, collection: Collection, target: Target) -> str:
        """Everything in parts; an empty token stands for the beginning. Gives the last token."""
        token, more = "", True
        for piece in self.ahead.read(collection):
            if isinstance(piece, Changes):
                self._bring(table, collection, piece.changed, target)
                token, more = piece.token, piece.more
            else:
                for item in piece:
                    self._import(table.contents, item, target)
        while more:
            changes = objects.changes_since(self.account.client, collection, token)
            self._bring(table, collection, changes.changed, target)
            token, more = changes.token, changes.more
        return token

    def _bring(self, table: DownloadTable, collection: Collection, found: Iterable[tuple[str, str]], target: Target) -> None:
        """Brings those of which the store does not have this version."""

        # Told what it is: the text of a mail, unlike that of others, never changes.
        usual = {Tag.MESSAGE_CLASS: "IPM.Contact" if collection.kind == "addressbook" else "IPM.Appointment"}

        def wanted() -> Iterator[str]:
            for part in parts(found, _PROBED):
                listed = [(name, etag) for name, etag in part if len(name) <= MAX_NAME]
                answers = table.contents.probe([ImportItem(name, etag, properties=usual) for name, etag in listed])
                yield from (name for (name, _), answer in zip(listed, answers, strict=True) if answer == Probe.WANT_ALL)

        self._fetch(table, collection, wanted(), target)

    # --- Their texts ---------------------------------------------------------------------------------------------------------

    def _fetch(self, table: DownloadTable, collection: Collection, names: Iterable[str], target: Target) -> None:
        """Imports in the order of the batches; a batch is read and looked through while the one before it is imported."""
        under_way: deque[Future[list[Loaded]]] = deque()
        size = _BATCH
        left = iter(names)
        try:
            while True:
                while len(under_way) <= _AHEAD and (batch := next(parts(left, size), None)):
                    under_way.append(self.executor.submit(_load, self.account.client, collection, batch))
                if not under_way:
                    return
                arrived = under_way.popleft().result()
                for item in arrived:
                    self._import(table.contents, item, target)
                size = _next_size(arrived)
        finally:
            for future in under_way:
                future.cancel()

    def _import(self, sink: ContentsSink, arrived: Loaded, target: Target) -> None:
        found, fields = arrived.found, arrived.fields
        if found.status in (404, 410):
            sink.delete([found.name])
            return
        item = ImportItem(found.name, found.etag)
        if not found.found:
            sink.import_failed(item, f"the server answers {found.status}")
            return
        item.match_key, item.strong, item.content = fields.uid[:MAX_NAME], bool(fields.uid), found.data
        item.properties = properties(fields, self.tags(), target.container_class, target.empty)
        try:
            sink.import_item(item)
        except (IgnoredError, DeletedError):
            pass
        except (ArgumentError, CollisionError) as error:
            sink.import_failed(ImportItem(found.name, found.etag), error)


def _load(client: Client, collection: Collection, names: list[str]) -> list[Loaded]:
    """Objects with their fields; those that the server cannot give together are asked for one by one."""
    missing = dict.fromkeys(names)
    out = []
    try:
        for found in objects.multiget(client, collection, names):
            if found.name in missing:
                del missing[found.name]
                out.append(loaded(found))
    except (BadAnswer, Refused) as error:
        if isinstance(error, Refused) and error.status in (429, 503):
            raise
        return out + [loaded(objects.get(client, collection, name)) for name in missing]
    # What is not mentioned is not there any more: the next listing tells.
    return out


def _next_size(arrived: list[Loaded]) -> int:
    """How many go into a batch, so that one of large objects fits into memory too."""
    total = sum(len(item.found.data) for item in arrived)
    return max(1, min(_LARGEST_BATCH, _BATCH_BYTES * len(arrived) // total)) if total else _BATCH


def parts(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    left = iter(items)
    while part := list(itertools.islice(left, size)):
        yield part
