"""The sheets: what a service and its structure say, where it comes from, what rooms add."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.directory import sheet as sheets
from tisserand.directory.models import Service
from tisserand.directory.sheet import SheetAction, SheetChip
from tisserand.directory.tests.factories import load, make_service, make_structure

pytestmark = pytest.mark.django_db


def read(world: World, name: str, key: object) -> str:
    answer = client_of(world.cast.reception).get(reverse(f"directory:{name}", args=[key]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_service_says_what_its_structure_knows(world: World):
    service = make_service()
    page = read(world, "service_detail", service.pk)
    for said in ("Repas partagé", "Repas chauds", "Alimentation", "Tous publics", "Gratuit", "+33476000000"):
        assert said in page
    assert "4 rue des Tilleuls" in page, "its address is that of its structure"


def test_a_sheet_says_its_source_its_licence_its_date(world: World):
    structure = make_structure("1", source="dora", id="dora--1")
    page = read(world, "structure_detail", structure.pk)
    assert "DORA" in page
    assert "Licence Ouverte 2.0" in page
    assert "31\u00a0janvier 2026" in page


def test_what_is_gone_is_read_and_said_to_be(world: World):
    service = make_service()
    load({"source": "essai", "id": "essai--2", "nom": "Ailleurs", "date_maj": "2026-01-31"}, is_whole=True)
    Service.objects.filter(pk=service.pk).update(gone_on="2026-10-01")
    assert "n’est plus publiée" in read(world, "service_detail", service.pk)


def test_rooms_add_buttons_and_facts(world: World, monkeypatch):
    def actions(actor, listed):
        yield SheetAction("Signaler", "/la/", order=10)
        yield SheetAction("Orienter", "/ici/", is_main=True)

    monkeypatch.setattr(sheets, "_actions", [actions])
    monkeypatch.setattr(sheets, "_chips", [lambda actor, listed: [SheetChip("complet", "ochre")]])
    page = read(world, "service_detail", make_service().pk)
    assert page.index("Orienter") < page.index("Signaler")
    assert "complet" in page
