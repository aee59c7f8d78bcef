"""The papers of the invented people: a letter drawn by Typst, a card drawn by Pillow; each says that it is invented."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tisserand.accounts.actors import Actor
from tisserand.audit.services import happening_at
from tisserand.demo.territory import HERE, Territory
from tisserand.support.files.inspection import inspect_file
from tisserand.support.models import Dossier
from tisserand.support.services.documents import About, add_document
from tisserand.support.tasks import prepare_document
from tisserand.ui import pdf

TEMPLATE = HERE / "print" / "paper.typ"
FONTS = Path(pdf.__file__).parent / "fonts"
CARD = (1500, 950)
INK, OCHRE, PAPER = "#1f2d38", "#7d5800", "#f3ead6"


def add_paper(territory: Territory, actor: Actor, dossier: Dossier, source: dict[str, Any]) -> None:
    """Hand in one paper of a story: `card = true` is a photo, otherwise a PDF."""
    content = card(source) if source.get("card") else letter(source)
    name = f"{source['title']}.{'jpg' if source.get('card') else 'pdf'}"
    ends = source.get("ends")
    now = territory.moment(source["d"], "16:30")
    with happening_at(now):
        version = add_document(
            actor=actor,
            dossier=dossier,
            file_name=name,
            inspected=inspect_file(name, io.BytesIO(content), len(content)),
            about=About(
                title=source["title"],
                tags=source.get("tags", ()),
                visibility=source.get("visibility", "team"),
                expires_on=territory.day(ends) if ends is not None else None,
                lead_days=source.get("lead"),
            ),
            now=now,
        )
    prepare_document.defer(version_id=str(version.pk))


def letter(source: dict[str, Any]) -> bytes:
    """A PDF letter."""
    said = {name: source[name] for name in ("title", "sender", "lines")}
    return pdf.render_pdf(TEMPLATE, said)


def card(source: dict[str, Any]) -> bytes:
    """The photo of a card, as a telephone takes it."""
    picture = Image.new("RGB", CARD, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((40, 40, CARD[0] - 40, CARD[1] - 40), 40, outline=INK, width=6)
    draw.rectangle((110, 250, 470, 720), fill="#d9ccb0")
    draw.text((110, 110), source["title"], font=_font("Bold", 64), fill=INK)
    for place, line in enumerate(source["lines"]):
        draw.text((540, 260 + 90 * place), line, font=_font("Regular", 50), fill=INK)
    draw.text((110, 800), "DÉMONSTRATION : papier inventé, sans valeur", font=_font("Bold", 54), fill=OCHRE)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88)
    return content.getvalue()


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"AtkinsonHyperlegibleNext-{weight}.ttf", size)
