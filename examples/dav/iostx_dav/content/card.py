"""vCards (RFC 2426, RFC 6350)."""

from __future__ import annotations

import quopri
import re

from .fields import Fields, Kind
from .lines import add_categories, key_of, read_lines, read_parameters, split_value, unescape
from .times import read_time


def read_card(text: str) -> Fields:
    out, depth, preferred = Fields(kind=Kind.CONTACT), 0, False
    for name, raw, value in read_lines(text):
        if name == "BEGIN":
            depth += 1
            out.objects += depth == 1 and value.upper() == "VCARD"
        elif name == "END":
            depth -= depth > 0
        elif depth == 1 and out.objects == 1:
            parameters = read_parameters(raw) if raw else {}
            if "QUOTED-PRINTABLE" in map(str.upper, parameters.get("ENCODING", []) + parameters.get("TYPE", [])):
                value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
            if name == "EMAIL":
                first = not preferred and ("1" in parameters.get("PREF", []) or "pref" in _types(parameters))
                preferred = preferred or first
                out.email = unescape(value) if first else out.email or unescape(value)
            elif name == "TEL":
                _take_phone(out, _types(parameters), value)
            else:
                _take_card_line(out, name, value)
    if not out.summary:
        out.summary = " ".join(part for part in (out.given_name, out.surname) if part) or out.company or out.email
    return out


def _take_card_line(out: Fields, name: str, value: str) -> None:
    if name == "UID":
        out.uid = out.uid or key_of(value)
    elif name == "FN":
        out.summary = out.summary or unescape(value)
    elif name == "N" and not out.surname and not out.given_name:
        out.surname, out.given_name = (*split_value(value), "", "")[:2]
    elif name == "ORG":
        out.company = out.company or split_value(value)[0]
    elif name == "TITLE":
        out.title = out.title or unescape(value)
    elif name == "CATEGORIES":
        add_categories(out, value)
    elif name == "REV":
        out.modified = read_time(value, None)[0]
    elif name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and value.lower() == "group":
        out.kind = Kind.GROUP


def _take_phone(out: Fields, types: set[str], value: str) -> None:
    value = unescape(re.sub("^tel:", "", value, flags=re.IGNORECASE))
    if "fax" in types:
        return
    if "cell" in types:
        out.phone_mobile = out.phone_mobile or value
    elif "home" in types:
        out.phone_home = out.phone_home or value
    else:
        out.phone_work = out.phone_work or value


def _types(parameters: dict[str, list[str]]) -> set[str]:
    return {part.lower() for value in parameters.get("TYPE", []) for part in value.split(",")}
