"""HTTP as the agent needs it: connections that are kept, signed requests, servers that say 'later', and failures told apart."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from .auth import Authenticator
from .connections import Pool, Response
from .errors import BadAnswer, Cancelled, LineFailed, LogonFailed, Refused
from .xml import read_conditions

# Carried out twice these do no harm.
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
_REDIRECTS = frozenset({301, 302, 307, 308})
_CHUNK = 64 * 1024
# Of an answer that tells why something was refused.
_ERROR_LIMIT = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """How long is waited, and how much is taken."""

    timeout: float = 60.0
    """Seconds for a connection, and for each piece of an answer."""
    patience: float = 60.0
    """Seconds that one request waits at most for a server that says 'later' (429, 503)."""
    connections: int = 4
    body: int = 64 * 1024 * 1024
    """Bytes of an answer that is held as a whole."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes
    url: str
    """Where it came from, after redirections."""


@dataclass
class Stream:
    """An answer that is read piece by piece."""

    status: int
    url: str
    chunks: Iterator[bytes] = field(repr=False)


def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host in ("localhost", "::1") or host.endswith(".localhost"):
        return True
    try:
        return ":" not in host and socket.inet_pton(socket.AF_INET, host)[0] == 127
    except (OSError, ValueError):
        return False


def _is_private(url: str) -> bool:
    """Nobody else can read the line."""
    return url.startswith("https:") or is_loopback(url)


