"""What a search looks in follows the service and its structure, whoever writes them."""

from __future__ import annotations

import pytest

from tisserand.directory.models import Service, Structure
from tisserand.directory.services.placing import place_roughly
from tisserand.directory.tests.factories import make_service, make_structure

pytestmark = pytest.mark.django_db
NOWHERE = {"latitude": None, "longitude": None}


def point(service: Service) -> tuple[float | None, float | None, bool]:
    service.refresh_from_db()
    return service.at_latitude, service.at_longitude, service.is_roughly_at


def test_a_service_is_where_its_structure_is():
    service = make_service()
    assert point(service) == (45.188, 5.724, False)
    Structure.objects.update(latitude=45.2, opening_hours="Mo-Fr 09:00-12:00")
    assert point(service) == (45.2, 5.724, False)
    assert service.hours == "Mo-Fr 09:00-12:00"


def test_its_own_point_and_hours_come_first():
    service = make_service(latitude=45.0, longitude=5.0, horaires_accueil="Sa 10:00-12:00")
    assert point(service) == (45.0, 5.0, False)
    Structure.objects.update(opening_hours="Mo-Fr 09:00-12:00")
    service.refresh_from_db()
    assert service.hours == "Sa 10:00-12:00"


def test_of_another_commune_it_is_not_where_its_structure_is():
    service = make_service(code_postal="26000", code_insee="26362", commune="Valence")
    latitude, longitude, is_rough = point(service)
    assert is_rough
    assert latitude == pytest.approx(44.93, abs=0.05)
    assert longitude == pytest.approx(4.89, abs=0.05)


def test_a_rough_point_gives_way_to_a_sure_one_and_follows_a_change_of_commune():
    structure = make_structure(**NOWHERE)
    service = make_service(structure=structure)
    assert point(service)[2], "in Grenoble, somewhere"
    Structure.objects.update(insee_code="26362", postcode="26000", commune="Valence")
    assert point(service) == (None, None, False)
    assert place_roughly() == 1
    assert point(service)[0] == pytest.approx(44.93, abs=0.05)
    Structure.objects.update(latitude=45.0, longitude=5.0)
    assert point(service) == (45.0, 5.0, False)


def test_nobody_knows_where_it_is():
    service = make_service(structure=make_structure(**NOWHERE, code_postal=None, code_insee=None))
    assert point(service) == (None, None, False)


def test_gone_with_its_structure():
    service = make_service()
    assert service.is_listed
    Structure.objects.update(gone_on="2026-10-01")
    service.refresh_from_db()
    assert not service.is_listed
