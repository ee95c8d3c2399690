"""Makes the two generated modules of the package from iostx.h, so that nothing is written twice: `_ffi.py`, the declarations as
cffi takes them, and `constants.py`, the constants as enumerations.

    python header.py iostx.h DIRECTORY
"""

from __future__ import annotations

import re
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import iostx_header
from iostx_header import Defined

HERE = Path(__file__).parent
HEADER = HERE.parent.parent / "include" / "iostx.h"
PACKAGE = HERE / "src" / "iostx"


@dataclass(frozen=True)
class Family:
    """Constants that belong together: those whose names match become members of one class."""

    name: str
    base: str
    pattern: str
    doc: str
    # What is cut from the front of the names.
    strip: str = ""


# The first one that matches takes a constant. `int` stands for plain numbers: tags are keys of mappings, and those of named
# properties are known to the store alone.
FAMILIES = (
    Family("Code", "IntEnum", r"(S|E|W|S_SYNCMGR|MAPI_[EW]|SYNC_[EW])_", "Result codes, by their documented names."),
    Family("Tag", "int", r"PR_", "Tags of properties: (id << 16) | type.", "PR_"),
    Family("PropertyType", "int", r"PT_", "Types of properties.", "PT_"),
    Family("NamedId", "int", r"LID_", "Numbers of named properties, with the set they belong to.", "LID_"),
    Family("State", "IntEnum", r"LR_", "States of a session.", "LR_"),
    Family("Init", "IntFlag", r"SYNC_", "What a session offers (InitSync).", "SYNC_"),
    Family("SyncFlag", "IntFlag", r"UPS_", "Direction and selection of the state synchronize.", "UPS_"),
    Family("ContentsFlag", "IntFlag", r"UPC_", "Flags of the state synchronize contents.", "UPC_"),
    Family("HierarchyFlag", "IntFlag", r"UPH_", "Flags of the state upload hierarchy.", "UPH_"),
    Family("FolderFlag", "IntFlag", r"UPF_", "Flags of a folder that is uploaded.", "UPF_"),
    Family("TableFlag", "IntFlag", r"UPT_", "Flags of an upload table.", "UPT_"),
    Family("UploadFlag", "IntFlag", r"UPM_", "Flags of an item that is uploaded.", "UPM_"),
    Family("ReadFlag", "IntFlag", r"UPR_", "Flags of a read state that is uploaded.", "UPR_"),
    Family("DeleteFlag", "IntFlag", r"UPD_", "Flags of a deletion that is uploaded.", "UPD_"),
    Family("MoveFlag", "IntFlag", r"UPV_", "Flags of a folder that items were moved to.", "UPV_"),
    Family("DownloadHierarchyFlag", "IntFlag", r"DNH_", "Flags of the state download hierarchy.", "DNH_"),
    Family("DownloadTableFlag", "IntFlag", r"DNT_", "Flags of the state download table.", "DNT_"),
    Family("HeaderFlag", "IntFlag", r"HSF_", "Flags of the state download header.", "HSF_"),
    Family("SpoolState", "IntEnum", r"SS_", "Whether messages are sent.", "SS_"),
    Family("Ics", "IntFlag", r"ICS_", "Flags of the import sinks.", "ICS_"),
    Family("ImportFlag", "IntFlag", r"IMPORT_", "Flags of an item that is imported.", "IMPORT_"),
    Family("Probe", "IntEnum", r"PROBE_", "What the store wants of a listed item.", "PROBE_"),
    Family("ListingFlag", "IntFlag", r"LISTING_", "What a listing names in full.", "LISTING_"),
    Family("SessionFlag", "IntFlag", r"SESSION_", "Flags of a session's options.", "SESSION_"),
    Family("Kind", "IntFlag", r"KIND_", "Kinds of items.", "KIND_"),
    Family("Phase", "IntEnum", r"PHASE_", "Phases of a session.", "PHASE_"),
    Family("StoreSupport", "IntFlag", r"STORE_(\w+_OK|ITEMPROC)$", "What a store can do (PR_STORE_SUPPORT_MASK).", "STORE_"),
    Family("StoreFlag", "IntFlag", r"STORE_", "How a store is opened.", "STORE_"),
    Family("FolderListFlag", "IntFlag", r"FOLDERS_", "Flags of a listing of folders.", "FOLDERS_"),
    Family("SpecialFolder", "IntEnum", r"FOLDER_", "Roles of folders.", "FOLDER_"),
    Family("FolderOption", "IntFlag", r"FOLDEROPTION_", "Flags of a folder's options.", "FOLDEROPTION_"),
    Family("CheckFlag", "IntFlag", r"CHECK_", "What is checked.", "CHECK_"),
    Family("Sort", "IntEnum", r"SORT_", "Orders of a listing.", "SORT_"),
    Family("ListFlag", "IntFlag", r"LIST_", "Flags of a listing of items.", "LIST_"),
    Family("Outgoing", "IntEnum", r"OUTGOING_", "States of a queued message.", "OUTGOING_"),
    Family("EventMask", "IntFlag", r"EVENTMASK_", "Masks of events.", "EVENTMASK_"),
    Family("EventKind", "IntEnum", r"EVENT_", "Kinds of events.", "EVENT_"),
    Family("Changed", "IntFlag", r"CHANGED_", "What changed of an item.", "CHANGED_"),
    Family("Origin", "IntEnum", r"ORIGIN_", "Where a change came from.", "ORIGIN_"),
    Family("Pending", "IntFlag", r"PENDING_", "What is pending for upload.", "PENDING_"),
    Family("Direction", "IntEnum", r"DIRECTION_", "Which way a folder is synchronized.", "DIRECTION_"),
    Family("Scope", "IntEnum", r"SCOPE_", "What of a folder is kept here.", "SCOPE_"),
    Family("Expunge", "IntEnum", r"EXPUNGE_", "What the mark \\\\Deleted leads to.", "EXPUNGE_"),
    Family("Wanted", "IntEnum", r"WANTED_", "Why a remote id is wanted.", "WANTED_"),
    Family("Policy", "IntEnum", r"POLICY_", "Policies for conflicts.", "POLICY_"),
    Family("ConflictKind", "IntEnum", r"CONFLICT_", "Kinds of conflicts.", "CONFLICT_"),
    Family("Choice", "IntEnum", r"CHOICE_", "Outcomes of a conflict.", "CHOICE_"),
    Family("Flag", "IntFlag", r"FLAG_", "Flags that agents and applications share.", "FLAG_"),
    Family("MessageFlag", "IntFlag", r"MSGFLAG_", "Bits of PR_MESSAGE_FLAGS.", "MSGFLAG_"),
    Family("MessageStatus", "IntFlag", r"MSGSTATUS_", "Bits of PR_MSG_STATUS.", "MSGSTATUS_"),
    Family("ObjectType", "IntEnum", r"OBJECT_", "Kinds of objects.", "OBJECT_"),
    Family("RecipientType", "IntEnum", r"RECIPIENT_", "Kinds of recipients.", "RECIPIENT_"),
    Family("Match", "IntEnum", r"MATCH_", "Strength of a match key.", "MATCH_"),
    Family("RecipientsFlag", "IntEnum", r"MODRECIP_", "What is done with rows of recipients.", "MODRECIP_"),
    Family("RunReason", "IntFlag", r"SYNCMGRFLAG_", "Why a run was started: a number in the low byte, and flags.", "SYNCMGRFLAG_"),
    Family("ItemStatus", "IntEnum", r"SYNCMGRSTATUS_", "State of an item in a run.", "SYNCMGRSTATUS_"),
    Family("HandlerFlag", "IntFlag", r"SYNCMGRHANDLER_", "What a handler can do.", "SYNCMGRHANDLER_"),
    Family("HandlerItemFlag", "IntFlag", r"SYNCMGRITEM_", "What an item of a handler is.", "SYNCMGRITEM_"),
    Family("LogLevel", "IntEnum", r"SYNCMGRLOGLEVEL_", "Levels of the error log.", "SYNCMGRLOGLEVEL_"),
    Family("InvokeFlag", "IntFlag", r"SYNCMGRINVOKE_", "Flags of UpdateItems.", "SYNCMGRINVOKE_"),
    Family("RegisterFlag", "IntFlag", r"SYNCMGRREGISTERFLAG_", "Events that a handler wants to run at.", "SYNCMGRREGISTERFLAG_"),
    Family("Resolution", "IntEnum", r"RFC_", "How a conflict of a handler is resolved.", "RFC_"),
    Family("Outcome", "IntEnum", r"SYNCMGR_OUTCOME_", "How a run ended.", "SYNCMGR_OUTCOME_"),
    Family("HandlerState", "IntEnum", r"SYNCMGR_STATE_", "What a handler does now.", "SYNCMGR_STATE_"),
    Family("Notify", "IntEnum", r"SYNCMGR_NOTIFY_", "What an application tells a manager of the machine.", "SYNCMGR_NOTIFY_"),
    Family("Poll", "IntFlag", r"SYNCMGR_POLL_", "What a manager asks of the machine.", "SYNCMGR_POLL_"),
    Family("ScheduleFlag", "IntFlag", r"SYNCMGR_SCHEDULE_", "Flags of a schedule.", "SYNCMGR_SCHEDULE_"),
    Family("ManagerEventKind", "IntEnum", r"SYNCMGR_EVENT_", "Kinds of events of a manager.", "SYNCMGR_EVENT_"),
)
# The others are plain numbers of the module, with their names.


