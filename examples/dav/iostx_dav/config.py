"""What the agent is told: the configuration file (README.md lists its keys), and where the password is."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from .dav.auth import Authenticator, Mode
from .dav.http import Client, Limits

DEFAULT = Path("~/.config/iostx-dav")
_DEFAULT_ENV = "DAV_PASSWORD"
_POLICIES = ("last-writer", "server", "local", "hold", "keep-both")


class ConfigError(Exception):
    """A key is missing, unknown or has a bad value; the password cannot be had."""


@dataclass
class Config:
    store: Path = Path()
    url: str = ""
    user: str = ""
    auth: Mode = "auto"
    password_command: str = ""
    password_file: str = ""
    password_env: str = ""
    ca_file: str = ""
    allow_plain: bool = False
    timeout: float = 60.0
    patience: float = 60.0
    connections: int = 4
    retries: int = 3
    policy: str = "last-writer"
    without: set[str] = field(default_factory=set)
    """Paths of collections that are left alone."""


def read_config(path: Path) -> Config:
    """Raises ConfigError."""
    out, seen = Config(), set()
    try:
        lines = path.expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals:
            raise ConfigError(f"{path}, line {number}: there is no '='")
        try:
            _take(out, key, value)
        except ValueError as error:
            raise ConfigError(f"{path}, line {number}: {error}") from error
        seen.add(key)
    for key in ("store", "url"):
        if key not in seen:
            raise ConfigError(f"{path}: '{key}' is missing")
    if not out.store.is_absolute():
        out.store = path.expanduser().parent / out.store
    return out


def _take(out: Config, key: str, value: str) -> None:
    if key == "store":
        out.store = Path(value).expanduser()
    elif key in ("url", "user", "password-command", "password-file", "password-env", "ca-file"):
        setattr(out, key.replace("-", "_"), value)
    elif key == "auth":
        if value not in get_args(Mode):
            raise ValueError(f"'{value}' is none of {', '.join(get_args(Mode))}")
        out.auth = cast(Mode, value)
    elif key == "policy":
        if value not in _POLICIES:
            raise ValueError(f"'{value}' is none of {', '.join(_POLICIES)}")
        out.policy = value
    elif key == "allow-plain":
        if value not in ("yes", "no"):
            raise ValueError(f"'{value}' is neither yes nor no")
        out.allow_plain = value == "yes"
    elif key in ("timeout", "patience"):
        setattr(out, key, _number(value, 1, 3600))
    elif key == "connections":
        out.connections = _number(value, 1, 16)
    elif key == "retries":
        out.retries = _number(value, 0, 100)
    elif key == "without":
        out.without.add(value)
    else:
        raise ValueError(f"there is no key '{key}'")


def _number(value: str, least: int, most: int) -> int:
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ValueError(f"'{value}' is no number from {least} to {most}")
    return int(value)


def read_password(config: Config) -> str:
    """The first line of what the command says, the file has, or the variable holds. Raises ConfigError."""
    if config.password_command:
        import shlex
        import subprocess

        try:
            done = subprocess.run(shlex.split(config.password_command), stdout=subprocess.PIPE, check=True, timeout=300)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise ConfigError(f"password-command: {error}") from error
        text = done.stdout.decode("utf-8", "replace")
    elif config.password_file:
        try:
            text = Path(config.password_file).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise ConfigError(f"password-file: {error}") from error
    else:
        name = config.password_env or _DEFAULT_ENV
        if name not in os.environ:
            raise ConfigError(f"there is no password: neither password-command, nor password-file, nor the variable {name}")
        text = os.environ[name]
    lines = text.splitlines()
    if not lines or not lines[0]:
        raise ConfigError("the password is empty")
    return lines[0]


def open_client(config: Config) -> Client:
    """Raises ConfigError."""
    authenticator = Authenticator(config.auth, config.user, read_password(config))
    limits = Limits(timeout=config.timeout, patience=config.patience, connections=config.connections)
    try:
        return Client(config.url, authenticator, ca_file=config.ca_file or None, allow_plain=config.allow_plain, limits=limits)
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error
