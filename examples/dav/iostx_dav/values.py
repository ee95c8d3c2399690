"""The fields of a text as the properties that stores list, sort and match by."""

from __future__ import annotations

import re
from typing import Any

from iostx import NamedId, PropertySet, PropertyType, Store, Tag

from .content import Fields, Kind, TaskStatus

_SUBJECT_PREFIX = re.compile(r"[^\s\d:]{1,3}: ")
_MINUTE = 60 * 10_000_000

_NAMED = {
    "location": (PropertySet.PSETID_APPOINTMENT, NamedId.LOCATION, PropertyType.UNICODE),
    "start": (PropertySet.PSETID_APPOINTMENT, NamedId.APPOINTMENT_START, PropertyType.SYSTIME),
    "end": (PropertySet.PSETID_APPOINTMENT, NamedId.APPOINTMENT_END, PropertyType.SYSTIME),
    "duration": (PropertySet.PSETID_APPOINTMENT, NamedId.APPOINTMENT_DURATION, PropertyType.LONG),
    "busy_status": (PropertySet.PSETID_APPOINTMENT, NamedId.BUSY_STATUS, PropertyType.LONG),
    "all_day": (PropertySet.PSETID_APPOINTMENT, NamedId.ALL_DAY, PropertyType.BOOLEAN),
    "recurring": (PropertySet.PSETID_APPOINTMENT, NamedId.RECURRING, PropertyType.BOOLEAN),
    "task_status": (PropertySet.PSETID_TASK, NamedId.TASK_STATUS, PropertyType.LONG),
    "task_percent": (PropertySet.PSETID_TASK, NamedId.TASK_PERCENT_COMPLETE, PropertyType.DOUBLE),
    "task_start": (PropertySet.PSETID_TASK, NamedId.TASK_START, PropertyType.SYSTIME),
    "task_due": (PropertySet.PSETID_TASK, NamedId.TASK_DUE, PropertyType.SYSTIME),
    "task_completed": (PropertySet.PSETID_TASK, NamedId.TASK_COMPLETED, PropertyType.SYSTIME),
    "task_complete": (PropertySet.PSETID_TASK, NamedId.TASK_COMPLETE, PropertyType.BOOLEAN),
    "file_under": (PropertySet.PSETID_ADDRESS, NamedId.FILE_UNDER, PropertyType.UNICODE),
    "email_name": (PropertySet.PSETID_ADDRESS, NamedId.EMAIL1_NAME, PropertyType.UNICODE),
    "email_address": (PropertySet.PSETID_ADDRESS, NamedId.EMAIL1_ADDRESS, PropertyType.UNICODE),
    "log_start": (PropertySet.PSETID_LOG, NamedId.LOG_START, PropertyType.SYSTIME),
    "common_start": (PropertySet.PSETID_COMMON, NamedId.COMMON_START, PropertyType.SYSTIME),
    "common_end": (PropertySet.PSETID_COMMON, NamedId.COMMON_END, PropertyType.SYSTIME),
    "reminder_set": (PropertySet.PSETID_COMMON, NamedId.REMINDER_SET, PropertyType.BOOLEAN),
}

_CLASSES = {
    "ipf.appointment": "IPM.Appointment",
    "ipf.task": "IPM.Task",
    "ipf.contact": "IPM.Contact",
    "ipf.stickynote": "IPM.StickyNote",
    "ipf.journal": "IPM.Activity",
}


class Tags:
    """The tags of the named properties in one store."""

    def __init__(self, store: Store) -> None:
        self.by_name = {name: store.named_tag(*named) for name, named in _NAMED.items()}

    def __getitem__(self, name: str) -> int:
        return self.by_name[name]


def message_class(kind: Kind, container_class: str, dated: bool) -> str:
    """The message class of an item in a folder of this class."""
    usual = _CLASSES.get(container_class.lower(), "IPM.Note")
    if kind is Kind.JOURNAL:
        # A journal entry belongs to a date (RFC 5545 section 3.6.3); one without is a note.
        if usual in ("IPM.StickyNote", "IPM.Activity"):
            return usual
        return "IPM.Activity" if dated else "IPM.StickyNote"
    known = {Kind.EVENT: "IPM.Appointment", Kind.TASK: "IPM.Task", Kind.CONTACT: "IPM.Contact", Kind.GROUP: "IPM.DistList"}
    return known.get(kind, usual)


