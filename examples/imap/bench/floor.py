"""floor.py MAILDIR DATABASE: what SQLite alone takes for these messages, durable, a commit every 100. Prints the seconds; reading
the messages into memory is not among them."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from pathlib import Path

COMMIT_EVERY = 100
HEADERS = (b"Subject", b"From", b"Message-ID", b"In-Reply-To")


def rows_of(root: Path) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for folder, place in enumerate(sorted(path for path in root.rglob("cur") if path.is_dir())):
        for uid, file in enumerate(sorted(place.iterdir()), 1):
            text = file.read_bytes()
            head = text[: text.find(b"\n\n")]
            found = [re.search(rb"(?mi)^" + name + rb": (.*)", head) for name in HEADERS]
            texts = [match[1].decode("latin-1") if match else "" for match in found]
            rows.append((folder, uid, 1, uid, len(text), int(file.name.split(".")[0]), *texts, text))
    return rows


def main() -> None:
    rows = rows_of(Path(sys.argv[1]))
    started = time.monotonic()
    db = sqlite3.connect(sys.argv[2], isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE m(id INTEGER PRIMARY KEY, folder INT, uid INT, flags INT, modseq INT, size INT, date INT,"
        " subject TEXT, sender TEXT, message_id TEXT, reply TEXT, body BLOB)"
    )
    db.execute("CREATE UNIQUE INDEX by_uid ON m(folder, uid)")
    db.execute("CREATE INDEX by_message_id ON m(message_id)")
    insert = "INSERT INTO m VALUES(NULL,?,?,?,?,?,?,?,?,?,?,?)"
    for at in range(0, len(rows), COMMIT_EVERY):
        db.execute("BEGIN")
        db.executemany(insert, rows[at : at + COMMIT_EVERY])
        db.execute("COMMIT")
    print(time.monotonic() - started)


main()
