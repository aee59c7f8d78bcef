"""Duplicates on screen: searched, read, decided, merged, taken apart; what one may not see is only counted."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of, make_dossier, prove_identity
from tisserand.accounts.jobs import SILENCE
from tisserand.accounts.models import Job
from tisserand.audit.models import AccessEvent
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.choices import PairState, ScreeningState
from tisserand.people.models import (
    ContactPoint,
    DuplicatePair,
    Keyholder,
    Merge,
    NotDuplicate,
    Person,
    Screening,
)
from tisserand.people.policies import MERGE, MERGED, PAIR
from tisserand.people.queries import merges_visible_to, pairs_visible_to
from tisserand.people.tasks import screen_duplicates
from tisserand.people.tests.doors.duplicates import make_merge, make_pair

LIST = "people:duplicate_list"


def page(world: World, name: str, *args: object, who: str = "head", **query: str) -> str:
    answer = client_of(getattr(world.cast, who)).get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(world: World, name: str, *args: object, who: str = "head", **said: object):
    return client_of(getattr(world.cast, who)).post(reverse(name, args=args), said)


def side_of(pair: DuplicatePair, person: Person) -> str:
    return "first" if pair.first_id == person.pk else "second"


def test_a_search_from_the_button_to_the_pair(world):
    make_pair(world).delete()
    assert send(world, "people:duplicate_screen").status_code == 302
    screening = Screening.objects.get()
    assert "Recherche en cours" in page(world, LIST)
    assert "Recherche en cours" in page(world, "people:duplicate_progress")
    assert send(world, "people:duplicate_screen", who="coordinator").status_code == 302
    assert Screening.objects.count() == 1
    ContactPoint.objects.bulk_create(
        ContactPoint(person=person, kind="phone", value="+33612345678")
        for person in Person.objects.filter(last_name="Essai")
    )
    screen_duplicates(screening_id=str(screening.pk))
    assert "Nadya Essai" in page(world, LIST)
    assert client_of(world.cast.head).get(reverse("people:duplicate_progress"))["HX-Refresh"] == "true"


def test_a_search_left_by_its_worker_is_taken_up(world):
    send(world, "people:duplicate_screen")
    Job.objects.update(state="running", heartbeat_at=now() - 2 * SILENCE)
    assert "interrompue" in page(world, LIST)
    send(world, "people:duplicate_screen", who="coordinator")
    assert Screening.objects.get().state == ScreeningState.RUNNING
    assert Job.objects.get().heartbeat_at > now() - SILENCE


def test_the_pair_says_why_in_plain_words(world):
    pair = make_pair(world)
    text = page(world, "people:duplicate_detail", pair.pk)
    assert "très probable" in text
    assert "compte beaucoup" in text
    assert "joue contre" in text
    told = AccessEvent.objects.filter(part="people.pair").values_list("person_id", flat=True)
    assert set(told) == {pair.first_id, pair.second_id}


@pytest.mark.parametrize("state", [PairState.DIFFERENT, PairState.LATER])
def test_decided_without_merging_and_taken_back(world, state):
    pair = make_pair(world)
    answer = send(world, "people:duplicate_decide", pair.pk, state=state)
    assert answer["Location"] == reverse(LIST)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (state, world.cast.head)
    assert NotDuplicate.objects.exists() == (state == PairState.DIFFERENT)
    tab = {"later": "plus-tard", "different": "differentes"}[state]
    assert "Nadya Essai" in page(world, LIST, etat=tab)
    assert "Nadya Essai" not in page(world, LIST)
    send(world, "people:duplicate_decide", pair.pk, state="open")
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.OPEN, None)
    assert not NotDuplicate.objects.exists()


def test_after_a_decision_comes_the_next_pair(world):
    first, second = make_pair(world), make_pair(world, first_names="Nadja")
    answer = send(world, "people:duplicate_decide", first.pk, state="different")
    assert answer["Location"] == reverse("people:duplicate_detail", args=[second.pk])


def test_merged_as_chosen_then_taken_apart(world):
    pair = make_pair(world, birth_year=1988)
    kept = side_of(pair, world.person)
    other = "second" if kept == "first" else "first"
    answer = send(world, "people:duplicate_merge", pair.pk, kept=kept, first_names=other)
    merge = Merge.objects.get()
    assert answer["Location"] == reverse("people:merge_detail", args=[merge.pk])
    world.person.refresh_from_db()
    # The birth date was known on one side only: it is kept without asking.
    assert (world.person.first_names, world.person.birth_year) == ("Nadya", 1988)
    text = page(world, "people:merge_detail", merge.pk)
    assert "Nadya" in text
    assert "Défaire la fusion" in text
    assert "Nadya Essai" in page(world, "people:merge_list")
    assert "Ce qui a été écrit depuis" in page(world, "people:merge_undo", merge.pk)
    send(world, "people:merge_undo", merge.pk)
    world.person.refresh_from_db()
    assert (world.person.first_names, world.person.birth_year) == ("Nadia", None)
    assert "défaite" in page(world, "people:merge_detail", merge.pk)


def test_two_open_dossiers_are_asked_about_on_the_page(world):
    pair = make_pair(world)
    other = pair.first if pair.second_id == world.person.pk else pair.second
    dossier = make_dossier(world.ccas, world.south, world.cast.neighbour, first_names="X")
    dossier.referents.update(person=other)
    type(dossier).objects.filter(pk=dossier.pk).update(person=other)
    assert "Lequel reste ouvert" in page(world, "people:duplicate_detail", pair.pk)
    answer = send(world, "people:duplicate_merge", pair.pk)
    assert answer.status_code == 409
    assert "Rien n’a été réuni" in answer.content.decode()
    assert send(world, "people:duplicate_merge", pair.pk, answer_dossier=str(dossier.pk)).status_code == 302


def test_whoever_comes_second_is_told(world):
    pair = make_pair(world)
    send(world, "people:duplicate_merge", pair.pk)
    for name, said in (("people:duplicate_merge", {}), ("people:duplicate_decide", {"state": "different"})):
        answer = send(world, name, pair.pk, who="coordinator", **said)
        assert answer.status_code == 409
        assert "viennent d’être réunies" in answer.content.decode()
    assert (
        client_of(world.cast.head).get(reverse("people:duplicate_detail", args=[pair.pk])).status_code == 409
    )


def test_an_undoing_that_cannot_be_says_why(world):
    merge = make_merge(world)
    pair = make_pair(world, first_names="Nadja")
    send(world, "people:duplicate_merge", pair.pk, kept=side_of(pair, world.person))
    assert "fusion plus récente" in page(world, "people:merge_detail", merge.pk)
    assert send(world, "people:merge_undo", merge.pk).status_code == 409


def test_merging_asks_who_is_at_the_keyboard(world):
    pair, merge = make_pair(world, first_names="Nadja"), make_merge(world)
    client = client_of(world.cast.head)
    prove_identity(client, world.cast.head, seconds_ago=3600)
    for address in (
        reverse("people:duplicate_merge", args=[pair.pk]),
        reverse("people:merge_undo", args=[merge.pk]),
    ):
        answer = client.post(address)
        assert answer.status_code == 302
        assert "/compte/" in answer["Location"] or "reauth" in answer["Location"]
    assert Merge.objects.filter(undone_at=None).count() == 1


# --- who sees what


def restricted_pair(world: World) -> DuplicatePair:
    first, second = sorted([world.person, world.restricted.person], key=lambda one: one.pk)
    return DuplicatePair.objects.create(
        organisation=world.ccas, first=first, second=second, probability=0.9, weight=4
    )


def test_a_pair_with_someone_restricted_is_only_counted(world):
    pair = restricted_pair(world)
    text = page(world, LIST, who="coordinator")
    assert "Discrète" not in text
    assert "autre paire concerne" in text
    assert (
        client_of(world.cast.coordinator).get(reverse("people:duplicate_detail", args=[pair.pk])).status_code
        == 404
    )
    assert "Discrète" in page(world, LIST)
    Keyholder.objects.create(
        registration=world.restricted.person.registrations.get(), user=world.cast.coordinator
    )
    assert "Discrète" in page(world, LIST, who="coordinator")


def test_the_list_and_the_lock_say_the_same(world):
    make_pair(world)
    restricted_pair(world)
    make_merge(world)
    for name, actor in world.cast.actors().items():
        seen = set(pairs_visible_to(actor))
        assert seen == {one for one in DuplicatePair.objects.all() if PAIR.may(actor, Action.SEE, one)}, name
        merges = set(merges_visible_to(actor))
        assert merges == {one for one in Merge.objects.all() if MERGED.may(actor, Action.SEE, one)}, name
        people = set(MERGE.filter(actor, Action.MANAGE, Person.objects.all()))
        assert people == {one for one in Person.objects.all() if MERGE.may(actor, Action.MANAGE, one)}, name


@pytest.mark.parametrize("make", [make_pair], ids=["pairs"])
def test_more_pairs_ask_no_more_queries(world, make):
    client = client_of(world.cast.head)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(LIST)).status_code == 200
        return len(queries)

    make(world)
    client.get(reverse(LIST))
    few = count()
    for number in range(10):
        make(world, last_name=f"Essai-{number}")
    assert count() == few


def test_two_people_chosen_by_hand_are_compared(world):
    pair = make_pair(world)
    other = pair.first if pair.second_id == world.person.pk else pair.second
    pair.delete()
    assert "Comparer, réunir" in page(world, "people:person_likeness", world.person.pk)
    assert "Comparer, réunir" not in page(world, "people:person_likeness", world.person.pk, who="referent")
    answer = send(world, "people:duplicate_compare", world.person.pk, other=str(other.pk))
    pair = DuplicatePair.objects.get()
    assert answer["Location"] == reverse("people:duplicate_detail", args=[pair.pk])
    assert "Votre décision" in page(world, "people:duplicate_detail", pair.pk)
    assert (
        send(world, "people:duplicate_compare", world.person.pk, other=str(world.person.pk)).status_code
        == 404
    )


def test_told_apart_elsewhere_a_pair_is_decided(world):
    pair = make_pair(world)
    send(world, "people:person_likeness", pair.first_id, who="referent", other=str(pair.second_id))
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (PairState.DIFFERENT, world.cast.referent)
