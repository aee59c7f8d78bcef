"""All that this room holds about a person can be read out."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from tests.cast import World
from tisserand.common.personal_data import export_person, holdings
from tisserand.people.models import Household, HouseholdMember, Relation
from tisserand.people.tests.factories import ContactFactory


@pytest.mark.django_db
def test_everything_is_read_out_in_words(world: World) -> None:
    person = world.person
    person.languages = ["ar"]
    person.save()
    ContactFactory(person=person, value="+33612345678", is_protected=True)
    HouseholdMember.objects.create(household=Household.objects.create(name="Chez elle"), person=person)
    Relation.objects.create(person=person, other=world.restricted.person, tie="sibling")
    read = json.dumps(dict(export_person(person.pk)), cls=DjangoJSONEncoder, ensure_ascii=False)
    for words in (
        "Nadia",
        "arabe",
        "CCAS d’essai",
        "06\u00a012",
        "Chez elle",
        "frère ou sœur",
        "adulte du foyer",
    ):
        assert words in read
    assert {"people.person", "people.contact", "people.household", "people.relation"} <= {
        h.part for h in holdings()
    }
