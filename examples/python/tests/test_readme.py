"""The lines of the README run as they stand, as a program of a new user."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def test_the_lines_of_the_readme_synchronize_both_ways(tmp_path: Path) -> None:
    lines, agent = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    program = tmp_path / "program.py"
    program.write_text(agent + lines)

    def run() -> str:
        return subprocess.run(
            [sys.executable, "-X", "dev", program], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    assert "Calendar 0" in run()
    (file,) = (tmp_path / "server").glob("*.ics")
    assert "SUMMARY:Lunch" in file.read_text()
    (tmp_path / "server" / "theirs.ics").write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    second = run()
    assert "Calendar 1" in second and "created=1" in second
    assert "Calendar 2" in run() and len(list((tmp_path / "server").iterdir())) == 2
