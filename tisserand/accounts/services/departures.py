"""A departure planned, moved, called off; what is closed once the last day is over; someone who comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import DepartureState, Role
from tisserand.accounts.departures import close_all, leaver_of
from tisserand.accounts.models import Departure, Membership, User
from tisserand.accounts.policies import DEPARTURE, MEMBER
from tisserand.accounts.services.memberships import (
    hold_organisation,
    refuse_to_oneself,
    require_administrator,
)
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action

LONGEST = timedelta(days=366)


class DepartureRefused(ValidationError):
    """It cannot be; the message says why, in French."""


def _note(actor: Actor, part: str, departure: Departure) -> None:
    record(actor=actor, verb=Verb.ADMINISTER, part=part, object_id=departure.user_id)


@transaction.atomic
def plan_departure(*, actor: Actor, member: User, last_day: date, now: datetime) -> Departure:
    """Note someone's last day: their roles end with it, whatever happens to the work that closes the rest.

    Raises DepartureRefused, or LastAdministrator.
    """
    MEMBER.check(actor, Action.MANAGE, member)
    organisation = hold_organisation(actor)
    today = localdate(now)
    _check_day(last_day, today)
    if Departure.objects.filter(
        organisation=organisation, user=member, state=DepartureState.PLANNED
    ).exists():
        raise DepartureRefused(f"Le départ de {member} est déjà noté.")
    running = [m for m in member.memberships.filter(organisation=organisation) if _runs(m, today)]
    if not running:
        raise DepartureRefused(f"{member} n’a plus d’accès ici.")
    departure = Departure.objects.create(
        organisation=organisation,
        user=member,
        last_day=last_day,
        noted_by_id=actor.user_id,
        roles={str(role.pk): _dates(role) for role in running},
        created_at=now,
    )
    _end_roles(departure, running)
    require_administrator(running, actor, today)
    _note(actor, "accounts.departure_planned", departure)
    return departure


def _check_day(last_day: date, today: date) -> None:
    if not today <= last_day <= today + LONGEST:
        raise DepartureRefused("Choisissez aujourd’hui, ou un jour de l’année qui vient.")


def _runs(membership: Membership, today: date) -> bool:
    return membership.until_on is None or membership.until_on >= today


def _end_roles(departure: Departure, roles: list[Membership]) -> None:
    """No later than the last day; a role that would have ended before still does, one to come never begins."""
    for role in roles:
        role.since_on, role.until_on = _ends(departure, role)
        role.save_gesture("since_on", "until_on")


def _ends(departure: Departure, role: Membership) -> tuple[date, date]:
    """When a role begins and ends because of the departure."""
    since, until = _kept(departure, role)
    return min(since, departure.last_day), min(until or departure.last_day, departure.last_day)


def _dates(role: Membership) -> list[str | None]:
    return [role.since_on.isoformat(), role.until_on.isoformat() if role.until_on else None]


def _kept(departure: Departure, role: Membership) -> tuple[date, date | None]:
    since, until = departure.roles[str(role.pk)]
    return date.fromisoformat(since), date.fromisoformat(until) if until else None


def _roles_of(departure: Departure) -> list[Membership]:
    return list(Membership.objects.select_for_update().filter(pk__in=departure.roles))


@transaction.atomic
def move_departure(
    *, actor: Actor, departure: Departure, last_day: date, expected: int, now: datetime
) -> Departure:
    """Change the last day. Raises StaleRevision if someone else did since revision `expected`."""
    DEPARTURE.check(actor, Action.MANAGE, departure)
    hold_organisation(actor)
    _check_day(last_day, localdate(now))
    if not departure.is_planned:
        raise DepartureRefused("Ce départ n’est plus à venir.")
    departure.last_day = last_day
    departure.save_revision(expected=expected)
    roles = _roles_of(departure)
    _end_roles(departure, roles)
    require_administrator(roles, actor, localdate(now))
    _note(actor, "accounts.departure_moved", departure)
    return departure


@transaction.atomic
def call_off_departure(*, actor: Actor, departure: Departure, now: datetime) -> Departure:
    """The person stays, or comes back: their roles run again as before. Keys and dossiers are not taken back."""
    DEPARTURE.check(actor, Action.MANAGE, departure)
    hold_organisation(actor)
    departure = Departure.objects.select_for_update(of=("self",)).select_related("user").get(pk=departure.pk)
    if departure.state == DepartureState.CALLED_OFF:
        return departure
    for role in _roles_of(departure):
        if departure.is_done:
            refuse_to_oneself(actor, departure.user, Role(role.role))
        # An access closed by hand meanwhile stays closed.
        if (role.since_on, role.until_on) == _ends(departure, role):
            role.since_on, role.until_on = _kept(departure, role)
            role.save_gesture("since_on", "until_on")
    _end(departure, DepartureState.CALLED_OFF, now)
    _note(actor, "accounts.departure_called_off", departure)
    return departure


@transaction.atomic
def complete_departure(*, actor: Actor, departure: Departure, now: datetime) -> Departure:
    """The day after the last: close sessions, give keys back, withdraw invitations. `actor` is the system's."""
    departure = Departure.objects.select_for_update(of=("self",)).select_related("user").get(pk=departure.pk)
    if not departure.is_planned or departure.last_day >= localdate(now):
        return departure
    _end_late_roles(departure)
    departure.report = close_all(leaver_of(departure), now)
    _end(departure, DepartureState.DONE, now)
    _note(actor, "accounts.departure_done", departure)
    return departure


def _end_late_roles(departure: Departure) -> None:
    """What was given, or taken up again, after the departure was noted ends with it too."""
    late = departure.user.memberships.filter(
        Q(until_on=None) | Q(until_on__gt=departure.last_day),
        organisation_id=departure.organisation_id,
        since_on__lte=departure.last_day,
    )
    roles = list(late.select_for_update())
    departure.roles = departure.roles | {str(role.pk): _dates(role) for role in roles}
    _end_roles(departure, roles)


def _end(departure: Departure, state: DepartureState, now: datetime) -> None:
    departure.state, departure.ended_at = state, now
    departure.save_gesture("state", "ended_at", "report", "roles")
