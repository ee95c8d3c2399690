#!/usr/bin/env python3
"""Makes the bundled sample, the data of an invented server: mail as a Maildir++ tree, and folders of iCalendar and vCard files.

make-sample.py          writes examples/sample anew
make-sample.py --check  compares examples/sample with what would be written, and looks at its shape
"""

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sample import agenda, cards, conversations, maildir, notices, shapes

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "examples" / "sample"
TEXTS = Path(__file__).resolve().parent / "sample"
MOST_BYTES = 1_000_000

Files = dict[str, bytes]


def write_sample(target: Path) -> None:
    mails: list[maildir.Mail] = []
    chance = random.Random(2026)
    for name in ("conversations.txt", "sensors-list.txt"):
        for conversation in conversations.read(TEXTS / name):
            mails += conversations.mails(conversation, chance)
    mails += notices.all_mails(chance)
    mails += shapes.all_mails()
    maildir.write(target / "mail", mails)

    for folder, files in {**agenda.folders(), **cards.folders()}.items():
        directory = target / "pim" / folder
        directory.mkdir(parents=True)
        for name, text in files.items():
            (directory / name).write_bytes(text.encode())


def files_below(directory: Path) -> Files:
    """The sample's files by their path; what stands beside `mail` and `pim` is not the generator's."""
    paths = sorted(path for top in ("mail", "pim") for path in (directory / top).rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def made_anew() -> Files:
    with tempfile.TemporaryDirectory() as directory:
        write_sample(Path(directory))
        return files_below(Path(directory))


def differing(here: Files, anew: Files) -> list[str]:
    return sorted(name for name in here.keys() | anew.keys() if here.get(name) != anew.get(name))


def too_large(here: Files) -> list[str]:
    size = sum(len(data) for data in here.values())
    return [f"{size} bytes"] if size > MOST_BYTES else []


def without_one_uid(here: Files) -> list[str]:
    """Calendar and contact files hold one UID, and none is used twice in a folder."""
    bad: list[str] = []
    seen: set[tuple[str, str]] = set()
    for name, data in here.items():
        if name.startswith("pim/"):
            uids = set(re.findall(r"^UID:(.*?)\r?$", re.sub(r"\r?\n[ \t]", "", data.decode()), re.MULTILINE))
            key = (name.rsplit("/", 1)[0], "".join(uids))
            if len(uids) != 1 or key in seen:
                bad.append(name)
            seen.add(key)
    return bad


def with_wrong_size(here: Files) -> list[str]:
    """File names of messages tell the true size."""
    return [name for name, data in here.items() if (told := re.search(r",S=(\d+)", name)) and int(told[1]) != len(data)]


def with_foreign_address(here: Files) -> list[str]:
    """Only the domains that are reserved for examples may occur."""
    address = re.compile(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
    reserved = re.compile(rb"(?:.*\.)?example\.(?:org|com|net)$")
    unfolded = {name: re.sub(rb"\r?\n[ \t]", b"", data) for name, data in here.items()}
    return [name for name, data in unfolded.items() if any(not reserved.match(domain) for domain in address.findall(data))]


def check() -> bool:
    here, anew = files_below(SAMPLE), made_anew()
    checks: list[tuple[str, Callable[[], list[str]]]] = [
        ("the sample is what the generator writes", lambda: differing(here, anew)),
        (f"the sample is below {MOST_BYTES} bytes", lambda: too_large(here)),
        ("each calendar and contact file holds one UID of its own", lambda: without_one_uid(here)),
        ("file names of messages tell the true size", lambda: with_wrong_size(here)),
        ("every address is at a reserved domain", lambda: with_foreign_address(here)),
    ]
    passed = True
    for name, find in checks:
        found = find()
        for finding in found[:10]:
            print(f"  {finding}")
        print(f"{'FAIL' if found else 'pass'} {name}")
        passed = passed and not found
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the sample differs")
    if parser.parse_args().check:
        return 0 if check() else 1
    for top in ("mail", "pim"):
        shutil.rmtree(SAMPLE / top, ignore_errors=True)
    write_sample(SAMPLE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
