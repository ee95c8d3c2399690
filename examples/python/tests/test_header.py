"""The declarations agree with iostx.h, as a C compiler reads it: names, values, sizes, offsets, signatures."""

from __future__ import annotations

import contextlib
import enum
import os
import re
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from iostx import constants
from iostx._native import ffi, lib

HEADER = Path(os.environ["IOSTX_HEADER"])
PACKAGE = Path(constants.__file__).parent

# Functions that the package has no use for, and why.
UNUSED = {
    "iostx_abi_version": "the library comes with the package",
    "iostx_cursor_next": "tables are read in pages",
    "iostx_error_name": "names of codes are those of the enumeration",
    "iostx_session_get_state": "structures are copied when they are handed out",
    "iostx_set_sync_result": "iostx_session_set_result is the full form",
    "iostx_store_open_entry": "folders and items have ids of their own types",
    "iostx_values_find": "values are copied",
}


@pytest.fixture(scope="module")
def macros() -> dict[str, str]:
    """The macros of the header."""
    command = ["gcc", "-std=c11", "-dM", "-E", str(HEADER)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {name: value for name, value in re.findall(r"^#define (IOSTX_\w+) (.+)$", text, re.MULTILINE)}


def known_constants() -> dict[str, int]:
    """What the package has, by the names of the header."""
    from header import FAMILIES

    out: dict[str, int] = {}
    strips = {family.name: family.strip for family in FAMILIES}
    for name, found in vars(constants).items():
        if isinstance(found, type) and found.__module__ == constants.__name__ and name in strips:
            members: dict[str, Any] = dict(found.__members__) if issubclass(found, enum.Enum) else dict(vars(found))
            for member, value in members.items():
                if isinstance(value, int) and not member.startswith("__"):
                    out[f"IOSTX_{strips[name]}{member}"] = int(value)
        elif isinstance(found, int):
            out[f"IOSTX_{name}"] = found
    return out


def run_c(tmp_path: Path, *lines: str) -> list[str]:
    """The output of a C program that has the header, read without const, which cffi does not keep."""
    source = tmp_path / "program.c"
    head = ["#include <inttypes.h>", "#include <stddef.h>", "#include <stdint.h>", "#include <stdio.h>", "#define const"]
    source.write_text("\n".join([*head, f'#include "{HEADER}"', "int main(void) {", *lines, "return 0; }"]))
    subprocess.run(["gcc", "-std=gnu11", "-w", "-o", str(tmp_path / "program"), str(source)], check=True)
    return subprocess.run([tmp_path / "program"], check=True, capture_output=True, text=True).stdout.splitlines()


def structures() -> list[str]:
    """The structures and unions that are more than a name."""
    out = []
    for name in ffi.list_types()[0]:
        with contextlib.suppress(ffi.error):
            ffi.sizeof(name)
            out.append(name)
    return out


def test_every_constant_of_the_header_is_there_with_its_value(macros: dict[str, str], tmp_path: Path) -> None:
    names = sorted(name for name, value in macros.items() if "{" not in value and not name.endswith("_INIT"))
    assert len(names) > 700
    output = run_c(tmp_path, *(f'printf("{name} %lld\\n", (long long){name});' for name in names))
    assert dict(line.split() for line in output) == {name: str(value) for name, value in known_constants().items()}


def test_every_guid_of_the_header_is_there(macros: dict[str, str]) -> None:
    found = {}
    for name, value in macros.items():
        if "{ {" in value and not name.endswith("_INIT"):
            raw = bytes(int(byte, 16) for byte in re.findall(r"0x(\w\w)\b", value))
            found[name.removeprefix("IOSTX_")] = uuid.UUID(bytes_le=raw)
    assert found == {name: value for name, value in vars(constants.PropertySet).items() if isinstance(value, uuid.UUID)}


def test_structures_have_the_sizes_and_offsets_of_the_compiler(tmp_path: Path) -> None:
    lines, expected = [], []
    for name in structures():
        kind = ffi.typeof(name)
        lines.append(f'printf("{name} %zu\\n", sizeof({name}));')
        expected.append(f"{name} {ffi.sizeof(kind)}")
        for field, found in kind.fields:
            size = ffi.sizeof(found.type)
            lines.append(f'printf("{name}.{field} %zu %zu\\n", offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
            expected.append(f"{name}.{field} {found.offset} {size}")
    assert len(expected) > 300
    assert run_c(tmp_path, *lines) == expected


def test_functions_have_the_signatures_of_the_header(tmp_path: Path) -> None:
    """Each is compared as the compiler sees it; parameters that are functions by the members of their structures above."""
    text = subprocess.run(["gcc", "-std=c11", "-E", "-P", str(HEADER)], check=True, capture_output=True, text=True).stdout
    declared = set(re.findall(r"\b(iostx_\w+)\(", text))
    names = {name for name in dir(lib) if name.startswith("iostx_")}
    assert names == declared and len(names) > 190
    lines = []
    for name in sorted(names):
        kind = ffi.typeof(getattr(lib, name))
        same = f"__builtin_types_compatible_p(__typeof__(&{name}), {ffi.getctype(kind)})"
        lines.append(f'_Static_assert({same}, "{name}");')
    for name in structures():
        for field, found in ffi.typeof(name).fields:
            if found.type.kind == "function" or found.type.kind == "pointer":
                same = f"__builtin_types_compatible_p(__typeof__((({name} *)0)->{field}), {ffi.getctype(found.type)})"
                lines.append(f'_Static_assert({same}, "{name}.{field}");')
    lines.append('puts("same");')
    source = [line for line in lines if line.startswith("_Static_assert")]
    assert len(source) > 250
    # Only compiled: nothing is linked that is not called.
    assert run_c(tmp_path, *lines) == ["same"]


def test_the_package_uses_every_function_of_the_library() -> None:
    used = {name for path in PACKAGE.glob("*.py") for name in re.findall(r"\blib\.(iostx_\w+)", path.read_text(encoding="utf-8"))}
    assert {name for name in dir(lib) if name.startswith("iostx_")} - used == set(UNUSED)
