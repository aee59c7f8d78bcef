"""Finding referrals: of a person, sent and waiting, received and to be answered; only those that the actor may read."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.coordination.models import Referral, ReferralMove, ServiceFigures
from tisserand.coordination.policies.referrals import RECEIVED, REFERRAL
from tisserand.coordination.referral_choices import ANSWERED, LIVE, WAITING, ReferralState
from tisserand.people.models import Person
from tisserand.sharing.models import Guest
from tisserand.support.queries.holding import theirs_or_held

State = ReferralState
# What a receiver's page needs: nothing of the dossier, which is not theirs to read.
THERE = ("organisation", "to_organisation", "service", "in_charge", "consent", "prepared_by")


def referrals_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Referral]:
    """Those that the actor keeps, receives, or is about."""
    return REFERRAL.filter(actor, action, Referral.objects.all())


def referrals_of(actor: Actor, person: Person) -> QuerySet[Referral]:
    """Those kept about one person, latest first."""
    rows = referrals_visible_to(actor, Action.EDIT).filter(person=person)
    return rows.select_related(*THERE, "dossier", "goal", "step", "member", "contact")


def moves_of(referral: Referral) -> QuerySet[ReferralMove]:
    """What happened to it, from the beginning."""
    return ReferralMove.objects.filter(referral=referral)


def kept_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those that the actor's organisation sent about those whom the actor accompanies."""
    return referrals_visible_to(actor, Action.EDIT).select_related("person", "to_organisation", "service")


def mine_to_follow(actor: Actor, rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Of those, the ones that the actor prepared, or whose dossier's thread they hold."""
    return rows.filter(theirs_or_held(actor, Referral.objects.all(), "dossier", prepared_by_id=actor.user_id))


def waiting_too_long(actor: Actor, today: date) -> QuerySet[Referral]:
    """Sent about those whom the actor accompanies, and nobody answered in time: oldest first."""
    late = Q(state__in=WAITING, answer_by__lt=today) | Q(state=State.EXPIRED, seen_at=None)
    return kept_referrals(actor).filter(late).order_by("answer_by", "pk")


def answers_to_read(actor: Actor) -> QuerySet[Referral]:
    """Answered, and nobody who accompanies has read the answer."""
    told = (*ANSWERED, State.TO_COMPLETE, State.STARTED, State.ENDED)
    return kept_referrals(actor).filter(state__in=told, seen_at=None).order_by("answered_at", "pk")


def received_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those that came to the actor's organisation, the most pressing first."""
    rows = RECEIVED.filter(actor, Action.READ, Referral.objects.all())
    return rows.select_related(*THERE).order_by("answer_by", "pk")


VIEWS = {"nouvelles": "Nouvelles", "retard": "En retard", "miennes": "À moi", "toutes": "Toutes"}


def received_in(actor: Actor, view: str, today: date) -> QuerySet[Referral]:
    """One view of the triage."""
    rows = received_referrals(actor)
    if view == "nouvelles":
        return rows.filter(state=State.SENT, in_charge=None)
    if view == "retard":
        return rows.filter(state__in=WAITING, answer_by__lt=today)
    if view == "miennes":
        return rows.filter(in_charge_id=actor.user_id, state__in=LIVE)
    return rows


def guest_referrals(actor: Actor, guest: Guest) -> QuerySet[Referral]:
    """What a link leads to: those that its holder answers for; for the person, those about them."""
    rows = REFERRAL.filter(actor, Action.READ, Referral.objects.filter(organisation_id=guest.organisation_id))
    return rows.select_related(*THERE)


def figures_of(service_id: UUID) -> ServiceFigures | None:
    """What is known of how a service answers; nothing when too few referrals tell of it."""
    return ServiceFigures.objects.filter(service_id=service_id).first()
