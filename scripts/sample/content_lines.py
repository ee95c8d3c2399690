"""The content lines that iCalendar (RFC 5545, 3.1) and vCard (RFC 6350, 3.2) share."""


def escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """Folds after at most 75 octets, never inside a character; with the line end."""
    out = ""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > 75:
            out += piece + "\r\n"
            piece = " "
        piece += character
    return out + piece + "\r\n"


def lines(content: list[str]) -> str:
    return "".join(fold(line) for line in content)
