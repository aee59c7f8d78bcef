"""Where an agreement stands today, in two words: one place says it, lists and pages repeat it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tisserand.sharing.choices import Basis, ConsentState, GuestEnd, ShareLevel
from tisserand.sharing.models import Consent, Guest
from tisserand.ui.templatetags.words import date_fr


@dataclass(frozen=True)
class Standing:
    """Words, and the look of their chip."""

    key: str
    words: str
    tone: str = "neutral"
    icon: str = "circle"


def standing_of(consent: Consent, today: date) -> Standing:
    """In preparation, open, to be spoken of again, over, narrowed, withdrawn or refused."""
    if consent.state == ConsentState.DRAFT:
        return Standing("draft", "en préparation", icon="pencil")
    if consent.state == ConsentState.REFUSED:
        refused = "refusé" if consent.basis == Basis.CONSENT else "pas ouvert"
        return Standing("refused", refused, icon="x-circle")
    if consent.state == ConsentState.WITHDRAWN:
        return Standing("withdrawn", "retiré", icon="slash-circle")
    return _of_given(consent, today)


def _of_given(consent: Consent, today: date) -> Standing:
    if consent.ends_on and consent.ends_on < today:
        return Standing("over", "terminé", icon="calendar-x")
    if consent.starts_on and consent.starts_on > today:
        return Standing("later", f"s’ouvre le {date_fr(consent.starts_on, 'short')}", "ochre", "calendar3")
    if consent.review_on and consent.review_on <= today:
        return Standing("review", "à reparler", "plum", "chat-left-text")
    if consent.narrowed_at:
        return Standing("narrowed", "ouvert, réduit", "ochre", "share")
    return Standing("open", "ouvert", "ochre", "share")


def standing_of_link(guest: Guest, now: datetime) -> Standing:
    """Taken back, replaced by an account, closed after wrong tries, over, or leading somewhere."""
    if guest.ended_at:
        is_attached = guest.ended_why == GuestEnd.ATTACHED
        return Standing("ended", "a un compte" if is_attached else "révoqué", icon="slash-circle")
    if guest.locked_at:
        return Standing("locked", "fermé", "terracotta", "lock")
    if guest.expires_at <= now:
        return Standing("over", "terminé", icon="calendar-x")
    return Standing("open", "valable", "ochre", "link-45deg")


def missing_of(consent: Consent) -> list[str]:
    """What a preparation still lacks before it can be put to the person."""
    return list(_missing(consent))


def _missing(consent: Consent) -> Iterator[str]:
    if not consent.purpose.strip():
        yield "pour quoi faire"
    if not consent.grants.all():
        yield "avec qui"
    if consent.level > ShareLevel.KNOWS and not consent.topics:
        yield "sur quels thèmes"
