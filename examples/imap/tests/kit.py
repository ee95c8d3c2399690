"""What the tests have in hand: the agent and a store, a second client of the same account, and a line that breaks."""

from __future__ import annotations

import contextlib
import imaplib
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dovecot import PASSWORD, Dovecot
from listener import Listener

BUILD = Path(os.environ["IOSTX_EXAMPLES"])


def message(number: int, text: str = "A line.\r\n", headers: str = "") -> bytes:
    return (
        f"From: Maja <maja@example.org>\r\nTo: Sipho <sipho@example.org>\r\nSubject: Letter {number}\r\n"
        f"Date: Mon, 05 Oct 2026 08:{number % 60:02}:00 +0000\r\nMessage-ID: <letter-{number}@example.org>\r\n{headers}\r\n"
        f"This is letter {number}.\r\n{text}"
    ).encode()


class Client:
    """A second client of the account."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.line = imaplib.IMAP4("127.0.0.1", server.port)
        self.line.login(user, PASSWORD)
        self.selected = ""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.logout()

    def do(self, *words: str) -> list[Any]:
        kind, data = getattr(self.line, words[0])(*words[1:])
        assert kind == "OK", (words, kind, data)
        return list(data)

    def select(self, mailbox: str) -> None:
        self.do("select", f'"{mailbox}"')

    def append(self, mailbox: str, text: bytes, flags: str = "") -> None:
        kind, data = self.line.append(f'"{mailbox}"', f"({flags})", '" 5-Oct-2026 08:00:00 +0000"', text)
        assert kind == "OK", data

    def fill(self, mailbox: str, numbers: range) -> None:
        for number in numbers:
            self.append(mailbox, message(number))

    def uids(self, mailbox: str, *criteria: str) -> list[str]:
        self.select(mailbox)
        found: list[str] = self.do("uid", "SEARCH", *(criteria or ("ALL",)))[0].decode().split()
        return found

    def uid_of(self, mailbox: str, number: int) -> str:
        found = self.uids(mailbox, "HEADER", "Message-ID", f'"<letter-{number}@example.org>"')
        assert len(found) == 1, (mailbox, number, found)
        return found[0]

    def store(self, mailbox: str, number: int, how: str, flags: str) -> None:
        self.do("uid", "STORE", self.uid_of(mailbox, number), how, f"({flags})")

    def remove(self, mailbox: str, number: int) -> None:
        self.store(mailbox, number, "+FLAGS", "\\Deleted")
        self.do("expunge")

    def listing(self, mailbox: str) -> dict[str, list[str]]:
        """Message-ID to flags; a message that is there twice is an error."""
        out: dict[str, list[str]] = {}
        self.select(mailbox)
        for part in self.do("uid", "FETCH", "1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"):
            if not isinstance(part, tuple):
                continue
            flags = re.search(rb"FLAGS \(([^)]*)\)", part[0])
            key = re.search(rb"<.*>", part[1])
            assert flags is not None
            name = key[0].decode() if key else ""
            assert name not in out, f"{name} is twice in {mailbox} of the server"
            out[name] = sorted(word for word in flags[1].decode().split() if word != "\\Recent")
        return out

    def mailboxes(self) -> set[str]:
        return {line.decode().rsplit(" ", 1)[1].strip('"') for line in self.do("list")}

    def body(self, mailbox: str, number: int) -> bytes:
        uid = self.uid_of(mailbox, number)
        data = self.do("uid", "FETCH", uid, "(BODY.PEEK[])")
        body: bytes = data[0][1]
        return body


class Failed(AssertionError):
    pass


class Account:
    """One user of the server with a store, the agent and the shell of the store."""

    def __init__(self, place: Path, server: Dovecot, user: str, more: str = "", port: int = 0, name: str = "") -> None:
        place.mkdir(exist_ok=True)
        self.server = server
        self.user = user
        self.store = place / f"{user}{name}.iostx"
        self.config = place / f"{user}{name}.conf"
        self.text = (
            f"store = {self.store}\nhost = 127.0.0.1\n"
            f"port = {port or server.port}\ntls = none\nuser = {user}\ntimeout = 20\n{more}\n"
        )
        self.config.write_text(self.text)

    def start(self, *words: str, env: dict[str, str] | None = None, out: int = subprocess.PIPE) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BUILD / "imap" / "iostx-imap", "-c", self.config, "--json", *words],
            env={**os.environ, "IMAP_PASSWORD": PASSWORD, **(env or {})},
            stdout=out,
            stderr=out,
            text=True,
        )

    def run(
        self, *words: str, code: int | None = 0, env: dict[str, str] | None = None, timeout: float = 120
    ) -> list[dict[str, Any]]:
        process = self.start(*words, env=env)
        try:
            said, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        if process.returncode < 0 or (code is not None and process.returncode != code):
            raise Failed(f"{words}: exit code {process.returncode}, not {code}\n{said}{errors}")
        return [json.loads(line) for line in said.splitlines()]

    def words(self, *words: str) -> str:
        """What it says to people."""
        done = subprocess.run(
            [BUILD / "imap" / "iostx-imap", "-c", self.config, *words],
            env={**os.environ, "IMAP_PASSWORD": PASSWORD},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout + done.stderr

    def peak(self, *words: str) -> int:
        """Runs it, and tells the memory that it took, in KiB."""
        watch = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
        watch += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        done = subprocess.run(
            [sys.executable, "-c", watch, BUILD / "imap" / "iostx-imap", "-c", self.config, *words],
            env={**os.environ, "IMAP_PASSWORD": PASSWORD},
            check=True,
            capture_output=True,
            text=True,
        )
        return int(done.stdout)

    def sync(self, code: int | None = 0) -> dict[str, Any]:
        return [line for line in self.run("sync", code=code) if line.get("event") == "done"][-1]

    def shell(self, *words: str) -> str:
        return self._shell(*words).decode()

    def _shell(self, *words: str) -> bytes:
        done = subprocess.run([BUILD / "storectl" / "storectl", self.store, *words], capture_output=True)
        if done.returncode != 0:
            raise Failed(f"{words}: {done.stderr.decode()}")
        return done.stdout

    def text_of(self, folder: str, number: int) -> bytes:
        return self.cat(self.item(folder, number))

    def has_text(self, folder: str, number: int) -> bool:
        item = self.item(folder, number)
        try:
            self.cat(item)
        except Failed:
            return False
        return True

    def cat(self, item: str) -> bytes:
        return self._shell("cat", item)

    def new(self, folder: str, number: int, text: bytes | None = None) -> str:
        file = self.store.parent / f"letter-{number}.eml"
        file.write_bytes(text if text is not None else message(number))
        return self.shell("import", folder, str(file)).split()[0]

    def listing(self, mailbox: str) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for row in self.run("ls", mailbox):
            assert row["message_id"] not in out, f"{row['message_id']} is twice in {mailbox} of the store"
            out[row["message_id"]] = sorted(row["flags"].split())
        return out

    def rows(self, folder: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.shell("--json", "ls", folder).splitlines()]

    def item(self, folder: str, number: int) -> str:
        for row in self.rows(folder):
            if row.get("subject") == f"Letter {number}":
                return str(row["id"])
        raise Failed(f"there is no letter {number} in {folder}")

    def same(self, client: Client, *mailboxes: str) -> None:
        for mailbox in mailboxes:
            here, there = self.listing(mailbox), client.listing(mailbox)
            assert here == there, f"{mailbox}: the store has {here}, the server {there}"

    def quiet(self) -> None:
        """Nothing is left to be done, either way."""
        done = self.sync()
        busy = {name: count for name, count in done.items() if re.match("(up|down)_", name) and count != 0}
        assert not busy, f"a run that should find nothing: {busy}"


class Proxy(Listener):
    """Passes on what client and server say."""

    def __init__(self, port: int) -> None:
        self.target = port
        super().__init__()

    def serve(self, line: socket.socket, number: int) -> None:
        with socket.create_connection(("127.0.0.1", self.target)) as far:
            back = threading.Thread(target=self._pump, args=(far, line, number, False), daemon=True)
            back.start()
            self._pump(line, far, number, True)
            back.join()

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        """How many of these bytes may pass on a connection; if not all, it ends."""
        del line, of_client
        return len(data)

    def _pump(self, one: socket.socket, other: socket.socket, number: int, of_client: bool) -> None:
        try:
            while data := one.recv(16384):
                allowed = self.allowed(data, number, of_client)
                if allowed > 0:
                    other.sendall(data[:allowed])
                if allowed < len(data):
                    break
        except OSError:
            pass
        for line in (one, other):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class Breaking(Proxy):
    """Cuts one connection after so many bytes from the client or the server, or lets nothing through any more; later ones pass."""

    def __init__(self, port: int, stalls: bool = False) -> None:
        self.cut_at: int | None = None
        self.stalls = stalls
        self.stalled = -1
        self.released = threading.Event()
        self.seen = 0
        # What the first line carried.
        self.first = 0
        self.lock = threading.Lock()
        super().__init__(port)

    def arm(self, bytes_until: int | None) -> None:
        with self.lock:
            self.cut_at, self.seen = bytes_until, 0

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        count = len(data)
        with self.lock:
            self.seen += count
            self.first += count if line == 0 else 0
            reached = self.cut_at is not None and self.seen >= self.cut_at
            if reached and self.cut_at is not None:
                left = min(max(0, count - (self.seen - self.cut_at)), count - 1)
                self.cut_at = None
                self.stalled = line if self.stalls else -1
            if line != self.stalled:
                return left if reached else count
        self.released.wait()
        return 0

    def close(self) -> None:
        self.released.set()
        super().close()


class Stalling(Proxy):
    """Holds back what the server says on the connection on which the client first says a word, from then on; others pass."""

    def __init__(self, port: int, word: bytes) -> None:
        self.word = word
        self.line = -1
        self.stalled = threading.Event()
        self.released = threading.Event()
        super().__init__(port)

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        if of_client and not self.stalled.is_set() and self.word in data:
            self.line = line
            self.stalled.set()
        elif not of_client and line == self.line:
            self.released.wait()
        return len(data)

    def close(self) -> None:
        self.released.set()
        super().close()


class Meddling(Proxy):
    """Lets somebody do something before each command reaches the server."""

    def __init__(self, port: int, meddle: Callable[[str], None]) -> None:
        self.meddle = meddle
        self.failures: list[Exception] = []
        self.lock = threading.Lock()
        super().__init__(port)

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        with self.lock:
            for command in Commands.WORDS.finditer(data) if of_client else ():
                try:
                    self.meddle(command[0].decode(errors="replace").partition(" ")[2])
                except Exception as error:
                    self.failures.append(error)
        return len(data)


class Together(Proxy):
    """Holds back what the server says from one word of the client's until its next one: who waits in between gets nothing."""

    def __init__(self, port: int, first: bytes, then: bytes) -> None:
        self.first, self.then = first, then
        self.heard = threading.Event()
        self.held = -1
        super().__init__(port)

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        if of_client and self.first in data:
            self.held = line
        if of_client and self.then in data:
            self.heard.set()
        if not of_client and line == self.held:
            self.heard.wait()
        return len(data)

    def close(self) -> None:
        self.heard.set()
        super().close()


class Commands(Proxy):
    """Ends the line at one command, counted over all lines: before the server gets it, or before the client gets its answer."""

    WORDS = re.compile(rb"^T\d+ [^\r\n]*", re.MULTILINE)

    def __init__(self, port: int, at: int = -1, after: bool = False) -> None:
        self.at, self.after = at, after
        self.seen: list[bytes] = []
        self.deaf = -1
        self.lock = threading.Lock()
        super().__init__(port)

    def allowed(self, data: bytes, line: int, of_client: bool) -> int:
        if not of_client:
            return 0 if line == self.deaf else len(data)
        with self.lock:
            for command in self.WORDS.finditer(data):
                self.seen.append(command[0].partition(b" ")[2])
                if len(self.seen) - 1 == self.at:
                    if not self.after:
                        return command.start()
                    self.deaf = line
        return len(data)
