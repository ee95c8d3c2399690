"""A small SMTP server on loopback that keeps what it is given."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Letter:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    text: bytes = b""


class Sink:
    """answer: what to say to a command ("END": after the text) instead of the usual; "" ends the connection; None: the usual."""

    def __init__(self, answer: Callable[[str, str], str | None] = lambda verb, rest: None) -> None:
        self.answer = answer
        self.letters: list[Letter] = []
        self.logins: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rwb") as file:
            letter = Letter()

            def say(text: str) -> bool:
                file.write(text.encode() + b"\r\n")
                file.flush()
                return text != ""

            say("220 sink.example.org")
            while command := file.readline().decode().strip():
                verb, _, rest = command.partition(" ")
                verb = verb.upper()
                usual = "250 fine"
                if verb == "EHLO":
                    usual = "250-sink.example.org\r\n250 AUTH PLAIN"
                elif verb == "AUTH":
                    word = rest.partition(" ")[2]
                    if not word:
                        say("334 ")
                        word = file.readline().decode().strip()
                    self.logins.append(base64.b64decode(word).decode().replace("\0", " ").strip())
                    usual = "235 welcome"
                elif verb == "MAIL":
                    letter = Letter(sender=rest.partition("<")[2].partition(">")[0])
                elif verb == "DATA":
                    usual = "354 go on"
                elif verb == "QUIT":
                    usual = "221 bye"
                said = self.answer(verb, rest)
                said = usual if said is None else said
                if verb == "RCPT" and said.startswith("2"):
                    letter.recipients.append(rest.partition("<")[2].partition(">")[0])
                if said == "" or not say(said) or verb == "QUIT":
                    return
                if verb == "DATA" and said.startswith("3"):
                    letter.text = self._text(file.readline)
                    said = self.answer("END", "")
                    # The letter is the server's, whatever becomes of its word.
                    if said is None or said[:1] in ("2", ""):
                        self.letters.append(letter)
                    if said == "":
                        return
                    say(said or "250 taken")

    def _text(self, read: Callable[[], bytes]) -> bytes:
        out = b""
        while (next_line := read()) not in (b".\r\n", b""):
            out += next_line[1:] if next_line.startswith(b".") else next_line
        return out

    def close(self) -> None:
        self.listener.close()
