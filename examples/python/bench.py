"""Figures of speed, each beside its floor: name, ours, floor, ratio, limit. Medians of five, ours and floor by turns, in one run.
`bench.sh` runs it; its argument is bench_import.c, built."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import iostx
from iostx import ImportItem, SpecialFolder, SyncFlag, Tag
from iostx.values import to_ticks

RUNS = 5
ROWS, ITEMS, SIZE = 100_000, 10_000, 5120
START = to_ticks(datetime(2026, 1, 1, tzinfo=timezone.utc))
MINUTE = 600_000_000


def compare(name: str, limit: float, ours: Callable[[], float], floor: Callable[[], float]) -> bool:
    pairs = [(ours(), floor()) for _ in range(RUNS)]
    mine, other = (statistics.median(column) for column in zip(*pairs))
    print(f"{name:<60} {mine * 1000:8.1f} ms {other * 1000:8.1f} ms {mine / other:6.2f} (at most {limit})", flush=True)
    return bool(mine / other <= limit)


def timed(body: Callable[[], object]) -> float:
    started = time.perf_counter()
    body()
    return time.perf_counter() - started


def import_items(path: Path, count: int, bodies: list[bytes]) -> iostx.Store:
    """Imports items into the Inbox, in one download table, as bench_import.c does."""
    store = iostx.Store(path)
    inbox = store.special_folder(SpecialFolder.INBOX).id
    with store.session() as session:
        session.init()
        with session.synchronize(SyncFlag.DNLOAD_ONLY | SyncFlag.THESE_FOLDERS, [inbox]), session.contents():
            for table in session.download_tables():
                for n in range(count):
                    properties = {
                        Tag.SUBJECT: f"Subject number {n}",
                        Tag.SENDER_EMAIL_ADDRESS: "a@example.org",
                        Tag.MESSAGE_DELIVERY_TIME: START + n * MINUTE,
                        Tag.MESSAGE_FLAGS: 1,
                    }
                    key = f"<{n}.bench@example.org>"
                    table.contents.import_item(
                        ImportItem(f"{n:012}", "1", key, content=bodies[n % len(bodies)], size=SIZE, properties=properties)
                    )
    return store


def importing(program: str, place: Path) -> bool:
    bodies = [(f"Subject: {n}\r\n\r\n".encode() * SIZE)[:SIZE] for n in range(16)]
    number = iter(range(1000))

    def ours() -> float:
        path = place / f"ours-{next(number)}"
        return timed(lambda: import_items(path, ITEMS, bodies).close())

    def floor() -> float:
        done = subprocess.run([program, str(place / f"floor-{next(number)}")], check=True, capture_output=True, text=True)
        return float(done.stdout)

    return compare("import 10,000 items of 5 KB; floor: the same in C", 1.5, ours, floor)


def listing(place: Path) -> bool:
    store = import_items(place / "list", ROWS, [b"x"])
    inbox = store.special_folder(SpecialFolder.INBOX)
    columns = (Tag.SUBJECT, Tag.MESSAGE_DELIVERY_TIME, Tag.SENDER_EMAIL_ADDRESS)
    plain = sqlite3.connect(place / "plain")
    plain.execute("CREATE TABLE m (id INTEGER PRIMARY KEY, folder INT, date INT, subject TEXT, sender TEXT, size INT)")
    plain.execute("CREATE INDEX m1 ON m (folder, date)")
    rows = ((1, START + n * MINUTE, f"Subject number {n}", "a@example.org", 1) for n in range(ROWS))
    plain.executemany("INSERT INTO m (folder, date, subject, sender, size) VALUES (?, ?, ?, ?, ?)", rows)
    plain.commit()

    def ours() -> float:
        def read() -> None:
            found = inbox.items(columns).columns()
            assert len(found) == 3 and len(found[0]) == ROWS and found[0][-1] == f"Subject number {ROWS - 1}"

        return timed(read)

    def by_row() -> float:
        return timed(lambda: [row[0] for row in inbox.items(columns)])

    def floor() -> float:
        def read() -> None:
            found = plain.execute("SELECT subject, date, sender FROM m WHERE folder = 1 ORDER BY date").fetchall()
            assert len(found) == ROWS and found[-1][0] == f"Subject number {ROWS - 1}"

        return timed(read)

    kept = compare("list 100,000 items, three properties each; floor: sqlite3", 1.5, ours, floor)
    compare("  the same row by row, times as datetimes", float("inf"), by_row, floor)
    plain.close()
    store.close()
    return kept


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        results = [listing(Path(place)), importing(sys.argv[1], Path(place))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
