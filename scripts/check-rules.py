#!/usr/bin/env python3
"""docs/rules.md: each rule stands there and has a test, and each test that it names exists and is run."""

import re
import sys
from pathlib import Path

PAGE = Path("docs/rules.md")
# How many numbered rules each section has; the sections with names in place of numbers follow.
NUMBERED = {1: 9, 3: 6, 4: 4, 5: 4, 6: 17, 7: 3, 9: 6}
NAMED = [
    *(f"P{n}" for n in range(1, 7)),
    *(f"2 {name}" for name in ("kept", "back", "echo", "merge", "moves on")),
    *("3 create", "3 change", "3 change new", "3 delete new", "3 delete", "3 move", "3 move new", "3 move on", "3 move back"),
    *("3 move and delete", "3 take over", "3 folder", "3 import"),
    *(f"8 row {n}" for n in range(1, 11)),
    *("8 policies", "10", "11"),
]
RULES = [f"{section}.{n}" for section, count in NUMBERED.items() for n in range(1, count + 1)] + NAMED


def tests_of(path: Path) -> set[str]:
    """The tests of a source: functions marked as such, or the cases that a C program runs."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".c":
        start = text.find("\nRUN(")
        return set(re.findall(r"\w+\((\w+)[,)]", text[start:])) if start >= 0 else set()
    return set(re.findall(r"#\[test\]\s*(?:#\[[^\]]*\]\s*)*fn (\w+)\(", text))


def named(page: str) -> dict[str, list[tuple[str, str]]]:
    """The tests that the page names for each rule: file and name."""
    found: dict[str, list[tuple[str, str]]] = {}
    rule = file = ""
    for line in page.splitlines():
        if head := re.match(r"\*\*([^*]+)\*\* ", line):
            rule, file = head[1], ""
            if rule in found:
                raise SystemExit(f"{PAGE}: {rule} stands there twice")
            found[rule] = []
        elif first := re.match(r"- `([^`]+)`:(.*)", line):
            file = first[1]
            found[rule] += [(file, name) for name in re.findall(r"`(\w+)`", first[2])]
        elif file and line.startswith("  "):
            found[rule] += [(file, name) for name in re.findall(r"`(\w+)`", line)]
    return found


def main() -> int:
    found = named(PAGE.read_text(encoding="utf-8"))
    wrong = [f"{rule} does not stand there" for rule in RULES if rule not in found]
    wrong += [f"{rule} is not in the list of rules" for rule in found if rule not in RULES]
    wrong += [f"{rule} has no test" for rule, tests in found.items() if not tests]
    for file in sorted({file for tests in found.values() for file, _ in tests}):
        there = tests_of(Path(file)) if Path(file).is_file() else set()
        names = {name for tests in found.values() for other, name in tests if other == file}
        wrong += [f"{file} has no test {name}" for name in sorted(names - there)]
    for line in wrong:
        print(f"{PAGE}: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
