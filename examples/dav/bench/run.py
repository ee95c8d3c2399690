"""The agent beside vdirsyncer and beside a client that only reads, on a Radicale of its own: medians, interleaved.

run.py [--runs 5] [--events 2000] [--cards 1000] [--system]"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent)]

from corpus import calendar, card, component  # noqa: E402
from kit import PASSWORD, Here, Peer  # noqa: E402
from servers import Radicale  # noqa: E402

PULL, SAME, DELTA = "first pull", "no change", "40 changed + 20 new + 20 deleted"

VDIRSYNCER = """
[general]
status_path = "{dir}/status/"
[pair cal]
a = "cal_here"
b = "cal_there"
collections = null
[storage cal_here]
type = "filesystem"
path = "{dir}/cal/"
fileext = ".ics"
[storage cal_there]
type = "caldav"
url = "http://127.0.0.1:{port}/{user}/cal/"
username = "{user}"
password = "{password}"
[pair card]
a = "card_here"
b = "card_there"
collections = null
[storage card_here]
type = "filesystem"
path = "{dir}/card/"
fileext = ".vcf"
[storage card_there]
type = "carddav"
url = "http://127.0.0.1:{port}/{user}/card/"
username = "{user}"
password = "{password}"
"""


class Bench:
    def __init__(self, directory: Path, events: int, cards: int, system: bool) -> None:
        """system: Radicale and vdirsyncer are those of the system, not of the virtual environment."""
        self.directory = directory
        self._vdirsyncer = "vdirsyncer" if system else str(Path(sys.executable).with_name("vdirsyncer"))
        # As they are installed: compiled.
        self._environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment["PYTHONPATH"] = str(HERE.parent)
        self.chance = random.Random(1)
        self.made = events
        self.seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.cpu: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.memory: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._fill(directory / "server" / "store" / "collection-root" / "maja", events, cards)
        self.server = Radicale(directory / "server", "/usr/bin/python3" if system else sys.executable)
        self.peer = Peer(self.server, "maja")

    def _fill(self, home: Path, events: int, cards: int) -> None:
        """Files as Radicale keeps them: to upload them takes it minutes."""
        for name, kind in (("cal", "VCALENDAR"), ("card", "VADDRESSBOOK")):
            (home / name).mkdir(parents=True)
            (home / name / ".Radicale.props").write_text(json.dumps({"tag": kind, "D:displayname": name}))
        for number in range(events):
            (home / "cal" / f"{number:05}.ics").write_bytes(calendar(component(self.chance, number)))
        for number in range(cards):
            (home / "card" / f"{number:05}.vcf").write_bytes(card(self.chance, number))

    def change(self) -> None:
        names = self.peer.names("/maja/cal/")
        chosen = self.chance.sample(names, 60)
        for name in chosen[:40]:
            text = self.peer.get("/maja/cal/" + name)
            self.peer.put("/maja/cal/" + name, text.replace(b"SUMMARY:", b"SUMMARY:Again ", 1))
        for name in chosen[40:]:
            self.peer.delete("/maja/cal/" + name)
        for _ in range(20):
            self.made += 1
            self.peer.put(f"/maja/cal/new-{self.made}.ics", calendar(component(self.chance, self.made)))

    # --- Who is timed --------------------------------------------------------------------------------------------------------

    def timed(self, who: str, what: str, command: list[str]) -> None:
        with (self.directory / f"{who}.log").open("wb") as log:
            server = self.server.cpu_seconds()
            started = time.perf_counter()
            running = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment)
            _, status, usage = os.wait4(running.pid, 0)
            seconds = time.perf_counter() - started
            running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode != 0:
            raise RuntimeError(f"{who}, {what}: {(self.directory / f'{who}.log').read_text()}")
        self.seconds[who, what].append(seconds)
        self.cpu[who, what].append(usage.ru_utime + usage.ru_stime + self.server.cpu_seconds() - server)
        self.memory[who, what].append(usage.ru_maxrss / 1024)

    def raw(self, what: str) -> None:
        command = [sys.executable, str(HERE / "raw.py"), str(self.server.port), "maja", "/maja/cal/", "/maja/card/"]
        self.timed("raw", what, command)

    def ours(self, what: str) -> None:
        here = Here(self.directory / "ours", self.server.url, "maja")
        self.timed("iostx-dav", what, [sys.executable, "-m", "iostx_dav", "-c", str(here.config), "sync"])

    def vdirsyncer(self, what: str) -> None:
        config = self.directory / "vdirsyncer" / "config"
        self.timed("vdirsyncer", what, [self._vdirsyncer, "-c", str(config), "sync"])

    def forget(self, number: int) -> None:
        """Both begin from nothing. What they had is moved aside: to delete it now would slow down what comes."""
        for name in ("ours", "vdirsyncer"):
            if (self.directory / name).exists():
                (self.directory / name).rename(self.directory / f"{name}-{number}")
        place = self.directory / "vdirsyncer"
        for name in ("cal", "card", "status"):
            (place / name).mkdir(parents=True)
        given = {"dir": place, "port": self.server.port, "user": "maja", "password": PASSWORD}
        (place / "config").write_text(VDIRSYNCER.format(**given))
        command = [self._vdirsyncer, "-c", str(place / "config"), "discover"]
        subprocess.run(command, input=b"y\n" * 20, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def run(self, runs: int) -> None:
        self.raw("warm")
        # What Python compiles it keeps.
        command = [sys.executable, "-m", "compileall", "-q", str(HERE.parent / "iostx_dav")]
        subprocess.run(command, env=self._environment, check=True)
        for number in range(runs):
            self.forget(number)
            # Who goes first changes.
            both = [self.ours, self.vdirsyncer] if number % 2 else [self.vdirsyncer, self.ours]
            self.raw(PULL)
            for what in (PULL, SAME):
                for who in both:
                    who(what)
            self.change()
            for who in both:
                who(DELTA)

    def check(self) -> None:
        """What was timed did its work."""
        here = Here(self.directory / "ours", self.server.url, "maja")
        assert here.texts("cal").keys() == set(self.peer.names("/maja/cal/"))
        assert len(list((self.directory / "vdirsyncer" / "cal").iterdir())) == len(here.texts("cal"))

    def table(self) -> str:
        """Seconds, and seconds of processor time of client and server together, for machines on which others work too."""
        lines = []
        for title, figures in (("seconds", self.seconds), ("processor", self.cpu)):
            lines.append(f"{title:34} iostx-dav  vdirsyncer      raw   of vdirsyncer   of raw")
            for what in (PULL, SAME, DELTA):
                own, peer, raw = (statistics.median(figures[who, what] or [0]) for who in ("iostx-dav", "vdirsyncer", "raw"))
                of_raw = f"{own / raw:8.2f}" if raw else ""
                lines.append(f"{what:34} {own:9.3f} {peer:11.3f} {raw:8.3f} {own / peer:15.2f} {of_raw}")
        peak = max(max(self.memory["iostx-dav", what]) for what in (PULL, SAME, DELTA))
        return "\n".join([*lines, f"peak memory of iostx-dav: {peak:.1f} MiB"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--cards", type=int, default=1000)
    parser.add_argument("--system", action="store_true", help="Radicale and vdirsyncer of the system")
    given = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="bench-dav-"))
    bench = Bench(directory, given.events, given.cards, given.system)
    try:
        bench.run(given.runs)
        bench.check()
        print(bench.table())
    finally:
        bench.server.stop()
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
