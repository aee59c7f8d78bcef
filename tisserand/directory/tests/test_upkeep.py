"""The life of a sheet: checked, wrong, closed, full, noted for one’s team; each gesture shown, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import World, client_of
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.directory.choices import Room
from tisserand.directory.models import Check, Closure, Mistake, RoomSaid, Service, TeamNote
from tisserand.directory.policies import NOTE
from tisserand.directory.services.notes import write_note
from tisserand.directory.services.upkeep import check_sheet, close_sheet, say_room, undo_check
from tisserand.directory.services.weighing import weigh_services
from tisserand.directory.tests.factories import make_service
from tisserand.directory.upkeep import KNOWN_FOR, lives_of, notes_visible_to, room_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make_service()


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


def sheet(client: Client, service: Service) -> str:
    return client.get(reverse("directory:service_detail", args=[service.pk])).content.decode()


def life(client: Client, service: Service) -> str:
    return client.get(reverse("directory:sheet_upkeep", args=["services", service.pk])).content.decode()


def press(client: Client, name: str, *args: object, **fields: object) -> None:
    assert client.post(reverse(f"directory:{name}", args=args), fields).status_code == 302


def test_checked_in_one_gesture_and_undone(client: Client, service: Service):
    before = weighed(service)
    for _ in range(2):
        press(client, "sheet_check", "services", service.pk)
    [check] = Check.objects.all()
    assert "Referent Essai" in life(client, service)
    assert "Vérifié le" in sheet(client, service)
    assert weighed(service) > before
    press(client, "check_undo", check.pk)
    assert "Personne ne l’a vérifiée ici" in life(client, service)
    assert weighed(service) == before


def weighed(service: Service) -> float:
    service.refresh_from_db()
    return service.quality or 0


def test_a_structure_leads_to_its_services(client: Client, service: Service):
    page = client.get(reverse("directory:structure_detail", args=[service.structure_id])).content.decode()
    assert "<c-" not in page
    assert f'<a href="{reverse("directory:service_detail", args=[service.pk])}">Repas partagé</a>' in page


def test_undoing_one_check_leaves_the_one_before(world: World, service: Service):
    first = check_sheet(actor=world.cast.actor("referent"), sheet=service, now=now() - timedelta(days=3))
    second = check_sheet(actor=world.cast.actor("head"), sheet=service, now=now())
    undo_check(actor=world.cast.actor("referent"), check=second, now=now())
    service.refresh_from_db()
    assert service.checked_at == first.created_at


def test_a_mistake_is_read_answered_and_told(client: Client, service: Service, world: World):
    peer = client_of(world.cast.peer)
    press(peer, "mistake_report", "services", service.pk, word="Fermé le lundi")
    assert "Fermé le lundi" in client.get(reverse("directory:mistake_list")).content.decode()
    assert "Répondre" not in life(peer, service)
    [mistake] = Mistake.objects.all()
    press(client, "mistake_answer", mistake.pk, answer="C’est corrigé, merci")
    press(client, "mistake_answer", mistake.pk, answer="Deux fois")
    assert "C’est corrigé, merci" in life(peer, service)
    assert "Rien n’attend de réponse" in client.get(reverse("directory:mistake_list")).content.decode()


def test_a_mistake_is_taken_back_by_whoever_said_it(service: Service, world: World):
    peer = client_of(world.cast.peer)
    press(peer, "mistake_report", "services", service.pk, word="Fermé le lundi")
    press(peer, "mistake_withdraw", Mistake.objects.get().pk)
    assert "Retiré le" in life(peer, service)


def test_a_closure_is_shown_with_its_dates_then_lifted(client: Client, service: Service):
    press(client, "closure_add", "structures", service.structure_id, begins_on=today(), ends_on=today())
    assert "Fermé jusqu’au" in sheet(client, service), "closed with its structure"
    assert lives_of([service], now=now())[service.pk].is_closed
    later = now() + timedelta(days=1)
    assert not lives_of([service], now=later)[service.pk].is_closed
    press(client, "closure_lift", Closure.objects.get().pk)
    assert "Fermé" not in sheet(client, service)


def test_a_closure_to_come_and_one_without_an_end(client: Client, service: Service):
    press(client, "closure_add", "services", service.pk, begins_on=today() + timedelta(days=3), ends_on="")
    assert "Fermera le" in sheet(client, service)
    assert not lives_of([service], now=now())[service.pk].is_closed
    press(client, "closure_add", "services", service.pk, begins_on=today(), ends_on="")
    assert "sans date de retour" in sheet(client, service)


def test_a_closure_that_ends_before_it_begins_is_refused(client: Client, service: Service):
    address = reverse("directory:closure_add", args=["services", service.pk])
    answer = client.post(address, {"begins_on": "2026-12-24", "ends_on": "2026-12-01"})
    assert "avant de commencer" in answer.content.decode()


def test_sent_twice_a_closure_is_one(world: World, service: Service):
    for _ in range(2):
        close_sheet(
            actor=world.cast.actor("head"),
            sheet=service,
            begins_on=date(2026, 12, 1),
            ends_on=None,
            why="",
            now=now(),
        )
    assert Closure.objects.count() == 1


def test_the_room_left_is_dated_signed_and_forgotten(client: Client, service: Service):
    press(client, "room_say", service.pk, level="full", word="Trois semaines d’attente")
    assert "Complet, dit le" in sheet(client, service)
    assert "Trois semaines d’attente" in life(client, service)
    assert lives_of([service], now=now())[service.pk].is_full
    assert room_of(service, now() + KNOWN_FOR) is None
    assert lives_of([service], now=now() + KNOWN_FOR)[service.pk].room == ""
    press(client, "room_withdraw", RoomSaid.objects.get().pk)
    assert "Complet, dit le" not in sheet(client, service)


def test_a_search_says_what_is_closed_and_full(client: Client, service: Service):
    press(client, "closure_add", "services", service.pk, begins_on=today(), ends_on="")
    press(client, "room_say", service.pk, level="full", word="")
    address = reverse("directory:service_search")
    page = client.post(address, {"q": "manger", "distance": "20"}, follow=True).content.decode()
    assert "Repas partagé" in page
    assert "Fermé pour l’instant" in page
    assert "Complet" in page


def test_the_last_word_on_room_counts(world: World, service: Service):
    for level in (Room.FULL, Room.FREE):
        say_room(actor=world.cast.actor("head"), service=service, level=level, word="", now=now())
    assert lives_of([service], now=now())[service.pk].room == Room.FREE


def test_what_is_missing_is_said_in_words(client: Client, service: Service):
    page = life(client, service)
    assert "comment y venir" in page
    assert "sur 100" in page


def test_a_sheet_that_nobody_checks_is_worth_less_each_season(service: Service):
    before = weighed(service)
    assert weigh_services(now=now() + timedelta(days=300)) == 1
    assert weighed(service) < before
    assert weigh_services(now=now() + timedelta(days=300)) == 0


def test_a_note_is_for_its_team_alone(client: Client, service: Service, world: World):
    press(client, "note_write", "services", service.pk, team=world.north.pk, text="Demander Zoé")
    [note] = TeamNote.objects.all()
    assert "Demander Zoé" in life(client, service)
    for other in ("neighbour", "head", "administrator", "partner"):
        assert "Demander Zoé" not in life(client_of(getattr(world.cast, other)), service)
    colleague = client_of(world.cast.colleague)
    fields = {"text": "Demander Zoé, le matin", "revision": note.revision}
    press(colleague, "note_edit", note.pk, **fields)
    assert (
        client.post(reverse("directory:note_edit", args=[note.pk]), fields | {"text": "Autre"}).status_code
        == 409
    )
    press(client, "note_remove", note.pk)
    assert "Demander Zoé" not in life(client, service)
    press(client, "note_restore", note.pk)
    assert "le matin" in life(client, service)


def test_nobody_writes_for_a_team_that_is_not_theirs(service: Service, world: World):
    with pytest.raises(PermissionDenied):
        write_note(
            actor=world.cast.actor("neighbour"), sheet=service, team=world.north, text="non", now=now()
        )


def test_twin_of_the_notes(world: World, service: Service):
    for team in (world.north, world.south, world.association.teams.get()):
        TeamNote.objects.create(service=service, team=team, text="une note")
    notes = list(TeamNote.objects.all())
    for who, actor in world.cast.actors().items():
        seen = set(notes_visible_to(actor))
        assert seen == {note for note in notes if NOTE.may(actor, Action.READ, note)}, who
        assert not (who in ("head", "administrator", "peer", "stranger", "former", "nobody") and seen), who


def test_a_page_of_lives_is_two_questions(service: Service, django_assert_num_queries):
    others = [service, *(make_service(str(number)) for number in range(2, 8))]
    with django_assert_num_queries(2):
        assert len(lives_of(others, now=now())) == 7


def test_the_life_of_a_sheet_asks_as_much_of_ten_words_as_of_one(
    client: Client, service: Service, django_assert_max_num_queries
):
    for count in (1, 9):
        for number in range(count):
            Mistake.objects.create(service=service, word=f"mot {number}")
            Closure.objects.create(service=service, begins_on=timezone.localdate())
        with django_assert_max_num_queries(24):
            life(client, service)
