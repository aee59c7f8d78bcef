"""The duplicates of the past, from the search to a merge undone, with a keyboard and at each width."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.people.models import ContactPoint, Merge, Person, Registration, Screening
from tisserand.people.tasks import screen_duplicates

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


def record_again(world: World) -> Person:
    """The person of the open dossier, recorded a second time under a name of birth."""
    Person.objects.filter(pk=world.person.pk).update(birth_year=1988, birth_month=3, birth_day=4)
    again = Person.objects.create(
        first_names="Nadia", last_name="Essay", birth_year=1988, birth_month=3, birth_day=4
    )
    Registration.objects.create(person=again, organisation=world.ccas)
    for person in (world.person, again):
        ContactPoint.objects.create(person=person, kind="phone", value="+33639980001")
    return again


@both_ends
def test_from_the_search_to_a_merge_undone(journey: Journey, world: World) -> None:
    again = record_again(world)
    page = journey.page
    journey.sign_in(world.cast.head)
    journey.open("/personnes/")
    page.get_by_role("link", name="Doublons").first.click()
    expect(page.get_by_text("Personne n’a encore cherché")).to_be_visible()
    look(journey)
    page.get_by_role("button", name="Chercher les doublons").click()
    expect(page.get_by_text("Recherche en cours").first).to_be_visible()
    look(journey)
    screen_duplicates(screening_id=str(Screening.objects.get().pk))
    # The bar notices by itself, and the page comes back with what was found.
    page.get_by_role("link", name="Nadia Essa").first.click()
    expect(page.get_by_role("heading", name="Pourquoi elles se ressemblent")).to_be_visible()
    expect(page.get_by_text("compte beaucoup").first).to_be_visible()
    look(journey)

    # With the keyboard alone: the record that stays, the other name, the decision.
    page.get_by_role("radio", name="Nadia Essai").first.focus()
    page.keyboard.press("Space")
    names = page.get_by_role("group", name="Nom", exact=True)
    names.get_by_role("radio", name="Essay").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="C’est la même personne").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ce que disait chaque fiche")).to_be_visible()
    look(journey)
    merge = Merge.objects.get()
    assert (merge.kept, merge.absorbed) == (world.person, again)
    assert Person.objects.get(pk=world.person.pk).last_name == "Essay"

    # The old address leads to the record kept, which says its other name.
    journey.open(f"/personnes/{again.pk}/")
    expect(page.get_by_text("Aussi connu·e sous")).to_be_visible()
    assert page.url.endswith(f"/personnes/{world.person.pk}/")
    look(journey)

    journey.open("/personnes/fusions/")
    look(journey)
    page.get_by_role("link", name="Nadia").last.click()
    page.get_by_role("link", name="Défaire la fusion").or_(
        page.get_by_role("button", name="Défaire la fusion")
    ).first.click()
    dialog = page.get_by_role("dialog")
    look(journey)
    dialog.get_by_role("button", name="Défaire la fusion").click()
    expect(page.get_by_text("La fusion est défaite")).to_be_visible()
    assert Person.objects.get(pk=world.person.pk).last_name == "Essai"
    assert not Person.objects.exclude(merged_into=None).exists()

    journey.open("/personnes/doublons/")
    page.get_by_role("link", name="Nadia Essa").first.click()
    page.get_by_role("button", name="Ce sont deux personnes").click()
    expect(page.get_by_text("Rien à décider")).to_be_visible()
    look(journey)
