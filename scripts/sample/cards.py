"""The Contacts folder: one vCard per person, of versions 3.0 (RFC 2426) and 4.0 (RFC 6350), and two groups."""

import base64

from . import artefacts
from .content_lines import escape, lines
from .people import OWNER, PEOPLE, Person

# Family names come first where that is the custom.
_FAMILY_FIRST = {"misaki", "kenji", "mei", "minjun", "linh"}


def folders() -> dict[str, dict[str, str]]:
    out = {}
    for number, person in enumerate(PEOPLE.values()):
        name = f"{person.key}.vcf" if number % 3 else f"{_uid(person)}.vcf"
        out[name] = lines(_version_3(number, person) if number % 2 == 0 else _version_4(number, person))
    out["group-field.vcf"] = lines(_group_4())
    out["group-crew.vcf"] = lines(_group_3())
    return {"Contacts": out}


def _uid(person: Person) -> str:
    number = list(PEOPLE).index(person.key) + 1
    mixed = number * 40503 * 65537 % 4294967296
    return f"{mixed:08x}-{number:04x}-4{number:03x}-9{mixed % 4093:03x}-{mixed * 16807 % 0xFFFFFFFFFFFF:012x}"


def _names(person: Person) -> tuple[str, str]:
    """Family name and given name, in the parts of N."""
    if person.key in _FAMILY_FIRST and " " in person.name:
        family, given = person.name.split(" ", 1)
        return family, given
    if person.key in _FAMILY_FIRST:
        return person.name[0], person.name[1:]
    return person.family, person.given


def _common(person: Person) -> list[str]:
    family, given = _names(person)
    out = [f"N:{escape(family)};{escape(given)};;;", f"FN:{escape(person.name)}"]
    if person.organisation:
        out.append(f"ORG:{escape(person.organisation)}")
    if person.title:
        out.append(f"TITLE:{escape(person.title)}")
    return out


def _telephone(number: int) -> str:
    # Numbers that are kept free for fiction.
    return f"+1-555-01{number % 100:02d}"


def _version_3(number: int, person: Person) -> list[str]:
    card = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Example Corp//Address Book 6.1//EN",
        f"UID:{_uid(person)}",
        *_common(person),
        f"EMAIL;TYPE=INTERNET,WORK:{person.email}",
        f"TEL;TYPE=WORK,VOICE:{_telephone(number)}",
        f"ADR;TYPE=WORK:;;Quay {number + 1};{escape(person.city)};;;{escape(person.country)}",
        f"REV:2026-0{number % 9 + 1}-12T08:00:00Z",
    ]
    if number % 6 == 0:
        card.append(f"NOTE:{escape(f'Met in {person.city}; likes soup, dislikes calls.' + chr(10) + 'Ask before visiting.')}")
    if number % 10 == 4:
        card += ["item1.URL:https://www.example.org/", "item1.X-ABLabel:_$!<HomePage>!$_", "CATEGORIES:Partners,Tide gauges"]
    if person is OWNER:
        card.append("PHOTO;ENCODING=b;TYPE=PNG:" + base64.b64encode(artefacts.portrait(number + 3)).decode())
    return [*card, "END:VCARD"]


def _version_4(number: int, person: Person) -> list[str]:
    card = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{_uid(person)}",
        "KIND:individual",
        *_common(person),
        f"EMAIL;TYPE=work;PREF=1:{person.email}",
        f'TEL;VALUE=uri;TYPE="voice,cell":tel:{_telephone(number)}',
        f'ADR;LABEL="Quay {number + 1}\\n{person.city}":;;Quay {number + 1};{escape(person.city)};;;{escape(person.country)}',
        f"REV:20260{number % 9 + 1}12T080000Z",
    ]
    if number % 4 == 3:
        card.append(f"BDAY:--{number % 12 + 1:02d}{number % 27 + 1:02d}")
    if number % 6 == 1:
        card += ["LANG;PREF=1:en", "LANG;PREF=2:no", "NICKNAME:" + escape(person.given.lower())]
    if person is PEOPLE["tomasz"]:
        card.append("PHOTO:data:image/png;base64," + base64.b64encode(artefacts.portrait(number + 3)).decode())
    if number % 14 == 9:
        card += ["GEO:geo:60.39,5.32", "TZ:Europe/Oslo", "IMPP:xmpp:" + person.email]
    return [*card, "END:VCARD"]


def _group_4() -> list[str]:
    members = [f"MEMBER:urn:uuid:{_uid(PEOPLE[key])}" for key in ("jonas", "zoe", "priya")]
    uid = "UID:urn:uuid:6f1d0c52-77aa-4c1e-9a10-000000000001"
    return ["BEGIN:VCARD", "VERSION:4.0", uid, "KIND:group", "FN:Field systems", *members, "END:VCARD"]


def _group_3() -> list[str]:
    members = [f"X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:{_uid(PEOPLE[key])}" for key in ("ingrid", "peter")]
    head = ["BEGIN:VCARD", "VERSION:3.0", "UID:6f1d0c52-77aa-4c1e-9a10-000000000002", "N:Crew;;;;", "FN:Crew"]
    return [*head, "X-ADDRESSBOOKSERVER-KIND:group", *members, "END:VCARD"]
