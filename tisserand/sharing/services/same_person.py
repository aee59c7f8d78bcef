"""Saying that someone whom others share with us is one of our own people; taking it back. No record moves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from tisserand.accounts.actors import Actor
from tisserand.accounts.walled import showing
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.policies import PERSON
from tisserand.sharing.models import Consent, Grant, JoinRequest, SamePerson
from tisserand.sharing.policies import OPENING, SAME, right_of

PART = "sharing.same_person"


@transaction.atomic
def say_same_person(*, actor: Actor, grant: Grant, person: Person, now: datetime) -> SamePerson | None:
    """Whom this opening is about is `person`, of our own. Said twice, said once; of another one, it replaces.

    Nothing, when both already share one record.
    """
    # Whoever withdraws the agreement at this very moment waits, or has done so already.
    Consent.objects.select_for_update(no_key=True).get(pk=grant.consent_id)
    grant = Grant.objects.select_related("consent").get(pk=grant.pk)
    OPENING.check(actor, Action.READ, grant)
    if grant.organisation_id == actor.organisation_id or grant.to_organisation_id != actor.organisation_id:
        raise Http404
    said = _say(
        actor,
        person,
        theirs_id=grant.person_id,
        their_organisation_id=grant.organisation_id,
        now=now,
    )
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=grant.person_id,
        object_id=grant.pk,
        right=right_of(grant),
    )
    return said


@transaction.atomic
def unsay_same_person(*, actor: Actor, same: SamePerson, now: datetime) -> SamePerson:
    """They are two people after all: each record is left as it is."""
    SAME.check(actor, Action.EDIT, same)
    held = SamePerson.objects.select_for_update(of=("self",)).get(pk=same.pk)
    if held.ended_at is None:
        _end(actor, held, now)
    return held


def say_with_request(*, actor: Actor, request: JoinRequest, person: Person | None, now: datetime) -> None:
    """The same, while asking with a code: kept among us, and said to nobody before the person agreed. `person`:
    nothing when it is somebody else, whatever was said before."""
    if person is not None:
        _say(
            actor,
            person,
            theirs_id=request.person_id,
            their_organisation_id=request.organisation_id,
            request=request,
            now=now,
        )
    else:
        for held in SamePerson.objects.select_for_update(of=("self",)).filter(request=request, ended_at=None):
            _end(actor, held, now)


def keep_with_request(request: JoinRequest) -> None:
    """The request is answered by an agreement: what was said with it is of the record that is answered about."""
    with showing(str(request.pk)):
        SamePerson.objects.filter(request=request, ended_at=None).update(theirs_id=request.person_id)


def end_with_request(request: JoinRequest, *, now: datetime) -> None:
    """The request is refused: nothing is joined, and whoever refuses learns nothing of what was said with it."""
    with showing(str(request.pk)):
        SamePerson.objects.filter(request=request, ended_at=None).update(ended_at=now)


def _say(
    actor: Actor,
    person: Person,
    *,
    theirs_id: UUID,
    their_organisation_id: UUID,
    now: datetime,
    request: JoinRequest | None = None,
) -> SamePerson | None:
    PERSON.check(actor.ordinary, Action.READ, person)
    if person.pk == theirs_id:
        return None
    known = {"organisation_id": actor.organisation_id, "theirs_id": theirs_id}
    known |= {"their_organisation_id": their_organisation_id}
    before = SamePerson.objects.select_for_update(of=("self",)).filter(**known, ended_at=None).first()
    if before is not None and before.person_id == person.pk:
        return before
    if before is not None:
        _end(actor, before, now)
    said = SamePerson.objects.create(
        **known, person=person, request=request, said_by_id=actor.user_id, created_at=now
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=said.pk)
    return said


def _end(actor: Actor, held: SamePerson, now: datetime) -> None:
    held.ended_at, held.ended_by_id = now, actor.user_id
    held.save(update_fields=["ended_at", "ended_by"])
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=held.person_id,
        object_id=held.pk,
        reason="défait",
    )
