"""Private servers on loopback: their own directories and ports, stopped by their own process ids."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_RADICALE = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 50
[auth]
type = none
[rights]
type = owner_only
[storage]
filesystem_folder = {dir}/store
[web]
type = none
[logging]
level = error
"""

# Without waiting for the disk at each write, which only its own tests may ask for.
_RADICALE_START = """
import sys
from radicale import config, server
given = config.load([(sys.argv[1], False)])
given.update({"storage": {"_filesystem_fsync": "False"}}, "tests", privileged=True)
server.serve(given)
"""


_bound: list[socket.socket] = []


def free_port() -> int:
    """A port of loopback that nobody else is given before this program ends: it stays bound; a server may still listen (Linux)."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    port = int(one.getsockname()[1])
    if sys.platform == "linux":
        _bound.append(one)
    else:
        one.close()
    return port


class Server:
    """A server that runs."""

    name = ""

    def __init__(self, directory: Path, command: list[str], port: int) -> None:
        self.port = port
        self._log = (directory / "log").open("wb")
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL, cwd=directory)
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise RuntimeError(f"{self.name} does not start:\n{(directory / 'log').read_text()}") from None
                time.sleep(0.02)

    @property
    def url(self) -> str:
        """What a user gives to the agent."""
        return f"http://127.0.0.1:{self.port}/"

    def calendars(self, user: str) -> str:
        """Path of the calendars of a user."""
        raise NotImplementedError

    def cards(self, user: str) -> str:
        """Path of his address books."""
        raise NotImplementedError

    def cpu_seconds(self) -> float:
        """Processor time that it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


class Radicale(Server):
    name = "radicale"

    def __init__(self, directory: Path, python: str = sys.executable) -> None:
        """python: the interpreter that has it."""
        port = free_port()
        (directory / "config").write_text(_RADICALE.format(port=port, dir=directory))
        super().__init__(directory, [python, "-c", _RADICALE_START, str(directory / "config")], port)

    def calendars(self, user: str) -> str:
        return f"/{user}/"

    cards = calendars


class Xandikos(Server):
    name = "xandikos"

    def __init__(self, directory: Path) -> None:
        port = free_port()
        command = Path(sys.executable).with_name("xandikos")
        given = [
            "serve",
            "-d",
            str(directory / "data"),
            "-l",
            "127.0.0.1",
            "-p",
            str(port),
            "--autocreate",
            "--current-user-principal",
        ]
        state = ["--state-dir", str(directory / "state"), "--no-detect-systemd"]
        super().__init__(directory, [str(command), *given, "/user/", *state], port)

    def calendars(self, user: str) -> str:
        return "/user/calendars/"

    def cards(self, user: str) -> str:
        return "/user/contacts/"
