"""An agreement to share: prepared with the person, given or refused as they said, narrowed or withdrawn at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.sharing.choices import ConsentState, ItemKind, ShareLevel
from tisserand.sharing.models import ChosenItem, Consent, Grant
from tisserand.sharing.policies import HELD, may_share_of
from tisserand.sharing.recipients import Recipient
from tisserand.sharing.services.consent_rules import (
    ConsentIncomplete,
    check_complete,
    check_narrower,
    hold,
)
from tisserand.sharing.services.guarantors import check_able, note_guarantor

PART = "sharing.consent"


@transaction.atomic
def draft_consent(*, actor: Actor, person: Person, now: datetime, **said: Any) -> Consent:
    """Begin an agreement; nothing is open yet."""
    if not may_share_of(actor, person):
        raise Http404
    consent = Consent(person=person, organisation_id=actor.organisation_id, created_at=now, **said)
    consent.save()
    trace_consent(actor, consent, Verb.CREATE)
    return consent


@transaction.atomic
def edit_consent(*, actor: Actor, consent: Consent, expected: int, now: datetime) -> Consent:
    """Save what was changed while it is in preparation; raises StaleRevision on a stale page."""
    HELD.check(actor, Action.EDIT, consent)
    hold(consent, ConsentState.DRAFT, expected)
    consent.save_revision(expected=expected)
    trace_consent(actor, consent, Verb.CHANGE)
    return consent


@transaction.atomic
def choose_recipients(
    *, actor: Actor, consent: Consent, recipients: Collection[Recipient], now: datetime
) -> list[Grant]:
    """Say whom it will open to, in the place of those said before; here, to nobody but a peer mediator."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.DRAFT)
    others = (named.organisation for named in recipients if named.organisation and not named.is_peer)
    if any(other.pk == consent.organisation_id for other in others):
        raise ValidationError("Votre structure tient déjà ce dossier : choisissez une autre structure.")
    Grant.objects.filter(consent=held).delete()
    grants = [
        Grant(
            consent=held,
            person_id=held.person_id,
            organisation_id=held.organisation_id,
            to_organisation=recipient.organisation,
            to_team=recipient.team,
            to_user=recipient.user,
            to_member=recipient.member,
            is_peer=recipient.is_peer,
            created_at=now,
        )
        for recipient in dict.fromkeys(recipients)
    ]
    Grant.objects.bulk_create(grants)
    _moved(held, consent)
    return grants


@transaction.atomic
def choose_items(
    *, actor: Actor, consent: Consent, kind: ItemKind, ids: Iterable[UUID], now: datetime
) -> None:
    """Choose notes or documents one by one; the caller has checked that the actor may read each of them."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.DRAFT)
    held.chosen.filter(kind=kind).delete()
    ChosenItem.objects.bulk_create(
        ChosenItem(consent=held, person_id=held.person_id, kind=kind, object_id=pk, created_at=now)
        for pk in dict.fromkeys(ids)
    )
    _moved(held, consent)


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    consent: Consent,
    decided_on: date,
    expected: int,
    now: datetime,
    kept_grants: Collection[UUID] | None = None,
    kept_items: Collection[UUID] | None = None,
) -> Consent:
    """The person said yes, to all that was prepared or to a part of it (`kept_grants`, `kept_items`; level, topics and
    end on `consent`).

    Opens at once, or on its first day. Raises ConsentIncomplete, naming each field; StaleRevision on a stale page.
    """
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.DRAFT, expected)
    check_narrower(held, consent)
    consent.decided_on = decided_on
    consent.starts_on = consent.starts_on or decided_on
    consent.noted_by_id = actor.user_id
    grants = Grant.objects.filter(consent=consent)
    if kept_grants is not None:
        grants.exclude(pk__in=kept_grants).delete()
    check_complete(consent, timezone.localdate(now), list(grants.select_related("to_member")))
    _name_guarantor(actor, consent, now, is_with_a_peer=grants.filter(is_peer=True).exists())
    consent.state = ConsentState.GIVEN
    consent.save_revision(expected=expected)
    if kept_items is not None:
        consent.chosen.exclude(object_id__in=kept_items).delete()
    grants.update(opens_on=consent.starts_on, closes_on=consent.ends_on)
    trace_consent(actor, consent, Verb.CHANGE, reason="donné")
    if consent.guarantor_id:
        note_guarantor(actor, consent, None, now)
    return consent


def _name_guarantor(actor: Actor, consent: Consent, now: datetime, *, is_with_a_peer: bool) -> None:
    """A peer mediator is never alone: whoever notes the agreement answers for the frame, unless it names another."""
    consent.guarantor_id = (consent.guarantor_id or actor.user_id) if is_with_a_peer else None
    if consent.guarantor and consent.guarantor_id != actor.user_id:
        check_able(consent, consent.guarantor, now)


@transaction.atomic
def refuse_consent(
    *, actor: Actor, consent: Consent, decided_on: date, words: str = "", expected: int, now: datetime
) -> Consent:
    """The person said no. It is kept, so that nobody asks the same again by mistake; nothing opens."""
    HELD.check(actor, Action.EDIT, consent)
    hold(consent, ConsentState.DRAFT, expected)
    if decided_on > timezone.localdate(now):
        raise ConsentIncomplete({"decided_on": "Ce jour n’est pas encore venu."})
    consent.state = ConsentState.REFUSED
    consent.decided_on = decided_on
    consent.person_words = words.strip() or consent.person_words
    consent.noted_by_id = actor.user_id
    consent.save_revision(expected=expected)
    trace_consent(actor, consent, Verb.CHANGE, reason="refusé")
    return consent


@transaction.atomic
def narrow_consent(
    *,
    actor: Actor,
    consent: Consent,
    level: ShareLevel,
    topics: Collection[str],
    kept_grants: Collection[UUID],
    kept_items: Collection[UUID],
    ends_on: date | None,
    words: str,
    expected: int,
    now: datetime,
) -> Consent:
    """The person shares less than before: from the next request on. Sharing more asks for a new agreement."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.GIVEN, expected)
    consent.level, consent.topics, consent.ends_on = level, list(topics), ends_on
    check_narrower(held, consent)
    if held.ends_on and (ends_on is None or ends_on > held.ends_on):
        raise ConsentIncomplete({"ends_on": "Pour durer plus longtemps, préparez un nouvel accord."})
    if consent.starts_on and ends_on and ends_on < consent.starts_on:
        raise ConsentIncomplete({"ends_on": "L’accord ne peut pas finir avant d’avoir commencé."})
    consent.person_words = words.strip() or held.person_words
    consent.narrowed_at = now
    consent.save_revision(expected=expected)
    grants = Grant.objects.filter(consent=consent, cut_at=None)
    grants.exclude(pk__in=kept_grants).update(cut_at=now)
    grants.update(closes_on=ends_on)
    consent.chosen.exclude(object_id__in=kept_items).delete()
    trace_consent(actor, consent, Verb.CHANGE, reason="réduit")
    return consent


