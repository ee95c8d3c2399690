"""What the package offers, and which of it the tests have called."""

from __future__ import annotations

import functools
from typing import Any, Callable

import iostx

_uncalled: set[str] = set()


def _noted(name: str, function: Callable[..., Any], put_back: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        _uncalled.discard(name)
        # One call is enough: from now on nothing stands in between.
        put_back()
        return function(*args, **kwargs)

    return call


def watch() -> None:
    """Notes the first call of each public function, method and property of what `iostx` exports, and of its base classes."""
    for exported in iostx.__all__:
        found = getattr(iostx, exported)
        if isinstance(found, type):
            for kind in found.__mro__:
                if kind.__module__.startswith("iostx.") and kind.__module__ != "iostx.constants":
                    _watch_class(kind)
        elif callable(found):
            name = f"iostx.{exported}"
            _uncalled.add(name)
            setattr(iostx, exported, _noted(name, found, functools.partial(setattr, iostx, exported, found)))
    # What is there to be overridden counts where it is.
    for kind in (iostx.Remote, iostx.Handler, iostx.StoreHandler):
        kind.__init_subclass__ = classmethod(functools.partial(_overridden, kind))  # type: ignore[assignment, method-assign]


def _overridden(kind: type, own: type) -> None:
    _uncalled.difference_update(f"{kind.__module__}.{kind.__qualname__}.{name}" for name in vars(own))


def _watch_class(kind: type) -> None:
    for name, member in list(vars(kind).items()):
        told = f"{kind.__module__}.{kind.__qualname__}.{name}"
        put_back = functools.partial(setattr, kind, name, member)
        if name.startswith("_") or told in _uncalled or hasattr(member, "__wrapped__"):
            continue
        if isinstance(member, property):
            _uncalled.add(told)
            # Both halves of a property that may be set.
            if member.fset is not None:
                _uncalled.add(told + " =")
            getter = member.fget and _noted(told, member.fget, lambda: None)
            setter = member.fset and _noted(told + " =", member.fset, lambda: None)
            setattr(kind, name, property(getter, setter, member.fdel, member.__doc__))
        elif isinstance(member, (classmethod, staticmethod)):
            _uncalled.add(told)
            setattr(kind, name, type(member)(_noted(told, member.__func__, put_back)))
        elif callable(member) and not isinstance(member, type):
            _uncalled.add(told)
            setattr(kind, name, _noted(told, member, put_back))


def uncalled() -> set[str]:
    """What no test called."""
    return set(_uncalled)
