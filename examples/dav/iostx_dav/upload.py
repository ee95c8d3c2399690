"""Items up: several requests at a time, each guarded so that it changes only what the store last knew.

An ETag that a PUT answers with is bound with a question mark in front of it: what the server keeps is read back by the download
that follows, since some servers change what they store and do not say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from iostx import Code, Error, NotFoundError, Store, Tag, UploadDelete, UploadItem, UploadTable
from iostx.constants import Match

from . import compose, content
from .account import ATTEMPT, UNREAD, Account, known_etag
from .dav import objects
from .dav.collections import Collection
from .dav.errors import BadAnswer, DavError, Refused
from .dav.hrefs import object_name
from .dav.objects import UID_CONFLICTS, Object
from .values import Tags

_SUFFIXES = {"calendar": ".ics", "addressbook": ".vcf"}


_Answered = TypeVar("_Answered", UploadItem, UploadDelete)


class _Conflict(Exception):
    """The server has something else than the store last knew."""


@dataclass(frozen=True)
class _Job:
    """What of an item is needed while it is sent: items themselves belong to one thread."""

    data: bytes
    uid: str
    name: str
    etag: str | None
    """Of what is replaced; None: it is new."""
    retry: bool
    """An earlier attempt may have done it."""
    elsewhere: bool = False
    """It may have been moved to another collection since."""
    found: Object | None = None
    """What is there under its name, where that was looked up."""
    source: str = ""
    """URL of what it was moved from, if nothing else of it changed."""
    source_etag: str = ""


@dataclass(frozen=True)
class _Done:
    name: str
    etag: str
    moved: bool = False


@dataclass(frozen=True)
class Uploader:
    account: Account
    store: Store
    executor: Executor
    tags: Callable[[], Tags]
    conflicts: list[str]
    """What the server said of items that it has another version of."""

    # --- Operations ----------------------------------------------------------------------------------------------------------

    def upload(self, table: UploadTable, items: Sequence[UploadItem]) -> None:
        collection = self._collection(table)
        self.account.current = False
        jobs = {}
        for index, item in enumerate(items):
            try:
                if (job := self._prepare(collection, item)) is not None:
                    jobs[index] = job
                else:
                    # Read states and flags are the store's own.
                    item.done(item.remote_id, item.remote_version)
            except Error as error:
                item.fail(error)
        jobs = self._look_up(collection, jobs)
        self._run(
            [(items[index], partial(self._send_known, table, collection, job, items[index].id)) for index, job in jobs.items()],
            lambda item, done: item.done(done.name, UNREAD + done.etag, moved=done.moved),
        )

    def remove(self, table: UploadTable, deletes: Sequence[UploadDelete]) -> None:
        collection = self._collection(table)
        self.account.current = False
        # What was moved is moved where it arrives.
        todo = [entry for entry in deletes if not entry.is_moved]
        self._run(
            [(entry, partial(self._delete, collection, entry)) for entry in todo],
            lambda entry, _: entry.done(),
        )

    def _collection(self, table: UploadTable) -> Collection:
        collection = self.account.listed.get(table.remote_id.decode())
        if collection is None:
            raise Refused(404, f"{table.name}: the collection is gone")
        return collection

    def _run(self, work: Iterable[tuple[_Answered, Callable[[], _Done]]], done: Callable[[_Answered, _Done], None]) -> None:
        """Does several things at a time, and answers each. What the line left unknown stays without an answer."""
        locked: list[tuple[_Answered, Callable[[], _Done]]] = []
        under_way = {self.executor.submit(call): (item, call) for item, call in work}
        broken: list[DavError] = []
        answer = partial(_answer, conflicts=self.conflicts)
        try:
            for future in as_completed(under_way):
                item, call = under_way[future]
                if not answer(item, future.result, done, broken):
                    locked.append((item, call))
        finally:
            for future in under_way:
                future.cancel()
        # Some servers write one thing at a time, and lock out the others.
        for item, call in locked:
            if not broken and not answer(item, call, done, broken):
                item.fail(Error("the server has it locked"))
        if broken:
            raise broken[0]

    # --- One item ------------------------------------------------------------------------------------------------------------

    def _prepare(self, collection: Collection, item: UploadItem) -> _Job | None:
        """None: nothing of it is for the server."""
        fresh = item.is_new or not item.remote_id
        changed = item.content_changed or item.properties_changed or item.flags_changed
        if not fresh and not changed:
            return None
        stored = _stored(item)
        data = self._text(item, stored)
        if not fresh and not item.content_changed and data == stored:
            return None
        uid = content.read(data).uid
        if not fresh:
            return _Job(data, uid, item.remote_id.decode(), known_etag(item.remote_version), item.is_retry)
        source = source_etag = ""
        same = data == stored and not item.content_changed
        if item.is_moved and item.source_remote_id and item.source_folder_remote_id and same:
            source = self.account.url(item.source_folder_remote_id.decode()) + item.source_remote_id.decode()
            source_etag = known_etag(item.source_remote_version)
        name = object_name(uid or _digest(item), _SUFFIXES[collection.kind])
        return _Job(
            data,
            uid,
            name,
            None,
            item.is_retry and item.cookie == ATTEMPT,
            item.is_elsewhere,
            source=source,
            source_etag=source_etag,
        )

    def _text(self, item: UploadItem, stored: bytes) -> bytes:
        """The text to send, with what changed beside it; one that an application made of properties alone is written here."""
        if not stored:
            return compose.compose(item.item.get_values(), self.tags(), _digest(item))
        text = stored
        if item.properties_changed and not item.is_new and not item.content_changed:
            text = compose.patch(text, item.item.get_values(), item.changed_tags, self.tags())
        added = item.item.keywords if item.is_new else item.values.get(Tag.KEYWORDS_ADDED, [])
        removed = item.values.get(Tag.KEYWORDS_REMOVED, [])
        return compose.categorize(text, item.item.message_class, added, removed) if added or removed else text

    def _look_up(self, collection: Collection, jobs: dict[int, _Job]) -> dict[int, _Job]:
        """What earlier attempts may have created is looked for first: all of it with one request."""
        names = [job.name for job in jobs.values() if job.retry and job.etag is None]
        if not names:
            return jobs
        there = {found.name: found for found in objects.multiget(self.account.client, collection, names) if found.found}
        return {index: replace(job, found=there.get(job.name)) for index, job in jobs.items()}

    def _send_known(self, table: UploadTable, collection: Collection, job: _Job, item: bytes) -> _Done:
        try:
            return self._send(table, collection, job)
        except _Conflict:
            # The server's version is known by its UID, if ours is too.
            if job.etag is None and job.uid:
                ours = self.store.open_item(item, write=True)
                ours.update({Tag.MATCH_KEY: job.uid.encode(), Tag.MATCH_STRENGTH: Match.STRONG})
                ours.save()
            raise

    def _send(self, table: UploadTable, collection: Collection, job: _Job) -> _Done:
        if job.etag is None:
            return self._create(table, collection, job)
        if not job.etag:
            raise _Conflict("it was not read back yet")
        try:
            return _Done(job.name, objects.put(self.account.client, collection, job.name, job.data, job.etag))
        except Refused as refused:
            if refused.status not in (404, 409, 410, 412) or refused.conditions:
                raise
            return self._ours(collection, job, job.name, refused)

    def _create(self, table: UploadTable, collection: Collection, job: _Job) -> _Done:
        client = self.account.client
        if job.found is not None and content.alike(job.found.data, job.data):
            return _Done(job.name, job.found.etag)
        if job.retry and job.found is None and job.uid:
            for name in objects.find_uid(client, collection, job.uid):
                return self._ours(collection, job, name, None)
        if job.elsewhere and job.found is None:
            raise _Conflict("it may have been moved: the download looks for it")
        if job.source:
            try:
                objects.move(client, job.source, job.source_etag, collection, job.name)
                return _Done(job.name, "", moved=True)
            except (Refused, BadAnswer):
                # Uploaded anew, and deleted where it was.
                pass
        try:
            return _Done(job.name, objects.put(client, collection, job.name, job.data, None))
        except Refused as refused:
            if refused.conditions & UID_CONFLICTS:
                return self._same_uid(table, collection, job, refused)
            if refused.status != 412 or refused.conditions:
                raise
            self._refuse_if_bound(table, job, [job.name])
            return self._ours(collection, job, job.name, refused)

    def _same_uid(self, table: UploadTable, collection: Collection, job: _Job, refused: Refused) -> _Done:
        """The server has an object of this UID under another name."""
        names = objects.find_uid(self.account.client, collection, job.uid)
        if not names:
            raise refused
        self._refuse_if_bound(table, job, names)
        return self._ours(collection, job, names[0], refused)

    def _refuse_if_bound(self, table: UploadTable, job: _Job, names: list[str]) -> None:
        if list(self.store.find_remote(names, table.folder)):
            raise Refused(409, f"another item of the folder has the UID {job.uid} too")

    def _ours(self, collection: Collection, job: _Job, name: str, refused: Refused | None) -> _Done:
        """What is there is what we sent: an earlier attempt succeeded. Else it is for the download to decide."""
        found = objects.get(self.account.client, collection, name)
        if found.found and content.alike(found.data, job.data):
            return _Done(name, found.etag)
        if refused is not None and job.etag is None and not found.found:
            # Nothing is in the way: it does not take what we sent.
            raise refused
        raise _Conflict(str(refused) if refused is not None else f"the server has another version in {name}")

    def _delete(self, collection: Collection, entry: UploadDelete) -> _Done:
        name, etag = entry.remote_id.decode(), known_etag(entry.remote_version)
        if not etag:
            raise _Conflict("it was not read back yet")
        try:
            objects.delete(self.account.client, collection, name, etag)
        except Refused as refused:
            if refused.status != 412:
                raise
            raise _Conflict(str(refused)) from refused
        return _Done(name, "")


def _stored(item: UploadItem) -> bytes:
    """Its text; empty: it has none."""
    try:
        return item.content
    except NotFoundError:
        return b""


def _digest(item: UploadItem) -> str:
    """What stands for an item without a UID: always the same of one item."""
    return hashlib.sha256(item.match_key).hexdigest()[:32]


def _answer(
    item: _Answered,
    work: Callable[[], _Done],
    done: Callable[[_Answered, _Done], None],
    broken: list[DavError],
    conflicts: list[str],
) -> bool:
    """Answers an item with what its work came to. False: it is locked for now. `broken` collects what is no answer."""
    try:
        done(item, work())
    except _Conflict as conflict:
        item.conflict(str(conflict))
        conflicts.append(str(conflict))
    except Refused as refused:
        if refused.status == 423:
            return False
        item.fail(Error(str(refused), code=_code(refused)), retry_after=refused.retry_after)
    except Error as error:
        item.fail(error)
    except DavError as error:
        broken.append(error)
    return True


def _code(refused: Refused) -> int:
    known = {
        403: Code.MAPI_E_NO_ACCESS,
        404: Code.MAPI_E_NOT_FOUND,
        413: Code.MAPI_E_TOO_BIG,
        501: Code.MAPI_E_NO_SUPPORT,
        507: Code.MAPI_E_NOT_ENOUGH_DISK,
    }
    return known.get(refused.status, Code.MAPI_E_CALL_FAILED)
