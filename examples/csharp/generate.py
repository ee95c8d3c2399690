#!/usr/bin/env python3
"""Writes what the C# binding takes from include/iostx.h: Native.cs (functions, handles, delegates, offsets) and Constants.cs.

    generate.py            writes both
    generate.py --check    says whether both are those of the header, and asks the C compiler whether the offsets are right

A constant that belongs to no group of GROUPS, or a C type that TYPES does not know, is an error: nothing is left out unseen.
"""

import pathlib
import re
import subprocess
import sys
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "python"))
sys.dont_write_bytecode = True

import iostx_header  # noqa: E402

HEADER = HERE / "../../include/iostx.h"
OUT = HERE / "Iostx"

# C# type, what it is, the names that belong to it (behind IOSTX_; a group of the pattern is the name of the member), summary.
GROUPS = [
    ("Code", "codes", r"((?:S|E|W|MAPI_E|MAPI_W|SYNC_E|SYNC_W)_.*)", "Result codes. Negative is failure. New ones may come."),
    ("SyncState", "enum", r"LR_SYNC(?:_(.*))?", "States of a session."),
    ("InitFlags", "flags", r"SYNC_(.*)", "What a session offers."),
    ("SyncFlags", "flags", r"UPS_(.*)", "Direction and selection of a pass."),
    ("ContentsFlags", "flags", r"UPC_(.*)", "Flags of the state contents."),
    ("UploadHierarchyFlags", "flags", r"UPH_(.*)", "Flags of the state upload hierarchy."),
    ("UploadFolderFlags", "flags", r"UPF_(.*)", "Why a folder is uploaded, and how that went."),
    ("UploadTableFlags", "flags", r"UPT_(.*)", "Flags of an upload table."),
    ("UploadItemFlags", "flags", r"UPM_(.*)", "Why an item is uploaded, and how that went."),
    ("UploadReadFlags", "flags", r"UPR_(.*)", "A read state, and how its upload went."),
    ("UploadDeleteFlags", "flags", r"UPD_(.*)", "A deletion or a move out, and how its upload went."),
    ("MoveFlags", "flags", r"UPV_(.*)", "What came of a folder that items were moved to."),
    ("DownloadHierarchyFlags", "flags", r"DNH_(.*)", "Flags of the state download hierarchy."),
    ("DownloadTableFlags", "flags", r"DNT_(.*)", "Flags of a download table."),
    ("HeaderFlags", "flags", r"HSF_(.*)", "Flags of the state download header."),
    ("SpoolState", "enum", r"SS_(.*)", "Whether the spooler sends."),
    ("IcsFlags", "flags", r"ICS_(.*)", "Flags of the documented methods of import sinks."),
    ("ImportFlags", "flags", r"IMPORT_(.*)", "Flags of an item that is imported."),
    ("ProbeAnswer", "enum", r"PROBE_(.*)", "What is to be done with an item of a listing."),
    ("ListingFlags", "flags", r"LISTING_(.*)", "What a listing names in full."),
    ("SessionFlags", "flags", r"SESSION_(.*)", "Flags of a session."),
    ("ItemKinds", "flags", r"KIND_(.*)", "Kinds of items."),
    ("Phase", "enum", r"PHASE_(.*)", "What a session does."),
    ("StoreSupport", "flags", r"STORE_((?:.*_OK)|ITEMPROC)", "Bits of PR_STORE_SUPPORT_MASK."),
    ("StoreFlags", "flags", r"STORE_(.*)", "How a store is opened."),
    ("OpenFlags", "flags", r"MAPI_(MODIFY|CREATE|BEST_ACCESS|ASSOCIATED)|(SHOW_SOFT_DELETES)", "How items and streams are opened."),
    ("NameFlags", "flags", r"NAMES_(.*)", "How named properties are looked up."),
    ("SaveFlags", "flags", r"(KEEP_OPEN_.*|FORCE_SAVE|SPAMFILTER_ONSAVE|ITEMPROC_FORCE|NON_EMS_XP_SAVE)", "How an item is saved."),
    ("FolderCallFlags", "flags", r"(OPEN_IF_EXISTS|MESSAGE_MOVE|COPY_SUBFOLDERS|DEL(?:ETE)?_.*)", "Flags of calls on folders."),
    ("ReadFlags", "flags", r"(SUPPRESS_RECEIPT|CLEAR_.*|GENERATE_RECEIPT_ONLY|ALL_MESSAGES)", "How read states are set."),
    ("RecipientChange", "enum", r"MODRECIP_(.*)", "How recipients are set."),
    ("SubmitFlags", "flags", r"(FORCE_SUBMIT)", "How a message is submitted."),
    ("LockState", "enum", r"MSG_(.*)", "Whether a queued message is locked for sending."),
    ("SubmitState", "flags", r"SUBMITFLAG_(.*)", "Bits of PR_SUBMIT_FLAGS."),
    ("OutgoingState", "enum", r"OUTGOING_(.*)", "State of a queued message."),
    ("CheckFlags", "flags", r"CHECK_(.*)", "What of a store is checked."),
    ("FolderListFlags", "flags", r"FOLDERS_(.*)", "Which folders are listed."),
    ("SortKey", "enum", r"SORT_(.*)", "Order of a listing."),
    ("ListFlags", "flags", r"LIST_(.*)", "Which items are listed, and how."),
    ("Seek", "enum", r"SEEK_(.*)", "Where a position is counted from."),
    ("ColumnKind", "enum", r"COLUMN_(.*)", "What a column of a page holds."),
    ("EventKind", "enum", r"EVENT_(.*)", "Kinds of change events."),
    ("EventMask", "flags", r"EVENTMASK_(.*)", "Kinds of change events that are wanted."),
    ("ChangedParts", "flags", r"CHANGED_(.*)", "What of an item changed."),
    ("Origin", "enum", r"ORIGIN_(.*)", "Where a change came from."),
    ("PendingParts", "flags", r"PENDING_(.*)", "What of an object is pending for upload."),
    ("SpecialFolder", "enum", r"FOLDER_(.*)", "Roles of folders."),
    ("Direction", "enum", r"DIRECTION_(.*)", "Directions in which a folder is synchronized."),
    ("Scope", "enum", r"SCOPE_(.*)", "What of a folder is kept here."),
    ("Expunge", "enum", r"EXPUNGE_(.*)", r"What the mark \Deleted leads to."),
    ("FolderOptionFlags", "flags", r"FOLDEROPTION_(.*)", "Flags of the options of a folder."),
    ("WantedReason", "enum", r"WANTED_(.*)", "Why a remote id is wanted."),
    ("ConflictPolicy", "enum", r"POLICY_(.*)", "Who wins a conflict."),
    ("ConflictKind", "enum", r"CONFLICT_(.*)", "Kinds of conflicts."),
    ("ConflictChoice", "enum", r"CHOICE_(.*)", "Outcomes of a conflict."),
    ("ItemFlags", "flags", r"FLAG_(.*)", "Flags that agents and applications share."),
    ("PropertyType", "const", r"PT_(.*)", "Types of properties: the low half of a tag."),
    ("Tag", "const", r"PR_(.*)", "Tags of properties."),
    ("MessageFlags", "flags", r"MSGFLAG_(.*)", "Bits of PR_MESSAGE_FLAGS."),
    ("MessageStatus", "flags", r"MSGSTATUS_(.*)", "Bits of PR_MSG_STATUS."),
    ("ObjectType", "enum", r"OBJECT_(.*)", "Values of PR_OBJECT_TYPE."),
    ("RecipientType", "enum", r"RECIPIENT_(.*)", "Values of PR_RECIPIENT_TYPE."),
    ("MatchStrength", "enum", r"MATCH_(.*)", "Strength of a match key."),
    ("NameKind", "enum", r"MNID_(.*)", "Kinds of names of named properties."),
    ("Lid", "const", r"LID_(.*)", "Numbers of named properties, each with its set."),
    ("ReplicateFlags", "flags", r"REPLICATE_(DOWNLOAD_FIRST)", "How a run goes."),
    ("ReplicateReportFlags", "flags", r"REPLICATE_(DELETIONS_HELD)", "What is to be told of a run."),
    ("SyncMgrFlags", "enum", r"SYNCMGRFLAG_(.*)", "Why a run was started: the low byte is a number, behind it come bits."),
    ("SyncMgrStatus", "enum", r"SYNCMGRSTATUS_(.*)", "State of an item in a run."),
    ("SyncMgrHandlerFlags", "flags", r"SYNCMGRHANDLER_(.*)|SYNCMGRHANDLERFLAG_(.*)", "What a handler can do."),
    ("SyncMgrItemFlags", "flags", r"SYNCMGRITEM_(.*)", "What an item is."),
    ("SyncMgrItemState", "enum", r"SYNCMGRITEMSTATE_(.*)", "Whether an item is chosen."),
    ("SyncMgrLogLevel", "enum", r"SYNCMGRLOGLEVEL_(.*)", "Levels of the error log."),
    ("SyncMgrErrorFlags", "flags", r"SYNCMGRERRORFLAG_(.*)", "Flags of a line of the error log."),
    ("SyncMgrInvokeFlags", "flags", r"SYNCMGRINVOKE_(.*)", "How a program starts a handler."),
    ("SyncMgrRegisterFlags", "flags", r"SYNCMGRREGISTERFLAGS?_(.*)", "Events that a registered handler wants to run at."),
    ("SyncMgrProgressMask", "flags", r"SYNCMGRPROGRESSITEM_(.*)", "Which parts of a progress are told."),
    ("SyncMgrLogErrorMask", "flags", r"SYNCMGRLOGERROR_(.*)", "Which parts of a line are told."),
    ("SyncMgrSizes", "const", r"MAX_(.*)", "Sizes of names, in UTF-16 units with the NUL."),
    ("ResolveChoice", "enum", r"RFC_(.*)", "How a conflict of a handler is resolved."),
    ("ResolveFlags", "flags", r"RFCF_(.*)", "What is offered when a conflict is resolved."),
    ("ResolveView", "enum", r"RFCCM_(.*)", "Which version of a conflict is shown."),
    ("SyncMgrOutcome", "enum", r"SYNCMGR_OUTCOME_(.*)", "How a run ended."),
    ("SyncMgrState", "enum", r"SYNCMGR_STATE_(.*)", "What a handler does now."),
    ("SyncMgrNotify", "enum", r"SYNCMGR_NOTIFY_(.*)", "What an application tells a manager."),
    ("SyncMgrPoll", "flags", r"SYNCMGR_POLL_(.*)", "What an application answers the clock of a manager."),
    ("SyncMgrScheduleFlags", "flags", r"SYNCMGR_SCHEDULE_(.*)", "How a schedule counts."),
    ("SyncMgrItemOptionMask", "flags", r"SYNCMGR_ITEMOPTION_(.*)", "Which options of an item are set."),
    ("SyncMgrEventKind", "enum", r"SYNCMGR_EVENT_(.*)", "Kinds of events of a manager."),
    ("SyncMgrOptionFlags", "flags", r"SYNCMGR_(.*)", "Flags of a manager."),
]  # fmt: skip

