"""The images of the guide, drawn from the demonstration: `make screenshots` (not part of the ordinary run)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdfium2 import PdfDocument

from config.env import ROOT
from tests.journeys.journey import Journey
from tisserand.accounts.actors import system_actor
from tisserand.accounts.models import Departure, Team, User
from tisserand.accounts.queries import actors_of
from tisserand.accounts.searching import WORDS
from tisserand.common.clock import now, today
from tisserand.common.sealing import seal
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import Conference, Thread
from tisserand.directory.choices import Room
from tisserand.directory.exchange.reading import Given
from tisserand.directory.models import Correction, Loading, Service
from tisserand.directory.services.corrections import correct_sheet
from tisserand.directory.services.loading import load_directory
from tisserand.directory.services.notes import write_note
from tisserand.directory.services.upkeep import check_sheet, report_mistake, say_room
from tisserand.people.models import DuplicatePair
from tisserand.people.services.screening import run_screening, start_screening
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.models import Consent, Grant, Guest
from tisserand.sharing.services.guests import renew_guest
from tisserand.support.models import CaseloadImport, Dossier, Handover
from tisserand.support.services.caseload import start_import

pytestmark = [pytest.mark.screenshots, pytest.mark.django_db(transaction=True)]

IMAGES = ROOT / "docs" / "guide" / "images"
SAMPLE = """\
N° dossier;NOM;Prénom;Né(e) le;Portable;Référent;1er contact;Motif;Observations
2025-0412;MARCHETTI;Lucia;04/03/1961;06 39 98 01 12 (fille);Mme Perrin;12/01/2025;impayé loyer;préfère le matin
2025-0413;Okafor;Daniel;1987;0639980113;M. Diallo;mars 2025;titre de séjour;parle anglais
2025-0414;Petit;Rose;31/02/1949;pas de tel;C. Lemoine;02.06.2025;isolement;-
"""

Address = Callable[[Dossier], str]


def nadia() -> Dossier:
    return Dossier.objects.get(person__last_name="Belkacem", person__first_names="Nadia")


def an_import() -> CaseloadImport:
    """A small file, read and waiting for its columns to be checked."""
    head = User.objects.get(email__startswith="marc@")
    (actor,) = actors_of(head, today=today()).values()
    return start_import(
        actor=actor,
        file_name="file_active.csv",
        content=SAMPLE.encode("cp1252"),
        team=Team.objects.get(name="Équipe Nord"),
        now=now(),
    )


def the_double() -> UUID:
    """Mireille, recorded under her two names."""
    return DuplicatePair.objects.get(first__first_names="Mireille", second__first_names="Mireille").pk


def look_for_doubles() -> None:
    """As the head of service would, the evening before."""
    head = User.objects.get(email__startswith="marc@")
    (actor,) = actors_of(head, today=today()).values()
    run_screening(screening=start_screening(actor=actor, now=now()), now=now())


def received() -> list[UUID]:
    """The relay that waits for Sophie."""
    handover = Handover.objects.get(state="done")
    return [handover.dossier_id, handover.pk]


def what_nadia_shares() -> list[UUID]:
    """Her agreement with the house of solidarities, of her plan."""
    consent = Consent.objects.get(
        person=nadia().person, state="given", level=ShareLevel.PLAN, grants__to_member=None
    )
    return [consent.person_id, consent.pk]


def what_patricia_reads() -> list[UUID]:
    """The same, from the other side."""
    return [Grant.objects.get(consent_id=what_nadia_shares()[1]).pk]


def landlord() -> Guest:
    """The link of Nadia’s landlord."""
    return Guest.objects.get(member__name="M. Castel")


def meeting(state: ConferenceState) -> list[UUID]:
    """The one to come, or the one that was held."""
    found = Conference.objects.get(state=state)
    return [found.person_id, found.pk]


def what_djamel_reads() -> list[UUID]:
    """What Kévin shows to his peer mediator."""
    return [Grant.objects.get(is_peer=True).pk]


def a_tended_service() -> Service:
    """A real service that Sophie corrected and checked; its producer has said something else since."""
    service = Service.objects.select_related("source", "structure").filter(source__slug="france-services")
    service = service.exclude(phone="").order_by("key").first()
    if Correction.objects.exists():
        return service
    (actor,) = actors_of(User.objects.get(email__startswith="sophie@"), today=today()).values()
    correct_sheet(
        actor=actor,
        sheet=service,
        columns={"phone": "0100000000"},
        why="J’ai appelé : c’est le nouveau standard.",
        expected=service.revision,
        now=now(),
    )
    check_sheet(actor=actor, sheet=service, now=now())
    say_room(actor=actor, service=service, level=Room.STRAINED, word="Trois semaines d’attente.", now=now())
    report_mistake(actor=actor, sheet=service, word="Fermé le lundi depuis l’été.", now=now())
    team = Team.objects.filter(pk__in=[team for _, team in actor.duties if team]).first()
    write_note(
        actor=actor, sheet=service, team=team, text="Demander l’accueil de l’étage, avant 11 h.", now=now()
    )
    again = Given(1, "service", service.given | {"telephone": "+33100000001"})
    load_directory(
        actor=system_actor("Démonstration"), given=[again], file_name="suite.json", now=now(), is_whole=False
    )
    return service


def at_the_desk() -> str:
    """Someone cannot pay the rent, and lives in Grenoble; as Sophie typed it."""
    sophie = User.objects.get(email__startswith="sophie@")
    words = seal("je n’arrive plus à payer mon loyer\n=38185", purpose=f"search {sophie.pk}").rstrip("=")
    return f"{reverse('directory:counter')}?distance=20&{WORDS}={words}"


def of_person(name: str) -> Address:
    return lambda dossier: reverse(name, kwargs={"person_id": dossier.person_id})


def of_dossier(name: str) -> Address:
    return lambda dossier: reverse(name, kwargs={"dossier_id": dossier.pk})


PAGES: list[tuple[str, str, Address]] = [  # name of the image, who looks, at what
    ("aujourdhui", "sophie", lambda dossier: reverse("support:today")),
    ("premier-accueil", "sophie", lambda dossier: reverse("support:welcome_create")),
    ("personne", "sophie", of_person("people:person_detail")),
    ("carte", "sophie", of_dossier("support:map_detail")),
    ("projet", "sophie", of_dossier("support:plan_detail")),
    ("fil", "sophie", of_dossier("support:journal_detail")),
    ("chemin", "sophie", of_dossier("support:road_detail")),
    ("documents", "sophie", of_dossier("support:document_list")),
    ("cercle", "sophie", of_person("people:picture_detail")),
    (
        "cercle-tableau",
        "sophie",
        lambda dossier: (
            reverse("people:picture_detail", kwargs={"person_id": dossier.person_id}) + "?vue=tableau"
        ),
    ),
    ("partage", "sophie", of_person("sharing:sharing_detail")),
    ("cercle-accompagnement", "sophie", of_person("sharing:circle_detail")),
    ("accord", "sophie", lambda dossier: reverse("sharing:consent_detail", args=what_nadia_shares())),
    (
        "partage-chez-le-partenaire",
        "patricia",
        lambda dossier: reverse("sharing:opening_detail", args=what_patricia_reads()),
    ),
    ("relais", "sophie", lambda dossier: reverse("support:handover_detail", args=received())),
    (
        "depart",
        "marc",
        lambda dossier: reverse("accounts:departure_detail", args=[Departure.objects.get().pk]),
    ),
    ("charge", "marc", lambda dossier: reverse("support:load")),
    ("doublons", "marc", lambda dossier: reverse("people:duplicate_list")),
    ("doublon", "marc", lambda dossier: reverse("people:duplicate_detail", args=[the_double()])),
    ("reprise-colonnes", "marc", lambda dossier: reverse("support:caseload_map", args=[an_import().pk])),
    (
        "lien-invite",
        "sophie",
        lambda dossier: reverse("sharing:guest_detail", args=[dossier.person_id, landlord().pk]),
    ),
    ("urgences", "marc", lambda dossier: reverse("people:emergency_list")),
    ("pair", "djamel", lambda dossier: reverse("sharing:opening_detail", args=what_djamel_reads())),
    ("messages", "sophie", lambda dossier: reverse("coordination:thread_list")),
    (
        "messages-fil",
        "sophie",
        lambda dossier: reverse(
            "coordination:thread_detail", args=[Thread.objects.get(title="Fonds de solidarité logement").pk]
        ),
    ),
    (
        "reunion",
        "sophie",
        lambda dossier: reverse("coordination:conference_detail", args=meeting(ConferenceState.INVITED)),
    ),
    ("guichet", "sophie", lambda dossier: at_the_desk()),
    (
        "reunion-compte-rendu",
        "sophie",
        lambda dossier: reverse("coordination:minutes_detail", args=meeting(ConferenceState.CLOSED)),
    ),
    (
        "annuaire-vie",
        "sophie",
        lambda dossier: reverse("directory:sheet_upkeep", args=["services", a_tended_service().pk]),
    ),
    (
        "annuaire-corrections",
        "sophie",
        lambda dossier: a_tended_service() and reverse("directory:correction_list"),
    ),
    (
        "annuaire-import",
        "nadege",
        lambda dossier: (
            reverse(
                "directory:loading_detail", args=[Loading.objects.get(file_name__startswith="conseillers").pk]
            )
            + "?resultat=remarked"
        ),
    ),
    ("annuaire-confirmer", "sophie", lambda dossier: reverse("directory:place_list")),
]


# Of these, what the page is about: the rest would push it under the edge of the image.
PARTS = {"cercle": "#circle-page", "cercle-tableau": ".circle-card", "charge": ".card:has(table.load)"}


def test_draw_the_guide(journey: Journey) -> None:
    call_command("demo_create", "--today", date.today().isoformat(), stdout=StringIO())
    IMAGES.mkdir(parents=True, exist_ok=True)
    dossier = nadia()
    look_for_doubles()
    for name, who, address in PAGES:
        journey.sign_in(User.objects.get(email__startswith=f"{who}@"))
        journey.open(address(dossier))
        journey.page.wait_for_load_state("networkidle")
        part = journey.page.locator(PARTS[name]) if name in PARTS else journey.page
        part.screenshot(path=IMAGES / f"{name}.png")
    _draw_the_directory(journey)
    _draw_the_plan(journey, dossier)
    _draw_the_doors(journey)


def _draw_the_directory(journey: Journey) -> None:
    """Someone needs help with a computer near Épinal: the needs of every day, what is found, the card to take away."""
    page = journey.page
    journey.sign_in(User.objects.get(email__startswith="sophie@"))
    journey.open(reverse("directory:service_search"))
    page.screenshot(path=IMAGES / "annuaire.png")
    page.get_by_label("De quoi la personne").fill("ordinateur")
    page.get_by_label("Près de").fill("Épinal")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.locator(".map-pin").first.wait_for()
    page.screenshot(path=IMAGES / "annuaire-liste.png")
    page.locator(".service-name a").first.click()
    page.get_by_role("link", name="Préparer la carte").click()
    page.get_by_role("article", name="La carte").wait_for()
    page.screenshot(path=IMAGES / "annuaire-carte.png")


def _draw_the_plan(journey: Journey, dossier: Dossier) -> None:
    """The first page of the printed plan, as one looks at it on screen."""
    journey.sign_in(User.objects.get(email__startswith="sophie@"))
    pdf = journey.context.request.get(reverse("support:plan_print", args=[dossier.pk])).body()
    PdfDocument(pdf)[0].render(scale=60 / 72).to_pil().save(IMAGES / "projet-pdf.png")


def _draw_the_doors(journey: Journey) -> None:
    """What is seen by nobody’s account: the sign-in page; by their links, her landlord and Nadia herself."""
    journey.context.clear_cookies()
    journey.open(reverse("account_login"))
    journey.page.screenshot(path=IMAGES / "connexion.png")
    head = User.objects.get(email__startswith="sophie@")
    (actor,) = actors_of(head, today=today()).values()
    for name, guest in (("invite", landlord()), ("invite-personne", Guest.objects.get(member=None))):
        expires_at = now() + timedelta(days=30)
        _, number, code = renew_guest(
            actor=actor, guest=guest, with_link=True, expires_at=expires_at, now=now()
        )
        journey.context.clear_cookies()
        journey.open(reverse("sharing:guest_enter"))
        journey.page.get_by_label("Le numéro de l’invitation").fill(number)
        journey.page.get_by_label("Le code").fill(code)
        journey.page.get_by_role("button", name="Entrer").click()
        journey.page.wait_for_url("**" + reverse("sharing:guest_home"))
        journey.page.screenshot(path=IMAGES / f"{name}.png")
