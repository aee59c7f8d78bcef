"""Files as people hand them in, made on the spot: photos, PDF, office documents, and those that must be refused."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pypdfium2
from PIL import Image

from tests.cast import World
from tisserand.common.clock import now
from tisserand.support.files.inspection import inspect_file
from tisserand.support.models import DocumentVersion
from tisserand.support.services.documents import About, add_document

ODT = "application/vnd.oasis.opendocument.text"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: Any) -> bytes:
    """A small picture, its left side red and its right side white."""
    drawn = Image.new("RGB", size, "white")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    content = io.BytesIO()
    drawn.save(content, kind, **saved)
    return content.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of blank A4 pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    content = io.BytesIO()
    document.save(content)
    document.close()
    return content.getvalue()


def written_pdf(catalog: str = "", *objects: str) -> bytes:
    """A PDF written by hand, one page, with more in its catalog and more objects (numbered from 4)."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objects,
    ]
    said, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(said))
        said += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(said)
    said += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}".encode()
    said += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return said


def odt(**members: bytes) -> bytes:
    """An ODT, with more members: `odt(**{"Basic/x.xml": b"…"})`."""
    return archive({"mimetype": ODT.encode(), "content.xml": b"<office/>", **members})


def xlsx(**members: bytes) -> bytes:
    """An XLSX, as far as a checker looks."""
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **members})


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, said in members.items():
            made.writestr(name, said)
    return content.getvalue()


def hand_in(
    world: World,
    who: str,
    content: bytes,
    *,
    name: str = "photo.jpg",
    about: About | None = None,
    at: datetime | None = None,
) -> DocumentVersion:
    """A document of the open dossier, handed in by a member of the cast."""
    inspected = inspect_file(name, io.BytesIO(content), len(content))
    return add_document(
        actor=world.cast.actor(who),
        dossier=world.dossier,
        file_name=name,
        inspected=inspected,
        about=about or About(title="Titre de séjour"),
        now=at or now(),
    )
