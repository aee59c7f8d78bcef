"""The box « Que s’est-il passé ? »: what it guesses, what one corrects, and never a note about the wrong person."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of, make_dossier
from tisserand.common.clock import now, today
from tisserand.support.choices import EntryKind, StepState, Visibility
from tisserand.support.models import Deadline, Dossier, Entry, Step, Victory
from tisserand.support.services.plan import add_goal, add_step

WRITE, GUESS = reverse("support:entry_write"), reverse("support:entry_guess")
TEXT = "Appel de Nadia : elle a pris seule le rendez-vous avec le bailleur."


@pytest.fixture
def sophie(world: World) -> Client:
    return client_of(world.cast.referent)


@pytest.fixture
def step(world: World) -> Step:
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Garder mon logement", now=now())
    return add_step(actor=actor, goal=goal, title="Appeler le bailleur", now=now())


def told(world: World, **changes: Any) -> dict[str, Any]:
    """A form filled and confirmed."""
    said = {
        "body": TEXT,
        "confirmed": "1",
        "dossier": str(world.dossier.pk),
        "kind": EntryKind.CALL,
        "happened_on": today().isoformat(),
        "visibility": Visibility.TEAM,
        "person_present": "on",
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def ticked(response: HttpResponse, name: str) -> list[str]:
    """The values of the boxes and radios that are checked under `name`."""
    found = re.findall(r"<input type=\"(?:checkbox|radio)\"[^>]*>", response.content.decode())
    return [
        value[1] if (value := re.search(r'value="([^"]*)"', tag)) else "on"
        for tag in found
        if f'name="{name}"' in tag and " checked" in tag
    ]


def test_a_text_alone_is_shown_with_what_it_suggests(world: World, sophie: Client, step: Step) -> None:
    answer = sophie.post(WRITE, {"body": TEXT})
    assert answer.status_code == 200
    assert not Entry.objects.exists()
    assert ticked(answer, "dossier") == [str(world.dossier.pk)]
    assert ticked(answer, "done") == [str(step.pk)]
    assert ticked(answer, "is_victory") == ["on"]
    assert "Elle a pris seule le rendez-vous avec le bailleur" in answer.content.decode()


def test_what_is_confirmed_is_written_all_together(world: World, sophie: Client, step: Step) -> None:
    extra = {"done": step.pk, "is_victory": "on", "victory": "A appelé seule", "has_deadline": "on"}
    extra |= {"deadline": "Rendez-vous bailleur", "deadline_on": "2027-01-12", "deadline_kind": "other"}
    answer = sophie.post(WRITE, told(world, **extra))
    assert answer.status_code == 302
    entry = Entry.objects.get()
    assert (entry.kind, entry.body, entry.author) == (EntryKind.CALL, TEXT, world.cast.referent)
    assert Step.objects.get().state == StepState.DONE
    assert list(entry.steps.all()) == [step]
    assert Victory.objects.get().entry == entry
    assert Deadline.objects.get().entry == entry


def test_nothing_others_see_leads_to_a_private_note(world: World, sophie: Client) -> None:
    extra = {"visibility": Visibility.AUTHOR, "is_victory": "on", "victory": "A souri"}
    assert sophie.post(WRITE, told(world, **extra)).status_code == 302
    assert Victory.objects.get().entry is None


@pytest.mark.parametrize("first_name", ["Nadia"])
def test_two_people_with_one_name_must_be_told_apart(world: World, sophie: Client, first_name: str) -> None:
    make_dossier(world.ccas, world.north, world.cast.colleague, first_names=first_name, last_name="Morel")
    answer = sophie.post(GUESS, {"body": TEXT})
    assert ticked(answer, "dossier") == []
    assert "Nadia Morel" in answer.content.decode()
    refused = sophie.post(WRITE, told(world, dossier=None))
    assert refused.status_code == 422
    assert "Choisissez la personne" in refused.content.decode()
    assert not Entry.objects.exists()


def test_a_name_close_to_someone_is_never_taken_for_granted(world: World, sophie: Client) -> None:
    make_dossier(
        world.ccas, world.north, world.cast.referent, first_names="Bénédicte", last_name="Quenouille"
    )
    answer = sophie.post(GUESS, {"body": "Appel de Benedicta Quenouile"})
    assert "Quenouille" in answer.content.decode()
    written = sophie.post(WRITE, told(world, body="Vu Bndicte Quenoulle", dossier=None))
    assert written.status_code == 422


def test_nobody_recognised_writes_nothing(world: World, sophie: Client) -> None:
    assert sophie.post(WRITE, told(world, body="Point avec le bailleur", dossier=None)).status_code == 422
    assert not Entry.objects.exists()


def test_a_correction_stays_while_one_goes_on_typing(world: World, sophie: Client) -> None:
    was = re.search(r'name="was" value="([^"]*)"', sophie.post(GUESS, {"body": TEXT}).content.decode())
    assert was
    said = told(world, was=was[1].replace("&quot;", '"'), kind=EntryKind.VISIT, body=TEXT + " Hier.")
    answer = sophie.post(GUESS, said).content.decode()
    assert '<option value="visit" selected' in answer
    assert f'name="happened_on" value="{today().isoformat()}"' not in answer


def test_the_text_names_somebody_else_meanwhile(world: World, sophie: Client) -> None:
    other = make_dossier(
        world.ccas, world.north, world.cast.referent, first_names="Odette", last_name="Garnier"
    )
    said = told(world, body="Visite chez Odette", was=f'{{"dossier": "{world.dossier.pk}"}}')
    assert ticked(sophie.post(GUESS, said), "dossier") == [str(other.pk)]


def test_someone_else_may_be_named_apart(world: World, sophie: Client) -> None:
    answer = sophie.post(GUESS, {"body": "Elle va mieux", "who": "Nadia"})
    assert ticked(answer, "dossier") == [str(world.dossier.pk)]


@pytest.mark.parametrize("who", ["neighbour", "partner"])
def test_people_of_others_are_neither_guessed_nor_written_about(world: World, who: str) -> None:
    client = client_of(getattr(world.cast, who))
    assert "Nadia Essai" not in client.post(GUESS, {"body": TEXT}).content.decode()
    assert client.post(WRITE, told(world)).status_code == 422
    assert client.post(GUESS, {"body": TEXT, "fixed": str(world.dossier.pk)}).status_code in (403, 404)
    assert not Entry.objects.exists()


def test_a_double_click_writes_once(world: World, sophie: Client) -> None:
    said = told(world, _once=str(uuid4()))
    assert sophie.post(WRITE, said).status_code == sophie.post(WRITE, said).status_code == 302
    assert Entry.objects.count() == 1


def test_confirming_twice_after_a_refusal_still_writes_once(world: World, sophie: Client) -> None:
    key = str(uuid4())
    assert sophie.post(WRITE, told(world, _once=key, happened_on="2999-01-01")).status_code == 422
    assert sophie.post(WRITE, told(world, _once=key)).status_code == 302
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"happened_on": "2999-01-01"}, "pas encore passée"),
        ({"body": ""}, "obligatoire"),
        ({"body": "Vu @Neighbour"}, "ne peut pas lire ce dossier"),
        ({"body": "Vu @Colleague", "visibility": Visibility.AUTHOR}, "mentionner personne"),
        ({"is_victory": "on", "victory": ""}, "avancée en quelques mots"),
        ({"has_deadline": "on"}, "une date et quelques mots"),
    ],
)
def test_what_stops_a_note(world: World, sophie: Client, changes: dict[str, Any], message: str) -> None:
    answer = sophie.post(reverse("support:entry_create", args=[world.dossier.pk]), told(world, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Entry.objects.exists()


def test_a_mention_reaches_the_colleague(world: World, sophie: Client) -> None:
    sophie.post(WRITE, told(world, body="Nadia : voir avec @Colleague Essai"))
    assert list(Entry.objects.get().mentions.all()) == [world.cast.colleague]
    page = client_of(world.cast.colleague).get("/").content.decode()
    assert "voir avec @Colleague" in page


def test_colleagues_are_suggested(world: World, sophie: Client) -> None:
    answer = sophie.post(f"{reverse('support:mention_suggest')}?dossier={world.dossier.pk}", {"q": "neigh"})
    assert "Neighbour Essai" in answer.content.decode()
    assert "ne lit pas ce dossier" in answer.content.decode()


def test_a_closed_dossier_is_not_written_in(world: World, sophie: Client) -> None:
    Dossier.objects.filter(pk=world.dossier.pk).update(closed_on=today(), closing_reason="moved")
    assert sophie.post(WRITE, told(world)).status_code == 422
    assert (
        sophie.post(reverse("support:entry_create", args=[world.dossier.pk]), told(world)).status_code == 403
    )


def test_guessing_stays_quick_with_many_people(
    world: World, sophie: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for index in range(30):
        make_dossier(
            world.ccas, world.north, world.cast.referent, first_names=f"Nadia{index}", last_name="Autre"
        )
    with django_assert_max_num_queries(14):
        sophie.post(GUESS, {"body": TEXT})