@dataclass
class Header:
    """What iostx.h says."""

    declarations: str
    constants: list[Defined[int]]
    guids: list[Defined[uuid.UUID]]

    def families(self) -> dict[Family | None, list[tuple[str, Defined[int]]]]:
        """The constants by family, with the names that they have there; None holds the others."""
        out: dict[Family | None, list[tuple[str, Defined[int]]]] = {family: [] for family in (*FAMILIES, None)}
        for constant in self.constants:
            family = next((f for f in FAMILIES if re.match(f.pattern, constant.name)), None)
            out[family].append((constant.name[len(family.strip) if family else 0 :], constant))
        return out


def read(path: Path = HEADER) -> Header:
    text = path.read_text(encoding="utf-8")
    return Header(declarations(text.replace("\\\n", "")), iostx_header.constants(text), iostx_header.guids(text))


def declarations(text: str) -> str:
    """The types and functions, without comments, directives and what only C++ reads."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    text = re.sub(r"#ifdef __cplusplus.*?#endif", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def constants_module(header: Header) -> str:
    lines = ['"""Constants of iostx.h, without IOSTX_. Generated by header.py."""', ""]
    lines += ["from enum import IntEnum, IntFlag", "from typing import Final", "from uuid import UUID"]
    for family, members in header.families().items():
        if family is None:
            lines += ["", ""]
            for name, constant in members:
                lines += [f"{name}: Final = {constant.value}", quoted(constant.doc)]
            continue
        base = f"({family.base})" if family.base != "int" else ""
        lines += ["", "", f"class {family.name}{base}:", f'    """{family.doc}"""', ""]
        kind = ": Final" if family.base == "int" else ""
        for name, constant in members:
            value = hex(constant.value) if family.base != "IntEnum" else constant.value
            lines += [f"    {name}{kind} = {value}", "    " + quoted(constant.doc)]
    lines += ["", "", "class PropertySet:", '    """Sets of named properties."""', ""]
    for guid in header.guids:
        lines += [f'    {guid.name}: Final = UUID("{guid.value}")', "    " + quoted(guid.doc)]
    return "\n".join(lines) + "\n"


def quoted(doc: str) -> str:
    return 'r"""' + doc.replace('"', "'") + '"""' if doc else "..."


def write(header_path: Path = HEADER, package: Path = PACKAGE) -> list[Path]:
    """Writes the generated modules into the package."""
    from cffi import FFI

    header = read(header_path)
    ffi = FFI()
    ffi.cdef(header.declarations)
    ffi.set_source("iostx._ffi", None)
    ffi_path, constants_path = package / "_ffi.py", package / "constants.py"
    ffi.emit_python_code(str(ffi_path))
    constants_path.write_text(constants_module(header), encoding="utf-8")
    return [ffi_path, constants_path]


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
