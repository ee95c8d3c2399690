"""What a synchronization would bring, found without changing anything."""

from __future__ import annotations

from collections.abc import Iterator

from iostx import Store, Tag

from .account import Account, known_etag
from .dav import objects
from .dav.collections import Collection
from .dav.http import Client


def list_news(store: Store, client: Client, without: set[str]) -> Iterator[tuple[str, str, str]]:
    """Folder, what happened (new, changed, deleted), and what: a collection or the name of an object."""
    account = Account(client, without)
    account.refresh()
    columns = (Tag.ENTRYID, Tag.DISPLAY_NAME, Tag.REMOTE_ID)
    local = {
        remote_id.decode(): (entry, name)
        for entry, name, remote_id in store.list_folders(columns, store.root.id, deep=True)
        if remote_id
    }
    for remote_id, (_, name) in local.items():
        if remote_id not in account.listed:
            yield name, "deleted", remote_id
    for remote_id, collection in account.listed.items():
        if remote_id not in local:
            yield collection.name, "new", remote_id
            continue
        entry, name = local[remote_id]
        known = {
            row[Tag.REMOTE_ID].decode(): known_etag(row[Tag.REMOTE_VERSION] or b"")
            for row in store.open_folder(entry).walk_remote()
        }
        for there, etag in _list(client, collection):
            was = known.pop(there, None)
            if was != etag:
                yield name, "new" if was is None else "changed", there
        for gone in known:
            yield name, "deleted", gone


def _list(client: Client, collection: Collection) -> Iterator[tuple[str, str]]:
    token, more = "", bool(collection.token)
    if not more:
        yield from objects.list_all(client, collection)
    while more:
        changes = objects.changes_since(client, collection, token)
        yield from changes.changed
        token, more = changes.token, changes.more
