"""What an agreement must say before it opens, and what it may not say once it was prepared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError

from tisserand.common.rows import StaleRevision
from tisserand.sharing.choices import Basis, ConsentState, Expression, ShareLevel
from tisserand.sharing.models import Consent, Grant

# Without the person having been told first: only where the law says so (CASF L.226-2-2, code pénal 226-14).
MAY_NOT_BE_TOLD = frozenset({Basis.CHILD_PROTECTION, Basis.DANGER})


class ConsentIncomplete(ValidationError):
    """Something is missing before it may be given: `message_dict` says what, field by field."""


def hold(consent: Consent, state: ConsentState, expected: int | None = None) -> Consent:
    """The row as it is kept, held until the end of the transaction, still in the state that the gesture asks for."""
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    if expected is not None and held.revision != expected:
        raise StaleRevision(held)
    if held.state != state:
        raise ValidationError("Cet accord n’en est plus là : rouvrez sa page.")
    return held


def check_narrower(held: Consent, said: Consent) -> None:
    """What is said holds nothing more than what was prepared, or given."""
    if said.level > held.level:
        raise ConsentIncomplete({"level": "Pour partager davantage, préparez un nouvel accord."})
    if not set(said.topics) <= set(held.topics):
        raise ConsentIncomplete({"topics": "Pour ajouter un thème, préparez un nouvel accord."})


def check_complete(consent: Consent, today: date, grants: Collection[Grant]) -> None:
    """All that the law asks before it opens is said; raises ConsentIncomplete, naming each field."""
    missing = dict(_missing(consent, today))
    if not grants:
        missing["recipients"] = "Dites à qui l’accord ouvre."
    # Where the law allows sharing without a yes, it is among those who are bound to secrecy.
    if consent.basis != Basis.CONSENT and not all(grant.is_bound_to_secrecy for grant in grants):
        missing["recipients"] = "Un proche, un bailleur, un employeur ne lit qu’avec l’accord de la personne."
    if missing:
        raise ConsentIncomplete(missing)


def _missing(consent: Consent, today: date) -> Iterable[tuple[str, str]]:
    if not consent.purpose.strip():
        yield "purpose", "Dites pour quoi faire."
    if consent.decided_on and consent.decided_on > today:
        yield "decided_on", "Ce jour n’est pas encore venu."
    if consent.starts_on and consent.decided_on and consent.starts_on < consent.decided_on:
        yield "starts_on", "Rien ne s’ouvre avant le jour où la personne l’a dit."
    if consent.ends_on and consent.starts_on and consent.ends_on < consent.starts_on:
        yield "ends_on", "L’accord ne peut pas finir avant d’avoir commencé."
    if consent.level > ShareLevel.KNOWS and not consent.topics:
        yield "topics", "Choisissez au moins un thème."
    yield from _missing_of_person(consent)


def _missing_of_person(consent: Consent) -> Iterable[tuple[str, str]]:
    may_be_silent = consent.basis in MAY_NOT_BE_TOLD and consent.not_informed_reason.strip()
    if not may_be_silent:
        if consent.informed_on is None:
            yield "informed_on", "Dites quand la personne a été informée."
        elif consent.decided_on and consent.informed_on > consent.decided_on:
            yield "informed_on", "La personne est informée avant de décider."
        if not consent.informed_how:
            yield "informed_how", "Dites comment la personne a été informée."
        if not consent.notice:
            yield "notice", "Dites ce qui lui a été remis."
    if consent.basis == Basis.CONSENT and not consent.expression:
        yield "expression", "Dites comment la personne l’a dit."
    if consent.expression == Expression.SPOKEN and not consent.witness.strip():
        yield "witness", "Un accord donné de vive voix l’est devant quelqu’un : dites qui."
    if consent.expression == Expression.REPRESENTATIVE and not consent.represented_by.strip():
        yield "represented_by", "Dites qui l’a représentée."
