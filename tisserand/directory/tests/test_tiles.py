"""The background of the map: only the page of the search may ask for it, and only of the machine that was named."""

from __future__ import annotations

import pytest

from tests.cast import World, client_of
from tisserand.directory.tests.factories import make_service

pytestmark = pytest.mark.django_db
TILES = "https://tuiles.exemple.fr/{z}/{x}/{y}.png"


def policy(world: World, address: str) -> tuple[str, str]:
    answer = client_of(world.cast.reception).get(address)
    assert answer.status_code == 200
    return answer.headers["Content-Security-Policy"], answer.content.decode()


def test_without_tiles_nothing_is_asked_of_anyone(world: World):
    make_service()
    allowed, page = policy(world, "/annuaire/?besoin=manger")
    assert "http" not in allowed
    assert "data-tiles" not in page
    assert 'id="found-map"' in page


def test_with_tiles_one_machine_and_one_page(world: World, settings):
    settings.MAP_TILES = TILES
    service = make_service()
    allowed, page = policy(world, "/annuaire/?besoin=manger")
    images = next(part for part in allowed.split(";") if part.strip().startswith("img-src"))
    assert images.split() == ["img-src", "'self'", "data:", "https://tuiles.exemple.fr"]
    assert allowed.count("https://") == 1
    assert f'data-tiles="{TILES}"' in page
    assert "tuiles" not in policy(world, f"/annuaire/services/{service.pk}/")[0]
