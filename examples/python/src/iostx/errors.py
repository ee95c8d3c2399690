"""Exceptions: one class for each family of codes that a program treats alike. Which code is of which class stands in the classes,
by the library's own names; all else is `Error`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .constants import Code

if TYPE_CHECKING:
    from .replication import Report


class Error(Exception):
    """A failure of the library, or one that an agent or a handler tells it.

    Raised by an operation of a `Remote`, it is the operation's answer: its code decides how the run goes on.
    """

    codes: ClassVar[tuple[Code, ...]] = (Code.MAPI_E_CALL_FAILED,)

    code: Code | int
    """The code; one that this version of the package does not know is a plain int."""
    detail: str
    """What failed, on which object, and why; one line, perhaps empty."""
    system_code: int
    """What SQLite or the operating system said, else 0."""
    component: str
    """The function of the library that failed, perhaps empty."""
    context: int
    """The `State` of the session in which it happened, else 0."""
    report: Report | None
    """What a run of `replicate` had done when it failed."""

    def __init__(
        self, detail: str = "", *, code: int | None = None, system_code: int = 0, component: str = "", context: int = 0
    ) -> None:
        self.code = known_code(self.codes[0] if code is None else code)
        self.detail, self.system_code, self.component, self.context = detail, system_code, component, context
        self.report = None
        super().__init__(detail)

    @property
    def name(self) -> str:
        """The documented name of the code, such as "MAPI_E_NOT_FOUND"."""
        return self.code.name if isinstance(self.code, Code) else f"0x{self.code & 0xFFFFFFFF:08X}"

    def __str__(self) -> str:
        return f"{self.name}: {self.detail}" if self.detail else self.name


class NotFoundError(Error, LookupError):
    """There is no such object, or no more work of the kind that was asked for."""

    codes: ClassVar[tuple[Code, ...]] = (Code.MAPI_E_NOT_FOUND, Code.MAPI_E_UNKNOWN_ENTRYID, Code.MAPI_E_NOT_IN_QUEUE)


class DeletedError(NotFoundError):
    """The object was deleted."""

    codes = (Code.MAPI_E_OBJECT_DELETED, Code.SYNC_E_OBJECT_DELETED)


class ArgumentError(Error, ValueError):
    """An argument is invalid; `detail` names it."""

    codes: ClassVar[tuple[Code, ...]] = (
        Code.MAPI_E_INVALID_PARAMETER,
        Code.E_POINTER,
        Code.MAPI_E_BAD_VALUE,
        Code.MAPI_E_INVALID_TYPE,
        Code.MAPI_E_UNEXPECTED_TYPE,
        Code.MAPI_E_TYPE_NO_SUPPORT,
        Code.MAPI_E_UNKNOWN_FLAGS,
        Code.MAPI_E_INVALID_ENTRYID,
        Code.MAPI_E_BAD_COLUMN,
        Code.MAPI_E_BAD_CHARWIDTH,
        Code.MAPI_E_COMPUTED,
        Code.MAPI_E_MISSING_REQUIRED_COLUMN,
        Code.MAPI_E_UNEXPECTED_ID,
    )


class TooBigError(ArgumentError):
    """A value is too large."""

    codes = (Code.MAPI_E_TOO_BIG, Code.MAPI_E_STRING_TOO_LONG)


class ClosedError(Error):
    """The object, or what it came from, was closed or has ended."""

    codes = (Code.E_CLOSED, Code.MAPI_E_INVALID_OBJECT, Code.MAPI_E_END_OF_SESSION)


class StateError(Error):
    """The state machine does not allow this call now; nothing was changed. `detail` names the state and what is legal."""

    codes = (Code.E_UNEXPECTED, Code.MAPI_E_UNABLE_TO_COMPLETE, Code.MAPI_E_UNCONFIGURED, Code.MAPI_E_NOT_INITIALIZED)


class BusyError(Error):
    """Another thread, session or process uses the object."""

    codes = (Code.MAPI_E_BUSY,)


class AccessError(Error):
    """The file, item or folder may not be used this way."""

    codes = (Code.MAPI_E_NO_ACCESS, Code.MAPI_E_SUBMITTED, Code.MAPI_E_UNABLE_TO_ABORT)


class NotSupportedError(Error):
    """The object, or the server, has no such operation."""

    codes = (Code.MAPI_E_NO_SUPPORT, Code.E_NOTIMPL, Code.MAPI_E_INTERFACE_NOT_SUPPORTED)


class CollisionError(Error):
    """The name or id is taken already."""

    codes = (Code.MAPI_E_COLLISION,)


class HierarchyError(Error):
    """The tree of folders does not allow it."""

    codes = (
        Code.MAPI_E_HAS_FOLDERS,
        Code.MAPI_E_HAS_MESSAGES,
        Code.MAPI_E_FOLDER_CYCLE,
        Code.SYNC_E_NO_PARENT,
        Code.SYNC_E_CYCLE,
    )


class ChangedError(Error):
    """Another changed the object since it was opened."""

    codes = (Code.MAPI_E_OBJECT_CHANGED,)


class ConflictError(Error):
    """Both sides changed the object. As the answer of an upload: the download that follows decides."""

    codes = (Code.SYNC_E_CONFLICT,)


class IgnoredError(Error):
    """The store has this version or a newer one; skip it."""

    codes = (Code.SYNC_E_IGNORE,)


class CancelledError(Error):
    """The session or subscription was cancelled."""

    codes = (Code.MAPI_E_USER_CANCEL, Code.E_ABORT, Code.MAPI_E_CANCEL)


class LineError(Error):
    """What lies between here and the server failed; it does not count against the item."""

    codes = (Code.MAPI_E_NETWORK_ERROR,)


class TimedOutError(LineError):
    """The time is over. Raised by an operation, it is a line that failed."""

    codes = (Code.MAPI_E_TIMEOUT,)


class OfflineError(LineError):
    """There is no line. Raised by an operation, it ends the run."""

    codes = (Code.MAPI_E_OFFLINE,)


class LogonError(LineError):
    """The server does not let the user in. Raised by an operation, it ends the run."""

    codes = (Code.MAPI_E_LOGON_FAILED,)


class CorruptError(Error):
    """The file, or data in it, is damaged, or is none of this library's."""

    codes = (Code.MAPI_E_CORRUPT_STORE, Code.MAPI_E_CORRUPT_DATA)


class IncompatibleError(Error):
    """A newer version made the file; it was not touched."""

    codes = (Code.E_INCOMPATIBLE, Code.MAPI_E_VERSION)


class DiskError(Error):
    """The disk is full or failing, or the system is out of memory or handles."""

    codes = (
        Code.MAPI_E_DISK_ERROR,
        Code.MAPI_E_NOT_ENOUGH_DISK,
        Code.MAPI_E_NOT_ENOUGH_MEMORY,
        Code.MAPI_E_NOT_ENOUGH_RESOURCES,
    )


def _all(of: type[Error]) -> list[type[Error]]:
    return [of, *(found for sub in of.__subclasses__() for found in _all(sub))]


_CLASSES: dict[int, type[Error]] = {int(code): found for found in _all(Error) for code in found.codes}
_CODES = {int(code): code for code in Code}


def known_code(code: int) -> Code | int:
    """The code by its name, if it has one here."""
    return _CODES.get(code, code)


def error_class(code: int) -> type[Error]:
    """The class that a code is raised as."""
    return _CLASSES.get(code, Error)
