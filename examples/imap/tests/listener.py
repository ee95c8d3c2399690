"""What the servers and lines of the tests have in common: a port on loopback, and a thread for each who calls there."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading


class Listener:
    """Listens from when it is made until it is closed; `serve` is what it does with a connection; the first is number 0."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def serve(self, line: socket.socket, number: int) -> None:
        raise NotImplementedError

    def _accept(self) -> None:
        for number in itertools.count():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line, number), daemon=True).start()

    def _serve(self, line: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), line:
            self.serve(line, number)

    def close(self) -> None:
        self._listener.close()
