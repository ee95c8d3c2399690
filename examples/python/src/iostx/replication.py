"""The driver: `replicate` walks the states of a session for an agent that gives the operations of its server, a `Remote`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable

from . import callbacks
from ._native import PARTIAL, ffi, lib, new, text_of
from .constants import REPLICATE_DELETIONS_HELD, REPLICATE_DOWNLOAD_FIRST, Code, Init, SyncFlag
from .errors import Error, NotSupportedError, error_class
from .ids import feids, folder_id_or_none, item_id_or_none
from .session import Session, SessionOptions
from .store import Store
from .structures import (
    AccountState,
    DownloadHierarchy,
    DownloadTable,
    Failure,
    FolderState,
    OutgoingItem,
    UploadDelete,
    UploadFolder,
    UploadItem,
    UploadRead,
    UploadTable,
    code_of,
)
from .values import bytes_of_array

if TYPE_CHECKING:
    from typing_extensions import Unpack

NEVER = 0xFFFFFFFF


class Remote:
    """A server, as an agent reaches it. Overridden are the operations that the server has; `replicate` calls them on its thread,
    each in the state that it is for and with the structure of that state, which ends when the operation returns.

    An operation may use the store, the sink of its structure, and of the session what does not walk. What it raises decides how
    the run goes on:

    - `LineError`, `TimedOutError`, `ConnectionError`, `TimeoutError`: the line failed; the run begins again after a while.
    - `OfflineError`, `LogonError`, `CancelledError`: the run ends.
    - `NotSupportedError`: as if it were not overridden.
    - another `Error`: this folder failed; `failed` is told, and the next one follows. Of `upload` with items unanswered, these are
    asked
      for one by one.
    - anything else is a fault of the program: the run ends, and `replicate` raises it.
    """

    def list_folders(self, hierarchy: DownloadHierarchy) -> None:
        """Brings the server's folders into `hierarchy.sink`: all of them within its `listing`, or what changed since
        `hierarchy.state_blob`. Neither this nor `upload_folder` overridden: folders are not bound, and the agent knows where items
        belong; else nothing is uploaded into a folder that the server does not know yet."""
        raise NotSupportedError

    def upload_folder(self, folder: UploadFolder) -> None:
        """Creates, renames, moves or deletes a folder; `folder.done(remote_id)`. With `folder.is_retry`, look first."""
        raise NotSupportedError

    def changed_folders(self, account: AccountState, folders: Sequence[FolderState]) -> None:
        """Sets `changed` to False for the folders of which the server has nothing new. Called once per download."""
        raise NotSupportedError

    def list_changes(self, table: DownloadTable) -> None:
        """Brings what is new in a folder since `table.state_blob` into `table.contents`, and sets the new blob there."""
        raise NotSupportedError

    def upload(self, table: UploadTable, items: Sequence[UploadItem]) -> None:
        """Uploads new, moved-in and modified items into a folder, in whatever order, and answers each with `done`, `fail` or
        `conflict`. One that is left without an answer stays pending, with its retry mark."""
        raise NotSupportedError

    def set_read(self, table: UploadTable, reads: Sequence[UploadRead]) -> None:
        """Sets read states. Not overridden: the server has none, and they count as uploaded."""
        raise NotSupportedError

    def remove(self, table: UploadTable, deletes: Sequence[UploadDelete]) -> None:
        """Deletes items."""
        raise NotSupportedError

    def fetch_full(self, table: DownloadTable, remote_ids: Sequence[bytes]) -> None:
        """Fetches whole items that the folder still wants into `table.contents`. What cannot be fetched is given to
        `import_failed`. Not overridden: `list_changes` looks after the wanted list."""
        raise NotSupportedError

    def send(self, message: OutgoingItem) -> None:
        """Sends a message of the outgoing queue: `done` once it is sent, `fail` if it is not. Without an answer nobody knows, and
        it is not sent again without the user's word. Not overridden: the queue is left alone."""
        raise NotSupportedError

    def failed(self, failure: Failure) -> None:
        """Told of what failed without stopping the run. It is in the report too."""


@dataclass(frozen=True)
class Counts:
    """What was done in one direction."""

    created: int = 0
    changed: int = 0
    """Items whose content, properties, flags or keywords changed."""
    read: int = 0
    """Items of which only the read state changed."""
    moved: int = 0
    deleted: int = 0
    folders: int = 0
    """Folders created, changed and deleted."""
    bytes: int = 0
    """Bytes of content."""


