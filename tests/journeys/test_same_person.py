"""Someone accompanied in two places gives their code: the other structure says whom it knows, learns nothing before the
agreement, goes from one record to the other after it, and undoes what was said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.accounts.actors import Actor
from tisserand.common.clock import now, today
from tisserand.sharing.models import Consent, JoinRequest
from tisserand.sharing.services.codes import make_code
from tisserand.sharing.services.consents import give_consent
from tisserand.sharing.tests.factories import SAID, make_record_elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


def agree(actor: Actor, consent: Consent) -> None:
    """The person says yes, as a journey of its own tells."""
    for name, value in (SAID | {"decided_on": today(), "starts_on": today()}).items():
        setattr(consent, name, value)
    consent.save()
    give_consent(actor=actor, consent=consent, decided_on=today(), expected=consent.revision, now=now())


@both_ends
def test_the_same_person_in_two_structures(journey: Journey, world: World) -> None:
    page, referent = journey.page, world.cast.actor("referent")
    ours = make_record_elsewhere(world, birth_year=1988, birth_month=3, birth_day=4)
    _, letters = make_code(actor=referent, person=world.person, now=now())
    home = f"/personnes/{ours.pk}/"

    journey.sign_in(world.cast.partner)
    journey.open("/partages/code/")
    page.get_by_label("Le code que la personne vous a donné").fill(letters)
    page.get_by_label("Son nom, tel que vous le connaissez").fill("Nadia Essai")
    page.get_by_label("Pour quoi faire ensemble").fill("chercher un logement")
    page.get_by_role("button", name="Envoyer la demande").click()
    look(journey)
    expect(page.get_by_text("Rien n’est encore parti.")).to_be_visible()
    expect(page.get_by_role("radio", name="C’est quelqu’un d’autre")).to_be_visible()
    page.get_by_role("radio", name=re.compile("C’est la même personne que Nadia Essai")).check()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("La demande est partie à CCAS d’essai.")).to_be_visible()
    look(journey)
    journey.open(home)
    expect(page.get_by_text("CCAS d’essai")).to_have_count(0)

    journey.sign_in(world.cast.referent)
    journey.open(f"/personnes/{world.person.pk}/partage/code/")
    expect(page.get_by_text("fiche", exact=False)).to_have_count(0)
    page.get_by_role("button", name="Préparer un accord").click()
    expect(page.get_by_label("Pour quoi faire")).to_have_value("chercher un logement")
    consent = JoinRequest.objects.get().consent
    assert consent is not None
    agree(referent, consent)
    journey.open(f"/personnes/{world.person.pk}/partage/accords/{consent.pk}/")
    expect(page.get_by_text("y a aussi sa propre fiche")).to_be_visible()
    look(journey)

    journey.sign_in(world.cast.partner)
    journey.open(home)
    page.get_by_role("link", name="CCAS d’essai").click()
    expect(page.get_by_text("Cette personne est aussi accompagnée chez vous")).to_be_visible()
    look(journey)
    page.get_by_role("button", name="Ce n’est pas la même personne").click()
    expect(page.get_by_text("Une de vos fiches porte ce nom")).to_be_visible()
    look(journey)
    page.get_by_role("button", name=re.compile("C’est Nadia Essai")).click()
    expect(page.get_by_text("Cette personne est aussi accompagnée chez vous")).to_be_visible()