# Plain C types, on systems with pointers of 64 bits: size, C# type.
TYPES = {
    "uint8_t": (1, "byte"), "char": (1, "byte"), "int16_t": (2, "short"), "int32_t": (4, "int"), "uint32_t": (4, "uint"),
    "int64_t": (8, "long"), "uint64_t": (8, "ulong"), "float": (4, "float"), "double": (8, "double"), "size_t": (8, "UIntPtr"),
    "void": (0, "void"),
}  # fmt: skip
# Pointers that are arrays the caller gives for answers, not one value.
ANSWER_ARRAYS = {
    ("iostx_store_map_names", "tags"),
    ("iostx_contents_sink_probe", "answers"),
    ("iostx_contents_sink_import_flags", "results"),
}
# Ids: arrays of bytes, which are handed over as such.
IDS = ("iostx_guid", "iostx_feid", "iostx_meid")


# Names of the documents that are several words, or short for one.
WORDS = """
    addr type, always list handler, app time, del marked, enable jump text, entry id, entry ids, error flags, error id,
    event mask, from me, handler name, has attach, has properties, item flag mask, item id, item name, item proc, keep
    both, keep local, keep network, last update time, log level max, max value, may bother user, may delete item, may
    establish connection, need element, pending disconnect, prog value, read only, read write, roaming user, sent mail,
    spam filter, start sync, status text, status type, sync mgr, sys time, view local, view network
""".replace("\n", " ").split(",")
SPLIT = {"".join(words.split()): "".join(word.capitalize() for word in words.split()) for words in WORDS} | {"dnload": "Download"}


