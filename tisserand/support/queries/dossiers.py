"""Finding dossiers: of a person, for a list, without anyone to hold the thread."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Team, User
from tisserand.accounts.queries import colleagues
from tisserand.common.access import Action
from tisserand.common.questions import known_in_advance, question
from tisserand.people.models import Person
from tisserand.support.choices import HandoverState
from tisserand.support.models import Dossier, Handover, Referent
from tisserand.support.policies import DOSSIER

# A handover that waits for its day, or is done and not yet taken up, or of which nobody has told the person.
LIVE_HANDOVER = Q(state=HandoverState.PROPOSED) | (
    Q(state=HandoverState.DONE) & (Q(acknowledged_at=None) | Q(told_on=None))
)
LATEST_FIRST = (F("closed_on").desc(nulls_first=True), "-opened_on", "-id")


def with_referent(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Bring along the person, the team and those who hold or held the thread (see `Dossier.referent`)."""
    held = Referent.objects.select_related("user")
    return dossiers.select_related("person", "team", "household").prefetch_related(
        Prefetch("referents", queryset=held)
    )


def dossiers_of(actor: Actor, person: Person, action: Action = Action.READ) -> QuerySet[Dossier]:
    """The dossiers of `person` on which `actor` may do `action`, the open one first, then the latest.

    Each with `has_handover`: whether a handover is to be spoken of.
    """
    rows = DOSSIER.filter(actor, action, Dossier.objects.filter(person=person))
    live = Handover.objects.filter(LIVE_HANDOVER, dossier_id=OuterRef("pk"))
    rows = with_referent(rows).annotate(has_handover=Exists(live))  # type: ignore[no-redef]
    return rows.order_by(*LATEST_FIRST)


def whose(actor: Actor, dossier_id: UUID) -> Person | None:
    """The person of a dossier whose existence `actor` may know of."""
    dossier = _seen.first(actor, dossier_id)
    return dossier.person if dossier else None


@question
def _seen(actor: Actor, dossier_id: UUID) -> QuerySet[Dossier]:
    rows = DOSSIER.filter(actor, Action.SEE, Dossier.objects.filter(pk=dossier_id))
    return rows.select_related("person").only("person")


def seen_dossiers_of(actor: Actor, person: Person) -> list[Dossier]:
    """Those whose existence `actor` may know of, each with `is_readable` and `is_worked_in` (they are around it)."""
    dossiers = _seen_of(actor, person.pk)
    held = _held_of(None, person.pk) if dossiers else []
    for dossier in dossiers:
        dossier.person = person
        mine = [each for each in held if each.dossier_id == dossier.pk]
        known_in_advance(dossier, "referents", mine)
    return dossiers


@question
def _seen_of(actor: Actor, person_id: UUID) -> QuerySet[Dossier]:
    known = Dossier.objects.filter(person_id=person_id)
    live = Handover.objects.filter(LIVE_HANDOVER, dossier_id=OuterRef("pk"))
    is_readable = Exists(DOSSIER.filter(actor, Action.READ, known).filter(pk=OuterRef("pk")))
    rows = DOSSIER.filter(actor, Action.SEE, known).select_related("team", "household")
    is_worked_in = Exists(DOSSIER.filter(actor, Action.EDIT, known).filter(pk=OuterRef("pk")))
    rows = rows.annotate(  # type: ignore[no-redef]
        has_handover=Exists(live), is_readable=is_readable, is_worked_in=is_worked_in
    )
    return rows.order_by(*LATEST_FIRST)


@question
def _held_of(_: None, person_id: UUID) -> QuerySet[Referent]:
    return Referent.objects.filter(person_id=person_id).select_related("user")


def latest_dossier(actor: Actor, person: Person, action: Action = Action.READ) -> Dossier | None:
    """The dossier that the page of `person` speaks of."""
    return dossiers_of(actor, person, action).first()


def active_referents(today: date) -> Exists:
    """On dossiers: someone holds the thread, and still works there."""
    working = Membership.objects.current(today).filter(
        user_id=OuterRef("user_id"), organisation_id=OuterRef("dossier__organisation_id")
    )
    held = Referent.objects.filter(dossier_id=OuterRef("pk"), until_on=None, user__is_active=True)
    return Exists(held.filter(Exists(working)))


def without_active_referent(dossiers: QuerySet[Dossier], today: date) -> QuerySet[Dossier]:
    """The open ones that nobody holds: no referent, or one who left."""
    return dossiers.filter(~active_referents(today), closed_on=None)


def may_hold_thread(actor: Actor, today: date) -> QuerySet[User]:
    """The colleagues who accompany people today: one of them may become referent."""
    accompanying = Membership.objects.current(today).filter(
        organisation_id=actor.organisation_id,
        role__in=(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE),
    )
    return colleagues(actor, today=today).filter(pk__in=accompanying.values("user_id"))


@question
def thread_holders(actor: Actor, today: date) -> QuerySet[User]:
    """The same, by name only: for a menu."""
    return may_hold_thread(actor, today).only("first_name", "last_name")


def holders_on(organisation_id: UUID, day: date) -> QuerySet[User]:
    """Those who will accompany people in an organisation on `day`, as far as their roles say today."""
    roles = (Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    there = Membership.objects.current(day).filter(organisation_id=organisation_id, role__in=roles)
    return User.objects.filter(pk__in=there.values("user_id"), is_active=True)


def open_teams(actor: Actor) -> QuerySet[Team]:
    """The teams of the actor's organisation, those that closed left out; the actor's own come first."""
    own = list(actor.teams_as(*Role))
    is_own = Case(When(pk__in=own, then=0), default=1)
    return Team.objects.filter(organisation_id=actor.organisation_id, closed_on=None).order_by(is_own, "name")
