"""The commands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from iostx import (
    Error,
    Failure,
    Folder,
    Init,
    LogonError,
    NotFoundError,
    Policy,
    Report,
    Session,
    SessionOptions,
    Store,
    Tag,
    replicate,
)
from iostx.constants import SessionFlag

from .agent import Agent, answers
from .config import Config, open_client
from .report import Reporter, add

_POLICIES = {
    "last-writer": Policy.LAST_WRITER,
    "server": Policy.SERVER,
    "local": Policy.LOCAL,
    "hold": Policy.HOLD,
    "keep-both": Policy.KEEP_BOTH,
}
_ROUNDS = 3


class Exit(IntEnum):
    """How the program ends."""

    IN_SYNC = 0
    INCOMPLETE = 1
    """Something is left over: items or folders failed, deletions are held, the line broke."""
    USAGE = 2
    UNUSABLE = 3
    """The store or the server cannot be used at all."""
    INTERRUPTED = 4


class Run:
    """One synchronization, which another thread or a signal may interrupt."""

    def __init__(self, config: Config, told: Reporter, everything: bool = False) -> None:
        """everything: what failed and is not due yet is tried too."""
        self._config = config
        self._init = Init.ALL if everything else Init(0)
        self._told = told
        self._session: Session | None = None
        self.interrupted = False

    def interrupt(self) -> None:
        self.interrupted = True
        if self._session is not None:
            self._session.cancel()

    def sync(self) -> Exit:
        client = open_client(self._config)
        client.cancelled = lambda: self.interrupted
        with Store(self._config.store) as store, store.session() as session:
            self._session = session
            agent = Agent(store, client, self._config, lambda failure: self._failed(store, failure), bool(self._init))
            try:
                return self._rounds(store, session, agent)
            finally:
                self._session = None
                agent.close()
                client.close()

    def _rounds(self, store: Store, session: Session, agent: Agent) -> Exit:
        """What a conflict, or a deletion against a change, left to be uploaded follows at once."""
        done, left, conflicts = Report(), 0, list[str]()
        error: Error | None = None
        for number in range(_ROUNDS):
            options = SessionOptions(
                policy=_POLICIES[self._config.policy], progress=self._told.progress, flags=SessionFlag.ELSEWHERE
            )
            session.set_options(**options)
            try:
                now = replicate(session, agent, retries=self._config.retries, init=self._init)
            except Error as failure:
                now, error = failure.report or Report(), failure
            done = add(done, now) if number else now
            left, conflicts = _left(store), agent.take_conflicts()
            if error or not left or not conflicts or self.interrupted:
                break
        for conflict in conflicts if left else ():
            self._told.failed("", "", conflict)
        unfetched = self._name_unfetched(store)
        # What the server said tells more than the code that it became.
        self._told.summary(done, str((error and error.__cause__) or error or ""))
        if self.interrupted:
            return Exit.INTERRUPTED
        if isinstance(error, LogonError):
            return Exit.UNUSABLE
        incomplete = error or left or unfetched or not done.complete or done.deletions_held or self._told.failures
        return Exit.INCOMPLETE if incomplete else Exit.IN_SYNC

    def _name_unfetched(self, store: Store) -> int:
        """Tells what the server has and could not be had: it stays wanted, and is asked for again."""
        rows = [row for row in store.wanted() if row.get(Tag.LAST_ERROR_TEXT)]
        for row in rows:
            name = bytes(row[Tag.REMOTE_ID]).decode("utf-8", "replace")
            self._told.failed(store.open_folder(row[Tag.PARENT_ENTRYID]).name, name, str(row[Tag.LAST_ERROR_TEXT]))
        return len(rows)

    def _failed(self, store: Store, failure: Failure) -> None:
        folder = item = ""
        try:
            if failure.folder is not None:
                folder = store.open_folder(failure.folder).name
            if failure.item is not None:
                opened = store.open_item(failure.item)
                item = opened.subject or opened.remote_id.decode("utf-8", "replace")
        except Error:
            # What failed may be gone: the text alone has to do.
            pass
        self._told.failed(folder, item, failure.error.detail or failure.error.name)


def _left(store: Store) -> int:
    """What is pending in folders of the server."""
    columns = (Tag.REMOTE_ID, Tag.PENDING_COUNT)
    return sum(pending or 0 for remote_id, pending in store.list_folders(columns, store.root.id, deep=True) if remote_id)


def dry_run(config: Config, told: Reporter) -> Exit:
    """What a synchronization would do. Nothing is changed, here or there."""
    from .dryrun import list_news

    client = open_client(config)
    try:
        with Store(config.store, read_only=True, must_exist=True) as store:
            pending = _show_pending(store, told)
            news = 0
            for folder, kind, name in answers(list_news)(store, client, config.without):
                told.row({"direction": "down", "folder": folder, "kind": kind, "item": name}, f"down {kind:8} {folder}/{name}")
                news += 1
            if not told.as_json:
                print(f"{pending} up, {news} down")
            return Exit.INCOMPLETE if pending + news else Exit.IN_SYNC
    finally:
        client.close()


def _show_pending(store: Store, told: Reporter) -> int:
    count = 0
    for row in store.pending():
        subject = row.get(Tag.SUBJECT) or row.get(Tag.DISPLAY_NAME) or ""
        bits = int(row.get(Tag.PENDING) or 0)
        remote_id = bytes(row.get(Tag.REMOTE_ID) or b"").decode("utf-8", "replace")
        told.row(
            {"direction": "up", "pending": bits, "item": remote_id, "subject": subject},
            f"up   0x{bits:04x}   {subject or remote_id}",
        )
        count += 1
    return count


def status(config: Config, told: Reporter) -> Exit:
    with Store(config.store, must_exist=True) as store:
        for _, folder in _folders(store):
            if folder.pending_count:
                told.row({"folder": folder.name, "pending": folder.pending_count}, f"{folder.name}: {folder.pending_count} pending")
        info = store.info()
        counts = {
            "items": info.item_count,
            "pending": info.pending_count,
            "conflicts": info.conflict_count,
            "failures": info.failure_count,
            "held": info.held_count,
            "wanted": info.wanted_count,
        }
        told.row(counts, ", ".join(f"{number} {name}" for name, number in counts.items()))
        return Exit.INCOMPLETE if counts["pending"] + counts["failures"] + counts["held"] + counts["wanted"] else Exit.IN_SYNC


def folders(config: Config, told: Reporter) -> Exit:
    with Store(config.store, must_exist=True) as store:
        for depth, folder in _folders(store):
            remote_id = folder.remote_id.decode("utf-8", "replace")
            values = {"name": folder.name, "class": folder.container_class, "collection": remote_id, "items": folder.count}
            pending = f", {folder.pending_count} pending" if folder.pending_count else ""
            bound = f" = {remote_id}" if remote_id else ""
            text = f"{'  ' * depth}{folder.name} ({folder.count}{pending}){bound}"
            told.row(values | {"depth": depth, "pending": folder.pending_count}, text)
        return Exit.IN_SYNC


def ls(config: Config, told: Reporter, wanted: str | None) -> Exit:
    """The items of a folder, by its name or its path on the server; of all that are bound, if none is named."""
    with Store(config.store, must_exist=True) as store:
        chosen = [
            folder
            for _, folder in _folders(store)
            if (folder.remote_id if wanted is None else wanted in (folder.name, folder.remote_id.decode("utf-8", "replace")))
        ]
        if wanted is not None and not chosen:
            raise NotFoundError(f"there is no folder {wanted}")
        columns = (Tag.REMOTE_ID, Tag.SUBJECT, Tag.START_DATE, Tag.END_DATE, Tag.MESSAGE_CLASS)
        for folder in chosen:
            for remote_id, subject, start, end, message_class in folder.items(columns):
                name = (remote_id or b"").decode("utf-8", "replace")
                values = {"folder": folder.name, "id": name, "class": message_class, "subject": subject}
                times = {key: when.isoformat() for key, when in (("start", start), ("end", end)) if hasattr(when, "isoformat")}
                told.row(values | times, f"{name}  {times.get('start', ''):25}  {subject or ''}")
        return Exit.IN_SYNC


def _folders(store: Store) -> Iterator[tuple[int, Folder]]:
    """Folders below the root with their depths, parents first."""

    def below(parent: bytes, depth: int) -> Iterator[tuple[int, Folder]]:
        for folder in store.folders(parent, deep=False):
            yield depth, folder
            yield from below(folder.id, depth + 1)

    yield from below(store.root.id, 0)
