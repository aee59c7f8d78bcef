"""The pages of messages: who reads is said before one writes, nothing leaks, ten more ask no more questions."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of, join, make_user
from tests.reading import only_reading
from tisserand.accounts.choices import Role
from tisserand.coordination.models import Message, Thread, ThreadReading
from tisserand.coordination.page import messages_section
from tisserand.coordination.tests.factories import make_message, make_reading, make_thread
from tisserand.sharing.choices import BlockReach, ConsentState, ShareLevel, Topic
from tisserand.sharing.scope import of_grant
from tisserand.sharing.tests.factories import NOW, make_consent, make_member
from tisserand.support.models import Entry

pytestmark = pytest.mark.django_db


def at(name: str, *ids: object) -> str:
    return reverse(f"coordination:{name}", args=ids)


def said(world: World, who: str, address: str) -> str:
    client = client_of(getattr(world.cast, who))
    with only_reading():
        answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_who_reads_is_said_to_each_as_they_may_know_it(world: World) -> None:
    make_consent(world, topics=[Topic.HOUSING])
    make_consent(world, topics=[Topic.MONEY], user=world.cast.two_hats)
    thread = make_message(world).thread
    home = said(world, "referent", at("thread_detail", thread.pk))
    assert "Colleague Essai" in home
    assert "Association d’essai" in home
    assert "Two_Hats" not in home, "their agreement is about something else"
    there = said(world, "partner", at("thread_detail", thread.pk))
    assert "Referent Essai" in there
    assert "Colleague Essai" not in there
    assert "D’autres personnes" in there
    assert "Garder comme note" not in there


def test_the_page_marks_as_read_by_a_request_of_its_own(world: World) -> None:
    message = make_message(world, author=world.cast.colleague)
    client = client_of(world.cast.referent)
    page = client.get(at("thread_detail", message.thread_id)).content.decode()
    assert "nouveau</span>" in page
    assert not ThreadReading.objects.exists()
    client.post(at("thread_read", message.thread_id), {"until": message.sent_at.isoformat()})
    page = client.get(at("thread_detail", message.thread_id)).content.decode()
    assert "nouveau</span>" not in page
    assert "Marquer comme lu" not in page


def test_what_is_wrong_stays_typed(world: World) -> None:
    make_consent(world)
    thread = make_message(world).thread
    client = client_of(world.cast.referent)
    sent = {"text": "Des mots qui restent.", "called": [str(world.cast.neighbour.pk)], "_once": str(uuid4())}
    answer = client.post(at("thread_detail", thread.pk), sent)
    assert "Des mots qui restent." in answer.content.decode()
    assert Message.objects.count() == 1
    for _ in range(2):
        client.post(at("thread_detail", thread.pk), sent | {"called": [str(world.cast.colleague.pk)]})
    assert Message.objects.count() == 2


def test_a_thread_begins_from_the_page_of_the_person(world: World) -> None:
    client = client_of(world.cast.referent)
    page = client.get(at("thread_start", world.person.pk)).content.decode()
    assert "Aucun partenaire ne lit ce dossier" in page
    sent = {
        "title": "Jeudi",
        "topic": "",
        "reach": BlockReach.TEAM,
        "text": "Qui y va ?",
        "urgent_reason": "",
    }
    answer = client.post(at("thread_start", world.person.pk), sent)
    thread = Thread.objects.get()
    assert answer["Location"] == at("thread_detail", thread.pk)
    assert "Jeudi" in said(world, "colleague", at("person_thread_list", world.person.pk))
    assert "Jeudi" not in said(world, "colleague", at("thread_list"))


def test_a_partner_begins_on_what_the_agreement_covers(world: World) -> None:
    grant = make_consent(world, topics=[Topic.HOUSING]).grants.get()
    client, address = client_of(world.cast.partner), at("opening_thread_start", grant.pk)
    sent = {"title": "Visite", "topic": Topic.MONEY, "text": "Quand ?"}
    assert "Messages" in said(world, "partner", reverse("sharing:opening_detail", args=[grant.pk]))
    assert client.post(address, sent).status_code == 200
    assert not Thread.objects.exists()
    client.post(address, sent | {"topic": Topic.HOUSING})
    assert Thread.objects.get().is_shareable
    assert "Visite" in said(world, "referent", at("thread_list"))
    assert "Visite" in said(world, "partner", at("opening_thread_list", grant.pk))


def test_knowing_that_someone_is_accompanied_lets_nobody_write(world: World) -> None:
    grant = make_consent(world, level=ShareLevel.KNOWS).grants.get()
    client = client_of(world.cast.partner)
    for name in ("opening_thread_list", "opening_thread_start"):
        assert client.get(at(name, grant.pk)).status_code == 404
    assert "Messages</h2>" not in said(world, "partner", reverse("sharing:opening_detail", args=[grant.pk]))


def test_what_will_be_read_is_shown_beforehand(world: World) -> None:
    consent = make_consent(world, state=ConsentState.DRAFT, topics=[Topic.HOUSING])
    make_message(world, text="Le bailleur rappelle jeudi.")
    make_message(world, make_thread(world, topic=Topic.MONEY), text="Trois crédits.")
    make_message(world, make_thread(world, reach=BlockReach.TEAM), text="Entre nous.")
    page = said(world, "referent", reverse("sharing:consent_preview", args=[world.person.pk, consent.pk]))
    assert "Le bailleur rappelle jeudi." in page
    assert "Trois crédits." not in page
    assert "Entre nous." not in page


def test_a_message_becomes_a_note_through_its_page(world: World) -> None:
    message = make_message(world)
    client, address = client_of(world.cast.referent), at("message_keep_note", message.thread_id, message.pk)
    form = client.get(address).context["form"]
    assert message.text in form.initial["body"]
    sent = {
        "body": "Le bailleur rappelle.",
        "kind": "message",
        "visibility": "team",
        "happened_on": "2026-11-23",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert Entry.objects.get().body == "Le bailleur rappelle."
    assert "une note</a>" in said(world, "colleague", at("thread_detail", message.thread_id))


def test_a_step_asks_for_a_goal_first(world: World) -> None:
    message = make_message(world)
    page = said(world, "referent", at("message_keep_step", message.thread_id, message.pk))
    assert "Aucun objectif en cours" in page


def test_aujourdhui_shows_what_waits_and_nothing_else(world: World) -> None:
    make_consent(world)
    long_ago = NOW - timedelta(days=7)
    thread = make_message(world, author=world.cast.colleague, sent_at=long_ago).thread
    for who in ("referent", "partner"):
        assert "Relogement" in said(world, who, at("thread_panel"))
        assert said(world, who, at("thread_count")) == "1"
    assert said(world, "coordinator", at("thread_panel")) == ""
    make_reading(thread, world.cast.referent, world.ccas, read_at=long_ago)
    assert said(world, "referent", at("thread_panel")) == ""
    assert said(world, "referent", at("thread_count")) == "0"


def test_ten_more_ask_no_more_questions(world: World) -> None:
    make_consent(world)
    thread = make_message(world, author=world.cast.colleague).thread
    client = client_of(world.cast.referent)
    pages = (
        at("thread_list"),
        at("thread_panel"),
        at("thread_detail", thread.pk),
        at("person_thread_list", world.person.pk),
    )

    def count() -> dict[str, int]:
        counted = {}
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counted[page] = len(asked)
        return counted

    before = count()
    for rank in range(10):
        join(make_user(f"autre{rank}"), world.ccas, Role.WORKER, world.north)
        join(make_user(f"ailleurs{rank}"), world.association, Role.WORKER, world.association.teams.get())
        make_message(world, make_thread(world, title=f"Fil {rank}"), author=world.cast.colleague)
        make_message(world, thread, author=world.cast.colleague)
    assert count() == before


def test_whoever_comes_by_a_link_reads_what_is_covered_and_is_led_nowhere(world: World) -> None:
    grant = make_consent(world, member=make_member(world), topics=[Topic.HOUSING]).grants.get()
    make_message(world, text="Le bailleur rappelle jeudi.")
    make_message(world, make_thread(world, topic=Topic.MONEY), text="Trois crédits.")
    section = messages_section(of_grant(grant))
    assert section is not None
    page = render_to_string(section.template, {"shared": section.context})
    assert "Le bailleur rappelle jeudi." in page
    assert "Trois crédits." not in page
    assert "<a " not in page
    home = said(world, "referent", at("thread_detail", Thread.objects.get(topic=Topic.HOUSING).pk))
    assert "Dr Exemple, soignant·e" in home
