"""An opening in an emergency: a few hours, to read and nothing else, told at once, looked at afterwards."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import TODAY, World, client_of
from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_of
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.choices import EMERGENCY_LASTS, ContactKind, Danger, PersonTold, Verdict
from tisserand.people.dates import PartialDate
from tisserand.people.emergencies import openings_to_look_at, openings_to_tell
from tisserand.people.exactly import SaidIdentity, person_said
from tisserand.people.models import ContactPoint, EmergencyOpening, Keyholder, Person
from tisserand.people.naming import naming
from tisserand.people.policies import PERSON
from tisserand.people.search import search_people
from tisserand.people.services import emergency as services
from tisserand.people.services import grant_keyholder
from tisserand.people.services.emergency import NothingClosed, Why
from tisserand.people.tasks import tell_of_emergency
from tisserand.people.tests.factories import make_opening
from tisserand.support.choices import DocumentVisibility, Visibility
from tisserand.support.models import Document, Entry
from tisserand.support.policies import DOCUMENT, DOSSIER, ENTRY, right_over
from tisserand.support.services.dossiers import open_dossier

pytestmark = pytest.mark.django_db
WHY = Why(Danger.VIOLENCE, "Menaces entendues au téléphone.")
PHONE = "+33612345678"


@pytest.fixture
def hidden(world: World) -> World:
    """The person in restricted access, with a birth date and a protected phone."""
    person = world.restricted.person
    person.birth_year, person.birth_month, person.birth_day = 1988, 3, 4
    person.save()
    ContactPoint.objects.create(person=person, kind=ContactKind.PHONE, value=PHONE, is_protected=True)
    return world


def said(first: str = "Ana", last: str = "Discrète", **proof: object) -> SaidIdentity:
    return SaidIdentity(first, last, **({"birth": PartialDate(1988, 3, 4)} | proof))  # type: ignore[arg-type]


def actor(world: World, who: str = "neighbour") -> Actor:
    """As the next request would know them."""
    return world.cast.actor(who)


def opened(world: World, who: str = "neighbour") -> EmergencyOpening:
    _, opening = services.find_in_emergency(actor=actor(world, who), said=said(), why=WHY, now=now())
    assert opening is not None
    return opening


# --- who, and what it opens


@pytest.mark.parametrize("who", ["neighbour", "reception", "colleague", "coordinator"])
def test_whoever_works_there_reads_for_a_few_hours(hidden: World, who: str) -> None:
    person, dossier = hidden.restricted.person, hidden.restricted
    assert not PERSON.may(actor(hidden, who), Action.SEE, person)
    opening = opened(hidden, who)
    assert opening.until - opening.opened_at == EMERGENCY_LASTS
    reader = actor(hidden, who)
    for action in (Action.SEE, Action.READ, Action.REVEAL):
        assert PERSON.may(reader, action, person)
    for action in (Action.EDIT, Action.MANAGE, Action.EXPORT):
        assert not PERSON.may(reader, action, person)
    assert {action for action in DOSSIER.rules if DOSSIER.may(reader, action, dossier)} == {
        Action.SEE,
        Action.READ,
    }
    assert right_over(reader, dossier) == "ouverture en urgence"


@pytest.mark.parametrize("who", ["administrator", "stranger", "former"])
def test_nobody_else_opens(hidden: World, who: str) -> None:
    with pytest.raises(PermissionDenied):
        services.find_in_emergency(actor=actor(hidden, who), said=said(), why=WHY, now=now())
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize("who", ["referent", "head"])
def test_whoever_reads_already_opens_nothing(hidden: World, who: str) -> None:
    found = services.find_in_emergency(actor=actor(hidden, who), said=said(), why=WHY, now=now())
    assert found == (hidden.restricted.person, None)
    with pytest.raises(NothingClosed):
        services.open_in_emergency(actor=actor(hidden, who), person=hidden.person, why=WHY, now=now())


def test_one_opens_only_whom_one_knows_of(hidden: World) -> None:
    with pytest.raises(Http404):
        services.open_in_emergency(actor=actor(hidden), person=hidden.restricted.person, why=WHY, now=now())


def test_a_dossier_of_another_team(world: World) -> None:
    assert not DOSSIER.may(actor(world), Action.READ, world.dossier)
    services.open_in_emergency(actor=actor(world), person=world.person, why=WHY, now=now())
    assert DOSSIER.may(actor(world), Action.READ, world.dossier)
    assert not DOSSIER.may(actor(world), Action.READ, world.restricted)


def test_elsewhere_it_opens_nothing(hidden: World) -> None:
    make_opening(hidden, by=hidden.cast.two_hats, person=hidden.restricted.person)
    there = actors_of(hidden.cast.two_hats, today=TODAY)
    assert there[hidden.ccas.pk].opened == {hidden.restricted.person.pk}
    assert there[hidden.association.pk].opened == frozenset()


def test_what_stays_closed(hidden: World) -> None:
    its = {"dossier": hidden.restricted, "person": hidden.restricted.person}
    kept = Entry.objects.create(
        **its, author=hidden.cast.referent, visibility=Visibility.AUTHOR, body="…", happened_at=now()
    )
    told = Entry.objects.create(
        **its, author=hidden.cast.referent, visibility=Visibility.TEAM, body="…", happened_at=now()
    )
    secret, bail = (
        Document.objects.create(**its, title="…", visibility=how, added_by=hidden.cast.referent)
        for how in (DocumentVisibility.CONFIDENTIAL, DocumentVisibility.TEAM)
    )
    opened(hidden)
    reader = actor(hidden)
    assert set(ENTRY.filter(reader, Action.READ, Entry.objects.all())) == {told}
    assert not ENTRY.may(reader, Action.READ, kept)
    assert set(DOCUMENT.filter(reader, Action.READ, Document.objects.all())) == {bail}
    assert not DOCUMENT.may(reader, Action.READ, secret)
    assert not DOCUMENT.may(reader, Action.EXPORT, bail)


def test_it_gives_no_other_right(hidden: World) -> None:
    person = hidden.restricted.person
    opened(hidden)
    reader = actor(hidden)
    with pytest.raises(Http404):
        grant_keyholder(actor=reader, person=person, user=hidden.cast.neighbour)
    assert not Keyholder.objects.filter(user=hidden.cast.neighbour).exists()
    hidden.restricted.closed_on = TODAY
    with pytest.raises(PermissionDenied):
        open_dossier(
            actor=reader, person=person, team=hidden.south, referent=hidden.cast.neighbour,
            request="…", opened_on=TODAY, now=now(),
        )  # fmt: skip
    assert search_people(reader, "04/03/1988") == []
    page = client_of(hidden.cast.neighbour).get(reverse("support:dossier_list"), {"scope": "organisation"})
    assert "Discrète" not in page.content.decode()


# --- it ends


def test_it_ends_by_itself_in_every_open_tab(hidden: World) -> None:
    client = client_of(hidden.cast.neighbour)
    page = reverse("people:person_detail", args=[hidden.restricted.person.pk])
    opening = opened(hidden)
    assert "Ouvert en urgence jusqu’à" in client.get(page).content.decode()
    over = now() - timedelta(minutes=1)
    EmergencyOpening.objects.filter(pk=opening.pk).update(opened_at=over - EMERGENCY_LASTS, until=over)
    assert client.get(page).status_code == 404
    assert list(openings_to_tell(actor(hidden))) == [opening]
    assert opened(hidden) != opening, "and one may open again"


@pytest.mark.parametrize("who", ["neighbour", "head", "administrator"])
def test_it_is_closed_at_once(hidden: World, who: str) -> None:
    opening = opened(hidden)
    services.end_emergency(actor=actor(hidden, who), opening=opening, now=now())
    assert actor(hidden).opened == frozenset()
    assert list(openings_to_tell(actor(hidden))) == [opening], "what was seen is still to be told"


def test_closing_asks_what_was_seen_and_done(hidden: World) -> None:
    opening = opened(hidden)
    with pytest.raises(ValidationError):
        services.tell_emergency(actor=actor(hidden), opening=opening, account="  ", now=now())
    services.tell_emergency(actor=actor(hidden), opening=opening, account="J’ai appelé le 17.", now=now())
    assert actor(hidden).opened == frozenset()
    assert not openings_to_tell(actor(hidden)).exists()
    with pytest.raises(ValidationError):
        services.tell_emergency(actor=actor(hidden), opening=opening, account="Autre chose.", now=now())


def test_opening_twice_is_opening_once(hidden: World) -> None:
    assert opened(hidden) == opened(hidden)
    for number in range(services.AT_ONCE - 1):
        make_opening(hidden, person=Person.objects.create(last_name=f"Autre {number}"))
    with pytest.raises(ValidationError):
        services.open_in_emergency(actor=actor(hidden), person=hidden.person, why=WHY, now=now())


# --- named without a mistake


@pytest.mark.parametrize(
    "identity",
    [
        said(),
        said("ANA", "discrete"),
        said(birth=PartialDate(), phone=PHONE),
        said(phone=PHONE),
    ],
)
def test_found(hidden: World, identity: SaidIdentity) -> None:
    assert person_said(hidden.ccas.pk, identity) == hidden.restricted.person


@pytest.mark.parametrize(
    "identity",
    [
        said("Anna"),
        said("An"),
        said("", "Discrète"),
        said("Ana", ""),
        said(birth=PartialDate(1988, 3, 5)),
        said(birth=PartialDate()),
        said(phone="+33612345679"),
    ],
)
def test_not_found(hidden: World, identity: SaidIdentity) -> None:
    assert person_said(hidden.ccas.pk, identity) is None
    assert person_said(hidden.association.pk, said()) is None


def test_two_people_of_one_name_and_day_are_nobody(hidden: World) -> None:
    again = Person.objects.create(
        first_names="Ana", last_name="Discrète", birth_year=1988, birth_month=3, birth_day=4
    )
    again.registrations.create(organisation=hidden.ccas)
    assert person_said(hidden.ccas.pk, said()) is None


def test_a_search_that_finds_nobody_is_kept_and_told_like_one_that_does(hidden: World) -> None:
    asked = {"first_names": "Ana", "last_name": "Inconnue", "birth": "04/03/1988", "danger": "life"}
    asked["reason"] = "Elle parle d’en finir."
    client = client_of(hidden.cast.neighbour)
    answer = client.post(reverse("people:emergency_find"), asked)
    assert answer.url == reverse("people:emergency_nobody")
    attempt = EmergencyOpening.objects.get()
    assert attempt.person is None
    assert attempt.ended_at == attempt.until == attempt.opened_at
    event = AccessEvent.objects.get(verb=Verb.SEARCH)
    assert "Inconnue" not in f"{event.reason}{attempt.reason}"
    for who in ("head", "administrator"):
        assert list(openings_to_look_at(actor(hidden, who))) == [attempt]
    assert not openings_to_look_at(actor(hidden, "referent")).exists()


def test_a_reason_that_names_the_person_is_sent_back_with_its_words(hidden: World) -> None:
    client, page = client_of(hidden.cast.neighbour), reverse("people:emergency_find")
    asked = {"first_names": "Ana", "last_name": "Discrète", "birth": "04/03/1988", "danger": "life"}
    answer = client.post(page, asked | {"reason": "Le mari d’ANA la menace, dit sa voisine."})
    assert "« ANA » nomme la personne" in answer.context["form"].errors["reason"][0]
    assert "dit sa voisine" in answer.content.decode(), "what was typed stays"
    assert not EmergencyOpening.objects.exists()
    assert client.post(page, asked | {"reason": "Son mari la menace, dit sa voisine."}).status_code == 302

    address = reverse("people:emergency_open", args=[hidden.person.pk])
    said = {"danger": "life", "reason": "nadia parle d’en finir."}
    assert "« nadia »" in client.post(address, said).context["form"].errors["reason"][0]
    assert client.post(address, said | {"reason": "Elle parle d’en finir."}).status_code == 302


@pytest.mark.parametrize(
    ("text", "names", "word"),
    [
        ("Son petit frère crie", ["Léa", "Petit"], ""),
        ("Mme Petit crie", ["Léa", "Petit"], "Petit"),
        ("appel de bénédicte", ["Bénédicte"], "bénédicte"),
        ("Jean-Pierre est seul", ["Jean-Pierre", "Le Goff"], "Jean"),
        ("Il est le seul", ["Jean", "Le Goff"], ""),
        ("Anatole n’est pas Ana", ["Anatole"], "Anatole"),
        ("Analyse en cours", ["Ana"], ""),
        ("Rien", ["", ""], ""),
    ],
)
def test_naming(text: str, names: list[str], word: str) -> None:
    assert naming(text, *names) == word


def test_nobody_and_somebody_elsewhere_cost_the_same_questions(hidden: World) -> None:
    def questions(identity: SaidIdentity) -> int:
        with CaptureQueriesContext(connection) as asked:
            services.find_in_emergency(actor=actor(hidden, "partner"), said=identity, why=WHY, now=now())
        return len(asked)

    questions(said("Personne"))
    assert questions(said("Personne")) == questions(said())


# --- told


def test_those_who_must_know_are_told_at_once(hidden: World, mailoutbox: list[mail.EmailMessage]) -> None:
    opening = opened(hidden)
    line = AccessEvent.objects.get(verb=Verb.OPEN)
    assert (line.person_id, line.right) == (hidden.restricted.person.pk, "ouverture en urgence")
    tell_of_emergency(str(opening.pk), "https://tisserand.test/")
    told = {name for message in mailoutbox for name in message.to}
    cast = hidden.cast
    assert told == {cast.referent.email, cast.head.email, cast.administrator.email}
    assert not [m for m in mailoutbox if "Ana" in m.body or "Menaces" in m.body or "CCAS" in m.body]


def panel(world: World, who: str) -> str:
    return client_of(getattr(world.cast, who)).get(reverse("people:emergency_panel")).content.decode()


def test_aujourd_hui_tells_each_what_they_may_know(hidden: World) -> None:
    opened(hidden)
    assert "Ana Discrète" in panel(hidden, "neighbour")
    for who in ("referent", "head"):
        assert "Neighbour Essai a ouvert Ana Discrète" in panel(hidden, who)
    told = panel(hidden, "administrator")
    assert "Neighbour Essai a ouvert un dossier" in told
    assert "Menaces entendues" in told
    assert "Discrète" not in told
    for who in ("colleague", "coordinator", "reception", "partner", "stranger"):
        assert panel(hidden, who) == ""


def test_an_administrator_never_reads_of_whom(hidden: World) -> None:
    opening = opened(hidden)
    services.tell_emergency(actor=actor(hidden), opening=opening, account="Ana est à l’abri.", now=now())
    client = client_of(hidden.cast.administrator)
    for page in (
        reverse("people:emergency_detail", args=[opening.pk]),
        reverse("people:emergency_review", args=[opening.pk]),
        reverse("people:emergency_list"),
    ):
        text = client.get(page).content.decode()
        assert "Neighbour Essai" in text
        assert not [
            word for word in ("Discrète", "à l’abri", str(hidden.restricted.person.pk)) if word in text
        ]


# --- looked at


def review(world: World, who: str, opening: EmergencyOpening) -> EmergencyOpening:
    opening.refresh_from_db()
    opening.verdict, opening.words, opening.person_told = Verdict.RIGHT, "Bien fait.", PersonTold.SOON
    return services.review_emergency(
        actor=actor(world, who), opening=opening, expected=opening.revision, now=now()
    )


def test_someone_else_closes_the_matter_once_it_is_over(hidden: World) -> None:
    opening = opened(hidden)
    with pytest.raises(ValidationError):
        review(hidden, "head", opening)
    services.end_emergency(actor=actor(hidden), opening=opening, now=now())
    for who in ("neighbour", "referent"):
        with pytest.raises(PermissionDenied):
            review(hidden, who, opening)
    review(hidden, "head", opening)
    for who in ("referent", "head", "administrator"):
        assert not openings_to_look_at(actor(hidden, who)).exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"until": timedelta(hours=5)},
        {"ended_at": timedelta(hours=5)},
        {"reason": ""},
        {"account": "Rien à dire."},
        {"verdict": Verdict.RIGHT},
        {"person_told_on": TODAY},
    ],
)
def test_the_database_holds_it_too(hidden: World, facts: dict[str, object]) -> None:
    opening = make_opening(hidden, person=hidden.restricted.person)
    written = {
        name: opening.opened_at + value if isinstance(value, timedelta) else value
        for name, value in facts.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyOpening.objects.filter(pk=opening.pk).update(**written)


def test_nobody_reviews_themselves(hidden: World) -> None:
    opening = make_opening(hidden, by=hidden.cast.head, person=hidden.restricted.person, is_over=True)
    with pytest.raises(PermissionDenied):
        review(hidden, "head", opening)
    whole = {"reviewed_at": now(), "verdict": Verdict.RIGHT, "words": "…", "person_told": PersonTold.NO}
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyOpening.objects.filter(pk=opening.pk).update(reviewed_by=hidden.cast.head, **whole)


# --- at no cost


def test_a_page_of_whoever_opened_nothing_asks_nothing_more(hidden: World) -> None:
    reader = actor(hidden, "colleague")
    assert "emergency" not in str(PERSON.filter(reader, Action.READ, Person.objects.all()).query)


def test_sent_from_two_pages_the_others_are_told_once(hidden: World) -> None:
    client = client_of(hidden.cast.neighbour)
    for _ in range(2):
        sent = {
            "first_names": "Ana", "last_name": "Discrète", "phone": PHONE, "danger": WHY.danger,
            "reason": WHY.reason, "_once": str(uuid4()),
        }  # fmt: skip
        assert client.post(reverse("people:emergency_find"), sent).status_code == 302
    assert EmergencyOpening.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="people.tell_of_emergency").count() == 1