def properties(fields: Fields, tags: Tags, container_class: str, fresh: bool = True) -> dict[int, Any]:
    """What the store is given beside the text. What the text does not say is left out of a fresh item, and taken from another,
    which may have it of an earlier text."""
    start, end = fields.start, fields.due if fields.kind is Kind.TASK else fields.end
    said: dict[int, Any] = {
        Tag.SUBJECT: fields.summary,
        Tag.SENDER_NAME: fields.organizer,
        Tag.SENDER_EMAIL_ADDRESS: fields.organizer_address,
        Tag.KEYWORDS: fields.categories,
        Tag.START_DATE: start,
        Tag.END_DATE: end,
        tags["common_start"]: start,
        tags["common_end"]: end,
        tags["recurring"]: fields.recurring,
        Tag.LAST_OCCURRENCE: fields.last_occurrence,
    }
    prefix = _SUBJECT_PREFIX.match(fields.summary)
    said[Tag.SUBJECT_PREFIX] = prefix[0] if prefix else ""
    said[Tag.NORMALIZED_SUBJECT] = fields.summary[prefix.end() :] if prefix else fields.summary
    if fields.kind is Kind.EVENT:
        said |= _event(fields, tags)
    elif fields.kind is Kind.TASK:
        said |= _task(fields, tags)
    elif fields.kind is Kind.JOURNAL:
        said[tags["log_start"]] = start
    elif fields.kind in (Kind.CONTACT, Kind.GROUP):
        said |= _contact(fields, tags)
    out = {tag: value for tag, value in said.items() if value}
    if not fresh:
        out |= {tag: None for tag, value in said.items() if not value}
    # These say something where they are 0 too.
    out[Tag.MESSAGE_CLASS] = message_class(fields.kind, container_class, start != 0)
    out[tags["reminder_set"]] = fields.alarm
    for tag, number in ((Tag.IMPORTANCE, fields.importance), (Tag.SENSITIVITY, fields.sensitivity)):
        if number is not None:
            out[tag] = number
        elif not fresh:
            out[tag] = None
    if fields.kind is Kind.EVENT:
        out[tags["busy_status"]] = 0 if fields.transparent or fields.cancelled else 1 if fields.tentative else 2
        out[tags["all_day"]] = fields.all_day
    elif fields.kind is Kind.TASK:
        out[tags["task_status"]] = int(fields.task_status)
        out[tags["task_percent"]] = _percent(fields) / 100
        out[tags["task_complete"]] = fields.task_status is TaskStatus.COMPLETE
    return out


def _event(fields: Fields, tags: Tags) -> dict[int, Any]:
    minutes = (fields.end - fields.start) // _MINUTE if fields.start and fields.end >= fields.start else 0
    return {
        tags["start"]: fields.start,
        tags["end"]: fields.end,
        tags["duration"]: min(minutes, 0x7FFFFFFF),
        tags["location"]: fields.location,
    }


def _task(fields: Fields, tags: Tags) -> dict[int, Any]:
    return {tags["task_start"]: fields.start, tags["task_due"]: fields.due, tags["task_completed"]: fields.completed}


def _percent(fields: Fields) -> int:
    if fields.percent is not None:
        return fields.percent
    return 100 if fields.task_status is TaskStatus.COMPLETE else 0


def _contact(fields: Fields, tags: Tags) -> dict[int, Any]:
    return {
        Tag.DISPLAY_NAME: fields.summary,
        tags["file_under"]: fields.summary,
        Tag.GIVEN_NAME: fields.given_name,
        Tag.SURNAME: fields.surname,
        Tag.COMPANY_NAME: fields.company,
        Tag.TITLE: fields.title,
        tags["email_address"]: fields.email,
        tags["email_name"]: fields.summary if fields.email else "",
        Tag.BUSINESS_TELEPHONE_NUMBER: fields.phone_work,
        Tag.HOME_TELEPHONE_NUMBER: fields.phone_home,
        Tag.MOBILE_TELEPHONE_NUMBER: fields.phone_mobile,
    }
