"""Who answers for the frame of an agreement with a peer mediator: who may, who does, whether they still can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.queries import actors_in
from tisserand.common.access import NEVER, Action
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.keepers import who_keeps
from tisserand.sharing.models import Consent, Grant, GuarantorChange
from tisserand.sharing.policies import FRAME, HELD
from tisserand.sharing.queries import RECIPIENT, consents_visible_to

# Whoever leaves, or changes team, within these days is told of before the day: another has to be asked.
SOON = timedelta(days=14)


def able_to_guarantee(consent: Consent, *, on: date) -> list[Actor]:
    """Those who may answer for the frame: they accompany the person, and read what the peer writes."""
    return who_keeps(consent.person_id, consent.organisation_id, on=on)


def with_a_peer(rows: QuerySet[Consent], *, on: date) -> QuerySet[Consent]:
    """Those of `rows` that let a peer mediator in on that day, or will."""
    grants = Grant.objects.filter(consent_id=OuterRef("pk"), is_peer=True, cut_at=None)
    grants = grants.filter(Q(closes_on=None) | Q(closes_on__gte=on))
    return rows.filter(Exists(grants), state=ConsentState.GIVEN)


def is_with_a_peer(consent: Consent) -> bool:
    """Whether it names a peer mediator who was not taken out of it since."""
    return any(grant.is_peer and grant.cut_at is None for grant in consent.grants.all())


def frames_kept(actor: Actor, *, on: date) -> QuerySet[Consent]:
    """The agreements with a peer that the actor keeps, those that want somebody first: `is_adrift` says which."""
    rows = with_a_peer(consents_visible_to(actor, Action.EDIT), on=on)
    named = set(rows.order_by().values_list("guarantor_id", flat=True).distinct()) - {None}
    adrift = ExpressionWrapper(~_held_well(actor, named, on=on + SOON), output_field=BooleanField())
    rows = rows.annotate(is_adrift=adrift).select_related("person", "guarantor")
    rows = rows.prefetch_related(*(f"grants__{name}" for name in RECIPIENT))
    return rows.order_by("-is_adrift", "-decided_on", "-pk")


def _held_well(actor: Actor, named: set[UUID], *, on: date) -> Q:
    """Of agreements: whoever is named will still be around the dossier on that day. One question for all of them."""
    if not named or actor.organisation_id is None:
        return NEVER
    there = [one for one in actors_in(actor.organisation_id, today=on, users=named) if one.is_accompanying]
    held = [Q(guarantor_id=one.user_id) & HELD.allowed(one, Action.EDIT, Consent) for one in there]
    return Q(*held, _connector=Q.OR) if held else NEVER


def changes_to_read(actor: Actor) -> QuerySet[GuarantorChange]:
    """What the actor has not read yet: the frame passed to them, or from them; the latest first."""
    rows = FRAME.filter(actor, Action.EDIT, GuarantorChange.objects.all())
    mine = Q(after_id=actor.user_id, after_seen_at=None) | Q(before_id=actor.user_id, before_seen_at=None)
    kept = ExpressionWrapper(HELD.allowed(actor, Action.READ, GuarantorChange), output_field=BooleanField())
    rows = rows.filter(mine).annotate(is_kept=kept)
    # Behind the second wall, someone whom the actor follows no more is not there to be joined: what they read of the
    # change still is.
    rows = rows.select_related("after", "before").prefetch_related("person")
    return rows.order_by("-created_at", "-pk")


def changes_of(consent: Consent) -> QuerySet[GuarantorChange]:
    """Who answered for the frame, the latest first; the caller was let in."""
    rows = GuarantorChange.objects.filter(consent=consent).select_related("before", "after", "changed_by")
    return rows.order_by("-created_at", "-pk")


@dataclass(frozen=True)
class Frame:
    """What a peer mediator is told: whom to call, since when; nobody, when whoever was named is not there any more."""

    guarantor: User | None
    since: datetime | None = None
    before: User | None = None


def frame_of(grant: Grant, *, on: date) -> Frame:
    """The frame of an opening made for a peer, for the peer: two questions."""
    consent = grant.consent
    if consent.guarantor is None:
        return Frame(None)
    there = actors_in(consent.organisation_id, today=on, users=[consent.guarantor.pk])
    if not any(one.is_accompanying for one in there):
        return Frame(None)
    last = changes_of(consent).first()
    if last is None or last.before is None:
        return Frame(consent.guarantor)
    return Frame(consent.guarantor, last.created_at, last.before)
