"""Makes screen.svg, the picture in README.md, from a real run: picture.py PROGRAM

Two accounts with servers made here are synchronized, then one of them gets much to download: the picture is of that moment.
"""

from __future__ import annotations

import os
import sys
import tempfile
from html import escape
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "tests"))

from screen import DOWN, Accounts  # noqa: E402
from terminal import Screen, Style  # noqa: E402

WIDTH, HEIGHT = 96, 25
CELL, LINE, SIZE = 8.4, 18.0, 14
BACKGROUND, FOREGROUND = "#1c1f26", "#d7dae0"
COLOURS = {31: "#ef8a80", 32: "#8ecf8b", 36: "#7cc4d8"}


def place(text: str, column: int, row: int, style: Style) -> str:
    """A run of cells of one style."""
    x, y = 10 + column * CELL, 10 + row * LINE
    width = len(text) * CELL
    colour = next((COLOURS[code] for code in style.codes if code in COLOURS), FOREGROUND)
    out = ""
    if 7 in style.codes:
        out = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{LINE}" fill="{FOREGROUND}"/>'
        colour = BACKGROUND
    if not text.strip():
        return out
    weight = ' font-weight="bold"' if 1 in style.codes else ""
    faint = ' opacity="0.6"' if 2 in style.codes else ""
    return (
        f'{out}<text x="{x:.1f}" y="{y + SIZE:.1f}" textLength="{width:.1f}" fill="{colour}"{weight}{faint}>{escape(text)}</text>'
    )


def bars(text: str, column: int, row: int, style: Style) -> str:
    """A bar is drawn as one, not as letters between which fonts leave gaps."""
    full = text.count("█")
    colour = next((COLOURS[code] for code in style.codes if code in COLOURS), FOREGROUND)
    x, y = 10 + column * CELL, 10 + row * LINE + 4
    return "".join(
        f'<rect x="{x + first * CELL:.1f}" y="{y:.1f}" width="{count * CELL:.1f}" height="{LINE - 8}" fill="{colour}"{opacity}/>'
        for first, count, opacity in ((0, full, ""), (full, len(text) - full, ' opacity="0.25"'))
        if count > 0
    )


def svg(screen: Screen) -> str:
    parts = []
    for row, cells in enumerate(screen.cells):
        start = 0
        while start < len(cells):
            style = cells[start][1]
            is_bar = cells[start][0] in "█░"
            end = start
            while end < len(cells) and cells[end][1] == style and (cells[end][0] in "█░") == is_bar:
                end += 1
            text = "".join(cell for cell, _ in cells[start:end])
            parts.append((bars if is_bar else place)(text, start, row, style))
            start = end
    width, height = 20 + screen.width * CELL, 20 + screen.height * LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'font-family="monospace" font-size="{SIZE}" xml:space="preserve">\n'
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="{BACKGROUND}"/>\n'
        + "\n".join(part for part in parts if part)
        + "\n</svg>\n"
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        accounts = Accounts(os.path.abspath(sys.argv[1]), Path(directory))
        accounts.config.write_text(
            "[Private]\nstore = private.iostx\nserver = private\nevery = 15m\n\n"
            "[Work]\nstore = work.iostx\nserver = work\ndaily = 06:30\n",
            encoding="utf-8",
        )
        accounts.fill("private", ".Travel", 4)
        terminal = accounts.start(WIDTH, HEIGHT)
        try:
            accounts.run_all(terminal)
            # Work loses its server for a moment: an error that can be opened.
            (accounts.directory / "work").rename(accounts.directory / "away")
            terminal.send("a")
            terminal.wait(lambda screen: "failed" in screen.text() and "0 of 2 running" in screen.text())
            (accounts.directory / "away").rename(accounts.directory / "work")
            terminal.send(DOWN * 3 + " ")
            terminal.wait_for("[ ]")
            for account in ("private", "work"):
                accounts.fill(account, "", 6000)
                accounts.fill(account, ".Projects", 9000)
            terminal.send("\x1b[H" + "a")
            terminal.wait(lambda screen: "2 of 2 running" in screen.text() and "downloaded" in screen.line("Inbox"))
            terminal.wait(lambda screen: "downloading, " in screen.line("Projects"))
            (HERE / "screen.svg").write_text(svg(terminal.screen), encoding="utf-8")
            terminal.send("q")
            terminal.end()
        finally:
            terminal.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
