"""A small SMTP server on loopback that keeps what it is given."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from listener import Listener


@dataclass
class Letter:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    text: bytes = b""


def usual(verb: str, rest: str) -> str | None:
    return None


class Sink(Listener):
    """answer: what to say to a command ("END": after the text) instead of the usual; "" ends the connection; None: the usual.
    tls: "implicit", "starttls", "none", with the certificate that lies in a directory. auth: what it offers; XOAUTH2 takes
    the token "token-of-NAME"."""

    def __init__(
        self,
        answer: Callable[[str, str], str | None] = usual,
        tls: str = "none",
        certificate: Path | None = None,
        auth: str = "PLAIN",
    ) -> None:
        self.answer, self.tls, self.auth = answer, tls, auth
        self.letters: list[Letter] = []
        self.logins: list[str] = []
        # Commands that came in the clear.
        self.clear: list[str] = []
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        super().__init__()

    def serve(self, line: socket.socket, number: int) -> None:
        if self.tls == "implicit" or self._talk(line, False):
            self._talk(self.context.wrap_socket(line, server_side=True), True)

    def _talk(self, line: socket.socket, covered: bool) -> bool:
        """Whether the line is to be covered now."""
        with line.makefile("rwb") as file:
            letter = Letter()
            offers = ["250-STARTTLS"] * (self.tls == "starttls" and not covered) + [f"250 AUTH {self.auth}"]

            def say(text: str) -> bool:
                file.write(text.encode() + b"\r\n")
                file.flush()
                return text != ""

            def ask(question: str) -> str:
                say(f"334 {question}")
                return file.readline().decode().strip()

            # After STARTTLS the client begins again without being greeted.
            if not covered or self.tls == "implicit":
                say("220 sink.example.org")
            while command := file.readline().decode().strip():
                verb, _, rest = command.partition(" ")
                verb = verb.upper()
                if not covered:
                    self.clear.append(command)
                said = self.answer(verb, rest)
                if said is None:
                    said = {"EHLO": "\r\n".join(["250-sink.example.org", *offers]), "DATA": "354 go on", "QUIT": "221 bye"}.get(
                        verb, "250 fine"
                    )
                    if verb == "STARTTLS":
                        say("220 go on")
                        return True
                    if verb == "AUTH":
                        said = self._login(rest, ask)
                if verb == "MAIL":
                    letter = Letter(sender=rest.partition("<")[2].partition(">")[0])
                if verb == "RCPT" and said.startswith("2"):
                    letter.recipients.append(rest.partition("<")[2].partition(">")[0])
                if said == "" or not say(said) or verb == "QUIT":
                    break
                if verb == "DATA" and said.startswith("3"):
                    letter.text = self._text(file.readline)
                    said = self.answer("END", "")
                    # The letter is the server's, whatever becomes of its word.
                    if said is None or said[:1] in ("2", ""):
                        self.letters.append(letter)
                    if said == "":
                        break
                    say(said or "250 taken")
        return False

    def _login(self, rest: str, ask: Callable[[str], str]) -> str:
        mechanism, _, word = rest.partition(" ")
        told = base64.b64decode(word or ask("")).decode()
        if mechanism == "PLAIN":
            self.logins.append(told.replace("\0", " ").strip())
            return "235 welcome"
        user, bearer = (part.partition("=")[2] for part in told.strip("\1").split("\1"))
        self.logins.append(f"{user} {bearer}")
        if bearer == f"Bearer token-of-{user}":
            return "235 welcome"
        # What is wrong is told as a question, which is answered with nothing.
        ask(base64.b64encode(b'{"status":"400"}').decode())
        return "535 5.7.8 the token is worn out"

    def _text(self, read: Callable[[], bytes]) -> bytes:
        out = b""
        while (next_line := read()) not in (b".\r\n", b""):
            out += next_line[1:] if next_line.startswith(b".") else next_line
        return out
