"""The minutes on paper: what one attendee may see, or the whole for the dossier. No address or number of anyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.http import HttpResponse

from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.minutes_content import Content
from tisserand.coordination.minutes_page import printed, shown
from tisserand.coordination.models import Conference, Minutes
from tisserand.ui.pdf import render_pdf
from tisserand.ui.templatetags.words import date_fr

TEMPLATE = Path(__file__).parent / "print" / "minutes.typ"


def minutes_pdf(
    conference: Conference,
    content: Content,
    names: Mapping[str, str],
    *,
    latest: Minutes | None,
    reservations: Sequence[Mapping[str, str]] = (),
    is_part: bool,
    today: date,
) -> bytes:
    """A sheet that says whether it is still to be read again, or closed."""
    is_over = conference.state == ConferenceState.CLOSED
    data = printed(
        shown(content, names),
        person=conference.person.name,
        organisation=conference.organisation.name,
        is_part=is_part,
        standing=_standing(latest, is_over=is_over),
        reservations=[dict(each) for each in reservations],
        digest=latest.digest if latest and is_over else "",
        printed=date_fr(today, "year"),
    )
    return render_pdf(TEMPLATE, data)


def _standing(latest: Minutes | None, *, is_over: bool) -> str:
    if latest is None:
        return "Texte en préparation, pas encore relu."
    if is_over:
        return f"Arrêté après relecture (version {latest.version})."
    return f"Version {latest.version}, à relire avant le {date_fr(latest.term_on, 'year')}."


def served(pdf: bytes) -> HttpResponse:
    """Inline, kept by no cache, under a name that names nobody."""
    headers = {"Content-Disposition": 'inline; filename="compte-rendu.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
