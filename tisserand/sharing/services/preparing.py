"""An agreement made ready: its words, whom it opens to and what was chosen one by one, saved together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.sharing.choices import ItemKind
from tisserand.sharing.choosing import chosen_among
from tisserand.sharing.models import Consent
from tisserand.sharing.policies import HELD
from tisserand.sharing.queries import RECIPIENT
from tisserand.sharing.recipients import Recipient, gone_among, of_grant, recipients_of_keys
from tisserand.sharing.services.consents import (
    choose_items,
    choose_recipients,
    draft_consent,
    edit_consent,
    trace_consent,
)

GONE = "qui n’y accompagne plus n’est plus nommé"
COPIED = ("basis", "purpose", "level", "topics")


@transaction.atomic
def prepare_consent(
    *,
    actor: Actor,
    consent: Consent,
    recipients: Collection[Recipient],
    items: Mapping[ItemKind, Collection[UUID]],
    expected: int,
    now: datetime,
) -> Consent:
    """Begin an agreement, or save what was changed of one in preparation; raises StaleRevision on a stale page."""
    if consent._state.adding:
        kept = _begin(actor, consent, now)
    else:
        kept = edit_consent(actor=actor, consent=consent, expected=expected, now=now)
    grants = list(kept.grants.select_related(*RECIPIENT))
    if {of_grant(grant) for grant in grants} != set(recipients):
        if gone_among(actor, grants, person=kept.person):  # the history of its openings says who
            trace_consent(actor, kept, Verb.CHANGE, reason=GONE)
        choose_recipients(actor=actor, consent=kept, recipients=recipients, now=now)
    for kind, ids in items.items():
        _choose(actor, kept, kind, ids, now)
    return kept


def _begin(actor: Actor, consent: Consent, now: datetime) -> Consent:
    said = {name: getattr(consent, name) for name in (*COPIED, "starts_on", "ends_on", "review_on")}
    return draft_consent(actor=actor, person=consent.person, now=now, **said)


def _choose(actor: Actor, consent: Consent, kind: ItemKind, ids: Collection[UUID], now: datetime) -> None:
    """Nothing but what may be shared, and read by whoever chooses."""
    asked = set(ids)
    if asked == set(consent.chosen.filter(kind=kind).values_list("object_id", flat=True)):
        return
    if asked != {choice.pk for choice in chosen_among(actor, consent.person, kind, asked)}:
        raise ValidationError("Une des pièces choisies ne peut pas, ou ne peut plus, être partagée.")
    choose_items(actor=actor, consent=consent, kind=kind, ids=ids, now=now)


@transaction.atomic
def prepare_next(*, actor: Actor, consent: Consent, ends_on: date, review_on: date, now: datetime) -> Consent:
    """A new preparation with the same words, recipients and items, as far as they may still be: nothing opens."""
    HELD.check(actor, Action.EDIT, consent)
    said = {name: getattr(consent, name) for name in COPIED}
    made = Consent(
        person=consent.person,
        organisation_id=consent.organisation_id,
        ends_on=ends_on,
        review_on=review_on,
        **said,
    )
    grants = (
        consent.grants.filter(cut_at=None) if consent.grants.filter(cut_at=None) else consent.grants.all()
    )
    keys = [of_grant(grant).key for grant in grants.select_related(*RECIPIENT)]
    items = {
        kind: [choice.pk for choice in chosen_among(actor, consent.person, kind, _chosen(consent, kind))]
        for kind in ItemKind
    }
    return prepare_consent(
        actor=actor,
        consent=made,
        recipients=recipients_of_keys(actor, keys, person=consent.person),
        items=items,
        expected=made.revision,
        now=now,
    )


def _chosen(consent: Consent, kind: ItemKind) -> list[UUID]:
    return list(consent.chosen.filter(kind=kind).values_list("object_id", flat=True))
