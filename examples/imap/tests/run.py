"""The agent against a live Dovecot. Prints 'pass NAME' or 'FAIL NAME' for each test; run.py WORK [TEST...]."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import basics
import commands
import contents
import lines
import mailboxes
import sending
import servers
from dovecot import Dovecot

ROOMS = (lines, contents, servers, basics, mailboxes, commands, sending)
Test = Callable[[Path, Dovecot], None]


def run(name: str, test: Test, place: Path, server: Dovecot) -> tuple[bool, str]:
    """Whether it passed, and what is to be said of it."""
    started = time.monotonic()
    failure = ""
    place.mkdir()
    try:
        test(place, server)
    except Exception:
        failure = traceback.format_exc()
    words, seconds = name[5:].replace("_", " "), time.monotonic() - started
    return not failure, f"{failure}{'FAIL' if failure else 'pass'} {words}\n  {seconds:.1f} s"


def main() -> int:
    work = Path(sys.argv[1])
    tests: dict[str, Test] = {name: test for room in ROOMS for name, test in vars(room).items() if name.startswith("test_")}
    chosen = sys.argv[2:] or list(tests)
    passed = 0
    with Dovecot(work / "dovecot") as server, ThreadPoolExecutor(8) as threads:
        # Short names: sockets of a server below have a length to keep.
        runs = [threads.submit(run, name, tests[name], work / str(number), server) for number, name in enumerate(chosen)]
        for done in as_completed(runs):
            good, text = done.result()
            print(text, flush=True)
            passed += good
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
