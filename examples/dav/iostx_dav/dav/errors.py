"""What can go wrong with a server, told apart by what it means for the work that was asked for."""

from __future__ import annotations


class DavError(Exception):
    """Anything a server, or the way to it, did wrong."""


class LineFailed(DavError):
    """The line broke: whether the request was carried out is unknown."""


class LogonFailed(DavError):
    """The server does not take the user and password."""


class BadAnswer(DavError):
    """The server answered something that cannot be read."""


class Cancelled(DavError):
    """The user does not want to wait any longer."""


class Refused(DavError):
    """The server did not do it."""

    def __init__(self, status: int, text: str, conditions: frozenset[str] = frozenset(), retry_after: float | None = None) -> None:
        super().__init__(text)
        self.status = status
        """The HTTP status."""
        self.conditions = conditions
        """Names of the preconditions that failed (RFC 4918 section 16), with their namespaces."""
        self.retry_after = retry_after
        """Seconds after which the server wants to be asked again."""
