"""What the page of an opening says of our own side: which of our people it is about, or might be."""

from __future__ import annotations

from dataclasses import dataclass, field

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.exactly import people_named
from tisserand.people.models import Person
from tisserand.people.policies import PERSON
from tisserand.sharing.models import Grant, SamePerson
from tisserand.sharing.policies import accompanies
from tisserand.sharing.queries import our_record_of


@dataclass(frozen=True)
class OurSide:
    """Our own record of whom an opening is about: `person`, said so by `same` (nothing when both share one record);
    or those who bear the very name that the opening shows."""

    person: Person | None = None
    same: SamePerson | None = None
    alike: list[Person] = field(default_factory=list)


def our_side(actor: Actor, grant: Grant) -> OurSide | None:
    """For whoever accompanies there; nothing for those let in as peers or by a link."""
    if (
        grant.is_peer
        or grant.to_organisation_id != actor.organisation_id
        or not accompanies.holds(actor, grant)
    ):
        return None
    same = our_record_of(actor, grant)
    if same is not None:
        return OurSide(same.person, same)
    if PERSON.may(actor, Action.READ, grant.person):
        return OurSide(grant.person)
    # By the name alone, which is on the page: the birth date may not be shared.
    return OurSide(alike=people_named(actor, grant.person.name))
