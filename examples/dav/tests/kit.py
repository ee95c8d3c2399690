"""What the tests have in hand: the agent and a store, another client of the same account, and a line that breaks."""

from __future__ import annotations

import base64
import contextlib
import http.client
import io
import json
import re
import socket
import ssl
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from iostx import Folder, Item, Store
from iostx_dav.__main__ import main
from servers import Server

PASSWORD = "open-sesame"


def event(uid: str, summary: str = "Meeting", more: str = "", start: str = "20261005T090000Z") -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Tests//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261001T000000Z\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:{summary}\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def series(uid: str, summary: str = "Every week") -> bytes:
    """A series with one occurrence elsewhere, which comes first, one left out, and lines that nobody knows."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//Tests//EN",
        "VERSION:2.0",
        'X-ODD;X-PARAM="a;b:c":Ünknown\\, and kept',
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "RECURRENCE-ID:20261012T090000Z",
        "DTSTAMP:20261001T000000Z",
        "DTSTART:20261012T110000Z",
        "DTEND:20261012T120000Z",
        f"SUMMARY:{summary}\\, two hours",
        "  later",
        "END:VEVENT",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261001T000000Z",
        "DTSTART:20261005T090000Z",
        "DTEND:20261005T100000Z",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE:20261019T090000Z",
        f"SUMMARY:{summary}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Now",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def task(uid: str, summary: str = "Task") -> bytes:
    return event(uid, summary).replace(b"VEVENT", b"VTODO").replace(b"DURATION:PT1H", b"DUE:20261006T090000Z")


def journal(uid: str, summary: str = "Diary") -> bytes:
    return event(uid, summary).replace(b"VEVENT", b"VJOURNAL").replace(b"DURATION:PT1H\r\n", b"")


def card(uid: str, name: str = "Ingrid Haugen") -> bytes:
    given, _, family = name.partition(" ")
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{family};{given};;;\r\n"
        f"EMAIL;TYPE=INTERNET:{given.lower()}@example.org\r\nTEL;TYPE=CELL:+47 123\r\nEND:VCARD\r\n"
    ).encode()


# --- The other side -----------------------------------------------------------------------------------------------------------


class Peer:
    """Another client of the account, which shares nothing with the agent."""

    def __init__(self, server: Server, user: str) -> None:
        self.server, self.user = server, user
        self._authorization = "Basic " + base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()

    def start(self) -> None:
        """Makes the account as one that nobody has used yet: some servers make users by their first request, others have one."""
        self.ask("PROPFIND", self.server.calendars(self.user), b"", {"Depth": "0"})
        for path in self.collections():
            self.delete(path)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        status, said, _ = self._ask(method, path, body, headers)
        return status, said

    def read(self, path: str) -> tuple[int, bytes, str]:
        """Status, text and ETag."""
        return self._ask("GET", path, None, None)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str] | None) -> tuple[int, bytes, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=600)
        try:
            line.request(method, path, body, {"Authorization": self._authorization, **(headers or {})})
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers.get("ETag", "")
        finally:
            line.close()

    def do(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        status, said = self.ask(method, path, body, headers)
        assert 200 <= status < 300, (method, path, status, said[:300])
        return said

    def calendar(self, name: str, title: str = "") -> str:
        path = self.server.calendars(self.user) + name + "/"
        inside = f"<D:displayname>{escape(title or name)}</D:displayname>"
        spaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
        body = f"<C:mkcalendar {spaces}><D:set><D:prop>{inside}</D:prop></D:set></C:mkcalendar>"
        self.do("MKCALENDAR", path, body.encode(), _XML)
        return path

    def addressbook(self, name: str) -> str:
        path = self.server.cards(self.user) + name + "/"
        kind = '<D:resourcetype><D:collection/><A:addressbook xmlns:A="urn:ietf:params:xml:ns:carddav"/></D:resourcetype>'
        inside = f"{kind}<D:displayname>{name}</D:displayname>"
        self.do("MKCOL", path, f'<D:mkcol xmlns:D="DAV:"><D:set><D:prop>{inside}</D:prop></D:set></D:mkcol>'.encode(), _XML)
        return path

    def rename(self, path: str, title: str) -> None:
        inside = f"<D:set><D:prop><D:displayname>{title}</D:displayname></D:prop></D:set>"
        self.do("PROPPATCH", path, f'<D:propertyupdate xmlns:D="DAV:">{inside}</D:propertyupdate>'.encode(), _XML)

    def put(self, path: str, data: bytes) -> None:
        kind = "text/vcard" if b"BEGIN:VCARD" in data else "text/calendar"
        self.do("PUT", quote(path, safe="/%@+"), data, {"Content-Type": f"{kind}; charset=utf-8"})

    def get(self, path: str) -> bytes:
        return self.do("GET", path)

    def delete(self, path: str) -> None:
        self.do("DELETE", path)

    def names(self, path: str) -> list[str]:
        """The names of the objects of a collection."""
        found = [href for href in self._hrefs(path) if not href.endswith("/")]
        return sorted(href.rsplit("/", 1)[-1] for href in found)

    def collections(self) -> dict[str, str]:
        """Paths and display names."""
        out = {}
        for home in {self.server.calendars(self.user), self.server.cards(self.user)}:
            body = b'<propfind xmlns="DAV:"><prop><displayname/><resourcetype/></prop></propfind>'
            root = ET.fromstring(self.do("PROPFIND", home, body, {"Depth": "1", **_XML}))
            for response in root.iter("{DAV:}response"):
                kinds = {kind.tag.partition("}")[2] for kind in response.find(".//{DAV:}resourcetype") or ()}
                if kinds & {"calendar", "addressbook"}:
                    out[response.findtext("{DAV:}href") or ""] = response.findtext(".//{DAV:}displayname") or ""
        return out

    def texts(self, path: str) -> dict[str, bytes]:
        return {name: self.get(path + name) for name in self.names(path)}

    def _hrefs(self, path: str) -> list[str]:
        body = b'<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        root = ET.fromstring(self.do("PROPFIND", path, body, {"Depth": "1", **_XML}))
        return [href.text or "" for href in root.iter("{DAV:}href")]


_XML = {"Content-Type": "application/xml; charset=utf-8"}


# --- Our side -----------------------------------------------------------------------------------------------------------------


@dataclass
class Result:
    code: int
    lines: list[dict[str, Any]]
    errors: str

    @property
    def done(self) -> dict[str, Any]:
        return next(line for line in self.lines if line.get("event") == "done")

    @property
    def failed(self) -> list[str]:
        return [f"{line['folder']} {line['item']} {line['text']}" for line in self.lines if line.get("event") == "failed"]

    def counts(self, *names: str) -> tuple[int, ...]:
        return tuple(self.done[name] for name in names)


class Here:
    """The agent with a store of its own."""

    def __init__(self, directory: Path, url: str, user: str, **keys: str) -> None:
        directory.mkdir(exist_ok=True)
        self.directory = directory
        self.store_path = directory / "store.iostx"
        self.config = directory / "config"
        self.keys = {"store": str(self.store_path), "url": url, "user": user, "password-file": str(directory / "password"), **keys}
        (directory / "password").write_text(PASSWORD + "\n")
        self.write_config()

    def write_config(self, **keys: str) -> None:
        self.keys.update(keys)
        self.config.write_text("".join(f"{key.replace('_', '-')} = {value}\n" for key, value in self.keys.items()))

    def run(self, *arguments: str) -> Result:
        """Runs the program in this process."""
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            code = main(["-c", str(self.config), "--json", *arguments])
        return Result(code, [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue())

    def sync(self, expect: int | None = 0) -> Result:
        result = self.run("sync")
        assert expect is None or result.code == expect, (result.lines, result.errors)
        return result

    @contextlib.contextmanager
    def store(self) -> Iterator[Store]:
        with Store(self.store_path) as store:
            yield store

    def texts(self, folder: str) -> dict[str, bytes]:
        """The texts of a folder by their names on the server; of those that it does not have by their subject."""
        with self.store() as store:
            opened = store.folder(*folder.split("/"))
            items = [store.open_item(entry) for entry, *_ in opened.items()]
            return {item.remote_id.decode() or item.subject: item.content for item in items}

    def add(self, folder: str, data: bytes) -> None:
        with self.store() as store:
            store.folder(folder).create_item(content=data).save()

    def edit(self, folder: str, name: str, change: Callable[[Item], None]) -> None:
        with self.store() as store:
            item = self.find(store, store.folder(folder), name)
            change(item)
            item.save()

    def set_text(self, folder: str, name: str, data: bytes) -> None:
        def change(item: Item) -> None:
            item.content = data

        self.edit(folder, name, change)

    def delete(self, folder: str, *names: str) -> None:
        with self.store() as store:
            opened = store.folder(folder)
            opened.delete_items([self.find(store, opened, name).id for name in names], hard=True)

    @staticmethod
    def find(store: Store, folder: Folder, name: str) -> Item:
        """An item by its name on the server, or by its subject."""
        entry = next((row[1] for row in store.find_remote([name], folder.id)), None)
        if entry is None:
            items = (store.open_item(entry, write=True) for entry, *_ in folder.items())
            return next(item for item in items if item.subject == name)
        return store.open_item(entry, write=True)


# --- The line -----------------------------------------------------------------------------------------------------------------


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    number: int
    """Counted from 1."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    """The line breaks after so many bytes of the body."""


class Broken(Exception):
    """The line breaks before there is an answer."""


class Line:
    """What lies between the agent and a server. `before` may answer, or break, instead of it; `after` changes what it answered."""

    def __init__(self, server: Server | None, certificate: Path | None = None) -> None:
        """certificate: with its key, for TLS."""
        self.before: Callable[[Request], Answer | None] = lambda _: None
        self.after: Callable[[Request, Answer], Answer] = lambda _, answer: answer
        self.requests: list[str] = []
        self.connections = 0
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                line.connections += 1
                line._open.append(self.connection)

            def handle_one_request(self) -> None:
                try:
                    self.raw_requestline = self.rfile.readline(65537)
                    if not self.raw_requestline or not self.parse_request():
                        self.close_connection = True
                        return
                    line._answer(self, server)
                except (Broken, OSError):
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._http = Listener(("127.0.0.1", 0), Handler)
        self._scheme = "http" if certificate is None else "https"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}/"

    def hang_up(self) -> None:
        """Closes the connections that are open."""
        while self._open:
            with contextlib.suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler, server: Server | None) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self._lock:
            self.requests.append(f"{handler.command} {handler.path}")
            request = Request(handler.command, handler.path, dict(handler.headers), body, len(self.requests))
        answer = self.before(request)
        if answer is None:
            assert server is not None, f"nobody answers {request.method} {request.path}"
            answer = self.after(request, _forward(request, server))
        handler.send_response_only(answer.status)
        for name, value in answer.headers.items():
            for one in value.split("\n"):
                handler.send_header(name, one)
        handler.send_header("Content-Length", str(len(answer.body)))
        handler.end_headers()
        handler.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
        if answer.cut is not None:
            raise Broken


def _forward(request: Request, server: Server) -> Answer:
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        left_out = {"Host", "Connection", "Content-Length", "Accept-Encoding"}
        headers = {name: value for name, value in request.headers.items() if name not in left_out}
        if "Destination" in headers:
            headers["Destination"] = re.sub(r"//[^/]*/", f"//127.0.0.1:{server.port}/", headers["Destination"])
        line.request(request.method, request.path, request.body or None, headers)
        answer = line.getresponse()
        wanted = {"etag", "content-type", "www-authenticate", "location", "dav", "allow"}
        kept = {name: value for name, value in answer.getheaders() if name.lower() in wanted}
        return Answer(answer.status, kept, answer.read())
    finally:
        line.close()
