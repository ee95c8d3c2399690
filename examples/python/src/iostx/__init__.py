"""iostx: a local store of folders and items that tracks what changed, and replicates with any server.

    with iostx.Store("calendar.iostx") as store:
        for folder in store.folders():
            print(folder.name, folder.count)

Constants are in `iostx.constants`; those used most are here too.
"""

from typing import TYPE_CHECKING

from ._native import live_objects, version
from .constants import (
    Changed,
    Choice,
    Code,
    ConflictKind,
    Direction,
    EventKind,
    EventMask,
    Flag,
    HandlerFlag,
    HandlerItemFlag,
    HandlerState,
    Init,
    ItemStatus,
    Kind,
    LogLevel,
    ManagerEventKind,
    NamedId,
    Notify,
    Origin,
    Outcome,
    Pending,
    Phase,
    Policy,
    Probe,
    PropertySet,
    PropertyType,
    RegisterFlag,
    Resolution,
    RunReason,
    Scope,
    Sort,
    SpecialFolder,
    State,
    SyncFlag,
    Tag,
    UploadFlag,
    Wanted,
)
from .errors import (
    AccessError,
    ArgumentError,
    BusyError,
    CancelledError,
    ChangedError,
    ClosedError,
    CollisionError,
    ConflictError,
    CorruptError,
    DeletedError,
    DiskError,
    Error,
    HierarchyError,
    IgnoredError,
    IncompatibleError,
    LineError,
    LogonError,
    NotFoundError,
    NotSupportedError,
    OfflineError,
    StateError,
    TimedOutError,
    TooBigError,
)
from .events import Event, Events
from .folder import Folder, FolderOptions
from .ids import FolderId, ItemId
from .item import ImportedItem, Item
from .replication import Counts, Remote, Report, replicate
from .session import Conflict, Progress, Session, SessionOptions
from .sinks import ContentsSink, HierarchySink, ImportFlags, ImportItem
from .states import Account, Counted, DownloadHeader
from .states import Scope as StateScope
from .store import FOREVER, Store, StoreInfo, StoreOptions
from .stream import Stream
from .structures import (
    AccountState,
    DownloadHierarchy,
    DownloadTable,
    Failure,
    FolderState,
    MoveTarget,
    OutgoingItem,
    UploadDelete,
    UploadFolder,
    UploadItem,
    UploadRead,
    UploadTable,
)
from .table import Page, Row, Table

if TYPE_CHECKING:
    from .handler import Handler, StoreHandler
    from .reporting import Callback, HandlerItem
    from .syncmgr import ManagerEvent, ManagerEvents, Schedule, SyncMgr
else:
    # The manager is loaded when a program asks for it: an agent that a timer starts does not.
    _LATER = {
        "handler": ("Handler", "StoreHandler"),
        "reporting": ("Callback", "HandlerItem"),
        "syncmgr": ("ManagerEvent", "ManagerEvents", "Schedule", "SyncMgr"),
    }

    def __getattr__(name: str):
        for module, names in _LATER.items():
            if name in names:
                from importlib import import_module

                globals().update({one: getattr(import_module(f".{module}", __name__), one) for one in names})
                return globals()[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__version__ = version()

__all__ = [
    "FOREVER",
    "AccessError",
    "Account",
    "AccountState",
    "ArgumentError",
    "BusyError",
    "Callback",
    "CancelledError",
    "Changed",
    "ChangedError",
    "Choice",
    "ClosedError",
    "Code",
    "CollisionError",
    "Conflict",
    "ConflictError",
    "ConflictKind",
    "ContentsSink",
    "CorruptError",
    "Counted",
    "Counts",
    "DeletedError",
    "Direction",
    "DiskError",
    "DownloadHeader",
    "DownloadHierarchy",
    "DownloadTable",
    "Error",
    "Event",
    "EventKind",
    "EventMask",
    "Events",
    "Failure",
    "Flag",
    "Folder",
    "FolderId",
    "FolderOptions",
    "FolderState",
    "Handler",
    "HandlerFlag",
    "HandlerItem",
    "HandlerItemFlag",
    "HandlerState",
    "HierarchyError",
    "HierarchySink",
    "IgnoredError",
    "ImportFlags",
    "ImportItem",
    "ImportedItem",
    "IncompatibleError",
    "Init",
    "Item",
    "ItemId",
    "ItemStatus",
    "Kind",
    "LineError",
    "LogLevel",
    "LogonError",
    "ManagerEvent",
    "ManagerEventKind",
    "ManagerEvents",
    "MoveTarget",
    "NamedId",
    "NotFoundError",
    "NotSupportedError",
    "Notify",
    "OfflineError",
    "Origin",
    "Outcome",
    "OutgoingItem",
    "Page",
    "Pending",
    "Phase",
    "Policy",
    "Probe",
    "Progress",
    "PropertySet",
    "PropertyType",
    "RegisterFlag",
    "Remote",
    "Report",
    "Resolution",
    "Row",
    "RunReason",
    "Schedule",
    "Scope",
    "Session",
    "SessionOptions",
    "Sort",
    "SpecialFolder",
    "State",
    "StateError",
    "StateScope",
    "Store",
    "StoreHandler",
    "StoreInfo",
    "StoreOptions",
    "Stream",
    "SyncFlag",
    "SyncMgr",
    "Table",
    "Tag",
    "TimedOutError",
    "TooBigError",
    "UploadDelete",
    "UploadFlag",
    "UploadFolder",
    "UploadItem",
    "UploadRead",
    "UploadTable",
    "Wanted",
    "live_objects",
    "replicate",
    "version",
]
