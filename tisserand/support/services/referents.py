"""Who holds the thread: handed on with a date and a reason, alone or with the whole dossier to another team."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team, User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Registration
from tisserand.people.services.restriction import hand_key
from tisserand.support.models import Dossier, Referent
from tisserand.support.policies import DOSSIER

PART = "support.referent"


def appoint(dossier: Dossier, user: User, *, since_on: date, reason: str = "") -> Referent:
    """Name the referent of a dossier without one, and hand them the key if the person is restricted."""
    give_key(dossier, user)
    return Referent.objects.create(
        dossier=dossier, person_id=dossier.person_id, user=user, since_on=since_on, reason=reason
    )


def keys_of(dossier: Dossier) -> Registration | None:
    """The registration whose keys open this dossier, if the person is restricted."""
    return Registration.objects.filter(
        person_id=dossier.person_id, organisation_id=dossier.organisation_id, is_restricted=True
    ).first()


def give_key(dossier: Dossier, user: User) -> None:
    """Of a restricted person, hand a key."""
    if registration := keys_of(dossier):
        hand_key(registration, user.pk)


def take_key_back(dossier: Dossier, user: User) -> None:
    """Of a restricted person, take a key back."""
    if registration := keys_of(dossier):
        registration.keyholders.filter(user=user).delete()


class PassedMeanwhile(Exception):
    """Since the page was drawn somebody else handed the thread (to a user), or the dossier (to a team), to `holder`."""

    def __init__(self, holder: User | Team | None) -> None:
        super().__init__()
        self.holder = holder


def _hold(dossier: Dossier) -> Dossier:
    """Of two at once, the second waits, then sees what the first did."""
    return Dossier.objects.select_for_update(of=("self",)).select_related("team").get(pk=dossier.pk)


@transaction.atomic
def change_referent(
    *,
    actor: Actor,
    dossier: Dossier,
    referent: User | None,
    on: date,
    reason: str = "",
    keeps_key: bool = False,
    held_by: str | None = None,
    now: datetime,
) -> Referent | None:
    """Hand the thread to `referent` (None: to nobody yet). Of a restricted person, the key follows the thread.

    `held_by` is the id of whoever held it on the page, "" for nobody; raises PassedMeanwhile if that has changed.
    """
    DOSSIER.check(actor, Action.MANAGE, dossier)
    _hold(dossier)
    before = dossier.referents.filter(until_on=None).select_related("user").first()
    if held_by is not None and held_by != (str(before.user_id) if before else ""):
        raise PassedMeanwhile(before.user if before else None)
    if before and referent and before.user_id == referent.pk:
        return before
    after = pass_on(dossier, before, referent, on=on, reason=reason, keeps_key=keeps_key)
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=dossier.person_id,
        object_id=dossier.pk,
        reason=reason,
    )
    return after


def pass_on(
    dossier: Dossier,
    before: Referent | None,
    user: User | None,
    *,
    on: date,
    reason: str,
    keeps_key: bool = False,
    reads_until_on: date | None = None,
) -> Referent | None:
    """Write who holds the thread from `on`; the caller has asked the policy. The key follows the thread."""
    if before:
        if on < before.since_on:
            raise ValidationError("Cette date vient avant l’arrivée de la personne référente actuelle.")
        before.until_on, before.reads_until_on = on, reads_until_on
        before.save()
    after = appoint(dossier, user, since_on=on, reason=reason) if user else None
    # Last, and only if someone else holds a key: a restricted person is never left without anybody.
    if before and after and not keeps_key:
        take_key_back(dossier, before.user)
    return after


@transaction.atomic
def hand_to_team(
    *,
    actor: Actor,
    dossier: Dossier,
    team: Team,
    referent: User | None,
    on: date,
    reason: str,
    held_by: str | None = None,
    now: datetime,
) -> Dossier:
    """Hand the dossier to another team of the organisation, with its new referent when there is one already.

    `held_by` is the id of the team that had it on the page; raises PassedMeanwhile if that has changed.
    """
    DOSSIER.check(actor, Action.MANAGE, dossier)
    before = _hold(dossier).team
    if held_by is not None and held_by != str(before.pk):
        raise PassedMeanwhile(before)
    if team.organisation_id != dossier.organisation_id:
        raise ValidationError("Cette équipe n’est pas de la structure.")
    # The thread first: once the dossier has left the team, its former leaders may no longer touch it.
    change_referent(actor=actor, dossier=dossier, referent=referent, on=on, reason=reason, now=now)
    dossier = _hold(dossier)
    dossier.team = team
    dossier.save(update_fields=["team", "updated_at"])
    return dossier
