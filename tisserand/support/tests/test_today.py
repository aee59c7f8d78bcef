"""Aujourd’hui: true counts, the reason of each line, the same queries for ten dossiers more; and the load of a team."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of, make_dossier
from tisserand.common.clock import now, today
from tisserand.support.choices import DeadlineKind, Doer, Priority, WelcomeOutcome
from tisserand.support.load import team_load
from tisserand.support.models import Dossier, Referent
from tisserand.support.services.deadlines import handle_deadline, set_deadline
from tisserand.support.services.plan import add_goal, add_step, complete_step
from tisserand.support.services.victories import note_victory
from tisserand.support.services.welcomes import note_welcome
from tisserand.support.today import Day, day_of, in_words, sentence_of


def day(world: World, who: str = "referent") -> Day:
    return day_of(world.cast.actor(who), now=now())


@pytest.fixture(autouse=True)
def heard_today(world: World) -> None:
    """Nobody is silent, unless a test says so."""
    Dossier.objects.update(last_contact_on=today())


def change(dossier: Dossier, **fields: object) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(**fields)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "Bonjour Sophie. Rien ne presse aujourd’hui."),
        ({"deadlines": 2, "urgent": 1}, "Bonjour Sophie. Deux échéances, une urgence."),
        ({"silent": 1}, "Bonjour Sophie. Une personne sans nouvelles."),
        ({"reviews": 1, "steps": 21}, "Bonjour Sophie. Un bilan à préparer, 21 étapes."),
        (
            {"silent": 4, "steps": 1, "deadlines": 1, "urgent": 2},
            "Bonjour Sophie. Une étape, une échéance, deux urgences.",
        ),
    ],
)
def test_one_sentence_sums_up_the_day(counts: dict[str, int], sentence: str) -> None:
    assert sentence_of("Sophie", counts) == sentence


def test_numbers_in_words() -> None:
    assert in_words(1, "étape", "étapes", "une") == "une étape"
    assert in_words(16, "étape", "étapes", "une") == "seize étapes"
    assert in_words(17, "étape", "étapes", "une") == "17 étapes"


def test_a_deadline_is_there_from_its_lead_time_until_handled(world: World) -> None:
    actor = world.cast.actor("referent")
    near = set_deadline(
        actor=actor,
        dossier=world.dossier,
        kind=DeadlineKind.HEARING,
        title="Audience d’expulsion",
        due_on=today() + timedelta(days=9),
        now=now(),
    )
    far = {"title": "Titre de séjour", "due_on": today() + timedelta(days=90)}
    set_deadline(actor=actor, dossier=world.dossier, kind=DeadlineKind.RESIDENCE_PERMIT, now=now(), **far)
    [line] = day(world).lines
    assert line.reasons == ("Audience d’expulsion, dans 9\xa0jours.",)
    assert (line.chip, line.name) == ("Échéance", "Nadia Essai")
    handle_deadline(actor=actor, deadline=near, now=now())
    assert day(world).lines == []


def test_what_is_put_off_comes_back_tomorrow_and_stays_with_colleagues(world: World) -> None:
    actor = world.cast.actor("referent")
    change(world.dossier, priority=Priority.URGENT)
    said = {"kind": DeadlineKind.HEARING, "title": "Audience", "due_on": today(), "now": now()}
    set_deadline(actor=world.cast.actor("colleague"), dossier=world.dossier, **said)
    client = client_of(world.cast.referent)
    client.post(reverse("support:line_put_off", args=[world.dossier.pk]))
    assert day(world).lines == []
    assert day(world).silences == []
    assert day(world).sentence.endswith("Rien ne presse aujourd’hui.")
    assert len(day(world, "colleague").lines) == 1
    assert "Remis à demain" in client.get("/").content.decode()
    assert len(day_of(actor, now=now() + timedelta(days=1)).lines) == 1
    client.post(reverse("support:line_take_back", args=[world.dossier.pk]))
    assert len(day(world).lines) == 1


def test_what_is_late_and_what_is_urgent_say_so(world: World) -> None:
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Garder mon logement", now=now())
    add_step(actor=actor, goal=goal, title="Appeler", due_on=today() - timedelta(days=1), now=now())
    [line] = day(world).lines
    assert line.chip == "En retard"
    assert line.reasons == ("« Appeler », par la personne, attendue hier.",)
    change(world.dossier, priority=Priority.URGENT)
    [line] = day(world).lines
    assert line.chip == "Urgent"
    assert day(world).sentence == "Bonjour Referent. Une étape, une urgence."


def test_one_line_a_person_with_every_reason(world: World) -> None:
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Garder mon logement", now=now())
    for title in ("Appeler", "Écrire"):
        add_step(actor=actor, goal=goal, title=title, doer=Doer.BOTH, due_on=today(), now=now())
    [line] = day(world).lines
    assert len(line.reasons) == 2
    assert day(world).counts["steps"] == 2


def test_silence_is_longer_than_agreed(world: World) -> None:
    change(world.dossier, contact_every_days=21, last_contact_on=today() - timedelta(days=35))
    [line] = day(world).silences
    assert line.reasons == (
        "Sans nouvelles depuis 5\xa0semaines\u202f; il est convenu d’en prendre toutes les 3\xa0semaines.",
    )
    change(world.dossier, last_contact_on=today() - timedelta(days=21))
    assert day(world).silences == []


def test_closed_dossiers_and_those_of_others_are_not_mine(world: World) -> None:
    change(world.dossier, priority=Priority.URGENT)
    assert day(world, "colleague").lines == []
    change(world.dossier, closed_on=today(), closing_reason="moved")
    assert day(world).lines == []


def test_welcomes_wait_for_the_team_and_for_reception(world: World) -> None:
    said = {"request": "Plus rien à manger.", "welcomed_at": now(), "now": now(), "team": world.north}
    note_welcome(
        actor=world.cast.actor("reception"), outcome=WelcomeOutcome.URGENT, called="Mme Petit", **said
    )
    [line] = day(world).lines
    assert (line.name, line.chip) == ("Mme Petit", "Urgent")
    assert day(world).sentence == "Bonjour Referent. Une urgence."
    assert day(world, "neighbour").lines == []
    assert "Mme Petit" in client_of(world.cast.reception).get("/").content.decode()


def test_the_long_term_stands_beside_the_urgent(world: World) -> None:
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Tenir debout", now=now())
    steps = [add_step(actor=actor, goal=goal, title=title, now=now()) for title in "abc"]
    complete_step(actor=actor, step=steps[0], now=now())
    [work] = day(world).long_works
    assert (work.done, work.total) == (1, 3)
    assert day(world).long_words == "Un projet avance sans bruit. Un mot à chacun\u202f?"


def test_victories_of_the_week_only(world: World) -> None:
    actor = world.cast.actor("referent")
    for days, words in ((2, "A souri"), (9, "A dormi")):
        happened_on = today() - timedelta(days=days)
        note_victory(actor=actor, dossier=world.dossier, words=words, happened_on=happened_on, now=now())
    assert [victory.words for victory in day(world).victories] == ["A souri"]
    assert [victory.words for victory in day(world, "partner").victories] == []


def queries_of_today(world: World) -> int:
    client = client_of(world.cast.referent)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    return len(queries)


def fill(world: World, count: int) -> None:
    """Dossiers with something of everything."""
    actor = world.cast.actor("referent")
    for index in range(count):
        names = {"first_names": f"Prénom{index}", "last_name": "Nombreux"}
        dossier = make_dossier(world.ccas, world.north, world.cast.referent, **names)
        change(dossier, last_contact_on=today() - timedelta(days=60))
        goal = add_goal(actor=actor, dossier=dossier, title="But", now=now())
        add_step(actor=actor, goal=goal, title="Pas", due_on=today(), now=now())
        set_deadline(actor=actor, dossier=dossier, kind="other", title="Date", due_on=today(), now=now())


def test_ten_more_dossiers_no_more_queries(world: World) -> None:
    fill(world, 2)
    before = queries_of_today(world)
    fill(world, 10)
    assert queries_of_today(world) == before
    assert before <= 20


def test_the_load_of_each(world: World) -> None:
    change(world.dossier, priority=Priority.URGENT, last_contact_on=today() - timedelta(days=90))
    load = team_load(world.cast.actor("coordinator"), today=today())
    shares = {share.name: share for share in load.shares}
    referent = shares["Referent Essai"]
    assert (referent.open, referent.urgent, referent.silent) == (
        1,
        1,
        1,
    )  # the restricted one is not theirs to count
    assert shares["Colleague Essai"].open == 0
    assert "Neighbour Essai" not in shares
    whole = team_load(world.cast.actor("head"), today=today())
    assert {share.name: share.open for share in whole.shares}["Referent Essai"] == 2


def test_dossiers_that_nobody_holds(world: World) -> None:
    Referent.objects.filter(dossier=world.dossier).update(user=world.cast.former)
    load = team_load(world.cast.actor("coordinator"), today=today())
    assert load.unheld == [world.dossier]
    page = client_of(world.cast.coordinator).get("/charge/").content.decode()
    assert "suivi jusqu’ici par Former Essai" in page
