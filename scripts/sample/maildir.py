"""A Maildir++ tree: messages get the file names, flags and keyword files that a mail server would give them."""

from dataclasses import dataclass, field
from pathlib import Path

# The host part of file names.
_HOST = "harbour"

FOLDERS = (
    "Archive",
    "Archive.2025",
    "Drafts",
    "Junk",
    "Lists",
    "Lists.builds",
    "Lists.sensors",
    "Pers&APY-nlich",
    "Projects",
    "Projects.Apollo",
    "Projects.Beacon",
    "Receipts",
    "Sent",
    "Trash",
    "Travel",
)


@dataclass
class Mail:
    """A message in a folder. `flags` are Maildir letters; `recent` puts it into `new`, which holds no flags."""

    when: int
    folder: str
    data: bytes
    flags: str = "S"
    keywords: list[str] = field(default_factory=list)
    recent: bool = False


def write(root: Path, mails: list[Mail]) -> None:
    letters: dict[str, dict[str, str]] = {}
    for folder in FOLDERS:
        directory = root / f".{folder}"
        directory.mkdir(parents=True)
        (directory / "maildirfolder").write_bytes(b"")
    subscribed = "".join(f"{folder}\n" for folder in FOLDERS if folder != "Junk")
    (root / "subscriptions").write_text(subscribed, encoding="ascii", newline="\n")

    for number, mail in enumerate(sorted(mails, key=lambda mail: (mail.when, mail.data)), 1):
        directory = root if mail.folder == "INBOX" else root / f".{mail.folder}"
        place = directory / ("new" if mail.recent else "cur")
        place.mkdir(exist_ok=True)
        of_folder = letters.setdefault(mail.folder, {})
        for keyword in mail.keywords:
            of_folder.setdefault(keyword, chr(ord("a") + len(of_folder)))
        (place / _file_name(mail, number, of_folder)).write_bytes(mail.data)

    for folder, of_folder in letters.items():
        if of_folder:
            directory = root if folder == "INBOX" else root / f".{folder}"
            lines = "".join(f"{ord(letter) - ord('a')} {keyword}\n" for keyword, letter in of_folder.items())
            (directory / "dovecot-keywords").write_text(lines, encoding="ascii", newline="\n")


def _file_name(mail: Mail, number: int, letters: dict[str, str]) -> str:
    # S is the size as stored, W the size with CRLF line ends.
    crlf = len(mail.data) + mail.data.count(b"\n") - mail.data.count(b"\r\n")
    base = f"{mail.when}.M{number * 48271 % 1000000:06d}P{2000 + number % 7}.{_HOST},S={len(mail.data)},W={crlf}"
    if mail.recent:
        return base
    flags = "".join(sorted(mail.flags)) + "".join(sorted(letters[keyword] for keyword in mail.keywords))
    return f"{base}:2,{flags}"
