"""First welcomes: noted without a name, followed up, turned into a dossier without retyping."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import World
from tisserand.people.models import Person, Registration
from tisserand.support.choices import Channel, EntryKind, Phase, WelcomeOutcome
from tisserand.support.models import Dossier, FirstWelcome
from tisserand.support.policies import WELCOME
from tisserand.support.services.welcomes import (
    edit_welcome,
    handle_welcome,
    note_welcome,
    welcome_joins_dossier,
    welcome_to_dossier,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def welcome(world: World, who: str = "reception", **said: object) -> FirstWelcome:
    given = {
        "request": "Le frigo est vide jusqu’au 5.",
        "outcome": WelcomeOutcome.URGENT,
        "welcomed_at": NOW - timedelta(days=2),
        "topics": ["food_energy"],
        "answer": "Colis donné.",
    }
    return note_welcome(actor=world.cast.actor(who), now=NOW, **given | said)  # type: ignore[arg-type]


def become_dossier(world: World, noted: FirstWelcome, who: str = "referent") -> Dossier:
    person = Person.objects.create(first_names="Yonas")
    Registration.objects.create(person=person, organisation=world.ccas)
    return welcome_to_dossier(
        actor=world.cast.actor(who),
        welcome=noted,
        person=person,
        team=world.north,
        referent=world.cast.referent,
        opened_on=date(2026, 11, 23),
        now=NOW,
    )


def test_no_name_is_needed_and_reception_may(world: World) -> None:
    assert welcome(world).person is None
    for name in ("administrator", "stranger", "former"):
        with pytest.raises(PermissionDenied):
            welcome(world, name)


def test_everything_is_carried_over(world: World) -> None:
    noted = welcome(world, channel=Channel.PHONE)
    dossier = become_dossier(world, noted)
    request, entry = dossier.requests.get(), dossier.entries.get()
    assert (request.words, request.topics) == (noted.request, ["food_energy"])
    assert request.asked_on == date(2026, 11, 21)
    assert (entry.kind, entry.happened_at) == (EntryKind.CALL, noted.welcomed_at)
    assert "Colis donné." in entry.body
    assert [change.phase for change in dossier.phase_changes.all()] == [Phase.WELCOME, Phase.REQUEST]
    noted.refresh_from_db()
    assert (noted.dossier, noted.person, noted.handled_at) == (dossier, dossier.person, NOW)


def test_a_welcome_joins_the_dossier_already_open(world: World) -> None:
    welcome_joins_dossier(
        actor=world.cast.actor("colleague"), welcome=welcome(world), dossier=world.dossier, now=NOW
    )
    assert world.dossier.requests.count() == world.dossier.entries.count() == 1


def test_once_a_dossier_it_is_read_like_the_dossier(world: World) -> None:
    noted = welcome(world)
    readers = {name for name, actor in world.cast.actors().items() if WELCOME.may(actor, "read", noted)}
    assert readers == {"referent", "colleague", "neighbour", "coordinator", "head", "reception"}
    become_dossier(world, noted)
    readers = {name for name, actor in world.cast.actors().items() if WELCOME.may(actor, "read", noted)}
    assert readers == {"referent", "colleague", "coordinator", "head", "reception"}
    with pytest.raises(PermissionDenied):
        edit_welcome(actor=world.cast.actor("referent"), welcome=noted, expected=2, now=NOW, answer="Autre")


def test_a_restricted_person_s_welcome_stays_between_keyholders(world: World) -> None:
    noted = welcome(world, "referent", person=world.restricted.person)
    readers = {name for name, actor in world.cast.actors().items() if WELCOME.may(actor, "read", noted)}
    assert readers == {"referent", "head"}


def test_other_organisations_know_nothing(world: World) -> None:
    with pytest.raises(Http404):
        handle_welcome(actor=world.cast.actor("partner"), welcome=welcome(world), now=NOW)
