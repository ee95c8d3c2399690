"""From what the user knows, a host or any URL of his, to the collections that hold his calendars and address books (RFC 6764)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from .collections import Kind
from .errors import BadAnswer, DavError, Refused
from .hrefs import as_directory, resolve
from .http import Client
from .requests import propfind
from .xml import CALDAV, CARDDAV, DAV, Response

_PRINCIPAL = DAV + "current-user-principal"
_SERVICES: dict[Kind, tuple[str, str]] = {
    "calendar": ("caldav", CALDAV + "calendar-home-set"),
    "addressbook": ("carddav", CARDDAV + "addressbook-home-set"),
}


def find_homes(client: Client) -> dict[Kind, list[str]]:
    """URLs of the home sets by what they hold. Raises Refused (404) if there are none."""
    homes: dict[Kind, list[str]] = {}
    tried: set[str] = set()
    for kind, (service, home_set) in _SERVICES.items():
        for start in (client.url, urljoin(client.url, f"/.well-known/{service}"), urljoin(client.url, "/")):
            found = _homes_from(client, start, home_set, tried)
            if found:
                homes[kind] = found
                break
    if not homes:
        raise Refused(404, f"{client.url} knows no calendars and no address books of this user")
    return homes


def _homes_from(client: Client, start: str, home_set: str, tried: set[str]) -> list[str]:
    """The home sets that a URL, or the principal that it names, has. `tried` are starts that led nowhere at all."""
    if start in tried:
        return []
    answer = _ask(client, start)
    if answer is None:
        tried.add(start)
        return []
    url, response = answer
    if not (homes := list(_trusted(client, url, response.hrefs(home_set)))):
        for principal in _trusted(client, url, response.hrefs(_PRINCIPAL)):
            if (answer := _ask(client, principal)) is not None:
                homes += _trusted(client, answer[0], answer[1].hrefs(home_set))
    return [as_directory(home) for home in homes]


def _ask(client: Client, url: str) -> tuple[str, Response] | None:
    """What a resource says of itself; None if it is not there."""
    try:
        for final, response in propfind(client, url, "0", [_PRINCIPAL, *(home_set for _, home_set in _SERVICES.values())]):
            return final, response
    except (Refused, BadAnswer) as error:
        if isinstance(error, Refused) and error.status >= 500:
            raise
    return None


def _trusted(client: Client, base: str, hrefs: list[str]) -> Iterator[str]:
    for href in hrefs:
        url = resolve(base, href)
        if not client.trusts(url):
            raise DavError(f"{base} leads to another server, {url}")
        yield url
