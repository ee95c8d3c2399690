"""What iostx.h defines beside types and functions: constants and GUIDs, with what its comments say of them. For `header.py`, and
for `generate.py` of the C# binding. The form of the header is that of one generator."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

_DOC = r"((?:^///.*\n)*)"
_CONSTANT = re.compile(_DOC + r"^#define IOSTX_(\w+) \(?(-?\d\w*?)u?\)?$", re.MULTILINE)
_GUID = re.compile(_DOC + r"^#define IOSTX_((?:PS_|PSETID_|PROVIDER_)\w+)[ \\\n]+\{ \{ (.*) \} \}$", re.MULTILINE)


@dataclass(frozen=True)
class Defined(Generic[T]):
    name: str
    """Without IOSTX_."""
    value: T
    doc: str


def constants(text: str) -> list[Defined[int]]:
    return [Defined(name, int(value, 0), _documentation(doc)) for doc, name, value in _CONSTANT.findall(text)]


def guids(text: str) -> list[Defined[uuid.UUID]]:
    def read(octets: str) -> uuid.UUID:
        return uuid.UUID(bytes_le=bytes(int(octet, 0) for octet in octets.split(",")))

    return [Defined(name, read(octets), _documentation(doc)) for doc, name, octets in _GUID.findall(text)]


def _documentation(comment: str) -> str:
    return " ".join(line.removeprefix("///").strip() for line in comment.strip().splitlines())
