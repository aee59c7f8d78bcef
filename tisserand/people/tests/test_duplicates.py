"""Someone already known is seen before being recorded twice."""

import pytest

from tests.cast import World
from tisserand.people.dates import PartialDate
from tisserand.people.duplicates import PersonDraft, similar_people
from tisserand.people.models import NotDuplicate, Person
from tisserand.people.tests.factories import ContactFactory, PersonFactory

BORN = PartialDate(1988, 3, 4)
UNKNOWN = PartialDate()


def typed(
    first: str = "Nadia", last: str = "Belkacem", birth: PartialDate = UNKNOWN, phones: tuple[str, ...] = ()
) -> PersonDraft:
    """What someone has typed so far."""
    return PersonDraft(first_names=first, last_name=last, birth=birth, phones=phones)


@pytest.fixture
def nadia(world: World) -> Person:
    person = PersonFactory(
        organisation=world.ccas,
        first_names="Nadia Yasmine",
        last_name="Belkacem",
        birth_name="Haddad",
        birth_year=1988,
        birth_month=3,
        birth_day=4,
    )
    ContactFactory(person=person, value="+33612345678")
    return person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("draft", "degree", "reason"),
    [
        (typed(), "possible", "même nom"),
        (typed(birth=BORN), "très probable", "même date de naissance"),
        (typed("nadia", "BELKASSEM", BORN), "très probable", "nom qui sonne pareil"),
        (typed("Belkacem", "Nadia", BORN), "très probable", "nom et prénom inversés"),
        (typed("Nadia", "Haddad", BORN), "très probable", "nom de naissance"),
        (typed("Nadya", "Belkacm", BORN), "très probable", "nom qui sonne pareil"),
        (typed(birth=PartialDate(1988)), "très probable", "date de naissance compatible"),
        (typed(birth=PartialDate(1988, 4, 3)), "très probable", "jour et mois inversés"),
        (typed(phones=("06 12 34 56 78",)), "possible", "même téléphone"),
    ],
)
def test_the_same_person(world: World, nadia: Person, draft: PersonDraft, degree: str, reason: str) -> None:
    found = similar_people(world.cast.actor("referent"), draft)
    assert [candidate.person for candidate in found] == [nadia]
    assert found[0].degree == degree
    assert reason in found[0].reasons


@pytest.mark.django_db
@pytest.mark.parametrize(
    "draft",
    [
        PersonDraft(),
        typed("Nadia", "Morel", PartialDate(1990, 1, 1)),
        typed("Karim", "Belkacem", PartialDate(2011, 5, 6)),  # her son
        typed("Karim", "Belkacem", phones=("0612345678",)),
        typed("Nadia", "Belkacem", PartialDate(1951, 12, 25)),
        typed("Nadia", ""),
    ],
)
def test_someone_else(world: World, nadia: Person, draft: PersonDraft) -> None:
    assert similar_people(world.cast.actor("referent"), draft) == []


@pytest.mark.django_db
def test_a_decision_is_remembered(world: World, nadia: Person) -> None:
    homonym = PersonFactory(organisation=world.ccas, first_names="Nadia", last_name="Belkacem")
    actor, draft = world.cast.actor("referent"), typed()
    assert {c.person for c in similar_people(actor, draft, other_than=homonym)} == {nadia}
    first, second = sorted([nadia, homonym], key=lambda person: person.pk)
    NotDuplicate.objects.create(first=first, second=second)
    assert similar_people(actor, draft, other_than=homonym) == []


@pytest.mark.django_db
def test_nobody_learns_of_a_restricted_person(world: World) -> None:
    draft = typed("Ana", "Discrète")
    assert similar_people(world.cast.actor("referent"), draft)
    assert similar_people(world.cast.actor("colleague"), draft) == []


@pytest.mark.django_db
def test_a_protected_phone_gives_no_hint(world: World, nadia: Person) -> None:
    nadia.contacts.update(is_protected=True)
    draft = typed(phones=("0612345678",))
    [found] = similar_people(world.cast.actor("referent"), draft)
    assert found.reasons == ["même nom"]
