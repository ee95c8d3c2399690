"""Mail like people have it, the same in each run: about 20 KB a message, most of it in a few attachments."""

from __future__ import annotations

import base64
import math
import os
import random
import time
from pathlib import Path

MAILBOXES = [
    "INBOX",
    "Archive",
    "Archive/2025",
    "Archive/2026",
    "Archive/2026/Q1",
    "Lists",
    "Lists/dev",
    "Lists/rfc",
    "Sent",
    "Work",
]
SHARES = [30, 5, 10, 12, 6, 6, 10, 8, 8, 5]
FIRST_DATE = 1_735_689_600
NAMES = ["Maja", "Sipho", "Ines", "Jun", "Olga", "Pedro", "Amara", "Lars", "Noor", "Tiago", "Yuki", "Zeno", "Ewa", "Farid", "Greta"]
SYLLABLES = ["ba", "be", "do", "fi", "ga", "hu", "ka", "le", "mi", "no", "pa", "ra", "so", "ti", "vu", "wa", "stra", "plo", "chen"]


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.vocabulary = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(1, 4))) for _ in range(3000)]

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(self.vocabulary, k=count))

    def lines(self, size: int) -> str:
        out: list[str] = []
        while size > 0:
            out.append(self.words(self.random.randint(6, 12)).capitalize() + self.random.choice(["", "", ".", ",", "?"]))
            size -= len(out[-1]) + 1
        return "\n".join(out) + "\n"

    def person(self) -> str:
        name = self.random.choice(NAMES)
        return f"{name} {self.words(1).capitalize()} <{name.lower()}.{self.words(1)}@example.org>"

    def header(self, number: int, date: int) -> str:
        stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(date))
        fields = ["Return-Path: <bounces@example.org>", "Delivered-To: user@example.org"]
        for hop in range(self.random.randint(2, 5)):
            fields.append(
                f"Received: from mx{hop}.{self.words(1)}.example.org (mx{hop}.example.org [192.0.2.{self.random.randint(1, 99)}])\n"
                f"\tby in{hop}.example.org (Postfix) with ESMTPS id {self.random.randbytes(6).hex().upper()}\n"
                f"\tfor <user@example.org>; {stamp}"
            )
        if self.random.random() < 0.7:
            signature = base64.b64encode(self.random.randbytes(256)).decode()
            fields.append(
                "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1; h=from:to:subject:date;\n\tb="
                + "\n\t ".join(signature[at : at + 66] for at in range(0, len(signature), 66))
            )
        fields += [
            f"From: {self.person()}",
            "To: " + ",\n\t".join(self.person() for _ in range(self.random.choice([1, 1, 1, 2, 3, 8]))),
            f"Subject: {self.words(self.random.randint(3, 9))}",
            f"Date: {stamp}",
            f"Message-ID: <{number}.{self.random.randbytes(8).hex()}@example.org>",
        ]
        if self.random.random() < 0.45:
            before = [f"<{self.random.randint(0, number)}.{self.random.randbytes(8).hex()}@example.org>" for _ in range(3)]
            fields += [f"In-Reply-To: {before[-1]}", "References: " + "\n\t".join(before)]
        return "\n".join([*fields, "MIME-Version: 1.0"]) + "\n"

    def message(self, number: int, date: int) -> bytes:
        """With LF line ends."""
        size = min(60_000, max(200, int(math.exp(self.random.gauss(math.log(3600), 0.95)))))
        text = "Content-Type: text/plain; charset=utf-8\n\n" + self.lines(size)
        if self.random.random() < 0.5:
            text = self.parts("alternative", [text, "Content-Type: text/html; charset=utf-8\n\n<p>" + self.lines(size) + "</p>\n"])
        if self.random.random() < 0.025:
            data = self.random.randbytes(int(math.exp(self.random.uniform(math.log(75_000), math.log(750_000)))))
            kind = 'Content-Type: application/pdf; name="report.pdf"\nContent-Transfer-Encoding: base64\n\n'
            text = self.parts("mixed", [text, kind + base64.encodebytes(data).decode()])
        return (self.header(number, date) + text).encode()

    def parts(self, kind: str, parts: list[str]) -> str:
        mark = "=_" + self.random.randbytes(12).hex()
        inside = "".join(f"--{mark}\n{part}\n" for part in parts)
        return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n{inside}--{mark}--\n'


def write_maildir(root: Path, count: int, seed: int = 1) -> int:
    """A Maildir++ tree for the server, or for floors to read. Answers its bytes."""
    writer = Writer(seed)
    total = 0
    places: dict[str, Path] = {}
    for name in MAILBOXES:
        place = root if name == "INBOX" else root / ("." + name.replace("/", "."))
        for part in ("cur", "new", "tmp"):
            (place / part).mkdir(parents=True)
        places[name] = place / "cur"
    for number in range(count):
        date = FIRST_DATE + number * 3600
        text = writer.message(number, date)
        place = places[writer.random.choices(MAILBOXES, SHARES)[0]]
        flags = "".join(flag for flag, share in (("F", 0.06), ("R", 0.12), ("S", 0.72)) if writer.random.random() < share)
        file = place / f"{date}.M{number}.bench,S={len(text)},W={len(text) + text.count(10)}:2,{flags}"
        file.write_bytes(text)
        os.utime(file, (date, date))
        total += len(text)
    return total


def write_letters(place: Path, count: int, size: int = 6000) -> list[Path]:
    """Messages that somebody wrote while offline, a file each."""
    writer = Writer(2)
    out: list[Path] = []
    place.mkdir(parents=True)
    for number in range(count):
        head = writer.header(number, FIRST_DATE + number) + "Content-Type: text/plain; charset=utf-8\n\n"
        file = place / f"{FIRST_DATE + number}.M{number}.letter:2,S"
        file.write_bytes((head + writer.lines(max(0, size - len(head)))).encode())
        out.append(file)
    return out
