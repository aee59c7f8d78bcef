"""The circle of support: twenty people around someone, read at every width, day and night; gone through by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends, each_width
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.models import CircleMember, PathReferent
from tisserand.sharing.tests.factories import make_consent, make_member, make_path

NAMES = ["Mme Ferrand", "Dr Aïssata Koné", "Samira Haddouche", "M. Castel", "Association des Familles du Val"]


@pytest.fixture
def crowd(world: World) -> list[CircleMember]:
    """Twenty people, of every kind, in every ring; one holds the path, one left, an agreement is open."""
    kinds, rings = list(MemberKind), list(Ring)
    make_consent(world)
    make_member(world, name="Mme Lorrain", until_on="2026-06-01", end_reason="a changé de poste")
    people = [
        make_member(
            world,
            name=NAMES[number % len(NAMES)] if number < 10 else f"{NAMES[number % len(NAMES)]} {number}",
            kind=kinds[number % len(kinds)],
            ring=rings[number % 3],
            works_for=world.association.name if number % 4 else "",
            phone="+33612345678",
            email="quelqu.un.de.tres.long@etablissement-exemple.test" if number % 5 == 0 else "",
            reach_note="le mardi matin, jamais pendant les consultations" if number % 3 == 0 else "",
            introduced_by="la voisine",
        )
        for number in range(20)
    ]
    make_path(world, people[0], until_on="2026-06-02", end_reason="la personne a choisi quelqu’un d’autre")
    make_path(world, people[1], agreed_on="2026-06-02")
    return people


def circle(world: World) -> str:
    """Its address."""
    return reverse("sharing:circle_detail", args=[world.person.pk])


@each_width
def test_a_crowd_is_read_by_day_and_by_night(
    journey: Journey, world: World, crowd: list[CircleMember]
) -> None:
    journey.sign_in(world.cast.referent)
    journey.open(circle(world))
    for scheme in ("light", "dark"):
        journey.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        journey.fits()
        journey.axe()
    seen = journey.page.locator(".around-drawing:visible")
    expect(seen).to_have_count(1)
    expect(seen.locator("a")).to_have_count(20)


@both_ends
def test_someone_is_added_chosen_and_leaves(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(circle(world))
    journey.axe()
    page.get_by_role("link", name="Ajouter").click()
    journey.fits()
    journey.axe()
    page.get_by_label("Nom").fill("Mme Ferrand")
    page.get_by_label("En tant que").select_option("school")
    page.get_by_role("button", name="Ajouter au cercle").click()
    page.get_by_role("link", name="Choisir avec la personne").click()
    journey.axe()
    page.get_by_text("Mme Ferrand, école, formation").click()
    page.get_by_role("button", name="La personne est d’accord").click()
    member = CircleMember.objects.get()
    assert PathReferent.objects.get(until_on=None).member == member
    drawn = page.locator(".around-drawing:visible a")
    drawn.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#membre-{member.pk}")).to_be_in_viewport()
    page.locator(f"#membre-{member.pk} summary").click()
    page.get_by_role("link", name="N’en fait plus partie").click()
    journey.axe()
    page.get_by_role("button", name="N’en fait plus partie").click()
    page.locator("#undo").click()
    expect(page.locator(".around-drawing:visible a")).to_have_count(1)
    assert PathReferent.objects.get(until_on=None).member == member
    journey.fits()
