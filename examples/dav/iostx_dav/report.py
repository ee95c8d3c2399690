"""What the user sees: failures, progress, and what a run came to; as text, or as JSON, one object per line."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from iostx import Counts, Progress, Report

_WIDTH = 30
_WORDS = {"new": "created", "changed": "changed", "moved": "moved", "deleted": "deleted", "folders": "folders"}


class Reporter:
    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.failures = 0
        self._terminal = sys.stderr.isatty() and not as_json
        self._shown = False
        self._started = time.monotonic()

    def row(self, values: dict[str, Any], text: str) -> None:
        """A line of a listing."""
        self._clear()
        print(json.dumps(values, ensure_ascii=False) if self.as_json else text, flush=True)

    def failed(self, folder: str, item: str, text: str) -> None:
        """Something failed: a folder, and if not empty an item of it."""
        self._clear()
        self.failures += 1
        if self.as_json:
            print(json.dumps({"event": "failed", "folder": folder, "item": item, "text": text}, ensure_ascii=False), flush=True)
            return
        where = " ".join(part for part in (folder, item) if part)
        print(f"iostx-dav: {where + ': ' if where else ''}{text}", file=sys.stderr, flush=True)

    def progress(self, now: Progress) -> None:
        """On a terminal, how far the run is; in place of what stood there."""
        if not self._terminal:
            return
        total = max(now.items_total, now.items_done)
        full = now.items_done * _WIDTH // total if total else 0
        self._clear()
        bar = "#" * full + "." * (_WIDTH - full)
        counts = f"{now.uploaded} up, {now.downloaded} down, {now.bytes_done / 1e6:.1f} MB"
        print(f"[{bar}] folder {now.folders_done} of {now.folders_total}, {counts}", end="", file=sys.stderr, flush=True)
        self._shown = True

    def summary(self, done: Report, error: str) -> None:
        self._clear()
        seconds = time.monotonic() - self._started
        if self.as_json:
            out: dict[str, Any] = {"event": "done", "result": error or "ok"}
            for way, counts in (("up", done.up), ("down", done.down)):
                out |= {f"{way}_{name}": number for name, number in vars(counts).items()}
            out |= {"conflicts": done.conflicts, "failures": done.failures + done.folders_failed, "held": int(done.deletions_held)}
            print(json.dumps(out | {"retries": done.retries, "milliseconds": int(seconds * 1000)}), flush=True)
            return
        conflicts = f"; conflicts: {done.conflicts}" if done.conflicts else ""
        print(f"up: {_words_of(done.up)}; down: {_words_of(done.down)}{conflicts} ({seconds:.2f} s)", flush=True)
        if done.deletions_held:
            print("deletions of the server are held until they are confirmed", flush=True)
        if error:
            print(f"iostx-dav: {error}", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr)
            self._shown = False


def _words_of(counts: Counts) -> str:
    return ", ".join(f"{getattr(counts, name)} {word}" for word, name in _WORDS.items() if getattr(counts, name)) or "nothing"


def add(one: Report, other: Report) -> Report:
    """Two runs as one; what waits after the second counts."""
    for way in ("up", "down"):
        first, second = getattr(one, way), getattr(other, way)
        setattr(other, way, Counts(**{name: getattr(first, name) + getattr(second, name) for name in vars(first)}))
    other.conflicts += one.conflicts
    other.failures = max(one.failures, other.failures)
    other.retries += one.retries
    other.deletions_held = other.deletions_held or one.deletions_held
    return other
