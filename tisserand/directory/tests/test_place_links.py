"""A structure is asked whether its sheet is right: on a gesture, at its address, once, about itself alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.mail import MailNotSent
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now
from tisserand.directory.choices import PlaceAnswer
from tisserand.directory.models import Check, Closure, Correction, Mistake, PlaceLink, Structure
from tisserand.directory.services.place_links import (
    LASTS,
    LinkIsOver,
    ask_places,
    link_of,
    number_of,
    send_link,
    withdraw_link,
)
from tisserand.directory.tasks import send_place_link
from tisserand.directory.tests.factories import make_structure

pytestmark = pytest.mark.django_db
DOOR = "https://exemple.test/annuaire/confirmer/"
OLD = "2024-01-31"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def structure() -> Structure:
    return make_structure(courriel="accueil@example.org", date_maj=OLD)


@pytest.fixture
def link(world: World, structure: Structure) -> PlaceLink:
    [made] = ask_places(
        actor=world.cast.actor("referent"), structures=[structure], now=now(), queue=lambda link_id: None
    )
    return made


def answer(number: str, **fields: Any) -> Any:
    return Client().post(reverse("directory:place_answer"), {"number": number} | fields)


def shown(number: str) -> dict[str, Any]:
    """What the page holds once the number is given."""
    form = answer(number).context["form"]
    values = {bound.html_name: bound.field.prepare_value(bound.initial) for bound in form}
    return {name: "" if value is None else value for name, value in values.items() if name != "number"}


def test_written_to_on_a_gesture_at_its_own_address(world: World, structure: Structure):
    other = make_structure("2", courriel="ailleurs@example.org", date_maj=OLD)
    client = client_of(world.cast.referent)
    address = reverse("directory:place_list")
    assert "accueil@example.org" in client.get(address).content.decode()
    assert not mail.outbox
    for _ in range(2):
        assert client.post(address, {"structure": [structure.pk]}).status_code == 302
    [link] = PlaceLink.objects.all()
    assert not PlaceLink.objects.filter(structure=other).exists()
    for _ in range(2):
        send_place_link(str(link.pk), DOOR)
    [message] = mail.outbox
    assert message.to == ["accueil@example.org"]
    assert re.search(rf"{re.escape(DOOR)}#{number_of(link.pk)}\b", message.body)
    assert "sans réponse" in client.get(address).content.decode()
    link.refresh_from_db()
    assert number_of(link.pk) not in str(vars(link)), "the number is kept nowhere"


def test_one_says_that_all_is_right(link: PlaceLink, structure: Structure):
    number = number_of(link.pk)
    page = answer(number).content.decode()
    assert structure.name in page
    assert "4 rue des Tilleuls" in page
    thanks = answer(number, **shown(number) | {"answer": "right"})
    assert "Merci" in thanks.content.decode()
    check = Check.objects.get()
    assert (check.author_id, check.author_name) == (None, structure.name)
    structure.refresh_from_db()
    assert structure.checked_at is not None
    link.refresh_from_db()
    assert link.answer == PlaceAnswer.RIGHT
    assert answer(number, answer="right").status_code == 422, "once"


def test_one_corrects(link: PlaceLink, structure: Structure):
    number = number_of(link.pk)
    fields = shown(number)
    wrong = answer(number, **fields | {"answer": "wrong", "phone": "0476111111", "postcode": "380"})
    assert "est trop court" in wrong.content.decode()
    assert "0476111111" in wrong.content.decode()
    fields |= {"answer": "wrong", "phone": "0476111111", "word": "Nous déménageons en mars"}
    assert answer(number, **fields).status_code == 200
    structure.refresh_from_db()
    assert structure.phone == "+33476111111"
    assert Correction.objects.get().author_name == structure.name
    assert Mistake.objects.get().word == "Nous déménageons en mars"


def test_one_says_that_it_has_closed(link: PlaceLink, structure: Structure):
    number = number_of(link.pk)
    answer(number, **shown(number) | {"answer": "closed"})
    assert Closure.objects.get().structure == structure
    assert not Check.objects.exists()
    assert Mistake.objects.get().is_open, "whoever keeps the directory reads it"


def test_sheet_changed_meanwhile_is_read_again(link: PlaceLink, structure: Structure):
    number = number_of(link.pk)
    fields = shown(number)
    structure.save_gesture("name")
    stale = answer(number, **fields | {"answer": "wrong", "phone": "0476111111"})
    assert "a changé pendant que vous répondiez" in stale.content.decode()


@pytest.mark.parametrize("number", ["", "AAAA-BBBB", "é" * 24, "#"])
def test_any_other_number_opens_nothing(link: PlaceLink, number: str):
    refused = answer(number)
    assert refused.status_code == 422
    assert link.structure.name not in refused.content.decode()


def test_it_expires(link: PlaceLink):
    assert link_of(number_of(link.pk), now=now()) == link
    with pytest.raises(LinkIsOver):
        link_of(number_of(link.pk), now=now() + LASTS)


def test_it_holds_for_its_own_sheet_alone(link: PlaceLink):
    other = make_structure("2", courriel="ailleurs@example.org", date_maj=OLD)
    number = number_of(link.pk)
    answer(number, **shown(number) | {"answer": "wrong", "phone": "0476111111", "structure": str(other.pk)})
    other.refresh_from_db()
    assert other.phone == "+33476000000"


def test_what_does_not_leave_is_said_and_tried_again(world: World, link: PlaceLink, monkeypatch):
    def broken(*args: Any) -> None:
        raise MailNotSent

    monkeypatch.setattr("tisserand.directory.services.place_links.post", broken)
    send_link(link=link, door=DOOR, now=now())
    page = client_of(world.cast.referent).get(reverse("directory:place_list")).content.decode()
    assert "pas parti" in page
    again = ask_places(
        actor=world.cast.actor("referent"), structures=[link.structure], now=now(), queue=lambda link_id: None
    )
    assert len(again) == 1


def test_what_was_checked_lately_is_not_asked(world: World, structure: Structure):
    client = client_of(world.cast.referent)
    address = reverse("directory:place_list")
    Structure.objects.update(checked_at=now() - timedelta(days=10))
    assert "Toutes les fiches sont fraîches" in client.get(address).content.decode()
    client.post(address, {"structure": [structure.pk]})
    assert not PlaceLink.objects.exists()


def test_a_department_is_chosen(world: World, structure: Structure):
    make_structure("2", courriel="ailleurs@example.org", code_postal="93200", date_maj=OLD)
    client = client_of(world.cast.referent)
    page = client.get(reverse("directory:place_list"), {"departement": "93"}).content.decode()
    assert "ailleurs@example.org" in page
    assert "accueil@example.org" not in page


def test_the_page_is_kept_by_nobody():
    door = Client().get(reverse("directory:place_answer"))
    assert door["Cache-Control"] == "no-store"
    assert door["Referrer-Policy"] != "no-referrer", (
        "a browser would then say no origin, and the form be refused"
    )


def test_one_that_was_withdrawn_leads_nowhere_and_it_is_kept_who_did(world: World, link: PlaceLink):
    client = client_of(world.cast.referent)
    asked = reverse("directory:place_withdraw", args=[link.pk])
    assert link.sent_to in client.get(asked).content.decode()
    assert link_of(number_of(link.pk), now=now()) == link, "to look at it is not to do it"
    for _ in range(2):
        assert client.post(asked).status_code == 302
    assert answer(number_of(link.pk)).status_code == 422
    send_place_link(str(link.pk), DOOR)
    assert not mail.outbox
    told = AccessEvent.objects.filter(object_id=link.structure_id, reason="lien retiré")
    assert [event.actor_id for event in told] == [world.cast.referent.pk]
    # Another may leave, at once.
    made = ask_places(
        actor=world.cast.actor("referent"),
        structures=[link.structure],
        now=now(),
        queue=lambda link_id: None,
    )
    assert len(made) == 1


def test_one_that_was_answered_is_not_withdrawn(world: World, link: PlaceLink):
    PlaceLink.objects.update(answered_at=now(), answer=PlaceAnswer.RIGHT)
    with pytest.raises(ValidationError):
        withdraw_link(actor=world.cast.actor("referent"), link=link, now=now())


def test_what_waits_is_counted_in_as_many_questions_whatever_its_number(
    world: World, structure: Structure, django_assert_num_queries
):
    client, address = client_of(world.cast.referent), reverse("directory:keeping_count")
    assert client.get(address).content == b"0"
    Mistake.objects.create(structure=structure, word="fermé")
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).content == b"1"
    Mistake.objects.bulk_create(Mistake(structure=structure, word="fermé") for _ in range(60))
    with django_assert_num_queries(len(few)):
        assert client.get(address).content == b"50+"