class Client:
    """A few connections to one server. Any threads at once."""

    def __init__(
        self,
        url: str,
        authenticator: Authenticator | None,
        *,
        ca_file: str | None = None,
        allow_plain: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """Raises ValueError if `url` is no http(s) URL, or would send the password where others can read it."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is no URL of a web server")
        if parts.username is not None or parts.password is not None:
            raise ValueError("user and password do not belong into the URL")
        self._safe_plain = allow_plain
        if parts.scheme == "http" and not self._may_be_plain(url):
            raise ValueError(f"{url} is not encrypted: anybody on the way could read the password")
        self.url = url
        self._limits = limits or Limits()
        self._authenticator = authenticator
        self.cancelled: Callable[[], bool] = lambda: False
        """Asked while something is waited for or read."""
        self._waiting = threading.Event()
        self.requests = 0
        """How many requests were sent."""
        context = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._pool = Pool(self._limits.connections, self._limits.timeout, context)

    def close(self) -> None:
        self._pool.close()

    def request(self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Sends a request and reads the whole answer. Answers that are no success raise."""
        for again in (True, False):
            try:
                response, final = self._send(method, url, body, headers or {})
                data = self._read_all(response)
            except LineFailed:
                # A connection that was kept may have been closed at the other end.
                if not again or method not in _SAFE_METHODS:
                    raise
                continue
            return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, data, final)
        raise AssertionError("the last attempt returns or raises")

    @contextlib.contextmanager
    def stream(
        self, method: str, url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Iterator[Stream]:
        """Sends a request and gives the answer piece by piece."""
        try:
            response, final = self._send(method, url, body, headers or {})
        except LineFailed:
            if method not in _SAFE_METHODS:
                raise
            response, final = self._send(method, url, body, headers or {})
        finished = False
        try:
            yield Stream(response.status, final, self._chunks(response))
            finished = True
        finally:
            if finished:
                response.release()
            else:
                response.close()

    # --- One request ----------------------------------------------------------------------------------------------------------

    def _send(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> tuple[Response, str]:
        """Sends until there is an answer that is neither a challenge, nor a redirection, nor 'later'."""
        waited, redirected, challenged = 0.0, 0, 0
        while True:
            if self.cancelled():
                raise Cancelled("interrupted")
            signature = self._authenticator.header(method, url, _is_private(url)) if self._authenticator is not None else None
            response = self._send_once(method, url, body, headers, signature)
            status = response.status
            if status == 401:
                self._drain(response)
                wanted = ", ".join(response.headers.get_all("WWW-Authenticate", []))
                challenged += 1
                if self._authenticator is None or challenged > 3 or not self._authenticator.challenged(wanted, signature):
                    raise LogonFailed(f"{urlsplit(url).hostname} does not take the user and password")
            elif status in _REDIRECTS and method in _SAFE_METHODS and "Location" in response.headers:
                self._drain(response)
                redirected += 1
                if redirected > 5:
                    raise BadAnswer(f"{url} is redirected again and again")
                url = self._redirected(url, response.headers["Location"])
            elif status in (429, 503):
                delay = retry_after(response.headers.get("Retry-After"))
                if delay is None or waited + delay > self._limits.patience:
                    raise self._refused(method, url, response, delay)
                self._drain(response)
                self._wait(delay)
                # Even a server that says 'at once' is not asked for ever.
                waited += max(delay, 1.0)
            elif 200 <= status < 300:
                return response, url
            else:
                raise self._refused(method, url, response, None)

    def _send_once(self, method: str, url: str, body: bytes | None, headers: dict[str, str], signature: str | None) -> Response:
        sent = {"User-Agent": "iostx-dav", "Accept-Encoding": "identity" if is_loopback(url) else "gzip", **headers}
        if signature is not None:
            sent["Authorization"] = signature
        self.requests += 1
        return self._pool.request(method, url, body, sent)

    def _redirected(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if urlsplit(target).scheme == "http" and (url.startswith("https:") or not self._may_be_plain(target)):
            raise BadAnswer(f"{url} leads to {target}, which is not encrypted")
        if not self.trusts(target):
            raise BadAnswer(f"{url} leads to another server, {target}")
        return target

    def trusts(self, url: str) -> bool:
        """Whether this URL is given the password: one of the server's host, or encrypted, of a host beside it."""
        ours, theirs = urlsplit(self.url), urlsplit(url)
        own, other = ours.hostname or "", theirs.hostname or ""
        if own == other:
            return theirs.scheme == "https" or theirs.scheme == ours.scheme
        domain = own.partition(".")[2]
        return theirs.scheme == "https" and "." in domain and (other == domain or other.endswith("." + domain))

    def _may_be_plain(self, url: str) -> bool:
        return self._safe_plain or is_loopback(url)

    # --- Reading --------------------------------------------------------------------------------------------------------------

    def _chunks(self, response: Response) -> Iterator[bytes]:
        while True:
            if self.cancelled():
                raise Cancelled("interrupted")
            chunk = response.read(_CHUNK)
            if not chunk:
                return
            yield chunk

    def _read_all(self, response: Response, limit: int | None = None) -> bytes:
        pieces, size = [], 0
        for chunk in self._chunks(response):
            size += len(chunk)
            if size > (limit or self._limits.body):
                response.close()
                raise BadAnswer(f"an answer is larger than {limit or self._limits.body} bytes")
            pieces.append(chunk)
        response.release()
        return b"".join(pieces)

    def _drain(self, response: Response) -> None:
        """Makes the connection free for the next request."""
        try:
            self._read_all(response, _ERROR_LIMIT)
        except (BadAnswer, LineFailed):
            response.close()

    def _refused(self, method: str, url: str, response: Response, delay: float | None) -> Refused:
        try:
            body = self._read_all(response, _ERROR_LIMIT)
        except (BadAnswer, LineFailed):
            body = b""
        conditions, told = read_conditions(body)
        kind = response.headers.get("Content-Type", "")
        if not told and kind.startswith("text/plain"):
            told = body.decode("utf-8", "replace")
        names = ", ".join(sorted(name.partition(" ")[2] for name in conditions))
        parts = [f"{response.status} {response.reason or ''}".strip(), names, " ".join(told.split())[:200]]
        text = f"{method} {urlsplit(url).path}: " + ": ".join(part for part in parts if part)
        return Refused(response.status, text, conditions, delay)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.cancelled():
                raise Cancelled("interrupted")
            self._waiting.wait(min(left, 0.2))


def retry_after(value: str | None, now: float | None = None) -> float | None:
    """Seconds of a Retry-After (RFC 9110 section 10.2.3), which is a number or a date."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    import email.utils

    try:
        when = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, when - (time.time() if now is None else now))
