"""Folders, down and up: each calendar and address book is one, directly below the root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from iostx import CollisionError, DownloadHierarchy, FolderState, NotSupportedError, SpecialFolder, Store, Tag, UploadFolder

from .account import Account, FolderBlob
from .dav import collections
from .dav.collections import Collection, Kind
from .dav.hrefs import last_segment

# By the class of a folder: what the collection is, and what it takes.
_KINDS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "ipf.appointment": ("calendar", ("VEVENT",)),
    "ipf.task": ("calendar", ("VTODO",)),
    "ipf.journal": ("calendar", ("VJOURNAL",)),
    "ipf.stickynote": ("calendar", ("VJOURNAL",)),
    "ipf.contact": ("addressbook", ()),
}

# A collection of one of these names becomes the store's folder of that role, if it is of its class.
_ROLES = {
    SpecialFolder.CALENDAR: ("IPF.Appointment", {"calendar"}),
    SpecialFolder.CONTACTS: ("IPF.Contact", {"contacts", "addressbook"}),
    SpecialFolder.TASKS: ("IPF.Task", {"tasks"}),
    SpecialFolder.JOURNAL: ("IPF.Journal", {"journal"}),
    SpecialFolder.NOTES: ("IPF.StickyNote", {"notes"}),
}


@dataclass(frozen=True)
class LocalFolder:
    name: str
    container_class: str
    remote_id: str
    role: int


def local_folders(store: Store) -> list[LocalFolder]:
    columns = (Tag.DISPLAY_NAME, Tag.CONTAINER_CLASS, Tag.REMOTE_ID, Tag.SPECIAL_FOLDER)
    return [
        LocalFolder(name or "", kind or "", (remote_id or b"").decode(), role or 0)
        for name, kind, remote_id, role in store.list_folders(columns, store.root.id, deep=True)
    ]


# --- Down ---------------------------------------------------------------------------------------------------------------------


def list_folders(account: Account, store: Store, hierarchy: DownloadHierarchy) -> None:
    account.take_blob(hierarchy.state_blob)
    account.refresh()
    local = local_folders(store)
    known = {folder.remote_id: folder for folder in local if folder.remote_id}
    free = {folder.role: folder for folder in local if folder.role and not folder.remote_id}
    with hierarchy.sink.listing():
        for remote_id, collection in account.listed.items():
            if (bound := known.get(remote_id)) is not None:
                # Special folders keep the names that the store gave them.
                hierarchy.sink.import_folder(remote_id, bound.name if bound.role else collection.name, special=bound.role)
                continue
            container_class = _container_class(collection)
            special = free.pop(_role(collection, container_class), None)
            hierarchy.sink.import_folder(
                remote_id,
                special.name if special else collection.name,
                container_class=container_class,
                special=special.role if special else 0,
            )
    hierarchy.sink.set_state_blob(account.blob())


def _container_class(collection: Collection) -> str:
    if collection.kind == "addressbook":
        return "IPF.Contact"
    if not collection.components or "VEVENT" in collection.components:
        return "IPF.Appointment"
    if "VTODO" in collection.components:
        return "IPF.Task"
    # Both are of the same kind on the server: only the name tells.
    return "IPF.StickyNote" if "notes" in _names(collection) else "IPF.Journal"


def _role(collection: Collection, container_class: str) -> int:
    return next((role for role, (kind, names) in _ROLES.items() if kind == container_class and names & _names(collection)), 0)


def _names(collection: Collection) -> set[str]:
    return {collection.name.casefold(), unquote(last_segment(urlsplit(collection.url).path)).casefold()}


def changed_folders(account: Account, folders: Sequence[FolderState]) -> list[Collection]:
    """Gives the collections of which nothing was downloaded yet."""
    # What was listed before the upload does not tell what the upload did.
    if not account.current:
        account.refresh()
    fresh = []
    for folder in folders:
        collection = account.listed.get(folder.remote_id.decode())
        folder.changed = collection is not None and not FolderBlob.read(folder.state_blob).holds(collection)
        if collection is not None and not folder.state_blob:
            fresh.append(collection)
    return fresh


# --- Up -----------------------------------------------------------------------------------------------------------------------


def upload_folder(account: Account, store: Store, folder: UploadFolder) -> None:
    remote_id = folder.remote_id.decode()
    if folder.is_deleted:
        if remote_id:
            collections.delete(account.client, account.url(remote_id))
            account.listed.pop(remote_id, None)
        folder.done()
        return
    if folder.parent_id or (folder.is_moved and remote_id):
        raise NotSupportedError("the server keeps no folders in folders")
    if remote_id:
        collections.rename(account.client, account.url(remote_id), folder.name)
    else:
        remote_id = _create(account, store, folder)
    account.current = False
    folder.done(remote_id)


def _create(account: Account, store: Store, folder: UploadFolder) -> str:
    container_class = folder.folder.container_class if folder.folder else ""
    kind, components = _KINDS.get(container_class.lower(), (None, ()))
    if kind is None:
        raise NotSupportedError(f"the server keeps no folders of the class {container_class or 'IPF.Note'}")
    if not account.current:
        account.refresh()
    bound = {local.remote_id for local in local_folders(store)}
    for remote_id, collection in account.listed.items():
        # There already: by an attempt without an answer, or by another client. The server's and ours are then one.
        if collection.kind == kind and collection.name.casefold() == folder.name.casefold():
            if remote_id in bound:
                raise CollisionError(f"the server has a {kind} named {folder.name} already")
            return remote_id
    taken = {urlsplit(collection.url).path.rstrip("/") for collection in account.listed.values()}
    made = collections.create(account.client, account.home(kind), kind, folder.name, components, taken)
    remote_id = account.remote_id(made.url)
    account.listed[remote_id] = made
    return remote_id
