"""The last test of all: what the package offers was called by one of those before it."""

from __future__ import annotations

import surface


def test_everything_public_is_called_by_some_test() -> None:
    missing = sorted(surface.uncalled())
    assert not missing, "\n".join(missing)
