"""The circle as a file: an SVG on its own, or a PDF with its table. Both are made of what `on_paper` lets out.

Whoever holds the file reads it: of someone discreet (restricted here, address protected, or unknown to the reader) it
says what the circle's owner said of them, or « une personne ».
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from tisserand.people.circle_page import CirclePage, Row
from tisserand.people.queries import registration_here
from tisserand.people.tie_words import quality_word
from tisserand.ui.pdf import render_pdf
from tisserand.ui.templatetags.words import date_fr

PRINT = Path(__file__).parent / "print"
HIDDEN = (
    "Ni adresse, ni téléphone, ni note. Une personne à qui la discrétion est due n’y figure que par ce qui est dit "
    "d’elle dans ce dossier, sans rien de sa propre fiche\u00a0; c’est parfois «\u00a0une personne\u00a0», sans nom."
)
LEGEND = (
    "Carré\u00a0: homme. Cercle\u00a0: femme. Losange\u00a0: autre, ou non précisé. Contour double\u00a0: la personne "
    "accompagnée. Croix\u00a0: décédé·e. Pointillé fermé\u00a0: foyer. Une barre sur le couple\u00a0: séparé·es\u00a0; "
    "deux\u00a0: divorcé·es. Les autres traits portent leur mot\u00a0: proche, distant, conflictuel, rompu."
)


def circle_svg(page: CirclePage) -> str:
    """The picture as a file that stands alone, dated."""
    dated = (
        f"Le cercle de {page.circle.me.name}, tel qu’il est dit le {date_fr(page.today, 'year')}. {HIDDEN}"
    )
    context = _drawn(page) | {"description": dated}
    return render_to_string("people/_circle_drawing.html", context).strip()


def circle_pdf(page: CirclePage) -> bytes:
    """The picture, its table and what is kept out of it (PDF/UA-1)."""
    return render_pdf(PRINT / "circle.typ", data_of(page))


def _drawn(page: CirclePage) -> dict[str, Any]:
    style = f"<style>{(PRINT / 'circle.css').read_text()}</style>"
    return {"page": page, "drawing": page.drawing, "person": page.person, "style": style}


def data_of(page: CirclePage) -> dict[str, Any]:
    """Everything the document says; nothing else reaches it."""
    registration = registration_here(page.actor, page.person)
    drawing = page.drawing
    return {
        "person": page.person.name,
        "first_name": page.circle.me.name,
        "organisation": registration.organisation.name if registration else "",
        "printed": date_fr(page.today, "year"),
        # On one line: the words of a document are looked at one by one, between spaces.
        "picture": " ".join(render_to_string("people/_circle_drawing.html", _drawn(page)).split()),
        "width": drawing.width,
        "height": drawing.height,
        "alt": f"Le cercle de {page.circle.me.name}. " + " ".join(node.label for node in drawing.nodes),
        "legend": LEGEND,
        "hidden": HIDDEN,
        "shows_quality": page.circle.shows_quality,
        "rows": [_row(row) for row in page.rows],
    }


def _row(row: Row) -> dict[str, str]:
    one = row.someone
    return {
        "name": one.name,
        "tie": one.who,
        "quality": quality_word(one.quality) or ("" if one.is_me else "pas dit"),
        "home": row.homes,
        "details": row.details,
    }
