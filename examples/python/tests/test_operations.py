"""Every operation of a Remote is called with what it is for; and one that raises is an error, never a crash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from kit import add, event

import iostx
from iostx import ImportItem, SpecialFolder, Tag

OPERATIONS = (
    "list_folders",
    "upload_folder",
    "changed_folders",
    "list_changes",
    "upload",
    "set_read",
    "remove",
    "fetch_full",
    "send",
    "failed",
)


class Full(iostx.Remote):
    """A server that has everything, of which nothing is kept; notes what it is asked, and raises where it is told to."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}
        self.raises: dict[str, BaseException] = {}

    def note(self, name: str, what: Any) -> None:
        self.seen[name] = what
        if name in self.raises:
            raise self.raises[name]

    def list_folders(self, hierarchy: iostx.DownloadHierarchy) -> None:
        self.note("list_folders", hierarchy.state_blob)
        hierarchy.sink.set_state_blob("folders-1")

    def upload_folder(self, folder: iostx.UploadFolder) -> None:
        self.note("upload_folder", (folder.name, folder.is_new, folder.is_deleted))
        folder.done(f"/{folder.id.key.hex()}/")

    def changed_folders(self, account: iostx.AccountState, folders: Sequence[iostx.FolderState]) -> None:
        self.note("changed_folders", [(folder.remote_id, folder.state_blob) for folder in folders])
        account.set_state_blob("account-1")
        for folder in folders:
            folder.changed = folder.state_blob != b"seen"

    def list_changes(self, table: iostx.DownloadTable) -> None:
        self.note("list_changes", table.name)
        table.contents.import_item(ImportItem("head", "1", header=True, size=5, properties={Tag.SUBJECT: "Header"}))
        table.contents.set_state_blob("seen")

    def upload(self, table: iostx.UploadTable, items: Sequence[iostx.UploadItem]) -> None:
        self.note("upload", [(item.is_new, item.values.get(Tag.SUBJECT)) for item in items])
        for item in items:
            item.done(item.match_key, "1")

    def set_read(self, table: iostx.UploadTable, reads: Sequence[iostx.UploadRead]) -> None:
        self.note("set_read", [(read.remote_id, read.read) for read in reads])
        for read in reads:
            read.done("2")

    def remove(self, table: iostx.UploadTable, deletes: Sequence[iostx.UploadDelete]) -> None:
        self.note("remove", [(gone.remote_id, gone.is_moved) for gone in deletes])
        for gone in deletes:
            gone.fail("403: it stays") if gone.remote_id == b"stays" else gone.done()

    def fetch_full(self, table: iostx.DownloadTable, remote_ids: Sequence[bytes]) -> None:
        self.note("fetch_full", list(remote_ids))
        for remote_id in remote_ids:
            table.contents.import_item(ImportItem(remote_id, "1", content=b"whole", properties={Tag.SUBJECT: "Header"}))

    def send(self, message: iostx.OutgoingItem) -> None:
        self.note("send", message.item.subject)
        message.done()

    def failed(self, failure: iostx.Failure) -> None:
        self.note("failed", failure.error.detail)


def worked(path: Path, remote: Full) -> iostx.Store:
    """A store with work for every operation, after a first run."""
    store = iostx.Store(path)
    work = store.root.create_folder("Work")
    ids = [add(work, uid) for uid in ("a", "gone", "stays")]
    iostx.replicate(store, remote, columns=(Tag.SUBJECT,))
    (header,) = (row[1] for row in work.items((Tag.SUBJECT, Tag.ENTRYID)) if row[0] == "Header")
    store.request_full([header])
    work.mark_read([ids[0]], read=False)
    work.delete_items(ids[1:])
    add(work, "b")
    store.root.create_folder("More")
    draft = store.special_folder(SpecialFolder.OUTBOX).create_item({Tag.SUBJECT: "Letter"}, event("letter"))
    draft.set_recipients([{Tag.ROWID: 0, Tag.EMAIL_ADDRESS: "maja@example.org", Tag.RECIPIENT_TYPE: 1}])
    draft.submit()
    return store


def test_each_operation_is_given_what_it_is_for(path: Path) -> None:
    remote = Full()
    with worked(path, remote) as store:
        remote.seen.clear()
        report = iostx.replicate(store, remote, columns=(Tag.SUBJECT,))
        seen = remote.seen
        assert set(seen) == set(OPERATIONS) and seen["list_folders"] == b"folders-1"
        assert seen["upload_folder"] == ("More", True, False) and seen["set_read"] == [(b"a", False)]
        assert (True, "Lunch") in seen["upload"] and seen["send"] == "Letter"
        assert sorted(seen["remove"]) == [(b"gone", False), (b"stays", False)] and seen["fetch_full"] == [b"head"]
        assert any(blob == b"seen" for _, blob in seen["changed_folders"]) and seen["failed"] == "403: it stays"
        assert (report.sent, report.failures, report.up.read, report.up.deleted, report.complete) == (1, 1, 1, 1, False)
        header = next(row[1] for row in store.folder("Work").items((Tag.SUBJECT, Tag.ENTRYID)) if row[0] == "Header")
        assert store.open_item(header).content == b"whole"


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_fault_in_an_operation_is_raised_by_the_run(path: Path, name: str) -> None:
    remote = Full()
    with worked(path, remote) as store:
        remote.raises[name] = ZeroDivisionError(name)
        with pytest.raises(ZeroDivisionError, match=name):
            iostx.replicate(store, remote)
        remote.raises.clear()
        iostx.replicate(store, remote)
        assert not list(store.check())


@pytest.mark.parametrize("name", OPERATIONS[:-2])
def test_an_error_of_an_operation_is_told_and_never_ends_the_rest(path: Path, name: str) -> None:
    """But for the tree of folders, without which there is no rest."""
    remote = Full()
    with worked(path, remote) as store:
        remote.raises[name] = iostx.AccessError("403")
        report = iostx.replicate(store, remote)
        assert not report.complete and any(failure.error.code == iostx.Code.MAPI_E_NO_ACCESS for failure in report.failed)
        assert report.failed[0].error.__cause__ is remote.raises[name] or report.failed[0].item is not None


@pytest.mark.parametrize("error", [iostx.OfflineError("no line"), iostx.LogonError("no"), iostx.CancelledError("enough")])
def test_an_error_that_ends_the_run_is_raised_with_its_cause(path: Path, error: iostx.Error) -> None:
    remote = Full()
    with worked(path, remote) as store:
        remote.raises["upload"] = error
        with pytest.raises(type(error)) as caught:
            iostx.replicate(store, remote)
        assert caught.value.__cause__ is error and caught.value.report is not None


def test_an_operation_that_is_not_supported_is_as_if_it_were_not_there(path: Path) -> None:
    remote = Full()
    with worked(path, remote) as store:
        for name in ("list_folders", "changed_folders", "set_read", "fetch_full"):
            remote.raises[name] = iostx.NotSupportedError()
        report = iostx.replicate(store, remote)
        assert [failure.error.detail for failure in report.failed] == ["403: it stays"]
