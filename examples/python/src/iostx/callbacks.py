"""Callbacks of C. Each is one function for all objects, which finds its object by a number that is its userdata: a number that
stands for nothing any more finds None, and nothing is called. Nothing is thrown through C: what an object's function raises is
kept, and raised by the call that ran it."""

from __future__ import annotations

import itertools
import sys
import time
from typing import Any, Callable
from weakref import WeakValueDictionary

from ._native import ffi

# It has a function of itself, over which cffi stumbles if it comes to it by way of another structure.
_ = ffi.typeof("iostx_syncmgr_enumerator").fields

_numbers = itertools.count(1)
_targets: WeakValueDictionary[int, Target] = WeakValueDictionary()


class Target:
    """What a callback may find. Its owner keeps it alive as long as it may be called, or the library does: `held`."""

    def __init__(self) -> None:
        number = next(_numbers)
        self.userdata = ffi.cast("void *", number)
        _targets[number] = self


def target(userdata: Any) -> Any:
    """The object of a userdata; None: it is gone."""
    return _targets.get(int(ffi.cast("uintptr_t", userdata)))


def callback(struct: str, member: str, error: int = 0) -> Callable[[Callable[..., Any]], Any]:
    """Makes a C function of the type that a member of a structure has; error: what it gives if all else fails."""
    kind = dict(ffi.typeof(struct).fields)[member].type
    if kind.result is ffi.typeof("void"):
        return ffi.callback(kind)  # type: ignore[no-any-return]
    return ffi.callback(kind, error=error)  # type: ignore[no-any-return]


# What the library holds until it says that it is free.
_held: set[Target] = set()


def held(target: Target) -> Any:
    """Keeps an object until its userdata is freed. Gives the function for the member userdata_free of a structure."""
    _held.add(target)
    return _release


@callback("iostx_store_options", "userdata_free")
def _release(userdata: Any) -> None:
    _held.discard(target(userdata))


def unraisable(error: BaseException, where: object) -> None:
    """Reports what a callback raised that no call could raise again."""
    hook: Any = sys.unraisablehook
    hook(_Unraisable(error, where))


class _Unraisable:
    def __init__(self, error: BaseException, where: object) -> None:
        self.exc_type, self.exc_value, self.exc_traceback = type(error), error, error.__traceback__
        self.err_msg: str | None = "Exception ignored in a callback"
        self.object = where


class Clock(Target):
    """Replaces a clock."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__()
        self.now = now


def clock(struct: str) -> Any:
    """The C function for the member `now` of a structure, whose userdata finds an object with that function."""

    def now(userdata: Any) -> int:
        host = target(userdata)
        try:
            return int(host.now())
        except Exception as error:
            unraisable(error, host)
            return int((time.time() + 11644473600) * 10_000_000)

    return callback(struct, "now")(now)
