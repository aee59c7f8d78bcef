"""A doctor without an account: invited on paper, let in by number and code, reads and answers; revoked, refused at the
next click. And the person's own link: what is shared, who looked, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.sharing.choices import MemberKind, Topic
from tisserand.sharing.models import Consent, Guest
from tisserand.sharing.tests.factories import make_block, make_consent, make_guest, make_member

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


@contextmanager
def elsewhere(journey: Journey, browser: Browser, live_server: LiveServer) -> Iterator[Journey]:
    """Another browser, of someone who has no account."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": journey.width.pixels, "height": journey.width.height},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    guest = Journey(context, journey.width)
    yield guest
    assert guest.complaints == []
    context.close()


def invite(journey: Journey, world: World, name: str) -> tuple[str, str]:
    """The referent gives someone of the circle a link and its code: what the two sheets say."""
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/personnes/{world.person.pk}/partage/")
    page.get_by_role("link", name="Remettre un lien").click()
    page.get_by_role("radio", name=name).check()
    page.get_by_role("group", name="Comment vous remettez le lien").get_by_label("par courrier").check()
    page.get_by_role("group", name="Comment vous donnez le code").get_by_label("au téléphone").check()
    look(journey)
    page.get_by_role("button", name="Faire le lien et le code").click()
    look(journey)
    link = page.get_by_label("Le lien à copier").input_value()
    return link, page.locator("#code .share-code-letters").inner_text()


@both_ends
def test_a_doctor_comes_in_answers_and_is_refused(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    doctor = make_member(world, name="Dr Koné", works_for="Cabinet des Tilleuls", kind=MemberKind.HEALTH)
    make_block(world, Topic.HOUSING, text="Audience le 3 décembre.")
    make_consent(world, member=doctor)
    page, (link, code) = journey.page, invite(journey, world, "Dr Koné")
    with elsewhere(journey, browser, live_server) as guest:
        guest.open(link)
        inside = guest.page
        expect(inside.get_by_label("Le numéro de l’invitation")).to_have_value(link.split("#")[1])
        assert "#" not in inside.url, "the number does not stay in the address"
        look(guest)
        guest.expected_statuses.add(422)
        inside.get_by_label("Le code").fill("3333-3333")
        inside.get_by_role("button", name="Entrer").click()
        expect(inside.get_by_text("Cela n’ouvre rien")).to_be_visible()
        look(guest)
        inside.get_by_label("Le code").fill(code)
        inside.get_by_role("button", name="Entrer").click()
        expect(inside.get_by_text("Audience le 3 décembre.")).to_be_visible()
        guest.by_day_and_by_night()
        inside.get_by_label("Votre message").fill("Je la vois jeudi.")
        inside.get_by_role("button", name="Envoyer").click()
        expect(inside.locator("#messages").get_by_text("Je la vois jeudi.")).to_be_visible()

        journey.open("/")
        told = page.get_by_role("list", name="Messages d’invité·es")
        told.get_by_role("link", name=str(world.person)).click()
        expect(page.get_by_text("Je la vois jeudi.")).to_be_visible()
        page.get_by_label("Votre réponse").fill("Merci, docteur.")
        page.get_by_role("button", name="Répondre").click()
        look(journey)
        inside.reload()
        expect(inside.get_by_text("Merci, docteur.")).to_be_visible()

        page.get_by_role("link", name="Révoquer").click()
        page.get_by_role("button", name="Révoquer, dès maintenant").click()
        expect(page.get_by_text("Le lien est révoqué")).to_be_visible()
        inside.get_by_label("Votre message").fill("Encore un mot.")
        guest.expected_statuses.add(403)
        inside.get_by_role("button", name="Envoyer").click()
        expect(inside.get_by_text("Votre visite était finie")).to_be_visible()
        expect(inside.get_by_text("Audience le 3 décembre.")).to_have_count(0)
        look(guest)


@both_ends
def test_the_person_reads_who_looked_and_takes_back(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    make_consent(world, user=world.cast.partner)
    _, number, code = make_guest(world)
    assert Guest.objects.get().is_the_person
    with elsewhere(journey, browser, live_server) as own:
        own.open(f"/invite/#{number}")
        page = own.page
        page.get_by_label("Le code").fill(code)
        page.get_by_role("button", name="Entrer").click()
        expect(page.get_by_role("heading", name="Ce qui est partagé")).to_be_visible()
        own.by_day_and_by_night()
        page.get_by_role("link", name="Tout voir").click()
        expect(page.get_by_role("heading", name="Qui a regardé").first).to_be_visible()
        look(own)
        page.get_by_role("link", name="Mon lien").click()
        page.get_by_role("link", name="Je ne suis plus d’accord").click()
        look(own)
        page.get_by_label("Si vous voulez dire quelque chose").fill("J’ai trouvé.")
        page.get_by_role("button", name="Arrêter ce partage").click()
        expect(page.get_by_text("Plus personne ne lit par cet accord.").first).to_be_visible()
        page.get_by_role("button", name="Sortir").click()
        expect(page.get_by_label("Le code")).to_be_visible()
    assert Consent.objects.get().withdrawn_words == "J’ai trouvé."
