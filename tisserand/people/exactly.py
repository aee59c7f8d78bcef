"""Someone named without a mistake: for an emergency, where no search may show who is in restricted access."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.walled import showing
from tisserand.people.choices import ContactKind
from tisserand.people.dates import PartialDate
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.names import fold
from tisserand.people.walls import IN_DANGER

LOOKED_AT = 200  # born the same day, or reached alike, in one organisation


@dataclass(frozen=True)
class SaidIdentity:
    """What was typed: names, and a whole birth date or a phone (as it is kept)."""

    first_name: str
    last_name: str
    birth: PartialDate
    phone: str = ""


def person_said(organisation_id: UUID, said: SaidIdentity) -> Person | None:
    """The one person known here who bears these names and this date or phone; nobody when there are two of them.

    Whoever it is, and nobody as well, is looked for with the same single query.
    """
    here = Registration.objects.filter(
        person_id=OuterRef("pk"), organisation_id=organisation_id, is_merged=False
    )
    rows = Person.objects.filter(Exists(here), _proof(said), merged_into=None)
    with showing(IN_DANGER):
        found = [person for person in rows[:LOOKED_AT] if _bears(person, said)]
    return found[0] if len(found) == 1 else None


def _proof(said: SaidIdentity) -> Q:
    """Both when both were typed. A date that is known in part must not say otherwise."""
    proof = Q()
    if said.birth:
        proof &= Q(birth_year=said.birth.year)
        proof &= Q(birth_month=said.birth.month) | Q(birth_month=None)
        proof &= Q(birth_day=said.birth.day) | Q(birth_day=None)
    if said.phone:
        reached = ContactPoint.objects.filter(
            person_id=OuterRef("pk"), kind=ContactKind.PHONE, value=said.phone, until_on=None
        )
        proof &= Q(Exists(reached))
    return proof if proof else Q(pk__in=[])


def _bears(person: Person, said: SaidIdentity) -> bool:
    firsts = {
        *_folded(person.every_first_name),
        *_folded(name.split(",")[0] for name in person.every_first_name),
    }
    firsts |= {name.split()[0] for name in firsts}
    return _is_one_of(said.first_name, firsts) and _is_one_of(said.last_name, _folded(person.every_last_name))


def _is_one_of(said: str, names: set[str]) -> bool:
    """Whoever has no such name is named without it."""
    return fold(said) in names if names else not fold(said)


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names} - {""}
