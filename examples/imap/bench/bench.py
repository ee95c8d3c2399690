"""bench.py WORK [FIGURE...]: the figures of the agent, each beside mbsync's or a floor. bench.sh calls it."""

from __future__ import annotations

import imaplib
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from corpus import MAILBOXES, write_letters, write_maildir

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
from dovecot import PASSWORD, Dovecot  # noqa: E402

os.environ["IMAP_PASSWORD"] = PASSWORD
BUILD = Path(os.environ["IOSTX_EXAMPLES"])
RUNS = int(os.environ.get("RUNS") or 5)
MESSAGES = int(os.environ.get("MESSAGES") or 10_000)
LETTERS = int(os.environ.get("LETTERS") or MESSAGES // 5)
# The server's own defaults: it makes durable what is uploaded to it.
SERVER = "mail_fsync = optimized\n"
USER = "maja"
# Of a command.
Word = str | Path

MBSYNC = """
FSync yes
SyncState *

IMAPAccount server
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account server

MaildirStore near
Path {mail}/
Inbox {mail}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Expunge Both
Sync All
"""

OURS = """
store = {store}
host = {host}
port = {port}
tls = {tls}
ca-file = {ca}
user = {user}
"""


class Bench:
    def __init__(self, work: Path) -> None:
        self.work = work
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.peak = 0
        self.fresh = 0
        self.corpus = work / "corpus"
        size = write_maildir(self.corpus, MESSAGES)
        self.server = Dovecot(work / "server", more=SERVER)
        # The same messages again: the server writes its indexes beside its own.
        write_maildir(self.server.dir / "mail" / USER / "Maildir", MESSAGES)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "mail:mail", self.server.dir / "mail"], check=True)
        load = os.getloadavg()[0]
        print(f"{MESSAGES} messages in {len(MAILBOXES)} folders, {size / 1e6:.0f} MB; medians of {RUNS}; load {load:.1f}")

    # --- Measuring

    def measure(self, name: str, *command: Word) -> None:
        """Runs a command, and keeps what it took under this name."""
        os.sync()
        done = subprocess.run([self.work / "measure", *command], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{name}: exit code {done.returncode}\n{done.stderr[-2000:]}")
        wall, peak, processor = done.stdout.split()
        if name.startswith("ours"):
            self.peak = max(self.peak, int(peak))
        self.keep(name, float(wall), f"{int(peak) / 1024:.1f} MiB, processor {processor} s")

    def keep(self, name: str, seconds: float, more: str = "") -> None:
        self.seconds[name].append(seconds)
        if os.environ.get("EACH"):
            print(f"  {name}: {seconds:.3f} s {more}", flush=True)

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def figure(self, name: str, ours: str, beside: list[str], limit: float) -> None:
        """Against the larger of what it is compared with."""
        a, b = self.median(ours), max(self.median(one) for one in beside)
        print(f"{name:<58} {a:>10.3f} s {b:>10.3f} s {a / b:>7.2f} x  (at most {limit} x)", flush=True)

    # --- The clients

    def ours(self, store: Path, user: str = USER, tls: bool = False) -> list[Word]:
        config = self.work / f"{store.name}.conf"
        config.write_text(
            OURS.format(
                store=store,
                user=user,
                host="localhost" if tls else "127.0.0.1",
                port=self.server.tls_port if tls else self.server.port,
                tls="implicit" if tls else "none",
                ca=self.server.dir / "cert.pem" if tls else "",
            )
        )
        return [BUILD / "imap" / "iostx-imap", "-c", config, "--json", "sync"]

    def mbsync(self, mail: Path, user: str = USER) -> list[Word]:
        config = self.work / f"{mail.name}.rc"
        mail.mkdir(exist_ok=True)
        config.write_text(MBSYNC.format(mail=mail, user=user, port=self.server.port, password=PASSWORD))
        return ["mbsync", "-q", "-c", config, "all"]

    def wire(self, tls: bool = False) -> list[Word]:
        port = self.server.tls_port if tls else self.server.port
        more = [self.server.dir / "cert.pem"] if tls else []
        return [self.work / "wire", "localhost" if tls else "127.0.0.1", str(port), USER, PASSWORD, *more]

    def new(self, name: str) -> Path:
        """A path that nothing is at. Nothing is deleted between runs: ext4 would be slow at making files for minutes."""
        self.fresh += 1
        return self.work / f"{name}-{self.fresh}"

    def login(self, user: str = USER) -> imaplib.IMAP4:
        line = imaplib.IMAP4("127.0.0.1", self.server.port)
        line.login(user, PASSWORD)
        return line

    def count_there(self, user: str = USER) -> int:
        total = 0
        line = self.login(user)
        for row in line.list()[1]:
            assert isinstance(row, bytes)
            name = row.decode().rsplit(' "/" ', 1)[1]
            status = line.status(name, "(MESSAGES)")[1][0]
            total += int(re.search(rb"MESSAGES (\d+)", status)[1])  # type: ignore[index]
        line.logout()
        return total

    def check(self, store: Path, user: str = USER) -> None:
        """A figure of a run that did not do its work is none."""
        config = self.work / f"{store.name}.conf"
        rows = subprocess.run(
            [BUILD / "imap" / "iostx-imap", "-c", config, "--json", "folders"], check=True, capture_output=True, text=True
        ).stdout
        here = sum(int(count) for count in re.findall(r'"items": ?(\d+)', rows))
        there = self.count_there(user)
        if here != there:
            raise RuntimeError(f"{here} messages are here, {there} on the server")

    # --- The figures

    def pull(self) -> None:
        for run in range(RUNS + 1):
            store, mail, tls_store = self.new("store"), self.new("mail"), self.new("tls")
            self.measure("wire", *self.wire())
            self.measure("tls wire", *self.wire(tls=True))
            os.sync()
            floor: list[Word] = [sys.executable, HERE / "floor.py", self.corpus, self.new("floor")]
            self.keep("sqlite", float(subprocess.run(floor, check=True, capture_output=True, text=True).stdout))
            self.measure("mbsync pull", *self.mbsync(mail))
            self.measure("ours pull", *self.ours(store))
            self.measure("ours tls pull", *self.ours(tls_store, tls=True))
            if run == 0:
                # It filled the caches of the server.
                self.seconds.clear()
                continue
            self.check(store)
            self.check(tls_store)
        self.figure("IMAP first pull, mbsync", "ours pull", ["mbsync pull"], 0.4)
        self.figure("IMAP first pull, SQLite alone or the wire", "ours pull", ["sqlite", "wire"], 1.25)
        self.figure("IMAP first pull over TLS, SQLite alone or the TLS wire", "ours tls pull", ["sqlite", "tls wire"], 1.25)

    def both(self) -> tuple[list[Word], list[Word]]:
        """Both clients in sync with the server; later figures go on with them."""
        store, mail = self.work / "kept.iostx", self.work / "kept-mail"
        commands = self.ours(store), self.mbsync(mail)
        for command in commands:
            subprocess.run(command, check=True, capture_output=True)
        return commands

    def no_change(self) -> None:
        ours, mbsync = self.both()
        for _ in range(RUNS):
            self.measure("mbsync no change", *mbsync)
            self.measure("ours no change", *ours)
        self.figure("IMAP no change, mbsync", "ours no change", ["mbsync no change"], 0.6)

    def changes(self) -> None:
        ours, mbsync = self.both()
        for run in range(RUNS):
            self.change(random.Random(run))
            self.measure("mbsync changes", *mbsync)
            self.measure("ours changes", *ours)
            self.check(self.work / "kept.iostx")
        self.figure("IMAP 100 flags, 50 new, 50 deleted, mbsync", "ours changes", ["mbsync changes"], 0.8)

    def change(self, choice: random.Random) -> None:
        line = self.login()
        all_of = []
        for name in MAILBOXES:
            line.select(name, readonly=True)
            all_of += [(name, number) for number in line.uid("SEARCH", "ALL")[1][0].decode().split()]
        picked = choice.sample(all_of, 150)
        for name in MAILBOXES:
            line.select(name)
            for flag, part in (("\\Flagged", picked[:50]), ("\\Answered", picked[50:100]), ("\\Deleted", picked[100:])):
                numbers = ",".join(number for mailbox, number in part if mailbox == name)
                if numbers:
                    line.uid("STORE", numbers, ("+" if flag == "\\Deleted" else choice.choice("+-")) + "FLAGS.SILENT", f"({flag})")
            line.expunge()
        for letter in write_letters(self.new("letters"), 50, choice.randint(1000, 9000)):
            text = letter.read_bytes().replace(b"\n", b"\r\n")
            line.append(choice.choice(MAILBOXES), "", imaplib.Time2Internaldate(time.time()), text)
        line.logout()
        # mbsync waits for a second where its Maildir was written to within this one.
        time.sleep(1.2)

    def push(self) -> None:
        letters = write_letters(self.work / "letters", LETTERS)
        for run in range(RUNS):
            store, mail = self.new("push.iostx"), self.new("push-mail")
            mbsync = self.mbsync(mail, f"mbsync{run}")
            ours = self.ours(store, f"ours{run}")
            for command in (mbsync, ours):
                subprocess.run(command, check=True, capture_output=True)
            for letter in letters:
                (mail / "INBOX" / "cur" / letter.name).write_bytes(letter.read_bytes())
            for at in range(0, len(letters), 500):
                shell: list[Word] = [BUILD / "storectl" / "storectl", store, "import", "@inbox", *letters[at : at + 500]]
                subprocess.run(shell, check=True, capture_output=True)
            self.measure("mbsync push", *mbsync)
            self.measure("ours push", *ours)
            for user in (f"mbsync{run}", f"ours{run}"):
                if self.count_there(user) != LETTERS:
                    raise RuntimeError(f"{user}: {self.count_there(user)} of {LETTERS} are on the server")
        self.figure(f"IMAP push of {LETTERS} messages of 6 KB, mbsync", "ours push", ["mbsync push"], 0.5)


def main() -> None:
    bench = Bench(Path(sys.argv[1]))
    figures: dict[str, Callable[[], None]] = {
        "pull": bench.pull,
        "no-change": bench.no_change,
        "changes": bench.changes,
        "push": bench.push,
    }
    try:
        for name, figure in figures.items():
            if len(sys.argv) == 2 or name in sys.argv[2:]:
                figure()
        print(f"{'IMAP peak memory':<58} {bench.peak / 1024:>8.1f} MiB {'':>12} {'':>9}  (at most 24 MiB)")
        print(f"load {os.getloadavg()[0]:.1f}")
    finally:
        bench.server.stop()


main()
