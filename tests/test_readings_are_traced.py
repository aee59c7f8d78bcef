"""Whatever page shows something of a person's record, the trail says who looked: every address."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tests.test_doors import DOORS
from tisserand.audit.models import AccessEvent
from tisserand.audit.parts import part_name

pytestmark = pytest.mark.usefixtures("standing")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(DOORS))
def test_it_leaves_a_line(name: str, world: World) -> None:
    door = DOORS[name]
    args = door.args(world)
    reader = next((who for who, status in door.allowed.items() if status == 200), None)
    if door.method != "get" or reader is None or not {"person_id", "dossier_id"} & args.keys():
        pytest.skip("not a page about a person")
    lines = AccessEvent.objects.filter(person_id=args.get("person_id", world.person.pk))
    before = list(lines.values_list("pk", flat=True))
    client_of(getattr(world.cast, reader)).get(reverse(name, kwargs=args), door.data(world))
    left = lines.exclude(pk__in=before)
    assert left.count() == 1, "no line, or the same reading told twice"
    assert part_name(left.get().part) != left.get().part, "a part without a name on screen"
