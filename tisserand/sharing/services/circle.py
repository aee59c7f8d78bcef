"""The circle of support: someone comes in, is corrected, leaves, comes back. Being in it opens nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import colleagues
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.phones import read_phone
from tisserand.people.queries import ties_of
from tisserand.sharing.models import CircleMember, PathReferent
from tisserand.sharing.policies import HELD, may_share_of
from tisserand.sharing.services.path import PART as PATH_PART
from tisserand.sharing.services.path import hold_path_of

PART = "sharing.circle"
LEFT = "n’est plus dans le cercle"  # why a path ended, when it ended because of that


@transaction.atomic
def add_circle_member(*, actor: Actor, person: Person, member: CircleMember, now: datetime) -> CircleMember:
    """Someone stands around `person`. Their account, if they have one, is one of the actor's own organisation."""
    if not may_share_of(actor, person):
        raise Http404
    member.person, member.organisation_id = person, actor.organisation_id
    _check_source(actor, person, member, localdate(now))
    _check_not_there(member)
    tidy_member(member)
    member.save()
    _trace(actor, member, Verb.CREATE)
    return member


@transaction.atomic
def edit_circle_member(*, actor: Actor, member: CircleMember, expected: int, now: datetime) -> CircleMember:
    """Save a correction, unless someone else did since revision `expected` (StaleRevision)."""
    HELD.check(actor, Action.EDIT, member)
    _check_dates(member.since_on, member.until_on)
    tidy_member(member)
    member.save_revision(expected=expected)
    _trace(actor, member, Verb.CHANGE)
    return member


@transaction.atomic
def end_circle_member(
    *, actor: Actor, member: CircleMember, left_on: date, why: str = "", now: datetime
) -> CircleMember:
    """They are not in the circle any more; the path, if they held it, ends with that. Twice changes nothing more."""
    HELD.check(actor, Action.EDIT, member)
    path = hold_path_of(member.person_id, member.organisation_id)
    held = CircleMember.objects.select_for_update().get(pk=member.pk)
    if held.until_on is not None:
        return held
    if left_on > localdate(now):
        raise ValidationError({"left_on": "Ce jour n’est pas encore venu."})
    _check_dates(held.since_on, left_on)
    held.until_on, held.end_reason = left_on, why.strip()
    held.save_gesture("until_on", "end_reason")
    _trace(actor, held, Verb.CHANGE, reason="n’en fait plus partie")
    if path is not None and path.member_id == held.pk:
        _end_with(actor, path, left_on)
    return held


@transaction.atomic
def restore_circle_member(*, actor: Actor, member: CircleMember, now: datetime) -> CircleMember:
    """They are in the circle after all; what their leaving ended of the path goes on, unless someone holds it."""
    HELD.check(actor, Action.EDIT, member)
    path = hold_path_of(member.person_id, member.organisation_id)
    held = CircleMember.objects.select_for_update().get(pk=member.pk)
    if held.until_on is None:
        return held
    _check_not_there(held)
    ended = held.terms.filter(until_on__isnull=False, end_reason=LEFT).order_by("-until_on", "-id").first()
    held.until_on, held.end_reason = None, ""
    held.save_gesture("until_on", "end_reason")
    _trace(actor, held, Verb.CHANGE, reason="remis·e dans le cercle")
    if ended is not None and path is None and not _followed(ended):
        ended.until_on, ended.end_reason = None, ""
        ended.save_gesture("until_on", "end_reason")
        _trace(actor, ended, Verb.CHANGE, part=PATH_PART, reason="reprend")
    return held


def tidy_member(member: CircleMember) -> None:
    """A phone in E.164 and an e-mail in lower case; what was said beside the number goes to how to reach them."""
    member.name = member.name.strip()
    member.email = member.email.strip().lower()
    if not (phone := read_phone(member.phone)):
        return
    member.phone = phone.number
    if phone.remark and not member.reach_note:
        member.reach_note = phone.remark[:300]


def _end_with(actor: Actor, path: PathReferent, left_on: date) -> None:
    path.until_on, path.end_reason = max(left_on, path.agreed_on), LEFT
    path.save_gesture("until_on", "end_reason")
    _trace(actor, path, Verb.CHANGE, part=PATH_PART, reason="fin")


def _followed(ended: PathReferent) -> bool:
    """Whether someone held the path after that one."""
    since = {"person_id": ended.person_id, "organisation_id": ended.organisation_id}
    later = PathReferent.objects.filter(**since, agreed_on__gte=ended.until_on)
    return later.exclude(pk=ended.pk).exists()


def _check_source(actor: Actor, person: Person, member: CircleMember, today: date) -> None:
    """Whom it points at is someone the actor may know of: a tie of the person, a colleague."""
    if member.user_id and not colleagues(actor, today=today).filter(pk=member.user_id).exists():
        raise ValidationError("Ce compte n’est pas celui d’un·e collègue.")
    ties = ties_of(actor, person) if member.relation_id else []
    told_here = {tie.relation.pk for tie in ties if not tie.is_reciprocal}
    if member.relation_id and member.relation_id not in told_here:
        raise ValidationError("Ce lien n’est pas un lien de cette personne.")
    _check_dates(member.since_on, member.until_on)


def _check_not_there(member: CircleMember) -> None:
    """The same tie, the same account: once at a time."""
    held = {"person_id": member.person_id, "organisation_id": member.organisation_id, "until_on": None}
    there = CircleMember.objects.filter(**held).exclude(pk=member.pk)
    for name in ("user_id", "relation_id"):
        same = getattr(member, name)
        if same and there.filter(**{name: same}).exists():
            raise ValidationError("Cette personne est déjà dans le cercle.")


def _check_dates(since_on: date | None, until_on: date | None) -> None:
    if since_on and until_on and until_on < since_on:
        raise ValidationError("Le départ ne peut pas précéder l’arrivée dans le cercle.")


def _trace(
    actor: Actor, thing: CircleMember | PathReferent, verb: Verb, *, part: str = PART, reason: str = ""
) -> None:
    record(actor=actor, verb=verb, part=part, person_id=thing.person_id, object_id=thing.pk, reason=reason)
