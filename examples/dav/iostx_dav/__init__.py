"""A sync agent for CalDAV and CardDAV on the package `iostx`. Read README.md first."""

__version__ = "0.1.0"
