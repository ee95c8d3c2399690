"""What is read from a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum


class Kind(Enum):
    NONE = ""
    EVENT = "VEVENT"
    TASK = "VTODO"
    JOURNAL = "VJOURNAL"
    CONTACT = "VCARD"
    GROUP = "group"


class TaskStatus(IntEnum):
    """PidLidTaskStatus."""

    NOT_STARTED = 0
    IN_PROGRESS = 1
    COMPLETE = 2
    WAITING = 3
    DEFERRED = 4


@dataclass
class Fields:
    """Of the first object of a text. Empty, 0 or None: it does not say."""

    kind: Kind = Kind.NONE
    uid: str = ""
    """As it stands there, not unescaped: what other programs compare."""
    summary: str = ""
    """SUMMARY; of a vCard FN, else what it has of a name."""
    location: str = ""
    organizer: str = ""
    organizer_address: str = ""
    categories: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0
    due: int = 0
    completed: int = 0
    modified: int = 0
    """LAST-MODIFIED, else DTSTAMP; of a vCard REV."""
    all_day: bool = False
    recurring: bool = False
    last_occurrence: int = 0
    """Not before the end of the last occurrence of a recurring item."""
    transparent: bool = False
    tentative: bool = False
    cancelled: bool = False
    importance: int | None = None
    sensitivity: int | None = None
    percent: int | None = None
    task_status: TaskStatus = TaskStatus.NOT_STARTED
    alarm: bool = False
    given_name: str = ""
    surname: str = ""
    company: str = ""
    title: str = ""
    email: str = ""
    phone_work: str = ""
    phone_home: str = ""
    phone_mobile: str = ""
    objects: int = 0
    """Objects with different UIDs in the text: more than one is a collection."""
