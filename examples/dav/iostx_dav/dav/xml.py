"""The XML of WebDAV: requests are written, answers read piece by piece and within limits.

Names are "namespace local", as expat gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pyexpat import ExpatError, ParserCreate

from .errors import BadAnswer

DAV = "DAV: "
CALDAV = "urn:ietf:params:xml:ns:caldav "
CARDDAV = "urn:ietf:params:xml:ns:carddav "
CALENDAR_SERVER = "http://calendarserver.org/ns/ "

_PREFIXES = {DAV: "D", CALDAV: "C", CARDDAV: "A", CALENDAR_SERVER: "S"}
_NAMESPACES = "".join(f' xmlns:{prefix}="{space.strip()}"' for space, prefix in _PREFIXES.items())

_MAX_DEPTH = 32
_MAX_TEXT = 64 * 1024 * 1024
_MAX_NODES = 20_000
"""Of one response."""


# --- Writing ------------------------------------------------------------------------------------------------------------------


def escape(text: str) -> str:
    """Text as XML has it between tags; what XML cannot have at all is left out."""
    if not text.isprintable():
        text = "".join(filter(_is_allowed, text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_allowed(letter: str) -> bool:
    return (letter >= " " or letter in "\t\n\r") and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff"


def tag(name: str) -> str:
    """A name with its prefix."""
    space, _, local = name.rpartition(" ")
    return f"{_PREFIXES[space + ' ']}:{local}"


def element(name: str, content: str = "", attributes: str = "") -> str:
    """An element around XML that is written already."""
    return f"<{tag(name)}{attributes}>{content}</{tag(name)}>" if content else f"<{tag(name)}{attributes}/>"


def text_element(name: str, text: str) -> str:
    return element(name, escape(text))


def properties(names: Iterable[str]) -> str:
    return element(DAV + "prop", "".join(element(name) for name in names))


def document(name: str, content: str) -> bytes:
    """A request with all namespaces declared."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{element(name, content, _NAMESPACES)}'.encode()


# --- Reading ------------------------------------------------------------------------------------------------------------------


class Node:
    """An element of an answer."""

    __slots__ = ("attributes", "children", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def find(self, name: str) -> Node | None:
        return next((child for child in self.children if child.name == name), None)

    def text_of(self, name: str) -> str:
        child = self.find(name)
        return child.text.strip() if child is not None else ""

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child.walk()


@dataclass
class Response:
    """One resource of a multistatus (RFC 4918 section 14.24)."""

    href: str
    status: int
    """Of the resource as a whole; 200 if only its properties have one."""
    properties: dict[str, Node] = field(default_factory=dict)
    """Those with a status of success."""
    failed: dict[str, int] = field(default_factory=dict)
    """The status of the others."""
    conditions: frozenset[str] = frozenset()
    description: str = ""

    def text(self, name: str) -> str:
        node = self.properties.get(name)
        return node.text.strip() if node is not None else ""

    def hrefs(self, name: str) -> list[str]:
        node = self.properties.get(name)
        return [child.text.strip() for child in node.children if child.name == DAV + "href"] if node is not None else []


class MultistatusReader:
    """Reads a multistatus as it comes, response by response."""

    def __init__(self) -> None:
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._stack: list[Node] = []
        self._ready: list[Response] = []
        self._size = self._nodes = 0
        self._ended = False
        self.sync_token = ""
        """Of a sync-collection (RFC 6578), once it was read."""

    def feed(self, data: bytes) -> list[Response]:
        """Takes a piece, gives what is complete. Raises BadAnswer."""
        return self._parse(data, False)

    def close(self) -> list[Response]:
        """The piece before was the last one. Raises BadAnswer."""
        ready = self._parse(b"", True)
        if not self._ended:
            raise BadAnswer("an answer ends in the middle")
        return ready

    def _parse(self, data: bytes, last: bool) -> list[Response]:
        try:
            self._parser.Parse(data, last)
        except (ExpatError, UnicodeError) as error:
            raise BadAnswer(f"an answer is no XML: {error}") from error
        ready, self._ready = self._ready, []
        return ready

    def _doctype(self, *_: object) -> None:
        raise BadAnswer("an answer declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        stack = self._stack
        node = Node(name, attributes)
        self._nodes += 1
        if len(stack) > 1:
            stack[-1].children.append(node)
        elif not stack and name != DAV + "multistatus":
            raise BadAnswer(f"an answer is a {name}, not a multistatus")
        if len(stack) >= _MAX_DEPTH or self._nodes > _MAX_NODES:
            raise BadAnswer("an answer is nested too deep, or has too much in one response")
        stack.append(node)

    def _text(self, data: str) -> None:
        if len(self._stack) > 1:
            self._size += len(data)
            if self._size > _MAX_TEXT:
                raise BadAnswer("a response is too large")
            self._stack[-1].pieces.append(data)

    def _end(self, name: str) -> None:
        node = self._stack.pop()
        if len(self._stack) == 1:
            self._size = self._nodes = 0
            if name == DAV + "response":
                self._ready.extend(_responses(node))
            elif name == DAV + "sync-token":
                self.sync_token = node.text.strip()
        elif not self._stack:
            self._ended = True


def _responses(node: Node) -> Iterator[Response]:
    """A response may name several resources, if it has one status for all of them."""
    status, description, conditions = 200, "", frozenset[str]()
    found: dict[str, Node] = {}
    failed: dict[str, int] = {}
    hrefs = []
    for child in node.children:
        if child.name == DAV + "href":
            hrefs.append(child.text.strip())
        elif child.name == DAV + "propstat":
            code, inner = 200, None
            for part in child.children:
                if part.name == DAV + "status":
                    code = read_status(part.text)
                elif part.name == DAV + "prop":
                    inner = part
            for one in inner.children if inner is not None else ():
                if 200 <= code < 300:
                    found[one.name] = one
                else:
                    failed[one.name] = code
        elif child.name == DAV + "status":
            status = read_status(child.text)
        elif child.name == DAV + "error":
            conditions = frozenset(part.name for part in child.children)
        elif child.name == DAV + "responsedescription":
            description = child.text.strip()
    for href in hrefs:
        yield Response(href, status, found, failed, conditions, description)


def read_status(line: str) -> int:
    """The number of "HTTP/1.1 200 OK". Raises BadAnswer."""
    words = line.split()
    if len(words) < 2 or not (words[1].isascii() and words[1].isdigit()) or len(words[1]) != 3:
        raise BadAnswer(f"'{line[:60]}' is no status")
    return int(words[1])


def read_conditions(body: bytes) -> tuple[frozenset[str], str]:
    """Names of the preconditions in the body of an error (RFC 4918 section 16), and what else it says; of others nothing."""
    names: set[str] = set()
    texts: list[str] = []
    stack: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        if len(stack) == 1 and stack[0] == DAV + "error" and name != DAV + "responsedescription":
            names.add(name)
        if (not stack and name != DAV + "error") or len(stack) >= _MAX_DEPTH:
            raise BadAnswer("something else")
        stack.append(name)

    def end(_: str) -> None:
        stack.pop()

    def doctype(*_: object) -> None:
        raise BadAnswer("something else")

    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except (ExpatError, UnicodeError, BadAnswer):
        return frozenset(), ""
    return frozenset(names), "".join(texts)
