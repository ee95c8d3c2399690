"""HTTP: connections, authentication, servers that say 'later', and lines that lead elsewhere."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from iostx_dav.dav.auth import Authenticator, Mode
from iostx_dav.dav.errors import BadAnswer, LineFailed, LogonFailed, Refused
from iostx_dav.dav.http import Client, Limits
from kit import Answer, Broken, Line, Request


@pytest.fixture
def stub() -> Iterator[Line]:
    one = Line(None)
    one.before = lambda _: Answer(200, {"ETag": '"1"'}, b"here")
    yield one
    one.close()


def client(line: Line, mode: Mode = "auto", patience: float = 5) -> Client:
    return Client(line.url, Authenticator(mode, "maja", "secret"), limits=Limits(timeout=5, patience=patience, connections=2))


def test_a_connection_is_used_again(stub: Line) -> None:
    with_one = client(stub)
    for _ in range(5):
        assert with_one.request("GET", stub.url).body == b"here"
    assert stub.connections == 1
    with_one.close()


def test_basic_bearer_and_digest_are_accepted(stub: Line) -> None:
    nonces = iter(["one", "two"])
    nonce, uses = next(nonces), 0

    def basic(request: Request) -> Answer:
        wanted = "Basic " + base64.b64encode(b"maja:secret").decode()
        return Answer(200 if request.headers.get("Authorization") == wanted else 401, {"WWW-Authenticate": 'Basic realm="x"'})

    def bearer(request: Request) -> Answer:
        return Answer(200 if request.headers.get("Authorization") == "Bearer secret" else 401, {"WWW-Authenticate": "Bearer"})

    def digest(request: Request) -> Answer:
        nonlocal nonce, uses
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', request.headers.get("Authorization", "")))
        challenge = f'Digest realm="r", qop="auth", algorithm=SHA-256, nonce="{nonce}"'
        if given.get("nonce") != nonce:
            return Answer(401, {"WWW-Authenticate": challenge + (", stale=true" if given else "")})
        uses += 1
        if uses == 2:  # The next request finds its nonce too old.
            nonce = next(nonces)

        def hashed(text: str) -> str:
            return hashlib.sha256(text.encode()).hexdigest()

        first, second = hashed("maja:r:secret"), hashed(f"{request.method}:{request.path}")
        assert given["response"] == hashed(f"{first}:{given['nonce']}:{given['nc']}:{given['cnonce']}:auth:{second}")
        return Answer(200)

    for mode, server in (("auto", basic), ("basic", basic), ("bearer", bearer), ("auto", digest), ("digest", digest)):
        stub.before = server
        uses = 0
        nonces = iter(["three", "four"])
        one = client(stub, mode)  # type: ignore[arg-type]
        for _ in range(4):
            assert one.request("PUT", stub.url + "a", body=b"x").status == 200
        one.close()


def test_a_wrong_password_ends_after_a_few_requests(stub: Line) -> None:
    for challenge in ('Basic realm="x"', 'Digest realm="r", nonce="n", qop="auth"', "Negotiate", ""):
        stub.before = lambda _, said=challenge: Answer(401, {"WWW-Authenticate": said} if said else {})  # type: ignore[misc]
        stub.requests.clear()
        one = client(stub)
        with pytest.raises(LogonFailed):
            one.request("GET", stub.url)
        assert len(stub.requests) <= 3
        one.close()


def test_a_server_that_says_later_is_asked_again_then(stub: Line) -> None:
    times: list[float] = []

    def later(_: Request) -> Answer:
        times.append(time.monotonic())
        return Answer(201) if len(times) > 2 else Answer(503 if len(times) == 1 else 429, {"Retry-After": "0"})

    stub.before = later
    one = client(stub)
    assert one.request("PUT", stub.url, body=b"x").status == 201
    stub.before = lambda _: Answer(503, {"Retry-After": "3600"}, b"<a/>")
    with pytest.raises(Refused) as refused:
        one.request("PUT", stub.url, body=b"x")
    assert (refused.value.status, refused.value.retry_after) == (503, 3600)
    stub.before = lambda _: Answer(503)
    with pytest.raises(Refused):
        one.request("GET", stub.url)
    one.close()


def test_the_wait_that_the_server_asks_for_is_kept(stub: Line) -> None:
    times: list[float] = []

    def later(_: Request) -> Answer:
        times.append(time.monotonic())
        return Answer(200) if len(times) > 1 else Answer(429, {"Retry-After": "1"})

    stub.before = later
    one = client(stub)
    one.request("GET", stub.url)
    assert times[1] - times[0] >= 0.9
    one.close()


def test_redirections_are_followed_on_the_same_server_only(stub: Line) -> None:
    stub.before = lambda request: Answer(200) if request.path == "/there" else Answer(301, {"Location": "/there"})
    one = client(stub)
    assert one.request("GET", stub.url).url.endswith("/there")
    for elsewhere in ("http://www.example.org/", "https://www.example.org/", "ftp://127.0.0.1/"):
        stub.before = lambda _, to=elsewhere: Answer(307, {"Location": to})  # type: ignore[misc]
        with pytest.raises(BadAnswer):
            one.request("PROPFIND", stub.url)
    stub.before = lambda _: Answer(302, {"Location": "/again"})
    with pytest.raises(BadAnswer):
        one.request("GET", stub.url)
    one.close()


def test_what_changes_something_is_not_sent_twice_over_a_line_that_broke(stub: Line) -> None:
    def broken(_: Request) -> Answer:
        raise Broken

    stub.before = broken
    one = client(stub)
    for method, requests in (("PUT", 1), ("DELETE", 1), ("MKCALENDAR", 1), ("GET", 2), ("REPORT", 2)):
        stub.requests.clear()
        with pytest.raises(LineFailed):
            one.request(method, stub.url)
        assert len(stub.requests) == requests
    one.close()


def test_an_answer_that_ends_in_the_middle_is_a_line_that_failed(stub: Line) -> None:
    stub.before = lambda _: Answer(200, {}, b"x" * 1000, cut=500)
    one = client(stub)
    with pytest.raises(LineFailed):
        one.request("GET", stub.url)
    one.close()


def test_a_certificate_is_always_checked(tmp_path: Path) -> None:
    def certificate(name: str, host: str) -> Path:
        path = tmp_path / name
        given = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"]
        made = ["-addext", f"subjectAltName={host}", "-keyout", str(path) + ".key", "-out", str(path) + ".crt"]
        subprocess.run(["openssl", "req", *given, *made], check=True, capture_output=True)
        path.write_bytes(Path(str(path) + ".key").read_bytes() + Path(str(path) + ".crt").read_bytes())
        return path

    ours, elsewhere = certificate("ours", "IP:127.0.0.1"), certificate("elsewhere", "DNS:dav.example.org")
    for trusted, shown, good in ((None, ours, False), (elsewhere, ours, False), (elsewhere, elsewhere, False), (ours, ours, True)):
        line = Line(None, shown)
        line.before = lambda _: Answer(200, {}, b"here")
        ca_file = str(trusted) + ".crt" if trusted else None
        one = Client(line.url, Authenticator("basic", "maja", "secret"), ca_file=ca_file, limits=Limits(timeout=5))
        if good:
            assert one.request("GET", line.url).body == b"here"
        else:
            with pytest.raises(LineFailed, match="certificate"):
                one.request("GET", line.url)
            assert line.requests == []
        one.close()
        line.close()


def test_plain_http_is_for_this_machine_only() -> None:
    signer = Authenticator("basic", "maja", "secret")
    for bad in (
        "http://example.org/",
        "ftp://example.org",
        "example.org",
        "https://maja:secret@example.org/",
        "http://127.0.0.1.example.org/",
    ):
        with pytest.raises(ValueError):
            Client(bad, signer)
    for good in ("https://example.org/", "http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost/"):
        Client(good, signer).close()
    Client("http://example.org/", signer, allow_plain=True).close()


def test_the_password_goes_to_hosts_beside_the_server_only() -> None:
    one = Client("https://dav.example.org/", None)
    assert one.trusts("https://dav.example.org/a") and one.trusts("https://p1.example.org/")
    for other in (
        "http://dav.example.org/",
        "https://example.com/",
        "https://dav.example.org.example.com/",
        "http://p1.example.org/",
    ):
        assert not one.trusts(other)
    two = Client("https://example.org/", None)
    assert not two.trusts("https://other.org/")
    one.close()
    two.close()


def test_a_packed_answer_is_unpacked_and_a_damaged_one_is_refused(stub: Line) -> None:
    body = b"a packed answer " * 20_000
    packed = gzip.compress(body)
    sent = [packed, b"", packed[:-20], b"this is not packed"]
    stub.before = lambda _: Answer(200, {"Content-Encoding": "gzip"}, sent.pop(0))
    reader = client(stub)
    assert [reader.request("GET", stub.url).body for _ in range(2)] == [body, b""]
    with pytest.raises(LineFailed):
        reader.request("PUT", stub.url)
    with pytest.raises(BadAnswer):
        reader.request("PUT", stub.url)
    reader.close()


def test_no_more_connections_are_open_than_are_allowed(stub: Line) -> None:
    together = threading.Barrier(2)

    def both(_: Request) -> Answer:
        # Two are under way at a time, or this breaks.
        together.wait(10)
        return Answer(200, {}, b"here")

    stub.before = both
    shared = client(stub)
    with ThreadPoolExecutor(6) as threads:
        answers = [threads.submit(shared.request, "GET", stub.url) for _ in range(12)]
        assert all(answer.result().body == b"here" for answer in answers)
    assert stub.connections == 2
    shared.close()


def test_a_connection_that_the_server_closed_meanwhile_is_not_used(stub: Line) -> None:
    """A request that changes something would fail on it, and nobody would know whether it was carried out."""
    shared = client(stub)
    assert shared.request("GET", stub.url).status == 200
    stub.hang_up()
    assert shared.request("PUT", stub.url, body=b"x").status == 200
    assert stub.connections == 2
    shared.close()


def test_an_answer_that_is_not_read_to_its_end_leaves_no_connection_behind(stub: Line) -> None:
    stub.before = lambda _: Answer(200, {}, b"x" * 1_000_000)
    shared = client(stub)
    for _ in range(4):
        with shared.stream("GET", stub.url) as answer:
            assert next(answer.chunks)
    stub.before = lambda _: Answer(200, {}, b"here")
    assert shared.request("GET", stub.url).body == b"here"
    shared.close()
