"""Connections that are kept: a pool over http.client, which loads in a quarter of the time of the libraries that come with one."""

from __future__ import annotations

import http.client
import select
import ssl
import threading
import zlib
from urllib.parse import urlsplit

from .errors import BadAnswer, LineFailed


class _Host:
    """The connections to one host and port."""

    def __init__(self, count: int) -> None:
        self.free = threading.BoundedSemaphore(count)
        self.idle: list[http.client.HTTPConnection] = []


class Pool:
    """At most `connections` to each host at a time: whoever comes later waits. Any threads."""

    def __init__(self, connections: int, timeout: float, context: ssl.SSLContext | None) -> None:
        """timeout: seconds, to connect and for each piece of an answer. context: for https."""
        self._connections, self._timeout, self._context = connections, timeout, context
        self._hosts: dict[tuple[str, str], _Host] = {}
        self._lock = threading.Lock()

    def request(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Response:
        """Sends a request, and reads the head of the answer. Raises BadAnswer for what is no URL or no HTTP, LineFailed."""
        parts = urlsplit(url)
        with self._lock:
            host = self._hosts.setdefault((parts.scheme, parts.netloc), _Host(self._connections))
        host.free.acquire()
        connection = None
        try:
            connection = self._idle(host) or self._connect(parts.scheme, parts.hostname or "", parts.port)
            connection.request(method, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
            return Response(connection.getresponse(), connection, host)
        except BaseException as error:
            if connection is not None:
                connection.close()
            host.free.release()
            if isinstance(error, (http.client.HTTPException, OSError)) and not isinstance(error, http.client.InvalidURL):
                raise LineFailed(f"{parts.hostname}: {reason(error)}") from error
            if isinstance(error, (http.client.InvalidURL, ValueError)):
                raise BadAnswer(f"{url}: {error}") from error
            raise

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        with self._lock:
            for host in self._hosts.values():
                while host.idle:
                    host.idle.pop().close()

    def _idle(self, host: _Host) -> http.client.HTTPConnection | None:
        while host.idle:
            connection = host.idle.pop()
            if not _has_ended(connection):
                return connection
            connection.close()
        return None

    def _connect(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


class Response:
    """An answer, whose body is read piece by piece. `release` or `close` gives its connection back."""

    def __init__(self, answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, host: _Host) -> None:
        self.status, self.reason, self.headers = answer.status, answer.reason, answer.headers
        self._answer, self._connection, self._host = answer, connection, host
        packed = self.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip")
        self._unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
        self._began = False
        self._given_back = False

    def read(self, size: int) -> bytes:
        """The next piece, unpacked, of at most this size; empty: this was all. Raises BadAnswer, LineFailed."""
        if self._unpacker is None:
            return self._piece(size)
        try:
            while not self._unpacker.eof:
                packed = self._unpacker.unconsumed_tail or self._piece(size)
                self._began = self._began or bool(packed)
                if unpacked := self._unpacker.decompress(packed, size):
                    return unpacked
                if not packed:
                    if self._began:
                        raise LineFailed("the end of a packed answer did not come")
                    return b""
        except zlib.error as error:
            raise BadAnswer(f"an answer cannot be unpacked: {error}") from error
        while self._piece(size):
            pass
        return b""

    def _piece(self, size: int) -> bytes:
        """As it comes."""
        try:
            piece = self._answer.read(size)
        except (http.client.HTTPException, OSError) as error:
            raise LineFailed(reason(error)) from error
        if not piece and self._answer.length:
            raise LineFailed(f"{self._answer.length} bytes of an answer did not come")
        return piece

    def release(self) -> None:
        """Keeps the connection, if the answer was read to its end."""
        if self._answer.isclosed() and not self._answer.will_close and not self._given_back:
            self._host.idle.append(self._connection)
            self._end()
        else:
            self.close()

    def close(self) -> None:
        if not self._given_back:
            self._answer.close()
            self._connection.close()
            self._end()

    def _end(self) -> None:
        self._given_back = True
        self._host.free.release()


def _has_ended(connection: http.client.HTTPConnection) -> bool:
    """The other end closed a connection that nobody used: there is something to read, if only its end."""
    if connection.sock is None:
        return True
    if not hasattr(select, "poll"):
        return bool(select.select([connection.sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def reason(error: BaseException) -> str:
    """What the system said."""
    return str(error) or type(error).__name__
