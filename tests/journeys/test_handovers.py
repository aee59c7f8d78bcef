"""Passing the relay: from a dossier with its summary, several at once, and when somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.cast import World, make_dossier
from tests.journeys.journey import Journey, both_ends
from tisserand.accounts.models import Membership
from tisserand.common.clock import today
from tisserand.support.choices import HandoverState
from tisserand.support.models import Handover, HandoverBatch
from tisserand.support.tasks import hand_over, take_due_handovers

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


@both_ends
def test_one_dossier_from_hand_to_hand(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/dossiers/{world.dossier.pk}/")
    page.get_by_role("link", name="Passer le relais").click()
    look(journey)
    page.get_by_role("combobox", name="Qui reprend").select_option(str(world.cast.neighbour.pk))
    page.get_by_label("À partir du").fill((today() + timedelta(days=9)).isoformat())
    page.get_by_label("deux semaines").check()
    page.get_by_role("button", name="Passer le relais").click()

    expect(page.get_by_label("Où nous en sommes")).to_contain_text("Phase")
    look(journey)
    page.get_by_label("Ce qu’il vaut mieux savoir").fill("Elle préfère le matin.")
    page.get_by_role("button", name="Garder ce résumé").click()
    expect(page.get_by_text("Elle préfère le matin.")).to_be_visible()
    look(journey)

    Handover.objects.update(takes_effect_on=today())
    take_due_handovers(timestamp=0)
    journey.sign_in(world.cast.neighbour)
    journey.open("/")
    page.get_by_role("link", name=str(world.person)).first.click()
    look(journey)
    journey.open(f"/dossiers/{world.dossier.pk}/")
    expect(page.get_by_text("Elle préfère le matin.").first).to_be_visible()
    expect(page.get_by_text("lit encore ce dossier jusqu’au")).to_be_visible()
    look(journey)
    page.get_by_role("button", name="J’ai pris le relais").click()
    expect(page.get_by_role("button", name="J’ai pris le relais")).to_have_count(0)
    page.get_by_role("link", name="c’est dit").click()
    page.get_by_label("Comment la personne l’a pris").fill("Elle s’y attendait.")
    look(journey)
    page.get_by_role("button", name="Garder").click()
    expect(page.get_by_text("Elle s’y attendait.")).to_be_visible()
    assert Handover.objects.get().told_by == world.cast.neighbour


@both_ends
def test_several_dossiers_chosen_in_the_list(journey: Journey, world: World) -> None:
    page = journey.page
    for number in range(3):
        make_dossier(
            world.ccas, world.north, world.cast.referent, first_names="Lou", last_name=f"Essai{number}"
        )
    journey.sign_in(world.cast.referent)
    journey.open("/personnes/dossiers/")
    look(journey)
    page.get_by_role("checkbox", name="Choisir le dossier de Lou Essai0").check()
    page.get_by_role("checkbox", name="Choisir le dossier de Lou Essai1").press("Space")
    page.get_by_role("button", name="Passer le relais des dossiers choisis").press("Enter")
    page.get_by_label("une répartition égale").check()
    page.get_by_role("button", name="Proposer").click()
    chosen = page.get_by_label("Qui reprend : Lou Essai0").input_value()
    assert chosen
    assert chosen != page.get_by_label("Qui reprend : Lou Essai1").input_value()
    look(journey)
    page.get_by_role("button", name="Passer ces relais").click()
    expect(page.get_by_role("heading", name="Relais de 2 dossiers")).to_be_visible()
    look(journey)
    hand_over(batch_id=str(HandoverBatch.objects.get().pk))
    page.reload()
    expect(page.get_by_text("fait, pas encore pris")).to_have_count(2)
    look(journey)
    assert set(Handover.objects.values_list("state", flat=True)) == {HandoverState.DONE}


def test_two_heads_at_once_and_a_word_to_decline(journey: Journey, world: World) -> None:
    page = journey.page
    address = f"/relais/nouveau/?dossier={world.dossier.pk}"
    later = (today() + timedelta(days=9)).isoformat()
    for who, to in (("head", "neighbour"), ("coordinator", "colleague")):
        journey.sign_in(getattr(world.cast, who))
        journey.open(address)
        page.get_by_role("combobox", name="Qui reprend").select_option(str(getattr(world.cast, to).pk))
        page.get_by_label("À partir du").fill(later)
        page.get_by_label("Un mot à qui reprend").fill("Merci.")
        page.get_by_role("button", name="Passer le relais").click()
    expect(page.get_by_role("alert")).to_contain_text("déjà prévu")
    expect(page.get_by_label("Un mot à qui reprend")).to_have_value("Merci.")

    journey.sign_in(world.cast.neighbour)
    journey.open("/relais/")
    page.get_by_role("link", name=str(world.person)).click()
    page.get_by_role("link", name="Décliner").click()
    page.get_by_label("Un mot à qui vous l’a proposé").fill("Je pars en congé.")
    look(journey)
    page.get_by_role("button", name="Décliner").click()
    journey.sign_in(world.cast.head)
    journey.open("/relais/")
    expect(page.get_by_text("Je pars en congé.")).to_be_visible()


@both_ends
def test_someone_leaves_and_nobody_is_forgotten(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.administrator)
    journey.open("/administration/departs/")
    look(journey)
    page.get_by_role("link", name="Noter un départ").click()
    page.get_by_label("Qui part").select_option(str(world.cast.referent.pk))
    page.get_by_label("Dernier jour").fill((today() + timedelta(days=20)).isoformat())
    look(journey)
    page.get_by_role("button", name="Noter ce départ").click()
    expect(page.get_by_text("2 dossiers restent sans référent·e")).to_be_visible()
    expect(page.get_by_role("link", name="Confier ces dossiers")).to_have_count(0)
    expect(page.get_by_text(world.person.first_names)).to_have_count(0)
    look(journey)
    address = page.url

    journey.sign_in(world.cast.head)
    journey.open(address)
    page.get_by_role("link", name="Confier ces dossiers").click()
    look(journey)
    page.get_by_role("combobox", name=f"Qui reprend : {world.person}").select_option(
        str(world.cast.neighbour.pk)
    )
    page.get_by_label("À partir du").fill((today() + timedelta(days=18)).isoformat())
    page.get_by_role("button", name="Passer ces relais").click()
    journey.open(address)
    expect(page.get_by_text("1 dossier reste sans référent·e")).to_be_visible()
    expect(page.get_by_text("1 personne ne sait pas encore qui prend le relais")).to_be_visible()

    journey.sign_in(world.cast.administrator)
    journey.open(address)
    page.get_by_role("link", name="Annuler ce départ").click()
    page.get_by_role("button", name="Annuler ce départ").click()
    expect(page.get_by_text("courent de nouveau")).to_be_visible()
    assert Membership.objects.get(user=world.cast.referent).until_on is None
