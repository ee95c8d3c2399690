"""A server in memory with versions, deletions and refusals, and the agent for it."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import iostx
from iostx import Probe, Tag


def event(uid: str, summary: str = "Lunch", more: str = "") -> bytes:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
        f"DTSTAMP:20261005T080000Z\r\nDTSTART:20261006T110000Z\r\nSUMMARY:{summary}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def uid_of(text: bytes) -> str:
    return text.split(b"\r\nUID:")[1].split(b"\r\n")[0].decode()


def summary_of(text: bytes) -> str:
    return text.split(b"\r\nSUMMARY:")[1].split(b"\r\n")[0].decode()


@dataclass
class Entry:
    text: bytes
    version: int
    read: bool = False


@dataclass
class Collection:
    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    # Number of the change, and what it touched: what a sync token stands for.
    log: list[str] = field(default_factory=list)


class Server:
    """Collections of texts. `before` is called with the name of each request, and may raise."""

    def __init__(self) -> None:
        self.collections: dict[str, Collection] = {}
        self.numbers = itertools.count(1)
        self.requests: list[str] = []
        self.lock = threading.RLock()

    def before(self, request: str) -> None:
        pass

    def _request(self, name: str) -> None:
        self.requests.append(name)
        self.before(name)

    def create(self, name: str) -> str:
        self._request("create")
        key = f"/{next(self.numbers)}/"
        self.collections[key] = Collection(name)
        return key

    def put(self, collection: str, key: str | None, text: bytes, if_version: int | None = None) -> tuple[str, int]:
        self._request("put")
        with self.lock:
            there = self.collections[collection]
            key = key or f"{next(self.numbers)}.ics"
            if if_version is not None and (key not in there.entries or there.entries[key].version != if_version):
                raise iostx.ConflictError("412 Precondition Failed")
            there.entries[key] = Entry(text, next(self.numbers))
            there.log.append(key)
            return key, there.entries[key].version

    def delete(self, collection: str, key: str) -> None:
        self._request("delete")
        with self.lock:
            self.collections[collection].entries.pop(key, None)
            self.collections[collection].log.append(key)

    def changes(self, collection: str, token: int) -> tuple[dict[str, int | None], int]:
        """The entries that changed since a token with their versions, None for those that are gone."""
        self._request("changes")
        there = self.collections[collection]
        keys = set(there.log[token:]) if token >= 0 else set(there.entries)
        return {key: there.entries[key].version if key in there.entries else None for key in sorted(keys)}, len(there.log)

    def get(self, collection: str, keys: Sequence[str]) -> dict[str, Entry]:
        self._request("get")
        return {key: self.collections[collection].entries[key] for key in keys}

    def texts(self, name: str) -> dict[str, str]:
        """UID to summary of the collection of a name; a UID that is there twice is an error."""
        out: dict[str, str] = {}
        (found,) = (c for c in self.collections.values() if c.name == name)
        for entry in found.entries.values():
            uid = uid_of(entry.text)
            assert uid not in out, f"{uid} is there twice"
            out[uid] = summary_of(entry.text)
        return out


class Agent(iostx.Remote):
    """Synchronizes with a `Server`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.told: list[iostx.Failure] = []
        self.seen: list[Any] = []

    def list_folders(self, hierarchy: iostx.DownloadHierarchy) -> None:
        self.server._request("list")
        with hierarchy.sink.listing():
            for key, collection in self.server.collections.items():
                hierarchy.sink.import_folder(key, collection.name, container_class="IPF.Appointment")

    def upload_folder(self, folder: iostx.UploadFolder) -> None:
        key = folder.remote_id.decode()
        if folder.is_deleted:
            self.server.collections.pop(key, None)
            folder.done()
            return
        if not key and folder.is_retry:
            key = next((k for k, c in self.server.collections.items() if c.name == folder.name), "")
        if not key:
            key = self.server.create(folder.name)
        self.server.collections[key].name = folder.name
        folder.done(key)

    def list_changes(self, table: iostx.DownloadTable) -> None:
        collection, token = table.remote_id.decode(), int(table.state_blob or b"-1")
        changes, token = self.server.changes(collection, token)
        there = [iostx.ImportItem(key, str(version)) for key, version in changes.items() if version is not None]
        if table.state_blob:
            self.fetch(table, collection, there)
            table.contents.delete([key for key, version in changes.items() if version is None])
        else:
            with table.contents.listing():
                self.fetch(table, collection, there)
        table.contents.set_state_blob(str(token))

    def fetch(self, table: iostx.DownloadTable, collection: str, listed: list[iostx.ImportItem]) -> None:
        wanted = [item for item, answer in zip(listed, table.contents.probe(listed)) if answer == Probe.WANT_ALL]
        entries = self.server.get(collection, [str(item.remote_id) for item in wanted]) if wanted else {}
        for item in wanted:
            text = entries[str(item.remote_id)].text
            item.content, item.match_key, item.strong = text, uid_of(text), True
            item.properties = {Tag.SUBJECT: summary_of(text), Tag.MESSAGE_CLASS: "IPM.Appointment"}
            table.contents.import_item(item)

    def upload(self, table: iostx.UploadTable, items: Sequence[iostx.UploadItem]) -> None:
        collection = table.remote_id.decode()
        for item in items:
            self.seen.append((item.id, item.flags))
            text, key, version = item.content, item.remote_id.decode(), item.remote_version
            if not key and item.is_retry:
                entries = self.server.collections[collection].entries
                key = next((k for k, entry in entries.items() if uid_of(entry.text) == uid_of(text)), "")
            try:
                now = self.server.put(collection, key or None, text, int(version) if version else None)
            except iostx.ConflictError as error:
                item.conflict(error.detail)
            except PermissionError as error:
                item.fail(str(error))
            else:
                item.done(now[0], str(now[1]))

    def remove(self, table: iostx.UploadTable, deletes: Sequence[iostx.UploadDelete]) -> None:
        for gone in deletes:
            self.server.delete(table.remote_id.decode(), gone.remote_id.decode())
            gone.done()

    def failed(self, failure: iostx.Failure) -> None:
        self.told.append(failure)


