"""Calendars and address books as such: listed, created, renamed and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from .errors import BadAnswer, Refused
from .hrefs import as_directory, canonical_path, collection_name, last_segment, resolve
from .http import Client
from .requests import propfind
from .xml import CALDAV, CALENDAR_SERVER, CARDDAV, DAV, MultistatusReader, Response, document, element, text_element

Kind = Literal["calendar", "addressbook"]

_TYPE = DAV + "resourcetype"
_NAME = DAV + "displayname"
_TOKEN = DAV + "sync-token"
_CTAG = CALENDAR_SERVER + "getctag"
_COMPONENTS = CALDAV + "supported-calendar-component-set"
_PRIVILEGES = DAV + "current-user-privilege-set"
_WRITE = frozenset({DAV + "write", DAV + "write-content", DAV + "bind", DAV + "all"})

# The server has no such method, or not here.
_UNKNOWN_METHOD = frozenset({400, 403, 405, 415, 501})


@dataclass
class Collection:
    url: str
    kind: Kind
    name: str
    components: frozenset[str]
    """VEVENT, VTODO, VJOURNAL: what a calendar takes; empty: anything."""
    token: str = ""
    """Of RFC 6578; empty: the server has none."""
    ctag: str = ""
    writable: bool = True


@dataclass
class Home:
    """Where a server keeps collections of one user."""

    url: str
    collections: list[Collection]


def list_home(client: Client, url: str) -> Home:
    """The calendars and address books of a home. One request, unless the server has no sync tokens."""
    collections: list[Collection] = []
    wanted = (_TYPE, _NAME, _TOKEN, _COMPONENTS, _PRIVILEGES)
    base = url
    for base, response in propfind(client, url, "1", wanted):
        if (collection := _read(base, response)) is not None:
            collections.append(collection)
    # A ctag may cost a server as much as a listing, and is of no use beside a token.
    for collection in collections:
        if not collection.token:
            for _, response in propfind(client, collection.url, "0", (_CTAG,)):
                collection.ctag = response.text(_CTAG)
    return Home(base, collections)


def _read(base: str, response: Response) -> Collection | None:
    types = response.properties.get(_TYPE)
    names = {child.name for child in types.children} if types is not None else set()
    kind: Kind
    if CALDAV + "calendar" in names:
        kind = "calendar"
    elif CARDDAV + "addressbook" in names:
        kind = "addressbook"
    else:
        return None
    url = as_directory(resolve(base, response.href))
    components = response.properties.get(_COMPONENTS)
    privileges = response.properties.get(_PRIVILEGES)
    granted = {node.name for node in privileges.walk()} if privileges is not None else set(_WRITE)
    return Collection(
        url,
        kind,
        response.text(_NAME) or unquote(last_segment(urlsplit(url).path)),
        frozenset(child.attributes.get("name", "").upper() for child in components.children)
        if components is not None
        else frozenset(),
        response.text(_TOKEN),
        writable=bool(granted & _WRITE),
    )


def create(client: Client, home: str, kind: Kind, name: str, components: tuple[str, ...], taken: set[str]) -> Collection:
    """Creates a collection, under a path that is none of `taken`."""
    stem = collection_name(name)
    for number in range(1, 100):
        url = urljoin(as_directory(home), stem if number == 1 else f"{stem}-{number}") + "/"
        if canonical_path(urlsplit(url).path.rstrip("/")) in taken:
            continue
        try:
            _make(client, url, kind, name, components)
        except Refused as error:
            # Somebody else's, whom we are not shown.
            if error.status in (405, 409, 412) and _exists(client, url):
                continue
            raise
        return Collection(url, kind, name, frozenset(components))
    raise Refused(409, f"there is no free path for a collection named {name}")


def _make(client: Client, url: str, kind: Kind, name: str, components: tuple[str, ...]) -> None:
    allowed = "".join(element(CALDAV + "comp", attributes=f' name="{component}"') for component in components)
    inside = text_element(_NAME, name) + (element(_COMPONENTS, allowed) if allowed else "")
    if kind == "calendar":
        try:
            _change(client, "MKCALENDAR", url, document(CALDAV + "mkcalendar", element(DAV + "set", element(DAV + "prop", inside))))
            return
        except Refused as error:
            if error.status not in _UNKNOWN_METHOD or _exists(client, url):
                raise
    # RFC 5689.
    special = CALDAV + "calendar" if kind == "calendar" else CARDDAV + "addressbook"
    inside = element(_TYPE, element(DAV + "collection") + element(special)) + inside
    _change(client, "MKCOL", url, document(DAV + "mkcol", element(DAV + "set", element(DAV + "prop", inside))))


def rename(client: Client, collection: str, name: str) -> None:
    body = document(DAV + "propertyupdate", element(DAV + "set", element(DAV + "prop", text_element(_NAME, name))))
    _change(client, "PROPPATCH", collection, body)


def delete(client: Client, collection: str) -> None:
    """Deletes a collection with what is in it. One that is gone already is no failure."""
    try:
        client.request("DELETE", collection)
    except Refused as error:
        if error.status not in (404, 410):
            raise


def _exists(client: Client, url: str) -> bool:
    try:
        return any(response.status < 300 for _, response in propfind(client, url, "0", (_TYPE,)))
    except Refused as error:
        return error.status not in (404, 410)


def _change(client: Client, method: str, url: str, body: bytes) -> None:
    """A request that is answered with 2xx, or with a multistatus that says of each property whether it was set."""
    answer = client.request(method, url, body=body, headers={"Content-Type": "application/xml; charset=utf-8"})
    if answer.status != 207:
        return
    reader = MultistatusReader()
    try:
        responses = reader.feed(answer.body) + reader.close()
    except BadAnswer:
        return
    for response in responses:
        bad = [response.status] if response.status >= 300 else [status for status in response.failed.values() if status >= 300]
        if bad:
            raise Refused(bad[0], f"{method} {urlsplit(url).path}: {bad[0]} {response.description}".strip(), response.conditions)
