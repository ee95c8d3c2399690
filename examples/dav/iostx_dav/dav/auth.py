"""How requests are signed: basic (RFC 7617), digest (RFC 7616) and bearer (RFC 6750)."""

from __future__ import annotations

import base64
import re
import threading
from typing import Literal
from urllib.parse import urlsplit

Mode = Literal["auto", "basic", "digest", "bearer"]

_PARAMETER = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9_-]*)(?=\s+[A-Za-z0-9_-]+\s*=|\s*$|\s*,|\s+[A-Za-z0-9+/._~-]+=*\s*(?:,|$))")
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


def parse_challenges(header: str) -> dict[str, dict[str, str]]:
    """The challenges of WWW-Authenticate by their scheme in small letters; of several digests the first that is known."""
    # What stands in quotes may look like a scheme.
    masked = re.sub(r'"(?:[^"\\]|\\.)*"', lambda quoted: '"' + "x" * (len(quoted[0]) - 2) + '"', header)
    found = [(match[1].lower(), match.end(1)) for match in _SCHEME.finditer(masked)]
    challenges: dict[str, dict[str, str]] = {}
    for index, (scheme, start) in enumerate(found):
        end = found[index + 1][1] - len(found[index + 1][0]) if index + 1 < len(found) else len(header)
        parameters = {
            name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted or not plain else plain
            for name, quoted, plain in _PARAMETER.findall(header[start:end])
        }
        if scheme == "digest" and _algorithm(parameters) is None:
            continue
        challenges.setdefault(scheme, parameters)
    return challenges


def _algorithm(parameters: dict[str, str]) -> str | None:
    name = parameters.get("algorithm", "MD5").upper()
    return name if name.removesuffix("-SESS") in _HASHES else None


class Authenticator:
    """Signs requests with one user's secret. Any threads at once."""

    def __init__(self, mode: Mode, user: str, secret: str) -> None:
        self._mode = mode
        self._user = user
        self._secret = secret
        self._digest: dict[str, str] | None = None
        self._basic = mode == "basic"
        self._count = 0
        self._lock = threading.Lock()

    def header(self, method: str, url: str, safe: bool = False) -> str | None:
        """The value of Authorization; None: nothing is known yet of what the server wants. `safe`: nobody else can read the line.

        Basic is then tried unasked: some servers make who comes without a password wait, as if he had guessed."""
        if self._mode == "bearer":
            return "Bearer " + self._secret
        with self._lock:
            if self._digest is not None:
                self._count += 1
                return self._sign(self._digest, self._count, method, url)
            if self._basic or (self._mode == "auto" and safe):
                return "Basic " + base64.b64encode(f"{self._user}:{self._secret}".encode()).decode("ascii")
            return None

    def challenged(self, header: str, sent: str | None) -> bool:
        """Takes what a 401 asks for. False: there is no use in asking again."""
        challenges = parse_challenges(header)
        with self._lock:
            if self._mode in ("auto", "digest") and "digest" in challenges:
                wanted = challenges["digest"]
                # With the same nonce the secret is wrong; with another one it was only too old.
                if sent and self._digest and sent.startswith("Digest") and f'nonce="{wanted.get("nonce")}"' in sent:
                    return False
                if sent and sent.startswith("Digest") and wanted.get("stale", "").lower() != "true":
                    return False
                self._digest, self._count = wanted, 0
                return True
            if self._mode == "auto" and "basic" in challenges and sent is None:
                self._basic = True
                return True
            return False

    def _sign(self, wanted: dict[str, str], count: int, method: str, url: str) -> str:
        # What takes long to load is needed by few.
        import hashlib
        import secrets

        algorithm = _algorithm(wanted) or "MD5"
        name = _HASHES[algorithm.removesuffix("-SESS")]

        def digest(text: str) -> str:
            return hashlib.new(name, text.encode()).hexdigest()

        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        realm, nonce = wanted.get("realm", ""), wanted.get("nonce", "")
        client = secrets.token_hex(8)
        first = digest(f"{self._user}:{realm}:{self._secret}")
        if algorithm.endswith("-SESS"):
            first = digest(f"{first}:{nonce}:{client}")
        second = digest(f"{method}:{path}")
        fields = [f'username="{_quote(self._user)}"', f'realm="{_quote(realm)}"', f'nonce="{_quote(nonce)}"', f'uri="{path}"']
        if "algorithm" in wanted:
            fields.append(f"algorithm={wanted['algorithm']}")
        if "auth" in re.split(r"[\s,]+", wanted.get("qop", "")):
            answer = digest(f"{first}:{nonce}:{count:08x}:{client}:auth:{second}")
            fields += ["qop=auth", f"nc={count:08x}", f'cnonce="{client}"']
        else:  # RFC 2069, before there was qop.
            answer = digest(f"{first}:{nonce}:{second}")
        fields.append(f'response="{answer}"')
        if "opaque" in wanted:
            fields.append(f'opaque="{_quote(wanted["opaque"])}"')
        return "Digest " + ", ".join(fields)


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