@transaction.atomic
def review_consent(
    *, actor: Actor, consent: Consent, review_on: date, words: str = "", expected: int, now: datetime
) -> Consent:
    """It was spoken of again with the person and still suits them: nothing opens further; until another day."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.GIVEN, expected)
    if review_on <= timezone.localdate(now):
        raise ConsentIncomplete({"review_on": "Choisissez un jour à venir."})
    if held.ends_on and review_on > held.ends_on:
        raise ConsentIncomplete({"review_on": "On en reparle avant la fin."})
    consent.review_on = review_on
    consent.person_words = words.strip() or held.person_words
    consent.save_revision(expected=expected)
    trace_consent(actor, consent, Verb.CHANGE, reason="reparlé avec la personne")
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent, words: str = "", now: datetime) -> Consent:
    """The person takes it back, whoever they say it to, however they say it: cut from the next request on.

    Twice changes nothing more; no stale page may hold it back.
    """
    HELD.check(actor, Action.EDIT, consent)
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    if held.state == ConsentState.WITHDRAWN:
        return held
    if held.state != ConsentState.GIVEN:
        raise ValidationError("Seul un accord donné peut être retiré.")
    cut_consent(held, words=words.strip(), now=now, by=actor.user_id)
    trace_consent(actor, held, Verb.CHANGE, reason="retiré")
    return held


def cut_consent(held: Consent, *, words: str, now: datetime, by: UUID | None = None) -> None:
    """Close what an agreement opens. `held` is locked, given, and whoever asked was let do so (nobody: the person)."""
    held.state, held.withdrawn_at = ConsentState.WITHDRAWN, now
    held.withdrawn_words, held.withdrawn_by_id = words, by
    held.save_gesture("state", "withdrawn_at", "withdrawn_words", "withdrawn_by")
    Grant.objects.filter(consent=held, cut_at=None).update(cut_at=now)


@transaction.atomic
def remove_draft(*, actor: Actor, consent: Consent, now: datetime) -> None:
    """Give up an agreement that was never put to the person; the row history keeps it."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.DRAFT)
    trace_consent(actor, held, Verb.CHANGE, reason="préparation abandonnée")
    held.delete()


def _moved(held: Consent, consent: Consent) -> None:
    held.save_gesture()
    consent.revision = held.revision


def trace_consent(actor: Actor, consent: Consent, verb: Verb, reason: str = "") -> None:
    """A line of the trail about an agreement."""
    record(
        actor=actor, verb=verb, part=PART, person_id=consent.person_id, object_id=consent.pk, reason=reason
    )
