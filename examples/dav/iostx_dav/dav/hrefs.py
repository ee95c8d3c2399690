"""Paths of a server. The same one may be written in several ways (%40 or @): here each has one form, to be compared."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

# What may stand in a segment as it is (RFC 3986 section 3.3).
_SAFE = "!$&'()*+,;=:@-._~"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9!$&'()*+,;=:@._~/-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,127}")


def canonical_path(path: str) -> str:
    """A path in its one form. A slash inside a segment (%2F) stays one."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return "/".join(quote(unquote_to_bytes(segment), safe=_SAFE) for segment in path.split("/"))


def resolve(base: str, href: str) -> str:
    """The URL that an href means which came in an answer from `base`."""
    href = href.strip()
    if href.startswith("/") and not href.startswith("//") and "?" not in href and "#" not in href and "/." not in href:
        # As nearly all are written.
        return base[: base.index("/", base.index("://") + 3)] + canonical_path(href)
    parts = urlsplit(urljoin(base, href))
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{canonical_path(parts.path or '/')}{query}"


def last_segment(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]


def as_directory(url: str) -> str:
    return url if url.endswith("/") else url + "/"


def object_name(key: str, suffix: str) -> str:
    """The name under which an object of this UID is created: always the same, so that a second attempt finds the first one's."""
    if not _PLAIN_NAME.fullmatch(key):
        key = _digest(key)[:40]
    return key + suffix


def collection_name(name: str) -> str:
    """The segment under which a collection of this display name is created, without trailing slash."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]
    return plain or "c-" + _digest(name)[:12]


def _digest(text: str) -> str:
    # Needed where something is created only.
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