def pascal(name: str) -> str:
    return "".join(SPLIT.get(part.lower(), part.capitalize()) for part in name.removeprefix("iostx_").split("_"))


# --- Reading the header ---------------------------------------------------------------------------------------------------------


class Parameter:
    def __init__(self, text: str) -> None:
        match = re.fullmatch(r"(const )?(?:struct |union )?(\w+) ?((?:\*(?:const )?)*)(\w+)(\[(\d+)\])?", text.strip())
        if match is None:
            sys.exit(f"cannot read the declaration '{text}'")
        self.const, self.type, self.name = bool(match[1]), match[2], match[4]
        self.stars = match[3].count("*")
        self.count = int(match[6]) if match[6] else None


class Function:
    """A function, or a pointer to one in a structure."""

    def __init__(self, returns: str, stars: str, name: str, parameters: str) -> None:
        self.returns, self.returns_pointer, self.name = returns, bool(stars), name
        self.parameters = [] if parameters.strip() == "void" else [Parameter(text) for text in parameters.split(",")]


Member = Parameter | Function


class Header:
    def __init__(self, text: str) -> None:
        self.constants, self.guids = iostx_header.constants(text), iostx_header.guids(text)
        self.handles = re.findall(r"^typedef struct (\w+) \1;$", text, re.M)
        plain = re.sub(r"^ *//.*\n", "", text, flags=re.M)
        self.structures: dict[str, tuple[str, list[Member]]] = {}
        for kind, name, body in re.findall(r"^typedef (struct|union) (\w+) \{\n(.*?)^\} \2;$", plain, re.M | re.S):
            self.structures[name] = (kind, [self.member(" ".join(text.split())) for text in body.split(";") if text.strip()])
        self.functions: list[Function] = []
        for declaration in re.findall(r"^((?:const )?\w+ \**iostx_\w+\([^;]*\));$", plain, re.M):
            match = re.fullmatch(r"(?:const )?(\w+) (\**)(\w+)\((.*)\)", " ".join(declaration.split()))
            if match is None:
                sys.exit(f"cannot read the declaration '{declaration}'")
            self.functions.append(Function(*match.groups()))

    @staticmethod
    def member(text: str) -> Member:
        match = re.fullmatch(r"(\w+) (\**)\(\*(\w+)\)\((.*)\)", text)
        return Function(*match.groups()) if match else Parameter(text)

    def size_and_alignment(self, member: Member) -> tuple[int, int]:
        if isinstance(member, Function) or member.stars:
            return 8, 8
        size, alignment = self.layout(member.type)[1:] if member.type in self.structures else (TYPES[member.type][0],) * 2
        return size * (member.count or 1), alignment

    def layout(self, name: str) -> tuple[list[tuple[Member, int]], int, int]:
        """The members with their offsets, the size, the alignment."""
        kind, members = self.structures[name]
        offsets, end, widest = [], 0, 1
        for member in members:
            size, alignment = self.size_and_alignment(member)
            offset = 0 if kind == "union" else -(-end // alignment) * alignment
            offsets.append((member, offset))
            end, widest = max(end, offset + size), max(widest, alignment)
        return offsets, -(-end // widest) * widest, widest


# --- Writing C# -----------------------------------------------------------------------------------------------------------------

TOP = """// Generated from include/iostx.h by generate.py; not to be edited. scripts/lint.sh checks that it is current.

using System;
{usings}
namespace Iostx
{{
"""


def summary(text: str, indent: str) -> str:
    return f"{indent}/// <summary>{escape(text)}</summary>\n" if text else ""


def constants(header: Header) -> str:
    groups: dict[str, list[tuple[str, iostx_header.Defined[int]]]] = {group[0]: [] for group in GROUPS}
    for constant in header.constants:
        for name, kind, pattern, _ in GROUPS:
            match = re.fullmatch(pattern, constant.name)
            if match:
                member = next((group for group in match.groups() if group), "SYNCHRONIZE")
                groups[name].append((member if kind == "codes" else pascal(member), constant))
                break
        else:
            sys.exit(f"IOSTX_{constant.name} belongs to no group of {__file__}")

    text = TOP.format(usings="")
    for name, kind, _, meaning in GROUPS:
        members = groups[name]
        if not members:
            sys.exit(f"the header has no constant of {name} any more")
        text += summary(meaning, "    ")
        if kind in ("codes", "const"):
            type_name = "int" if kind == "codes" else "uint"
            text += f"    public static class {name}\n    {{\n"
            for member, constant in members:
                value = constant.value if kind == "codes" else f"0x{constant.value:X}"
                text += summary(constant.doc, "        ") + f"        public const {type_name} {member} = {value};\n"
        else:
            text += "    [Flags]\n" if kind == "flags" else ""
            text += f"    public enum {name} : uint\n    {{\n"
            if kind == "flags" and all(constant.value for _, constant in members):
                text += "        /// <summary>None.</summary>\n        None = 0,\n"
            for member, constant in members:
                text += summary(constant.doc, "        ") + f"        {member} = 0x{constant.value:X},\n"
        text += "    }\n\n"
    text += summary("Sets of named properties, and the provider of wrapped stores.", "    ")
    text += "    public static class PropertySet\n    {\n"
    for guid in header.guids:
        member = pascal(guid.name.removeprefix("PSETID_").removeprefix("PS_"))
        octets = guid.value.bytes_le.hex()
        text += summary(guid.doc, "        ")
        text += f'        public static readonly Guid {member} = Octets.ParseGuid("{octets}");\n'
    return text + "    }\n}\n"


def native(header: Header) -> str:
    owned = {name for name in header.handles if any(function.name == f"{name}_free" for function in header.functions)}
    text = TOP.format(usings="using System.Runtime.InteropServices;\n")

    text += "    /// <summary>The functions of iostx.h; ids are arrays of bytes, structures are pointers.</summary>\n"
    text += '    internal static class Native\n    {\n        private const string Name = "iostx";\n'
    for function in header.functions:
        free = function.name.endswith("_free")
        parameters = ", ".join(parameter(function.name, one, set() if free else owned) for one in function.parameters)
        text += "\n        [DllImport(Name, CallingConvention = CallingConvention.Cdecl)]\n"
        text += f"        internal static extern {returned(function)} {function.name}({parameters});\n"
    text += "    }\n\n"

    text += "    // Handles. What has no function to free it is always borrowed, and a plain pointer.\n\n"
    for name in header.handles:
        if name in owned:
            text += handle(name, header)

    text += "    // Functions that the library calls.\n\n"
    for name, (_, members) in header.structures.items():
        for member in members:
            if isinstance(member, Function):
                parameters = ", ".join(parameter("", one, set(), callback=True) for one in member.parameters)
                text += "    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]\n"
                text += f"    internal delegate {returned(member)} {pascal(name)}{pascal(member.name)}({parameters});\n\n"

    text += "    /// <summary>Where the members of structures lie, with pointers of 64 bits.</summary>\n"
    text += "    internal static class Layout\n    {\n"
    for name in header.structures:
        offsets, size, _ = header.layout(name)
        text += f"        internal static class {pascal(name)}\n        {{\n            internal const int SizeOf = {size};\n"
        for member, offset in offsets:
            # A member may not be called as its class is.
            label = pascal(member.name) + ("Member" if pascal(member.name) == pascal(name) else "")
            text += f"            internal const int {label} = {offset};\n"
        text += "        }\n\n"
    return text.rstrip() + "\n    }\n}\n"


def returned(function: Function) -> str:
    return "IntPtr" if function.returns_pointer else TYPES[function.returns][1]


def handle(name: str, header: Header) -> str:
    functions = {function.name for function in header.functions}
    error = "return 0;"
    if name == "iostx_session":
        error = "return Native.iostx_get_last_error(this, code, 0, out error);"
    elif f"{name}_get_last_error" in functions:
        error = f"return Native.{name}_get_last_error(this, out error);"
    kind = f"{pascal(name)}Handle"
    nothing = "            error = IntPtr.Zero;\n" if error == "return 0;" else ""
    return f"""    internal sealed class {kind} : Handle
    {{
        public {kind}()
        {{
        }}

        internal {kind}(IntPtr borrowed) : base(borrowed)
        {{
        }}

        protected override bool ReleaseHandle()
        {{
            Native.{name}_free(handle);
            return true;
        }}

        protected override int GetLastError(int code, out IntPtr error)
        {{
{nothing}            {error}
        }}
    }}

"""


def parameter(function: str, one: Parameter, owned: set[str], callback: bool = False) -> str:
    """The C# type and name of a parameter."""
    name = re.sub(r"_(\w)", lambda match: match[1].upper(), one.name)
    name = "@" + name if name in ("out", "event", "params", "ref", "object", "base") else name
    if one.stars == 0:
        if one.type == "iostx_bytes":
            return f"NativeBytes {name}"
        return f"{TYPES[one.type][1]} {name}"
    if callback:
        return f"IntPtr {name}"
    if one.stars == 2:
        kind = f"{pascal(one.type)}Handle" if one.type in owned else "IntPtr"
        return f"IntPtr {name}" if one.const and one.type == "char" else f"out {kind} {name}"
    if one.type in owned:
        return f"{pascal(one.type)}Handle {name}"
    written = "" if one.const else "[In, Out] "
    if one.type in IDS:
        return f"{written}byte[] {name}"
    if one.type == "char":
        return f"byte[] {name}"
    if one.type in TYPES and one.type != "void":
        type_name = TYPES[one.type][1]
        return f"{written}{type_name}[] {name}" if one.const or (function, one.name) in ANSWER_ARRAYS else f"out {type_name} {name}"
    return f"IntPtr {name}"


# --- Checking -------------------------------------------------------------------------------------------------------------------


def assertions(header: Header) -> str:
    """A C program that is compiled only if the offsets written here are those of the C compiler."""
    lines = ["#include <iostx.h>"]
    for name in header.structures:
        offsets, size, _ = header.layout(name)
        lines.append(f'_Static_assert(sizeof({name}) == {size}, "{name}");')
        lines += [f'_Static_assert(offsetof({name}, {one.name}) == {offset}, "{name}.{one.name}");' for one, offset in offsets]
    for constant in header.constants:
        lines.append(f'_Static_assert((int64_t)IOSTX_{constant.name} == {constant.value}, "{constant.name}");')
    return "\n".join(lines) + "\n"


def main() -> None:
    header = Header(HEADER.read_text(encoding="utf-8"))
    files = {OUT / "Native.cs": native(header), OUT / "Constants.cs": constants(header)}
    if "--check" not in sys.argv:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return
    for path, text in files.items():
        if path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is not that of iostx.h: run examples/csharp/generate.py")
    compiler = ["gcc", "-std=c11", "-fsyntax-only", f"-I{HEADER.parent}", "-xc", "-"]
    subprocess.run(compiler, input=assertions(header), text=True, check=True)


if __name__ == "__main__":
    main()