def add(folder: iostx.Folder, uid: str, summary: str = "Lunch") -> iostx.ItemId:
    """A new event in a folder."""
    properties = {Tag.SUBJECT: summary, Tag.MESSAGE_CLASS: "IPM.Appointment", Tag.MATCH_KEY: uid.encode(), Tag.MATCH_STRENGTH: 2}
    with folder.create_item(properties, event(uid, summary)) as item:
        return item.save()


def change(store: iostx.Store, folder: iostx.Folder, uid: str, summary: str) -> None:
    """Changes an event."""
    with store.open_item(find(folder, uid), write=True) as item:
        item.content = event(uid, summary)
        item.subject = summary
        item.save()


def news_in_two_folders(store: iostx.Store, server: Server) -> tuple[iostx.Folder, iostx.Folder]:
    """Folders "One" with the events "a" and "c", "Two" with "b" and "d"; the server has "a" and "b" so far."""
    one, two = (store.root.create_folder(name) for name in ("One", "Two"))
    add(one, "a")
    add(two, "b")
    iostx.replicate(store, Agent(server))
    add(one, "c")
    add(two, "d")
    return one, two


def find(folder: iostx.Folder, uid: str) -> iostx.ItemId:
    for item, key in folder.items((Tag.ENTRYID, Tag.MATCH_KEY)):
        if key == uid.encode():
            assert isinstance(item, iostx.ItemId)
            return item
    raise KeyError(uid)


def summaries(folder: iostx.Folder) -> dict[str, str]:
    """UID to summary of what is in a folder, as the texts say."""
    return {key.decode(): subject for key, subject in folder.items((Tag.MATCH_KEY, Tag.SUBJECT))}
