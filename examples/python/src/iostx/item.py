"""Items: mails, events, contacts, notes, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ._native import ffi, lib
from .constants import (
    FORCE_SAVE,
    KEEP_OPEN_READONLY,
    MAPI_CREATE,
    MAPI_MODIFY,
    Flag,
    MessageFlag,
    MessageStatus,
    RecipientsFlag,
    Tag,
)
from .ids import ItemId, item_id
from .properties import PropertyObject, taken_values
from .stream import Stream
from .table import Table
from .values import Properties, to_bytes, values_argument


class Item(PropertyObject):
    """One item, as it was when it was opened, with what was set since: stored by `save`. One thread at a time.

    Its native text (MIME, iCalendar, vCard) is `content`, byte for byte.
    """

    __slots__ = ()
    _free = lib.iostx_message_free
    _last_error = lib.iostx_message_get_last_error
    _get_values = lib.iostx_message_get_values
    _set_values = lib.iostx_message_set_values
    _delete_values = lib.iostx_message_delete_values

    @property
    def id(self) -> ItemId:
        """Its id. NotFoundError: it was never saved."""
        out = ffi.new("iostx_meid *")
        self._check(lib.iostx_message_get_id(self._c, out))
        return item_id(out)

    @property
    def content(self) -> bytes:
        """The native text. NotFoundError: only the header is here, or there is none."""
        size = ffi.new("size_t *")
        self._check(lib.iostx_message_get_content(self._c, ffi.NULL, 0, size))
        buffer = bytearray(size[0])
        self._check(lib.iostx_message_get_content(self._c, ffi.from_buffer("char[]", buffer), len(buffer), size))
        return bytes(buffer)

    @content.setter
    def content(self, data: str | bytes) -> None:
        raw = to_bytes(data)
        self._check(lib.iostx_message_set_content(self._c, ffi.from_buffer("char[]", raw), len(raw)))

    @property
    def subject(self) -> str:
        """PR_SUBJECT; empty if there is none."""
        return str(self.get(Tag.SUBJECT, ""))

    @subject.setter
    def subject(self, text: str) -> None:
        self[Tag.SUBJECT] = text

    @property
    def message_class(self) -> str:
        """PR_MESSAGE_CLASS, such as IPM.Appointment."""
        return str(self.get(Tag.MESSAGE_CLASS, ""))

    @message_class.setter
    def message_class(self, text: str) -> None:
        self[Tag.MESSAGE_CLASS] = text

    @property
    def keywords(self) -> list[str]:
        """Its categories."""
        return list(self.get(Tag.KEYWORDS, []))

    @keywords.setter
    def keywords(self, words: Sequence[str]) -> None:
        self[Tag.KEYWORDS] = list(words)

    @property
    def read(self) -> bool:
        """Whether it was read."""
        return bool(self.get(Tag.READ, False))

    @read.setter
    def read(self, yes: bool) -> None:
        self[Tag.READ] = yes

    @property
    def flags(self) -> Flag:
        """The flags that agents and applications share."""
        values = self.get_values((Tag.MESSAGE_FLAGS, Tag.MSG_STATUS, Tag.FLAG_STATUS, Tag.LAST_VERB_EXECUTED))
        message, status = values.get(Tag.MESSAGE_FLAGS, 0), values.get(Tag.MSG_STATUS, 0)
        verb = values.get(Tag.LAST_VERB_EXECUTED, 0)
        out = Flag(0)
        for yes, flag in (
            (message & MessageFlag.READ, Flag.READ),
            (values.get(Tag.FLAG_STATUS, 0) == 2, Flag.FLAGGED),
            (verb in (102, 103) or status & MessageStatus.ANSWERED, Flag.ANSWERED),
            (verb == 104, Flag.FORWARDED),
            (message & MessageFlag.UNSENT, Flag.DRAFT),
            (status & MessageStatus.DELMARKED, Flag.DELETED),
        ):
            if yes:
                out |= flag
        return out

    @property
    def remote_id(self) -> bytes:
        """What it is called on the server; empty: it is not bound."""
        return bytes(self.get(Tag.REMOTE_ID, b""))

    @property
    def remote_version(self) -> bytes:
        """Its version on the server; empty: unknown."""
        return bytes(self.get(Tag.REMOTE_VERSION, b""))

    def open(self, tag: int = Tag.INTERNET_CONTENT, mode: str = "rb") -> Stream:
        """Opens a text or binary property as a raw file: mode "rb", or "wb" for a new value, written from beginning to end."""
        if mode not in ("rb", "wb"):
            raise ValueError(f'mode is "rb" or "wb", not {mode!r}')
        flags = MAPI_MODIFY | MAPI_CREATE if mode == "wb" else 0
        return Stream(self._made(lib.iostx_message_open_stream, tag, flags), writing=mode == "wb")

    def save(self, *, force: bool = False, read_only: bool = False) -> ItemId:
        """Stores what was set, in one commit, and gives the item's id.

        force: over what another changed since; the replaced version goes to Conflicts. ChangedError: another changed it.
        """
        flags = (FORCE_SAVE if force else 0) | (KEEP_OPEN_READONLY if read_only else 0)
        self._check(lib.iostx_message_save(self._c, flags))
        return self.id

    def submit(self) -> None:
        """Saves it and puts it into the outgoing queue; the object takes no more."""
        self._check(lib.iostx_message_submit(self._c, 0))

    def pending(self) -> dict[int, Any]:
        """What of it is pending for upload: IOSTX_PR_PENDING and its kin, and the changed properties as the server had them
        last."""
        return taken_values(self._made(lib.iostx_message_get_pending))

    def recipients(self) -> Table:
        """The recipients, one row each."""
        return Table(self._made(lib.iostx_message_get_recipients))

    def set_recipients(self, rows: Iterable[Properties], how: RecipientsFlag = RecipientsFlag.REPLACE) -> None:
        """Sets the recipients."""
        keep: list[Any] = []
        given = list(rows)
        array = ffi.new("iostx_row[]", len(given))
        for row, properties in zip(array, given):
            row.values, row.count = values_argument(properties, keep)
        self._check(lib.iostx_message_set_recipients(self._c, array, len(given), how))

    def ref(self) -> Item:
        """A second object on the same open item; of a borrowed one it outlives the state."""
        return Item(self._made(lib.iostx_message_ref))


class ImportedItem(Item):
    """An empty item that an import sink gave out, to be filled."""

    __slots__ = ()

    def save(self, *, force: bool = False, read_only: bool = False) -> Any:
        """Imports it. Gives None: it has no id before its batch is committed."""
        self._check(lib.iostx_message_save(self._c, 0))


def borrowed_item(c: Any) -> Item | None:
    """One that the library lends: it ends with its state."""
    return Item(c, owned=False) if c else None
