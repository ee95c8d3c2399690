"""The agent: the operations that `iostx.replicate` calls, for one account."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from iostx import (
    AccountState,
    CancelledError,
    DownloadHierarchy,
    DownloadTable,
    Error,
    Failure,
    FolderState,
    LineError,
    LogonError,
    Remote,
    Store,
    Tag,
    UploadDelete,
    UploadFolder,
    UploadItem,
    UploadTable,
)

from . import hierarchy
from .account import ATTEMPT, Account
from .config import Config
from .dav.errors import Cancelled, DavError, LineFailed, LogonFailed, Refused
from .dav.http import Client

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from .download import Downloader, Target
    from .upload import Uploader
    from .values import Tags

_P = ParamSpec("_P")
_R = TypeVar("_R")

# The server, or what stands before it, is not there just now.
_LATER = frozenset({429, 502, 503, 504})


def answers(operation: Callable[_P, _R]) -> Callable[_P, _R]:
    """What the server did wrong, as the library wants to hear it."""

    @functools.wraps(operation)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return operation(*args, **kwargs)
        except Cancelled as error:
            raise CancelledError(str(error)) from error
        except LogonFailed as error:
            raise LogonError(str(error)) from error
        except LineFailed as error:
            raise LineError(str(error)) from error
        except Refused as error:
            raise (LineError if error.status in _LATER else Error)(str(error)) from error
        except DavError as error:
            raise Error(str(error)) from error

    return call


class Agent(Remote):
    def __init__(self, store: Store, client: Client, config: Config, told: Callable[[Failure], None], everything: bool) -> None:
        """everything: what could not be fetched and is not due yet is tried too."""
        self._everything = everything
        self._store = store
        self._told = told
        self._conflicts: list[str] = []
        self._connections = config.connections
        self.account = Account(client, config.without)

    def take_conflicts(self) -> list[str]:
        """Of uploads since the last time: the download that followed has decided them, and they can go up now."""
        conflicts, self._conflicts[:] = list(self._conflicts), []
        return conflicts

    def close(self) -> None:
        if "_down" in vars(self):
            self._down.ahead.close()
        if "_executor" in vars(self):
            self._executor.shutdown(cancel_futures=True)

    # Most runs find nothing to do: what takes long to load is loaded when there is something.

    @functools.cached_property
    def _executor(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(self._connections, thread_name_prefix="dav")

    @functools.cached_property
    def _down(self) -> Downloader:
        from .download import Downloader

        return Downloader(self.account, self._executor, lambda: self._tags)

    @functools.cached_property
    def _up(self) -> Uploader:
        from .upload import Uploader

        return Uploader(self.account, self._store, self._executor, lambda: self._tags, self._conflicts)

    @functools.cached_property
    def _tags(self) -> Tags:
        from .values import Tags

        return Tags(self._store)

    def _target(self, folder: bytes) -> Target:
        from .download import Target

        with self._store.open_folder(folder) as opened:
            return Target(opened.container_class, not opened.count)

    # --- Operations ----------------------------------------------------------------------------------------------------------

    @answers
    def list_folders(self, hierarchy_state: DownloadHierarchy) -> None:
        hierarchy_state.session.set_attempt_cookie(ATTEMPT)
        hierarchy.list_folders(self.account, self._store, hierarchy_state)

    @answers
    def upload_folder(self, folder: UploadFolder) -> None:
        try:
            hierarchy.upload_folder(self.account, self._store, folder)
        except Refused as refused:
            if refused.status in _LATER:
                raise
            folder.fail(Error(str(refused)), retry_after=refused.retry_after)
        except Error as error:
            folder.fail(error)

    @answers
    def changed_folders(self, account: AccountState, folders: Sequence[FolderState]) -> None:
        if fresh := hierarchy.changed_folders(self.account, folders):
            self._down.ahead.plan(fresh)

    @answers
    def list_changes(self, table: DownloadTable) -> None:
        self._down.list_changes(table, self._target(table.folder))
        if self._everything:
            self.fetch_full(table, [row[Tag.REMOTE_ID] for row in self._store.wanted(table.folder)])

    @answers
    def fetch_full(self, table: DownloadTable, remote_ids: Sequence[bytes]) -> None:
        self._down.fetch_full(table, remote_ids, self._target(table.folder))

    @answers
    def upload(self, table: UploadTable, items: Sequence[UploadItem]) -> None:
        self._up.upload(table, items)

    @answers
    def remove(self, table: UploadTable, deletes: Sequence[UploadDelete]) -> None:
        self._up.remove(table, deletes)

    def failed(self, failure: Failure) -> None:
        self._told(failure)
