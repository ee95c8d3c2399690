"""Small binary files for attachments and photos, written by hand so that every Python writes the same bytes."""

import struct
import zlib


def png(width: int, height: int, colours: list[tuple[int, int, int]], rows: list[str]) -> bytes:
    """A palette image. Each character of `rows` is the number of a colour; rows repeat until the image is full."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(
        b"\0" + bytes(int(rows[y % len(rows)][x % len(rows[y % len(rows)])]) for x in range(width)) for y in range(height)
    )
    # One stored block: compressors differ from release to release, stored bytes do not.
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(raw), len(raw) ^ 0xFFFF) + raw + struct.pack(">I", zlib.adler32(raw))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + chunk(b"PLTE", b"".join(bytes(colour) for colour in colours))
        + chunk(b"IDAT", stored)
        + chunk(b"IEND", b"")
    )


def pdf(lines: list[str]) -> bytes:
    """A one page document of plain text lines."""
    text = "BT /F1 12 Tf 60 780 Td 16 TL\n" + "".join(f"({line}) Tj T*\n" for line in lines) + "ET"
    stream = text.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return out


def noise(seed: int, size: int) -> bytes:
    """Bytes that look like a signature or cipher text, from a small linear generator."""
    out = bytearray()
    state = seed or 1
    while len(out) < size:
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out.append(state >> 56)
    return bytes(out)


def portrait(seed: int) -> bytes:
    """A small picture for a contact: rings of colour."""
    colours = [(244, 241, 232), (40, 80, 120), (200 - seed % 90, 120, 60 + seed % 120), (30, 30, 40)]
    size = 24
    rows = []
    for y in range(size):
        row = ""
        for x in range(size):
            distance = (x - size // 2) ** 2 + (y - size // 2) ** 2
            row += str((distance // 30 + seed) % 4 if distance < 130 else 0)
        rows.append(row)
    return png(size, size, colours, rows)


def chart(values: list[int]) -> bytes:
    """A bar chart, one bar of two pixels and a gap per value."""
    height = 40
    rows = []
    for y in range(height):
        rows.append("".join(("11" if value * height // 100 >= height - y else "00") + "0" for value in values))
    return png(len(values) * 3, height, [(255, 255, 255), (20, 90, 150)], rows)
