"""A program in a pseudo terminal, and what its screen shows: enough of ECMA-48 for what iostx-syncmgr writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

CONTROL = re.compile(rb"\x1b\[([?]?)([0-9;]*)([A-Za-z])")


@dataclass(frozen=True)
class Style:
    """How a cell is shown: SGR numbers."""

    codes: tuple[int, ...] = ()


PLAIN = Style()


def columns(character: str) -> int:
    """The columns that a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    """The cells of a terminal, to be fed with what a program writes."""

    def __init__(self, width: int, height: int) -> None:
        self.alternate = False
        self.cursor_shown = True
        self.overrun = False
        self.rest = b""
        self.style = PLAIN
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.clear()

    def clear(self) -> None:
        self.cells = [[(" ", PLAIN)] * self.width for _ in range(self.height)]
        self.row = self.column = 0

    def feed(self, data: bytes) -> None:
        data = self.rest + data
        self.rest = b""
        at = 0
        while at < len(data):
            if data[at] == 0x1B:
                match = CONTROL.match(data, at)
                if match is None:
                    self.rest = data[at:]
                    return
                self.control(match.group(1) == b"?", match.group(2).decode(), match.group(3).decode())
                at = match.end()
                continue
            end = data.find(b"\x1b", at)
            end = len(data) if end < 0 else end
            piece = data[at:end]
            # A character that is cut waits for its rest.
            text = piece.decode("utf-8", "ignore") if end == len(data) else piece.decode()
            self.rest = piece[len(text.encode()) :] if end == len(data) else b""
            self.write(text)
            at = end

    def write(self, text: str) -> None:
        for character in text:
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.row = min(self.row + 1, self.height - 1)
            else:
                self.put(character)

    def put(self, character: str) -> None:
        width = columns(character)
        if width == 0:
            if self.column > 0 and self.row < self.height:
                before, style = self.cells[self.row][self.column - 1]
                self.cells[self.row][self.column - 1] = (before + character, style)
            return
        if self.column + width > self.width or self.row >= self.height:
            self.overrun = True
            return
        self.cells[self.row][self.column] = (character, self.style)
        if width == 2:
            self.cells[self.row][self.column + 1] = ("", self.style)
        self.column += width

    def control(self, private: bool, numbers: str, final: str) -> None:
        values = [int(number or "0") for number in numbers.split(";")]
        if private:
            if values == [1049]:
                self.alternate = final == "h"
                self.clear()
            elif values == [25]:
                self.cursor_shown = final == "h"
        elif final == "H":
            self.row = min(max(values[0], 1), self.height) - 1
            self.column = min(max(values[1] if len(values) > 1 else 1, 1), self.width) - 1
        elif final == "A":
            self.row = max(self.row - max(values[0], 1), 0)
        elif final == "K":
            self.cells[self.row][self.column :] = [(" ", PLAIN)] * (self.width - self.column)
        elif final == "J" and values[0] == 2:
            self.clear()
        elif final == "J":
            self.control(False, "0", "K")
            self.cells[self.row + 1 :] = [[(" ", PLAIN)] * self.width for _ in range(self.height - self.row - 1)]
        elif final == "m":
            self.style = PLAIN if values == [0] else Style(self.style.codes + tuple(values))

    def lines(self) -> list[str]:
        return ["".join(cell for cell, _ in row).rstrip() for row in self.cells]

    def text(self) -> str:
        return "\n".join(self.lines())

    def line(self, word: str) -> str:
        """The first line that has a word; "" if there is none."""
        return next((line for line in self.lines() if word in line), "")


class Terminal:
    """A program that runs in a pseudo terminal."""

    def __init__(self, command: list[str], width: int = 100, height: int = 34, **environment: str) -> None:
        self.master, self.slave = pty.openpty()
        self.screen = Screen(width, height)
        self.set_size(width, height)
        self.before = termios.tcgetattr(self.slave)
        base = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.process = subprocess.Popen(
            command,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env={**os.environ, **base, **environment},
            # A group of its own, whose parent is in this session: as the job of a shell, which can be suspended.
            preexec_fn=lambda: os.setpgid(0, 0),
        )

    def set_size(self, width: int, height: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(width, height)
        self.set_size(width, height)
        self.process.send_signal(signal.SIGWINCH)

    def send(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def read(self, seconds: float) -> bool:
        """Takes what the program wrote; False: nothing came in so long."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.screen.feed(os.read(self.master, 65536))
        return True

    def wait(self, what: Callable[[Screen], object], seconds: float = 60) -> None:
        """Waits until the screen is so."""
        end = time.monotonic() + seconds
        while not what(self.screen):
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError("the screen never came to that:\n" + self.screen.text())
            self.read(min(left, 1))

    def wait_for(self, text: str, seconds: float = 60) -> None:
        self.wait(lambda screen: text in screen.text(), seconds)

    def drain(self) -> None:
        while self.read(0):
            pass

    def end(self, seconds: float = 60) -> int:
        """Waits for the end of the program; its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                raise AssertionError("it does not end:\n" + self.screen.text())
            self.read(0.02)
        self.drain()
        return self.process.returncode

    def wait_until_stopped(self, seconds: float = 60) -> None:
        """Waits until the program is suspended."""
        end = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)
            if pid != 0:
                assert os.WIFSTOPPED(status), status
                return
            if time.monotonic() > end:
                raise AssertionError("it does not stop:\n" + self.screen.text())
            self.read(0.02)

    def is_given_back(self) -> bool:
        """Whether the terminal is as the program found it."""
        self.drain()
        same = termios.tcgetattr(self.slave) == self.before
        return same and not self.screen.alternate and self.screen.cursor_shown

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in (self.master, self.slave):
            if end >= 0:
                os.close(end)
        self.master = self.slave = -1
