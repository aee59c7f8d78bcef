"""A peer mediator from end to end: invited, named by an agreement with a guarantor, let in, heard, shut out; and the
guarantor, who passes the frame on before leaving."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.cast import World, give_second_factor
from tests.journeys.conftest import Open
from tests.journeys.journey import DESK, PHONE, Journey, Width
from tisserand.accounts.models import User
from tisserand.common.clock import today
from tisserand.sharing.choices import ShareLevel, Topic
from tisserand.sharing.models import Consent
from tisserand.sharing.tests.factories import make_block, make_consent

pytestmark = pytest.mark.django_db(transaction=True)
both_ends = pytest.mark.parametrize("width", [PHONE, DESK], ids=lambda width: width.name)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


def invited(browsers: Open, world: World, width: Width) -> User:
    """An administrator invites a peer, who opens the account."""
    desk = browsers(world.cast.administrator, width)
    desk.open("/administration/invitations/nouvelle/")
    page = desk.page
    page.get_by_label("Adresse électronique").fill("djamel@exemple.test")
    page.get_by_label("Prénom").fill("Djamel")
    page.get_by_label("Nom", exact=True).fill("Haddad")
    page.get_by_label("Rôle").select_option(label="médiateur·rice pair·e")
    look(desk)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("L’invitation est partie")).to_be_visible()
    (link,) = re.findall(r"http\S+", str(mail.outbox[-1].body))

    newcomer = browsers(None, width)
    newcomer.open(link)
    expect(newcomer.page.get_by_text("comme médiateur·rice pair·e")).to_be_visible()
    newcomer.page.get_by_label("Mot de passe").fill("une phrase longue pour essayer encore")
    look(newcomer)
    newcomer.page.get_by_role("button", name="Ouvrir mon compte").click()
    expect(newcomer.page.get_by_text("Bienvenue")).to_be_visible()
    user = User.objects.get(email="djamel@exemple.test")
    give_second_factor(user)  # which has a journey of its own
    return user


def agree(journey: Journey, world: World) -> None:
    """The person lets the peer read what is essential about housing; the colleague answers for the frame."""
    page = journey.page
    journey.open(f"/personnes/{world.person.pk}/partage/")
    page.get_by_role("link", name="Préparer un accord").click()
    page.get_by_label("pour quoi faire").fill("reprendre pied, avec quelqu’un qui est passé par là")
    page.get_by_role("searchbox", name="Nom d’une structure").press_sequentially("djamel")
    page.get_by_role("checkbox", name="Djamel Haddad").check()
    page.get_by_role("checkbox", name="logement").check()
    look(journey)
    page.get_by_role("button", name="Enregistrer et voir").click()
    look(journey)
    page.get_by_role("link", name="Noter la réponse").click()
    for said in ("Oui, à tout", "lu ensemble", "la notice imprimée", "de vive voix"):
        page.get_by_role("radio", name=said, exact=True).check()
    page.get_by_label("Qui garantit le cadre").select_option(label="Colleague Essai")
    look(journey)
    page.get_by_role("button", name="Noter la réponse").click()
    expect(page.get_by_text("C’est noté.")).to_be_visible()
    expect(page.get_by_text("Colleague Essai").first).to_be_visible()
    look(journey)


def speak(peer: Journey) -> None:
    """They say something in their own voice, then say it otherwise."""
    page = peer.page
    page.get_by_role("link", name="Dire quelque chose").click()
    look(peer)
    page.get_by_role("button", name="Écrire").click()
    expect(page.get_by_text("Ce champ est obligatoire").first).to_be_visible()
    look(peer)
    page.get_by_label("Ce que vous voulez dire").fill("Elle a peur du guichet. Moi aussi, je l’ai eue.")
    page.get_by_role("button", name="Écrire").click()
    expect(page.get_by_text("L’équipe le lira.")).to_be_visible()
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Ce que vous voulez dire").fill("Elle a peur du guichet. J’irai avec elle.")
    look(peer)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("J’irai avec elle.")).to_be_visible()
    look(peer)


def hear(guarantor: Journey, world: World) -> None:
    """Whoever answers for the frame learns that they do, and is called to what was said."""
    page = guarantor.page
    guarantor.open("/")
    expect(page.get_by_text("Vous garantissez maintenant le cadre")).to_be_visible()
    expect(page.get_by_text("Djamel Haddad, à propos de")).to_be_visible()
    look(guarantor)
    page.get_by_role("button", name="C’est lu").click()
    expect(page.get_by_text("C’est noté comme lu.")).to_be_visible()
    guarantor.open(f"/dossiers/{world.dossier.pk}/fil/")
    expect(page.get_by_text("Parole de pair·e").first).to_be_visible()
    look(guarantor)


def refuses_now(journey: Journey, gesture: str) -> None:
    """The page that was open answers nothing any more, and says nothing of anyone."""
    journey.expected_statuses.add(404)
    with journey.page.expect_response(lambda answer: answer.status == 404):
        journey.page.get_by_role("button", name=gesture).click()
    expect(journey.page.get_by_text("Nadia")).to_have_count(0)


@both_ends
def test_invited_named_heard_and_shut_out(world: World, browsers: Open, width: Width) -> None:
    make_block(world, Topic.HOUSING, text="Audience le 3 décembre.")
    make_block(world, Topic.MONEY, text="Trois crédits en cours.")
    peer = browsers(invited(browsers, world, width), width)
    peer.open("/")
    expect(peer.page.get_by_text("Rien n’est partagé avec vous pour l’instant")).to_be_visible()
    look(peer)
    referent = browsers(world.cast.referent, width)
    agree(referent, world)

    # The peer finds who agreed, and reads what was agreed on, nothing else.
    page = peer.page
    peer.open("/")
    expect(page.get_by_role("link", name="J’ai un code")).to_have_count(0)
    look(peer)
    page.get_by_role("link", name=str(world.person)).click()
    expect(page.get_by_text("Audience le 3 décembre.")).to_be_visible()
    expect(page.get_by_text("Trois crédits en cours.")).to_have_count(0)
    expect(page.get_by_text(world.cast.colleague.email)).to_be_visible()
    peer.by_day_and_by_night()
    opened = page.url
    for record in (
        f"/personnes/{world.person.pk}/",
        f"/dossiers/{world.dossier.pk}/fil/",
        f"/personnes/{world.restricted.person.pk}/",
    ):
        peer.open(record, status=404)

    peer.open(opened)
    speak(peer)
    guarantor = browsers(world.cast.colleague, width)
    hear(guarantor, world)

    # Taken back while they write: the next click is refused, and the list knows nobody.
    page.get_by_role("link", name="Dire quelque chose").click()
    page.get_by_label("Ce que vous voulez dire").fill("Encore un mot.")
    consent = Consent.objects.get()
    referent.open(f"/personnes/{world.person.pk}/partage/accords/{consent.pk}/retirer/")
    referent.page.get_by_role("button", name="Retirer, dès maintenant").click()
    expect(referent.page.get_by_text("L’accord est retiré")).to_be_visible()
    refuses_now(peer, "Écrire")
    peer.open(opened, status=404)
    peer.open("/partages/")
    expect(page.get_by_text("Rien n’est partagé avec vous pour l’instant")).to_be_visible()
    guarantor.page.reload()
    expect(guarantor.page.get_by_text("J’irai avec elle.")).to_be_visible()  # the team keeps it


@both_ends
def test_the_frame_passes_before_the_guarantor_leaves(world: World, browsers: Open, width: Width) -> None:
    make_block(world, Topic.HOUSING, text="Audience le 3 décembre.")
    consent = make_consent(
        world,
        peer=world.cast.peer,
        level=ShareLevel.ACCOUNT,
        topics=[Topic.HOUSING],
        guarantor=world.cast.referent,
    )
    # The administrator notes the departure, and sees how many; the head passes the frame on.
    desk = browsers(world.cast.administrator, width)
    desk.open(f"/administration/departs/nouveau/?membre={world.cast.referent.pk}")
    desk.page.get_by_label("Dernier jour").fill((today() + timedelta(days=5)).isoformat())
    desk.page.get_by_role("button", name="Noter ce départ").click()
    expect(desk.page.get_by_text("reste sans garant·e")).to_be_visible()
    expect(desk.page.get_by_role("link", name="Nommer d’autres garant·es")).to_have_count(0)
    look(desk)
    head = browsers(world.cast.head, width)
    head.open("/")
    expect(head.page.get_by_text("Qui garantira le cadre")).to_be_visible()
    look(head)
    head.open(desk.page.url)
    head.page.get_by_role("link", name="Nommer d’autres garant·es").click()
    look(head)
    head.page.get_by_role("link", name="Changer de garant·e").click()
    head.expected_statuses.add(422)
    head.page.get_by_role("button", name="Passer la garantie du cadre").click()
    expect(head.page.get_by_text("Choisissez quelqu’un.").first).to_be_visible()
    look(head)
    head.page.get_by_role("radio", name="Colleague Essai").check()
    head.by_day_and_by_night()
    head.page.get_by_role("button", name="Passer la garantie du cadre").click()
    expect(head.page.get_by_text("Les personnes concernées en sont prévenues.")).to_be_visible()
    look(head)
    head.open(f"/partage/cadres/?de={world.cast.referent.pk}")
    expect(head.page.get_by_text("Plus rien à confier")).to_be_visible()
    look(head)

    for user, words in (
        (world.cast.colleague, "Vous garantissez maintenant le cadre, à la suite de Referent Essai."),
        (world.cast.referent, "Colleague Essai garantit maintenant le cadre à votre place."),
    ):
        told = browsers(user, width)
        told.open("/")
        expect(told.page.get_by_text(words)).to_be_visible()
        look(told)
    peer = browsers(world.cast.peer, width)
    peer.open(f"/partages/{consent.grants.get().pk}/")
    expect(peer.page.get_by_text("à la suite de Referent Essai")).to_be_visible()
    look(peer)