@dataclass
class Report:
    """What a run came to."""

    up: Counts = field(default_factory=Counts)
    """From here to the server."""
    down: Counts = field(default_factory=Counts)
    """From the server to here."""
    sent: int = 0
    """Messages of the outgoing queue that were sent."""
    conflicts: int = 0
    """Conflicts that were kept."""
    failures: int = 0
    """Items that the server refused."""
    unanswered: int = 0
    """Items that the agent left without an answer."""
    folders_failed: int = 0
    folders_busy: int = 0
    """Folders that another session or process was synchronizing."""
    retries: int = 0
    """How often the run began again after the line failed."""
    deletions_held: bool = False
    """Deletions wait until they are confirmed or rejected (`Store.held`)."""
    complete: bool = False
    """False: items or folders failed or were left out."""
    failed: list[Failure] = field(default_factory=list)
    """What failed without stopping the run."""


def replicate(
    where: Store | Session,
    remote: Remote,
    *,
    direction: SyncFlag = SyncFlag(0),
    folders: Iterable[bytes] | None = None,
    download_first: bool = False,
    window: int = 0,
    window_bytes: int = 0,
    retries: int | None = None,
    retry_delay: float = 0,
    init: Init = Init(0),
    **session_options: Unpack[SessionOptions],
) -> Report:
    """Synchronizes a store with a server: uploads what is pending, sends what waits in the outgoing queue, then downloads what is
    new.

    where: a store, or an idle session: another thread may then `cancel` it. session_options: see `SessionOptions`: policy, root,
    ask, merge, progress, columns. direction: SyncFlag.UPLOAD_ONLY or SyncFlag.DNLOAD_ONLY; default: both. folders: ids; default:
    all below the root of the session. window, window_bytes: one batch of `Remote.upload` at most; default 100 items, 8 MiB.
    retries: how often in a row the run begins again after the line failed; default 3. retry_delay: seconds before it does so for
    the first time, doubled each time; default 1.

    What is raised has the report of what was done: `error.report`.
    """
    given, chosen = new("iostx_replicate_options"), list(folders or ())
    if folders is not None and not chosen:
        # No folders is not all of them.
        return Report(complete=True)
    given.flags = REPLICATE_DOWNLOAD_FIRST if download_first else 0
    given.init_flags, given.direction, given.window, given.window_bytes = init, direction, window, window_bytes
    given.retries = 0 if retries is None else retries or NEVER
    given.retry_delay_ms = int(retry_delay * 1000)
    given.folders = ids = feids(chosen) if chosen else ffi.NULL
    given.folder_count = len(chosen)
    try:
        if isinstance(where, Store):
            with where.session(**session_options) as session:
                return _Run(session, remote).run(given)
        if session_options:
            where.set_options(**session_options)
        return _Run(where, remote).run(given)
    finally:
        del ids


class _Run(callbacks.Target):
    """One run: finds the operations of its remote, and keeps what they raised."""

    def __init__(self, session: Session, remote: Remote) -> None:
        super().__init__()
        self.session, self.remote = session, remote
        self.report = Report()
        # What is no answer: raised again by the run.
        self.raised: BaseException | None = None
        # The last answer that was raised: the cause of a failure with its code.
        self.answered: BaseException | None = None

    def run(self, options: Any) -> Report:
        counts = new("iostx_replicate_report")
        # What the callbacks of the session raise ends the run too.
        kept = self.session._callbacks
        kept.cancel = self.session.cancel
        try:
            code = lib.iostx_replicate(self.session._c, self.operations(), options, counts)
        finally:
            kept.cancel = None
        self.fill_report(counts, code)
        raised = self.raised or kept.raised
        if raised is not None:
            kept.raised = None
            raise raised
        if code < 0:
            error = self.session._failure(code)
            error.report = self.report
            raise error from self.cause(code)
        return self.report

    def operations(self) -> Any:
        ops = new("iostx_remote_ops")
        ops.userdata = self.userdata
        ops.failed = _failed
        for name, function in _OPERATIONS.items():
            if getattr(type(self.remote), name) is not getattr(Remote, name):
                setattr(ops, name, function)
        return ops

    def operate(self, body: Callable[[Remote, Session], None]) -> int:
        """Runs an operation: what it raises becomes its answer."""
        try:
            body(self.remote, self.session)
            return 0
        except (Error, ConnectionError, TimeoutError) as error:
            self.answered = error
            return code_of(error)[0]
        except BaseException as error:
            self.raised = error
            self.session.cancel()
            return int(Code.MAPI_E_USER_CANCEL)

    def cause(self, code: int) -> BaseException | None:
        """What an operation raised, if that is where a code comes from."""
        return self.answered if self.answered is not None and code_of(self.answered)[0] == code else None

    def tell(self, failure: Any) -> None:
        error = error_class(failure.code)(text_of(failure.text), code=failure.code)
        item = item_id_or_none(failure.message)
        if item is None:
            error.__cause__ = self.cause(failure.code)
        told = Failure(error, int(failure.state), folder_id_or_none(failure.folder), item)
        self.report.failed.append(told)
        try:
            self.remote.failed(told)
        except BaseException as raised:
            self.raised = raised
            self.session.cancel()

    def fill_report(self, c: Any, code: int) -> None:
        report = self.report
        report.up, report.down = (
            Counts(*(int(getattr(way, name)) for name in Counts.__dataclass_fields__)) for way in (c.up, c.down)
        )
        for name in ("sent", "conflicts", "failures", "unanswered", "folders_failed", "folders_busy", "retries"):
            setattr(report, name, int(getattr(c, name)))
        report.deletions_held = bool(c.flags & REPLICATE_DELETIONS_HELD)
        report.complete = code >= 0 and code != PARTIAL


