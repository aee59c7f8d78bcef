"""Who holds the whole path (*référent·e de parcours*): chosen by the person among their circle, changed, ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.sharing.choices import Expression
from tisserand.sharing.models import CircleMember, PathReferent
from tisserand.sharing.policies import HELD

PART = "sharing.path"
CHANGED = "la personne a choisi quelqu’un d’autre"


class PathChanged(Exception):
    """Meanwhile the path went to someone else, or to nobody: `current` says who holds it now."""

    def __init__(self, current: PathReferent | None) -> None:
        super().__init__("the path was given to someone else meanwhile")
        self.current = current


@transaction.atomic
def appoint_path(
    *,
    actor: Actor,
    member: CircleMember,
    agreed_on: date,
    expression: Expression,
    expected: UUID | None,
    now: datetime,
) -> PathReferent:
    """The person agreed that `member` holds their path; whoever held it stops that day.

    `expected` is the term that the page showed: if the path changed hands since, raises PathChanged.
    """
    HELD.check(actor, Action.EDIT, member)
    current = hold_path_of(member.person_id, member.organisation_id)
    if (current.pk if current else None) != expected:
        raise PathChanged(current)
    if not CircleMember.objects.filter(pk=member.pk, until_on=None).exists():
        raise ValidationError({"member": "Cette personne n’est plus dans le cercle."})
    _check_day(agreed_on, current, localdate(now))
    if current is not None:
        if current.member_id == member.pk:
            raise ValidationError({"member": "Cette personne tient déjà le parcours."})
        _end(actor, current, agreed_on, CHANGED)
    term = PathReferent.objects.create(
        person_id=member.person_id,
        organisation_id=member.organisation_id,
        member=member,
        agreed_on=agreed_on,
        expression=expression,
        created_at=now,
    )
    _trace(actor, term, Verb.CREATE)
    return term


@transaction.atomic
def end_path(
    *, actor: Actor, path: PathReferent, ended_on: date, why: str = "", now: datetime
) -> PathReferent:
    """Nobody holds the path any more, from that day. Twice changes nothing more."""
    HELD.check(actor, Action.EDIT, path)
    hold_path_of(path.person_id, path.organisation_id)
    held = PathReferent.objects.get(pk=path.pk)
    if held.until_on is not None:
        return held
    if ended_on > localdate(now):
        raise ValidationError({"ended_on": "Ce jour n’est pas encore venu."})
    if ended_on < held.agreed_on:
        raise ValidationError({"ended_on": "Cela ne peut pas finir avant d’avoir commencé."})
    _end(actor, held, ended_on, why.strip())
    return held


def hold_path_of(person_id: UUID, organisation_id: UUID | None) -> PathReferent | None:
    """Who holds the path; nobody else decides of this circle until the end of the transaction."""
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person_id)
    held = PathReferent.objects.filter(person_id=person_id, organisation_id=organisation_id, until_on=None)
    return held.select_related("member").first()


def _check_day(agreed_on: date, current: PathReferent | None, today: date) -> None:
    if agreed_on > today:
        raise ValidationError({"agreed_on": "Ce jour n’est pas encore venu."})
    if current is not None and agreed_on < current.agreed_on:
        raise ValidationError({"agreed_on": "C’est avant le choix de qui tient le parcours aujourd’hui."})


def _end(actor: Actor, path: PathReferent, on: date, why: str) -> None:
    path.until_on, path.end_reason = on, why
    path.save_gesture("until_on", "end_reason")
    _trace(actor, path, Verb.CHANGE, reason="fin")


def _trace(actor: Actor, path: PathReferent, verb: Verb, reason: str = "") -> None:
    record(actor=actor, verb=verb, part=PART, person_id=path.person_id, object_id=path.pk, reason=reason)
