"""Searches that are kept: for oneself or a team, asked again, renamed, removed, taken back; the two readings agree."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.directory.models import SavedSearch
from tisserand.directory.policies import SAVED
from tisserand.directory.queries import saved_searches_visible_to
from tisserand.directory.services.saved import keep_search, rename_search
from tisserand.directory.tests.doors.saved import make_search
from tisserand.directory.tests.factories import make_service

pytestmark = pytest.mark.django_db
ADDRESS = reverse("directory:service_search")


def test_a_search_is_kept_and_asked_again_without_a_word_in_any_address(world: World):
    make_service()
    client = client_of(world.cast.referent)
    shown = searched(client, ADDRESS, q="manger", lieu="Grenoble", distance="50", frais="gratuit")
    keep = (
        client.get(shown)
        .content.decode()
        .partition('href="/annuaire/recherches/garder/')[2]
        .partition('"')[0]
    )
    address = "/annuaire/recherches/garder/" + keep.replace("&amp;", "&")
    assert 'value="manger, près de Grenoble"' in client.get(address).content.decode()
    answer = client.post(address, {"name": "Repas", "team": world.north.pk})
    assert answer.status_code == 302
    kept = SavedSearch.objects.get()
    assert kept.asked == {"q": "manger", "lieu": "=38185", "distance": "50", "frais": "gratuit"}
    colleague = client_of(world.cast.colleague)
    assert "Repas" in colleague.get(ADDRESS).content.decode()
    again = colleague.get(f"/annuaire/recherches/{kept.pk}/")
    assert "manger" not in again.url
    page = colleague.get(again.url).content.decode()
    assert "Repas partagé" in page
    assert 'value="Grenoble (38)"' in page


def test_the_two_readings_agree(world: World):
    make_search(world)
    make_search(world, is_removed=True)
    SavedSearch.objects.create(
        organisation=world.ccas, author=world.cast.colleague, name="À moi", asked={"besoin": "manger"}
    )
    rows = list(SavedSearch.objects.all())
    for name, actor in world.cast.actors().items():
        for action in (Action.SEE, Action.EDIT):
            seen = set(saved_searches_visible_to(actor, action))
            assert seen == {row for row in rows if SAVED.may(actor, action, row)}, (name, action)
    assert len(saved_searches_visible_to(world.cast.actor("colleague"))) == 2
    assert len(saved_searches_visible_to(world.cast.actor("neighbour"))) == 0


def test_removed_and_taken_back(world: World):
    kept = make_search(world)
    client = client_of(world.cast.referent)
    answer = client.post(f"/annuaire/recherches/{kept.pk}/retirer/")
    page = client.get(answer.url).content.decode()
    assert "est retirée" in page
    assert client_of(world.cast.colleague).get(f"/annuaire/recherches/{kept.pk}/").status_code == 404
    client.post(f"/annuaire/recherches/{kept.pk}/remettre/")
    assert f"/annuaire/recherches/{kept.pk}/" in client.get(ADDRESS).content.decode()


def test_a_stale_name_does_not_win(world: World):
    kept, actor = make_search(world), world.cast.actor("referent")
    rename_search(actor=actor, search=kept, name="Autre", team_id=None, expected=1)
    with pytest.raises(StaleRevision):
        rename_search(actor=actor, search=SavedSearch.objects.get(), name="Encore", team_id=None, expected=1)


def test_one_keeps_nothing_for_a_team_of_others(world: World):
    with pytest.raises(PermissionDenied):
        keep_search(actor=world.cast.actor("referent"), name="x", asked={}, team_id=world.south.pk, now=now())
