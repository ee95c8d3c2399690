"""Requests whose answer is a multistatus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .errors import BadAnswer
from .http import Client
from .xml import DAV, MultistatusReader, Response, document, properties

_XML = {"Content-Type": "application/xml; charset=utf-8"}


def propfind(client: Client, url: str, depth: str, names: Iterable[str]) -> Iterator[tuple[str, Response]]:
    """Properties of a resource (depth 0), or of all of its members too (1), each with the URL that its href is relative to."""
    yield from ask(client, "PROPFIND", url, document(DAV + "propfind", properties(names)), depth)


def report(
    client: Client, url: str, body: bytes, depth: str, reader: MultistatusReader | None = None
) -> Iterator[tuple[str, Response]]:
    yield from ask(client, "REPORT", url, body, depth, reader)


def ask(
    client: Client, method: str, url: str, body: bytes, depth: str, reader: MultistatusReader | None = None
) -> Iterator[tuple[str, Response]]:
    """The responses as they come. `reader` is for who wants to see its sync token afterwards."""
    reader = reader or MultistatusReader()
    with client.stream(method, url, body=body, headers={**_XML, "Depth": depth}) as answer:
        if answer.status != 207:
            raise BadAnswer(f"{method} {url} is answered with {answer.status}, not with a multistatus")
        for chunk in answer.chunks:
            for response in reader.feed(chunk):
                yield answer.url, response
        for response in reader.close():
            yield answer.url, response