def _answer(batch: Any, index: int) -> Callable[[Any], None]:
    def answer(result: Any) -> None:
        code = lib.iostx_batch_answer(batch, index, result)
        if code < 0:
            raise error_class(code)(f"the answer {index} of a batch", code=code)

    return answer


def _items(session: Session, batch: Any) -> list[UploadItem]:
    out, items = ffi.new("iostx_upmsg **"), []
    for i in range(lib.iostx_batch_get_count(batch)):
        code = lib.iostx_batch_get(batch, i, out)
        if code < 0:
            raise error_class(code)(f"item {i} of a batch", code=code)
        items.append(UploadItem(session, out[0], _answer(batch, i)))
    return items


def _operation(function: Callable[..., Callable[[Remote, Session], None]]) -> Any:
    """The C function of an operation; `function` gives what is done, from its arguments."""

    def called(userdata: Any, *args: Any) -> int:
        run: _Run | None = callbacks.target(userdata)
        return int(Code.MAPI_E_CALL_FAILED) if run is None else run.operate(function(*args))

    return callbacks.callback("iostx_remote_ops", function.__name__, error=int(Code.MAPI_E_CALL_FAILED))(called)


def list_folders(c: Any) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.list_folders(DownloadHierarchy(session, c))


def upload_folder(c: Any, batch: Any) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.upload_folder(UploadFolder(session, c, _answer(batch, 0)))


def changed_folders(c: Any, array: Any, count: int) -> Callable[[Remote, Session], None]:
    def body(remote: Remote, session: Session) -> None:
        folders = [FolderState(array[i]) for i in range(count)]
        remote.changed_folders(AccountState(session, c), folders)
        for i, folder in enumerate(folders):
            array[i].changed = folder.changed

    return body


def list_changes(c: Any) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.list_changes(DownloadTable(session, c))


def upload(c: Any, batch: Any) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.upload(UploadTable(session, c), _items(session, batch))


def set_read(c: Any, reads: Any, batch: Any) -> Callable[[Remote, Session], None]:
    def body(remote: Remote, session: Session) -> None:
        entries = [UploadRead(reads.entries[i], _answer(batch, i)) for i in range(reads.count)]
        remote.set_read(UploadTable(session, c), entries)

    return body


def remove(c: Any, deletes: Any, batch: Any) -> Callable[[Remote, Session], None]:
    def body(remote: Remote, session: Session) -> None:
        entries = [UploadDelete(deletes.entries[i], _answer(batch, i)) for i in range(deletes.count)]
        remote.remove(UploadTable(session, c), entries)

    return body


def fetch_full(c: Any, ids: Any, count: int) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.fetch_full(DownloadTable(session, c), bytes_of_array(ids, count))


def send(message: Any, batch: Any) -> Callable[[Remote, Session], None]:
    return lambda remote, session: remote.send(OutgoingItem(session, message, _answer(batch, 0)))


_OPERATIONS = {
    function.__name__: _operation(function)
    for function in (list_folders, upload_folder, changed_folders, list_changes, upload, set_read, remove, fetch_full, send)
}


@callbacks.callback("iostx_remote_ops", "failed")
def _failed(userdata: Any, failure: Any) -> None:
    run: _Run | None = callbacks.target(userdata)
    if run is not None:
        run.tell(failure)


__all__ = ["NEVER", "Counts", "Remote", "Report", "replicate"]
