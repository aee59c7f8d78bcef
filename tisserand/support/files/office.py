"""Office documents (ODT, ODS, DOCX, XLSX): archives whose every member is inflated within bounds, macros refused."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from tisserand.support.files import accepted, refusals
from tisserand.support.files.accepted import Kind
from tisserand.support.files.refusals import RefusedFile

MEMBERS = 4000
INFLATED = 150 * 1024 * 1024
RATIO = 200  # an honest document hardly goes beyond 20 as a whole
CHUNK = 256 * 1024
MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^(Basic|Scripts)/", re.IGNORECASE)
PROGRAMS = re.compile(r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|jse?|jar|msi|lnk|hta|sh)$", re.IGNORECASE)
OOXML = {"word/document.xml": accepted.DOCX, "xl/workbook.xml": accepted.XLSX}
ODF = {kind.media_type: kind for kind in (accepted.ODT, accepted.ODS)}


def check_office(content: BinaryIO) -> Kind:
    """Which office document this archive is; raises RefusedFile when it is none, damaged, or a trap."""
    content.seek(0, 2)
    size = content.tell()
    try:
        with zipfile.ZipFile(content) as archive:
            kind = _kind(archive)
            _refuse_programs(archive)
            _inflate(archive, size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError):
        raise RefusedFile(refusals.DAMAGED) from None
    except RuntimeError:  # a member under a password
        raise RefusedFile(refusals.DAMAGED) from None
    content.seek(0)
    return kind


def _kind(archive: zipfile.ZipFile) -> Kind:
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise RefusedFile(refusals.ZIP_BOMB)
    names = [member.filename for member in members]
    if "mimetype" in names:
        with archive.open("mimetype") as said:
            kind = ODF.get(said.read(200).decode("ascii").strip())
    elif "[Content_Types].xml" in names:
        kind = next((OOXML[name] for name in names if name in OOXML), None)
    else:
        kind = None
    if kind is None:
        raise RefusedFile(refusals.UNKNOWN)
    return kind


def _refuse_programs(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if MACROS.search(name):
            raise RefusedFile(refusals.MACROS)
        if PROGRAMS.search(name):
            raise RefusedFile(refusals.PROGRAM)


def _inflate(archive: zipfile.ZipFile, size: int) -> None:
    """Read every member through: what its header says of its size proves nothing."""
    allowed = min(INFLATED, max(size, 64 * 1024) * RATIO)
    for member in archive.infolist():
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                allowed -= len(chunk)
                if allowed < 0:
                    raise RefusedFile(refusals.ZIP_BOMB)
