"""iostx-dav: synchronizes a store with a CalDAV and CardDAV account."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from .config import DEFAULT, ConfigError
from .report import Reporter


def main(arguments: list[str] | None = None) -> int:
    parsed = _parser().parse_args(arguments)
    told = Reporter(parsed.json)
    # What takes long to load comes after the arguments were looked at.
    from iostx import Error

    from . import commands
    from .config import read_config
    from .dav.errors import DavError

    try:
        config = read_config(parsed.config)
        if parsed.command == "status":
            return commands.status(config, told)
        if parsed.command == "folders":
            return commands.folders(config, told)
        if parsed.command == "ls":
            return commands.ls(config, told, parsed.folder)
        if parsed.dry_run:
            return commands.dry_run(config, told)
        run = commands.Run(config, told, parsed.all)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: run.interrupt())
        return run.sync()
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more is written when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.Exit.INCOMPLETE
    except ConfigError as error:
        told.failed("", "", str(error))
        return commands.Exit.USAGE
    except (Error, DavError, OSError) as error:
        told.failed("", "", str(error))
        return commands.Exit.UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="iostx-dav",
        description="Synchronizes a store with the calendars and address books of a server.",
        epilog="Exit codes: 0 in sync, 1 something left over, 2 usage or configuration, 3 store or server unusable, 4 interrupted.",
    )
    parser.add_argument(
        "-c", dest="config", metavar="CONFIG", type=Path, default=DEFAULT, help="default: %(default)s; README.md has its keys"
    )
    parser.add_argument("--json", action="store_true", help="an object per line")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sync = commands.add_parser("sync", help="synchronize once, both ways")
    sync.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    sync.add_argument("--all", action="store_true", help="try at once what failed, and what would wait")
    commands.add_parser("status", help="what is waiting to be synchronized")
    commands.add_parser("folders", help="the folders, and the collections that they are bound to")
    ls = commands.add_parser("ls", help="the items of a folder, or of all")
    ls.add_argument("folder", nargs="?", metavar="FOLDER", help="its name, or the path of its collection")
    return parser


if __name__ == "__main__":
    sys.exit(main())
