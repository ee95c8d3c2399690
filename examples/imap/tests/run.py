"""The agent against a live Dovecot. Prints 'pass NAME' or 'FAIL NAME' for each test; run.py WORK [TEST...]."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

import basics
import lines
import servers
from dovecot import Dovecot


def main() -> int:
    work = Path(sys.argv[1])
    tests = {name: test for room in (basics, servers, lines) for name, test in vars(room).items() if name.startswith("test_")}
    chosen = sys.argv[2:] or list(tests)
    failed = 0
    server = Dovecot(work / "dovecot")
    try:
        for number, name in enumerate(chosen):
            # Short: sockets of a server below it have a length to keep.
            place = work / str(number)
            place.mkdir()
            started = time.monotonic()
            try:
                tests[name](place, server)
            except Exception:
                traceback.print_exc(file=sys.stdout)
                print(f"FAIL {name[5:].replace('_', ' ')}", flush=True)
                failed += 1
            else:
                print(f"pass {name[5:].replace('_', ' ')}", flush=True)
            print(f"  {time.monotonic() - started:.1f} s", flush=True)
    finally:
        server.stop()
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
