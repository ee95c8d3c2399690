"""What is in a collection: which objects changed, their texts, and changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .collections import Collection
from .errors import BadAnswer, Refused
from .hrefs import resolve
from .http import Client
from .requests import propfind, report
from .xml import CALDAV, CARDDAV, DAV, MultistatusReader, Response, document, element, properties, text_element

_ETAG = DAV + "getetag"
_TYPE = DAV + "resourcetype"
_LENGTH = DAV + "getcontentlength"
_INVALID_TOKEN = DAV + "valid-sync-token"
_DATA = {"calendar": CALDAV + "calendar-data", "addressbook": CARDDAV + "address-data"}
_MULTIGET = {"calendar": CALDAV + "calendar-multiget", "addressbook": CARDDAV + "addressbook-multiget"}
_MEDIA_TYPE = {"calendar": "text/calendar; charset=utf-8", "addressbook": "text/vcard; charset=utf-8"}

MAX_NAME = 1024
"""Longer names nobody has; the store takes no longer ids."""

UID_CONFLICTS = frozenset({CALDAV + "no-uid-conflict", CARDDAV + "no-uid-conflict"})


class TokenExpired(Exception):
    """The server does not know any more what has changed since."""


@dataclass
class Changes:
    """What a collection has new, or a part of it."""

    changed: list[tuple[str, str]] = field(default_factory=list)
    """Names and ETags."""
    gone: list[str] = field(default_factory=list)
    token: str = ""
    """Stands for everything so far."""
    more: bool = False
    """The server gave only a part."""


@dataclass
class Object:
    name: str
    status: int
    etag: str = ""
    data: bytes = b""

    @property
    def found(self) -> bool:
        return 200 <= self.status < 300


def media_type(collection: Collection) -> str:
    return _MEDIA_TYPE[collection.kind]


def name_in(collection: str, url: str) -> str | None:
    """The name of a resource that is directly in a collection."""
    if not url.startswith(collection):
        return None
    name = url[len(collection) :]
    return name if name and "/" not in name else None


# --- What changed -------------------------------------------------------------------------------------------------------------


def changes_since(client: Client, collection: Collection, token: str, found: Callable[[Object], None] | None = None) -> Changes:
    """What changed since a sync token (RFC 6578); without one: everything. Raises TokenExpired.

    found: is given the objects whose texts come along, which are then not among `changed`."""
    data = _DATA[collection.kind]
    wanted = (_ETAG,) if found is None else (_ETAG, _LENGTH, data)
    body = document(
        DAV + "sync-collection",
        text_element(DAV + "sync-token", token) + text_element(DAV + "sync-level", "1") + properties(wanted),
    )
    reader, out = MultistatusReader(), Changes()
    try:
        for base, response in report(client, collection.url, body, "0", reader):
            if resolve(base, response.href).rstrip("/") == collection.url.rstrip("/"):
                out.more = out.more or response.status == 507
                continue
            name = name_in(collection.url, resolve(base, response.href))
            if name is None:
                continue
            if response.status in (404, 410):
                out.gone.append(name)
            elif response.status < 300:
                text = _exact(response, data) if found is not None and data in response.properties else None
                if found is not None and text is not None and len(name) <= MAX_NAME:
                    found(Object(name, 200, response.text(_ETAG), text))
                else:
                    out.changed.append((name, response.text(_ETAG)))
    except Refused as error:
        if token and (_INVALID_TOKEN in error.conditions or error.status in (400, 403, 409, 410, 412)):
            raise TokenExpired from error
        raise
    out.token = reader.sync_token
    if out.more and (not out.token or out.token == token):
        raise BadAnswer(f"{collection.url} gives the same part again and again")
    return out


def list_all(client: Client, collection: Collection) -> Iterator[tuple[str, str]]:
    """Names and ETags of all objects, without sync tokens."""
    for base, response in propfind(client, collection.url, "1", (_ETAG, _TYPE)):
        name = name_in(collection.url, resolve(base, response.href))
        types = response.properties.get(_TYPE)
        if name is not None and response.status < 300 and (types is None or types.find(DAV + "collection") is None):
            yield name, response.text(_ETAG)


# --- Texts --------------------------------------------------------------------------------------------------------------------


def multiget(client: Client, collection: Collection, names: Iterable[str]) -> Iterator[Object]:
    """Objects as they come; those that the server does not mention are not there. Each byte for byte: XML turns every end of line
    into one kind, so that where the length does not tell which it was, the object is asked for by itself."""
    path = urlsplit(collection.url).path
    hrefs = "".join(text_element(DAV + "href", path + name) for name in names)
    data = _DATA[collection.kind]
    body = document(_MULTIGET[collection.kind], properties((_ETAG, _LENGTH, data)) + hrefs)
    for base, response in report(client, collection.url, body, "1"):
        name = name_in(collection.url, resolve(base, response.href))
        if name is None:
            continue
        if data not in response.properties:
            status = response.status if response.status >= 300 else response.failed.get(data, 404)
            yield Object(name, status)
            continue
        text = _exact(response, data)
        yield Object(name, 200, response.text(_ETAG), text) if text is not None else get(client, collection, name)


def _exact(response: Response, data: str) -> bytes | None:
    """The text with the ends of line that it has on the server; None: they cannot be told."""
    raw = response.properties[data].text.encode("utf-8", "surrogatepass")
    length = response.text(_LENGTH)
    with_cr = raw if b"\r" in raw else raw.replace(b"\n", b"\r\n")
    if not length.isascii() or not length.isdigit():
        return with_cr
    for candidate in (with_cr, raw):
        if len(candidate) == int(length):
            return candidate
    return None


def get(client: Client, collection: Collection, name: str) -> Object:
    try:
        answer = client.request("GET", collection.url + name)
    except Refused as error:
        return Object(name, error.status)
    return Object(name, 200, answer.headers.get("etag", ""), answer.body)


def find_uid(client: Client, collection: Collection, uid: str) -> list[str]:
    """Names of the objects of this UID."""
    match = text_element((CALDAV if collection.kind == "calendar" else CARDDAV) + "text-match", uid)
    if collection.kind == "calendar":
        # Which component it is nobody knows: ask for each that the calendar takes.
        wanted = sorted(collection.components or {"VEVENT", "VTODO", "VJOURNAL"})
        bodies = [_calendar_query(component, match) for component in wanted]
    else:
        condition = element(CARDDAV + "prop-filter", match, ' name="UID"')
        bodies = [document(CARDDAV + "addressbook-query", properties((_ETAG,)) + element(CARDDAV + "filter", condition))]
    names: list[str] = []
    for body in bodies:
        for base, response in report(client, collection.url, body, "1"):
            name = name_in(collection.url, resolve(base, response.href))
            if name is not None and name not in names and response.status < 300:
                names.append(name)
    return names


def _calendar_query(component: str, match: str) -> bytes:
    inner = element(CALDAV + "prop-filter", match, ' name="UID"')
    for name in (component, "VCALENDAR"):
        inner = element(CALDAV + "comp-filter", inner, f' name="{name}"')
    return document(CALDAV + "calendar-query", properties((_ETAG,)) + element(CALDAV + "filter", inner))


# --- Changing -----------------------------------------------------------------------------------------------------------------


def put(client: Client, collection: Collection, name: str, data: bytes, etag: str | None) -> str:
    """Writes an object: one of this ETag, or a new one (None). Gives the new ETag, empty if the server does not tell. Raises
    Refused (412) if something else is there."""
    headers = {"Content-Type": media_type(collection), **({"If-None-Match": "*"} if etag is None else {"If-Match": etag})}
    return client.request("PUT", collection.url + name, body=data, headers=headers).headers.get("etag", "")


def delete(client: Client, collection: Collection, name: str, etag: str) -> None:
    """Deletes an object. One that is gone already is no failure. Raises Refused (412) if something else is there."""
    try:
        client.request("DELETE", collection.url + name, headers={"If-Match": etag} if etag else {})
    except Refused as error:
        if error.status not in (404, 410):
            raise


def move(client: Client, source: str, etag: str, target: Collection, name: str) -> None:
    """Moves an object of this ETag into another collection, where nothing of that name is. Raises Refused."""
    headers = {"Destination": target.url + name, "Overwrite": "F", **({"If-Match": etag} if etag else {})}
    client.request("MOVE", source, headers=headers)
