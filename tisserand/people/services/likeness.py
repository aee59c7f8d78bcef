"""Two people who look alike and are not the same: said once, remembered."""

from __future__ import annotations

from datetime import datetime

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import PairState
from tisserand.people.models import DuplicatePair, NotDuplicate, Person
from tisserand.people.policies import PERSON


def tell_apart(*, actor: Actor, person: Person, other: Person, now: datetime) -> NotDuplicate:
    """Remember that `person` and `other` are two people."""
    PERSON.check(actor, Action.EDIT, person)
    PERSON.check(actor.ordinary, Action.SEE, other)
    first, second = sorted([person, other], key=lambda one: one.pk)
    decision, _ = NotDuplicate.objects.get_or_create(
        first=first, second=second, defaults={"decided_by_id": actor.user_id}
    )
    pairs = DuplicatePair.objects.filter(
        organisation_id=actor.organisation_id,
        first=first,
        second=second,
        state__in=[PairState.OPEN, PairState.LATER],
    )
    pairs.update(state=PairState.DIFFERENT, decided_by_id=actor.user_id, decided_at=now)
    record(actor=actor, verb=Verb.CREATE, part="people.likeness", person_id=person.pk, object_id=other.pk)
    return decision
