"""What a handler tells a synchronization manager: its items, progress, errors, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ._native import NULL, Handle, ffi, lib, new, text_argument
from .constants import (
    SYNCMGRERRORFLAG_ENABLEJUMPTEXT,
    SYNCMGRITEMSTATE_CHECKED,
    SYNCMGRLOGERROR_ERRORFLAGS,
    SYNCMGRLOGERROR_ERRORID,
    SYNCMGRLOGERROR_ITEMID,
    SYNCMGRLOGERROR_LINK,
    SYNCMGRPROGRESSITEM_MAXVALUE,
    SYNCMGRPROGRESSITEM_PROGVALUE,
    SYNCMGRPROGRESSITEM_STATUSTEXT,
    SYNCMGRPROGRESSITEM_STATUSTYPE,
    Code,
    HandlerItemFlag,
    ItemStatus,
    LogLevel,
)
from .ids import guid_argument, guids
from .values import to_ticks


def fill_text(array: Any, text: str) -> None:
    raw = text.encode()[: len(array) - 1].decode(errors="ignore").encode()
    ffi.memmove(array, raw + b"\0", len(raw) + 1)


def fill_item(c: Any, item: HandlerItem) -> None:
    ffi.buffer(ffi.addressof(c, "item_id"))[:] = item.id.bytes_le
    c.flags = item.flags | (HandlerItemFlag.LASTUPDATETIME if item.last_update is not None else 0)
    c.item_state, c.last_update = SYNCMGRITEMSTATE_CHECKED if item.checked else 0, to_ticks(item.last_update)
    fill_text(c.name, item.name)
    fill_text(c.icon_name, item.icon)


@dataclass
class HandlerItem:
    """What of a handler is synchronized."""

    id: UUID
    """Stable from run to run."""
    name: str
    flags: HandlerItemFlag = HandlerItemFlag(0)
    checked: bool = True
    """The choice as long as the user said nothing else."""
    icon: str = ""
    last_update: Any = None
    """When it was last updated; a datetime."""


class Callback(Handle):
    """What a handler reports to (ISyncMgrSynchronizeCallback). Any threads at once. After the end of the run, `progress` says to
    stop, and all else raises StateError."""

    __slots__ = ()
    _free = lib.iostx_syncmgr_callback_free
    _last_error = lib.iostx_syncmgr_callback_get_last_error

    def progress(
        self,
        item: UUID,
        status: ItemStatus | None = None,
        *,
        text: str | None = None,
        value: int | None = None,
        maximum: int | None = None,
    ) -> bool:
        """Report and question in one, at least before each item is begun. What is None stays as it was. False: leave this item, or
        all of them: `cancelled` says which."""
        given, words = new("iostx_syncmgr_progress_item"), text_argument(text)
        for member, mask, what in (
            ("status_type", SYNCMGRPROGRESSITEM_STATUSTYPE, status),
            ("prog_value", SYNCMGRPROGRESSITEM_PROGVALUE, value),
            ("max_value", SYNCMGRPROGRESSITEM_MAXVALUE, maximum),
        ):
            if what is not None:
                given.mask |= mask
                setattr(given, member, what)
        if text is not None:
            given.mask |= SYNCMGRPROGRESSITEM_STATUSTEXT
            given.status_text = ffi.cast("char *", words)
        return self._check(lib.iostx_syncmgr_callback_progress(self._c, guid_argument(item), given)) == Code.S_OK

    def cancelled(self, item: UUID) -> bool:
        """Whether all of the run is to stop."""
        return self._check(lib.iostx_syncmgr_callback_progress(self._c, guid_argument(item), NULL)) == Code.S_SYNCMGR_CANCELALL

    def log_error(
        self,
        text: str,
        level: LogLevel = LogLevel.ERROR,
        *,
        item: UUID | None = None,
        error_id: UUID | None = None,
        link: str | None = None,
        link_text: str | None = None,
    ) -> None:
        """Adds a line to the error log. error_id: users can open the line (`Handler.show_error`)."""
        info, texts = new("iostx_syncmgr_log_error_info"), [text_argument(link), text_argument(link_text)]
        if item is not None:
            info.mask |= SYNCMGRLOGERROR_ITEMID
            ffi.buffer(ffi.addressof(info, "item_id"))[:] = item.bytes_le
        if error_id is not None:
            info.mask |= SYNCMGRLOGERROR_ERRORID | SYNCMGRLOGERROR_ERRORFLAGS
            info.error_flags = SYNCMGRERRORFLAG_ENABLEJUMPTEXT
            ffi.buffer(ffi.addressof(info, "error_id"))[:] = error_id.bytes_le
        if link is not None:
            info.mask |= SYNCMGRLOGERROR_LINK
            info.link, info.link_text = (ffi.cast("char *", words) for words in texts)
        words = text_argument(text.replace("\0", " "))
        self._check(lib.iostx_syncmgr_callback_log_error(self._c, level, words, info))

    def delete_log_error(self, error_id: UUID | None = None) -> None:
        """Removes the lines with an id; None: all that this handler object logged."""
        given = guid_argument(UUID(int=0) if error_id is None else error_id)
        self._check(lib.iostx_syncmgr_callback_delete_log_error(self._c, given))

    def enable_modeless(self, enable: bool) -> bool:
        """Whether a window may be shown now; False given: it is gone."""
        return self._check(lib.iostx_syncmgr_callback_enable_modeless(self._c, enable)) == Code.S_OK

    def establish_connection(self, name: str | None = None) -> None:
        """Asks the application for a connection; None: the default one."""
        text = text_argument(name)
        self._check(lib.iostx_syncmgr_callback_establish_connection(self._c, text))

    def propose_item(self, item: HandlerItem) -> bool:
        """Adds an item that was found while running. True: it belongs to this run."""
        chosen, given = ffi.new("uint32_t *"), new("iostx_syncmgr_item")
        fill_item(given, item)
        self._check(lib.iostx_syncmgr_callback_propose_item(self._c, given, chosen))
        return bool(chosen[0])

    def report_conflict(self, conflict: UUID, item: UUID, text: str) -> None:
        """Keeps a conflict until it is resolved (`Handler.resolve_conflict`)."""
        given, words = new("iostx_syncmgr_conflict"), text_argument(text)
        ffi.buffer(ffi.addressof(given, "conflict_id"))[:] = conflict.bytes_le
        ffi.buffer(ffi.addressof(given, "item_id"))[:] = item.bytes_le
        given.text = ffi.cast("char *", words)
        self._check(lib.iostx_syncmgr_callback_report_conflict(self._c, given))

    def remove_conflict(self, conflict: UUID) -> None:
        """Lets a conflict go that was resolved otherwise."""
        self._check(lib.iostx_syncmgr_callback_remove_conflict(self._c, guid_argument(conflict)))

    # Of what answered False: the work goes on elsewhere, and ends with one of these, from any thread.

    def prepare_completed(self, code: int = Code.S_OK) -> None:
        """PrepareForSyncCompleted."""
        self._check(lib.iostx_syncmgr_callback_prepare_completed(self._c, code))

    def synchronize_completed(self, code: int = Code.S_OK) -> None:
        """SynchronizeCompleted: the outcome of the run."""
        self._check(lib.iostx_syncmgr_callback_synchronize_completed(self._c, code))

    def show_properties_completed(self, code: int = Code.S_OK) -> None:
        """ShowPropertiesCompleted."""
        self._check(lib.iostx_syncmgr_callback_show_properties_completed(self._c, code))

    def show_error_completed(self, code: int = Code.S_OK, items: Sequence[UUID] = ()) -> None:
        """ShowErrorCompleted; Code.S_SYNCMGR_RETRYSYNC synchronizes items again."""
        self._check(lib.iostx_syncmgr_callback_show_error_completed(self._c, code, guids(list(items)), len(items)))
