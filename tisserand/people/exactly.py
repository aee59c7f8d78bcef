"""Someone named without a mistake: in an emergency, where no search may show who is in restricted access; and among the
people of an organisation that asks with a sharing code, whether it knows them already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.walled import showing
from tisserand.common.access import Action
from tisserand.common.folding import fold
from tisserand.people.choices import ContactKind
from tisserand.people.dates import PartialDate
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.queries import people_visible_to
from tisserand.people.walls import IN_DANGER

MOST_ALIKE = 8
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
    firsts = _first_names(person)
    return _is_one_of(said.first_name, firsts) and _is_one_of(said.last_name, _folded(person.every_last_name))


def _first_names(person: Person) -> set[str]:
    """All of them, the first of several, its first word."""
    firsts = {
        *_folded(person.every_first_name),
        *_folded(name.split(",")[0] for name in person.every_first_name),
    }
    return firsts | {name.split()[0] for name in firsts}


def _is_one_of(said: str, names: set[str]) -> bool:
    """Whoever has no such name is named without it."""
    return fold(said) in names if names else not fold(said)


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names} - {""}


def people_named(actor: Actor, said: str, birth: PartialDate | None = None) -> list[Person]:
    """Those of whom the actor may read, who bear exactly this whole name, in either order, and whose birth, as far as
    both know it, is the same. Looked for among the actor's own people alone."""
    words = fold(said)
    if not words:
        return []
    rows = people_visible_to(actor, Action.READ)
    for word in words.split():
        rows = rows.filter(search_names__contains=f" {word} ")
    found = [one for one in rows[:LOOKED_AT] if words in _whole_names(one) and agrees(one.birth, birth)]
    return found[:MOST_ALIKE]


def _whole_names(person: Person) -> set[str]:
    """« nadia belkacem », « belkacem nadia », under each of their names; of who has one name only, that one."""
    firsts, lasts = _first_names(person), _folded(person.every_last_name)
    both = {name for first in firsts for last in lasts for name in (f"{first} {last}", f"{last} {first}")}
    return both or firsts | lasts


def agrees(known: PartialDate, said: PartialDate | None) -> bool:
    """Whether two dates may be one: what both know is the same."""
    if said is None:
        return True
    pairs = ((known.year, said.year), (known.month, said.month), (known.day, said.day))
    return all(one is None or other is None or one == other for one, other in pairs)
