"""The server's side of an account: its homes and collections, as they were listed last."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from .dav import collections, discovery
from .dav.collections import Collection, Kind
from .dav.errors import Refused
from .dav.hrefs import resolve
from .dav.http import Client

ATTEMPT = b"sent"
"""The cookie of an attempt: an item that has it was handed out before."""


UNREAD = "?"
"""In front of an ETag in a version: what was uploaded was not read back yet."""


def known_etag(version: bytes) -> str:
    """The ETag of a version; empty: unknown."""
    return version.decode().removeprefix(UNREAD)


@dataclass
class Account:
    client: Client
    without: set[str] = field(default_factory=set)
    """Remote ids of collections that are left alone."""
    homes: dict[Kind, list[str]] = field(default_factory=dict)
    listed: dict[str, Collection] = field(default_factory=dict)
    """By the remote ids of their folders."""
    current: bool = False
    """`listed` is what the server has: nothing was uploaded since."""

    def refresh(self) -> None:
        """Lists the collections. Homes that are not there any more are looked for once."""
        try:
            if not self.homes:
                self.homes = discovery.find_homes(self.client)
                self._list()
                return
            self._list()
        except Refused as error:
            if error.status >= 500 or error.status == 429:
                raise
            self.homes = discovery.find_homes(self.client)
            self._list()

    def _list(self) -> None:
        listed: dict[str, Collection] = {}
        for home in dict.fromkeys(url for urls in self.homes.values() for url in urls):
            for collection in collections.list_home(self.client, home).collections:
                remote_id = self.remote_id(collection.url)
                if remote_id not in self.without:
                    listed[remote_id] = collection
        self.listed, self.current = listed, True

    def remote_id(self, url: str) -> str:
        """A path; of a collection on another server its URL."""
        parts = urlsplit(url)
        return parts.path if parts.netloc == urlsplit(self.client.url).netloc else url

    def url(self, remote_id: str) -> str:
        return resolve(self.client.url, remote_id)

    def home(self, kind: Kind) -> str:
        """Where a new collection goes. Raises Refused if the server keeps none of the kind."""
        if not self.homes.get(kind):
            raise Refused(501, f"the server keeps no {kind}s")
        return self.homes[kind][0]

    # --- What is remembered with the folders ---------------------------------------------------------------------------------

    def blob(self) -> bytes:
        return json.dumps({"url": self.client.url, "homes": self.homes}, sort_keys=True).encode()

    def take_blob(self, blob: bytes) -> None:
        """Takes the homes of an earlier run, if it was with the same server."""
        known = read_json(blob)
        if known.get("url") == self.client.url and isinstance(known.get("homes"), dict):
            homes = cast("dict[Kind, list[str]]", known["homes"])
            self.homes = {kind: [url for url in urls if self.client.trusts(url)] for kind, urls in homes.items()}


@dataclass(frozen=True)
class FolderBlob:
    """What is remembered of a folder: everything up to there is in the store."""

    token: str = ""
    """Of the last sync-collection."""
    ctag: str = ""

    def write(self) -> bytes:
        return json.dumps({"token": self.token, "ctag": self.ctag}, sort_keys=True).encode()

    @staticmethod
    def read(blob: bytes) -> FolderBlob:
        known = read_json(blob)
        return FolderBlob(str(known.get("token", "")), str(known.get("ctag", "")))

    def holds(self, collection: Collection) -> bool:
        """Whether the collection has nothing that came later."""
        if self.token and self.token == collection.token:
            return True
        return bool(self.ctag) and self.ctag == collection.ctag


def read_json(blob: bytes) -> dict[str, object]:
    """An object; empty for what is none."""
    try:
        known = json.loads(blob) if blob else {}
    except ValueError:
        return {}
    return known if isinstance(known, dict) else {}
