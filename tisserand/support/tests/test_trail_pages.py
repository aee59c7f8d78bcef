"""Who consulted what about someone: told to those who accompany them, what partners read included."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.audit.queries import events_about
from tisserand.common.clock import today
from tisserand.sharing.queries import doors_to
from tisserand.sharing.services import withdraw_consent
from tisserand.sharing.tests.factories import NOW, make_consent


def _read_by_the_partner(world: World) -> None:
    grant = make_consent(world).grants.get()
    response = client_of(world.cast.partner).get(reverse("sharing:opening_detail", args=[grant.pk]))
    assert response.status_code == 200


def _trail(world: World, **asked: object) -> str:
    address = reverse("support:trail_detail", args=[world.person.pk])
    return client_of(world.cast.referent).get(address, asked).content.decode()


@pytest.mark.django_db
def test_what_a_partner_read_is_told(world: World) -> None:
    _read_by_the_partner(world)
    page = _trail(world)
    assert "Partner Essai" in page
    assert "Association d’essai" in page
    assert "accord de partage" in page


@pytest.mark.django_db
def test_it_is_still_told_once_withdrawn(world: World) -> None:
    _read_by_the_partner(world)
    consent = world.person.consents.get()
    withdraw_consent(actor=world.cast.actor("referent"), consent=consent, now=NOW)
    assert "Partner Essai" in _trail(world)


@pytest.mark.django_db
def test_what_another_structure_does_of_its_own_stays_there(world: World) -> None:
    """Both know the same person: neither learns from the trail that the other one does."""
    _read_by_the_partner(world)
    through = doors_to(world.association.pk, world.person.pk)
    told = events_about(world.person.pk, organisation_id=world.association.pk, through=through)
    assert {event.organisation_id for event in told} == {world.association.pk}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "is_told"),
    [
        ({"whence": "elsewhere"}, True),
        ({"whence": "here"}, False),
        ({"verb": "export"}, False),
        ({"since": "today"}, True),
        ({"until": "yesterday"}, False),
        ({"since": "31/02/2026"}, True),
    ],
)
def test_one_finds_one_s_way(world: World, asked: dict[str, str], is_told: bool) -> None:
    _read_by_the_partner(world)
    days = {"today": today(), "yesterday": today() - timedelta(1)}
    page = _trail(world, **{name: days.get(value, value) for name, value in asked.items()})
    assert ("Partner Essai" in page) == is_told
