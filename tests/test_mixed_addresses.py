"""An address made of two people: what belongs to one is never reached, read or changed through the other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tests.test_doors import DOORS
from tisserand.support.models import CaseloadImport

pytestmark = pytest.mark.usefixtures("standing")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(DOORS))
def test_a_part_is_only_found_under_its_own_person(name: str, world: World) -> None:
    door = DOORS[name]
    args = door.args(world)
    others = {
        "dossier_id": lambda: world.restricted.pk,
        "person_id": lambda: world.restricted.person.pk,
        "import_id": lambda: (
            CaseloadImport.objects.create(organisation=world.ccas, started_by=world.cast.head).pk
        ),
    }
    whole = [key for key in others if key in args]
    if len(args) < 2 or not whole:
        pytest.skip("an address made of one thing")
    mixed = args | {key: others[key]() for key in whole}
    who = "head" if "import_id" in args else "referent"  # may do everything with both
    answer = getattr(client_of(getattr(world.cast, who)), door.method)(
        reverse(name, kwargs=mixed), door.data(world)
    )
    assert answer.status_code == 404
