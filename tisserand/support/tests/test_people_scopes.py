"""The list of people, cut by who accompanies them."""

import pytest
from django.urls import reverse

from tests.cast import World, client_of, make_dossier


@pytest.mark.django_db
def test_mine_and_my_team(world: World) -> None:
    make_dossier(world.ccas, world.south, world.cast.neighbour, first_names="Paul", last_name="Ailleurs")
    make_dossier(world.ccas, world.north, world.cast.colleague, first_names="Rose", last_name="Àcôté")
    client, page = client_of(world.cast.referent), reverse("people:person_list")
    everyone = client.get(page).content.decode()
    mine = client.get(page, {"parmi": "les-miennes"}).content.decode()
    team = client.get(page, {"parmi": "mon-equipe"}).content.decode()
    assert all(name in everyone for name in ("Nadia Essai", "Paul Ailleurs", "Rose Àcôté"))
    assert "Nadia Essai" in mine
    assert "Rose Àcôté" not in mine
    assert "les autres sont suivies par vos collègues" in mine
    assert "Rose Àcôté" in team
    assert "Paul Ailleurs" not in team
