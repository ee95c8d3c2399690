"""Headers of messages as they pass through servers: ids, traces, dates."""

from datetime import datetime, timezone

from .mime import Headers, address, date, encoded_word
from .people import OWNER, Person

LIST_ADDRESS = "sensors@lists.example.net"

_OFFSETS = {"Japan": 9, "China": 8, "United States": -7, "Canada": -3, "South Africa": 2, "India": 5}


class Numbers:
    """Message numbers, for ids that are never given twice."""

    def __init__(self) -> None:
        self._last = 0

    def message_id(self, domain: str) -> str:
        self._last += 1
        return f"<{self._last * 2654435761 % 4294967296:08x}.{self._last}@{domain}>"


NUMBERS = Numbers()


def domain(person: Person) -> str:
    return person.email.partition("@")[2]


def _offset(sender: Person, when: int) -> int:
    if sender.country == "Norway":
        return 2 if 4 <= datetime.fromtimestamp(when, timezone.utc).month <= 10 else 1
    return _OFFSETS.get(sender.country, 0)


def originator(
    sender: Person, to: list[str], subject: str, when: int, message_id: str, charset: str = "utf-8", how: str = "q"
) -> Headers:
    """The fields that the sender's program writes."""
    headers = [
        ("From", address(sender, charset, how)),
        ("To", ", ".join(to)),
        ("Subject", encoded_word(subject, charset, how)),
        ("Date", date(when, _offset(sender, when))),
    ]
    if message_id:
        headers.append(("Message-ID", message_id))
    return headers


def trace(sender_address: str, when: int, salt: int) -> Headers:
    """The fields that servers add on the way in, newest first."""
    host = sender_address.partition("@")[2]
    queue = f"{(salt * 48271 + when) % 0xFFFFFFFFFF:010X}"
    return [
        ("Return-Path", f"<{sender_address}>"),
        ("Delivered-To", OWNER.email),
        (
            "Received",
            f"from mx.{host} (mx.{host} [192.0.2.{salt % 250 + 1}])\n"
            f"\tby mail.tidewater.example.org (Postfix) with ESMTPS id {queue}\n"
            f"\tfor <{OWNER.email}>; {date(when)}",
        ),
    ]
