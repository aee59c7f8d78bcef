"""The notice that the person is handed (CSP D.1110-3-2): what, with whom, what for, until when, how to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tisserand.common.phone_words import spaced_phone
from tisserand.sharing.choices import Basis, ConsentState, ShareLevel
from tisserand.sharing.choosing import Choice
from tisserand.sharing.models import Consent, Grant
from tisserand.sharing.recipients import of_grant
from tisserand.ui.pdf import render_pdf
from tisserand.ui.templatetags.words import date_fr

TEMPLATE = Path(__file__).parent / "print" / "notice.typ"
MOST_NAMED = 4  # beyond, how many: the next page names them all
SHARED = {
    ShareLevel.KNOWS: ["Je suis accompagné·e ici, et par qui."],
    ShareLevel.ACCOUNT: [
        "Je suis accompagné·e ici, et par qui.",
        "L’essentiel : quelques phrases par thème.",
    ],
    ShareLevel.PLAN: [
        "Je suis accompagné·e ici, et par qui.",
        "L’essentiel : quelques phrases par thème.",
        "Mon projet : les objectifs, qui fait quoi.",
    ],
}
SHARED[ShareLevel.NOTES] = SHARED[ShareLevel.PLAN]
WHY = {
    Basis.CONSENT: "Rien n’est partagé si je ne le veux pas. Je peux dire oui, non, ou oui à une partie.",
    Basis.CARE_TEAM: "Ces personnes forment une même équipe de soins. La loi leur permet de partager le nécessaire."
    " Je peux m’y opposer.",
    Basis.DIFFICULTIES: "Plusieurs professionnels m’accompagnent. La loi leur permet de partager le strict nécessaire.",
    Basis.CHILD_PROTECTION: "Il s’agit de protéger un enfant. La loi permet de partager le strict nécessaire, entre"
    " personnes tenues au secret.",
    Basis.LEGAL_DUTY: "La loi oblige à transmettre ces informations.",
    Basis.DANGER: "Il s’agit de protéger une personne en danger. La loi permet de prévenir qui peut la protéger.",
}


def notice_pdf(consent: Consent, items: Sequence[Choice], *, today: date) -> bytes:
    """What was prepared or agreed, and how to take it back: one page, and a second when many pieces were chosen.

    No address or number of the person.
    """
    return render_pdf(TEMPLATE, _data(consent, items, today))


def _data(consent: Consent, items: Sequence[Choice], today: date) -> dict[str, Any]:
    organisation = consent.organisation
    return {
        "person": consent.person.name,
        "organisation": organisation.name,
        "asks": consent.basis == Basis.CONSENT,
        "why": WHY[Basis(consent.basis)],
        "purpose": consent.purpose,
        "recipients": [_recipient(grant) for grant in consent.grants.all() if grant.cut_at is None],
        "unbound": [
            grant.recipient
            for grant in consent.grants.all()
            if grant.cut_at is None and not grant.is_bound_to_secrecy
        ],
        "shared": SHARED[ShareLevel(consent.level)],
        "topics": consent.topic_labels if consent.level > ShareLevel.KNOWS else [],
        "items": _items(items),
        "pieces": [item.title for item in items] if len(items) > MOST_NAMED else [],
        "starts": date_fr(consent.starts_on, "year"),
        "ends": date_fr(consent.ends_on, "year"),
        "review": date_fr(consent.review_on, "year"),
        "is_draft": consent.state == ConsentState.DRAFT,
        "decided": date_fr(consent.decided_on, "year"),
        "printed": date_fr(today, "year"),
        "reach": [
            part
            for part in (organisation.name, spaced_phone(organisation.phone), organisation.address)
            if part
        ],
    }


def _recipient(grant: Grant) -> dict[str, str]:
    """Whom, and who reads there."""
    named = of_grant(grant)
    reads = "les professionnels qui y accompagnent"
    if named.user:
        reads = "cette personne seulement"
    if named.member:
        reads = "cette personne seulement, par un lien personnel"
    return {"name": named.words, "reads": reads}


def _items(items: Sequence[Choice]) -> list[str]:
    if len(items) > MOST_NAMED:
        return [f"{len(items)} notes et documents, choisis avec moi : tous nommés à la page suivante."]
    return [item.title for item in items]
