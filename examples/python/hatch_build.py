"""Builds the wheel: the generated modules, and the shared library that `make install` or `cargo build --release` left, inside it.
LIBIOSTX names another one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
LIBRARY = "libiostx.dylib" if sys.platform == "darwin" else "libiostx.so"
sys.path.insert(0, str(HERE))


class Version(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        found = re.search(r'^version *= *"(.*)"', (PROJECT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)
        assert found is not None
        metadata["version"] = found[1]


class Library(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        import header

        header.write()
        if version == "editable":
            return
        self.place = tempfile.TemporaryDirectory()
        library = Path(self.place.name) / LIBRARY
        shutil.copyfile(found_library(), library)
        # What debuggers want is most of it.
        if strip := shutil.which("strip"):
            subprocess.run([strip, "-S", str(library)], check=True)
        build_data["force_include"][str(library)] = f"iostx/{LIBRARY}"
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.place.cleanup()


def found_library() -> Path:
    target = Path(os.environ.get("CARGO_TARGET_DIR", PROJECT / "target"))
    named = os.environ.get("LIBIOSTX")
    places = [Path(named)] if named else [target / "install" / "lib" / LIBRARY, target / "release" / LIBRARY]
    for place in places:
        if place.exists():
            return place.resolve()
    raise FileNotFoundError(f"no {LIBRARY} in {places}: run `make build` first, or name it with LIBIOSTX")


def get_metadata_hook() -> type[MetadataHookInterface]:
    return Version


def get_build_hook() -> type[BuildHookInterface[Any]]:
    return Library
