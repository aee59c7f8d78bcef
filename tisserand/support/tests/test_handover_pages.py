"""The pages of handovers: double clicks act once, refusals keep what was typed, more rows cost no more queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import PASSWORD, World, client_of, make_dossier, prove_identity
from tisserand.common.clock import now, today
from tisserand.support.models import Dossier, Handover, HandoverBatch
from tisserand.support.services.handover_batches import run_batch, start_batch
from tisserand.support.services.handovers import write_summary

pytestmark = pytest.mark.django_db


def filled(dossiers: list[Dossier], to: Any, **said: Any) -> dict[str, Any]:
    data = {"takes_effect_on": (today() + timedelta(days=7)).isoformat(), "reading_days": "30"}
    return data | {f"to_{one.pk}": str(to.pk) for one in dossiers} | said


def address(dossiers: list[Dossier]) -> str:
    return reverse("support:handover_start") + "?" + "&".join(f"dossier={one.pk}" for one in dossiers)


def many(world: World, count: int) -> list[Dossier]:
    return [
        make_dossier(world.ccas, world.north, world.cast.referent, first_names=f"P{number}")
        for number in range(count)
    ]


def hand_all(world: World, dossiers: list[Dossier]) -> HandoverBatch:
    batch = start_batch(
        actor=world.cast.actor("head"),
        choices=dict.fromkeys(dossiers, world.cast.colleague),
        takes_effect_on=today() + timedelta(days=7),
        reading_days=30,
        now=now(),
    )
    run_batch(actor=world.cast.actor("head"), batch=batch, now=now())
    return batch


def test_a_double_click_hands_over_once(world: World) -> None:
    client, dossiers = client_of(world.cast.referent), [world.dossier]
    data = filled(dossiers, world.cast.neighbour, _once=str(uuid4()))
    answers = [client.post(address(dossiers), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Handover.objects.count() == HandoverBatch.objects.count() == 1


def test_many_at_once_wait_for_a_proof_of_identity_then_go_on_as_chosen(world: World) -> None:
    client, dossiers = client_of(world.cast.referent), many(world, 2)
    prove_identity(client, world.cast.referent, seconds_ago=700)
    data = filled(dossiers, world.cast.neighbour, words="Merci à toi.", _once=str(uuid4()))
    asked = client.post(address(dossiers), data)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert HandoverBatch.objects.count() == 0

    door, _, following = asked.headers["Location"].partition("?next=")
    proved = client.post(door, {"password": PASSWORD, "next": unquote(following)})
    page = client.get(proved.headers["Location"])
    assert page.context["waiting"]["address"] == address(dossiers)
    for _ in range(2):  # a finger that shakes
        assert client.post(address(dossiers), dict(page.context["fields"])).status_code == 302
    batch = HandoverBatch.objects.get()
    assert batch.words == "Merci à toi."
    assert batch.choices == {str(one.pk): str(world.cast.neighbour.pk) for one in dossiers}


def test_one_dossier_waits_for_no_proof(world: World) -> None:
    client = client_of(world.cast.referent)
    prove_identity(client, world.cast.referent, seconds_ago=700)
    client.post(address([world.dossier]), filled([world.dossier], world.cast.neighbour))
    assert Handover.objects.count() == 1


def test_a_refusal_leaves_nothing_behind_and_keeps_what_was_typed(world: World) -> None:
    dossiers = [world.dossier]
    hand_all(world, dossiers)
    data = filled(dossiers, world.cast.neighbour, words="Merci à toi.")
    answer = client_of(world.cast.referent).post(address(dossiers), data)
    html = answer.content.decode()
    assert "déjà prévu" in html
    assert "Merci à toi." in html
    assert HandoverBatch.objects.count() == 1


@pytest.mark.parametrize("day", [today() - timedelta(days=1), today() + timedelta(days=400)])
def test_a_day_that_makes_no_sense_is_said(world: World, day: Any) -> None:
    data = filled([world.dossier], world.cast.neighbour, takes_effect_on=day.isoformat())
    html = client_of(world.cast.referent).post(address([world.dossier]), data).content.decode()
    assert "un jour de l’année qui vient" in html
    assert Handover.objects.count() == 0


def test_nobody_takes_what_the_page_did_not_offer(world: World) -> None:
    data = filled([world.dossier], world.cast.partner)
    assert client_of(world.cast.referent).post(address([world.dossier]), data).status_code == 200
    assert Handover.objects.count() == 0


def test_the_dossiers_of_others_are_left_out_of_a_choice(world: World) -> None:
    theirs = make_dossier(world.ccas, world.south, world.cast.neighbour, first_names="Odette")
    html = client_of(world.cast.referent).get(address([world.dossier, theirs])).content.decode()
    assert "Odette" not in html


def test_a_summary_saved_by_two_shows_both(world: World) -> None:
    dossiers = [world.dossier]
    hand_all(world, dossiers)
    handover = Handover.objects.get()
    page = reverse("support:handover_write", args=[world.dossier.pk, handover.pk])
    client = client_of(world.cast.referent)
    form = client.get(page).context["form"]
    mine = {bound.html_name: bound.field.prepare_value(bound.initial) or "" for bound in form}
    write_summary(
        actor=world.cast.actor("head"),
        handover=handover,
        blocks=dict.fromkeys(("matters", "standing", "pressing"), "") | {"know": "Dit par la direction."},
        expected=handover.revision,
        now=now(),
    )
    answer = client.post(page, mine | {"know": "Dit par moi."})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Dit par moi." in html
    assert "Dit par la direction." in html


@pytest.mark.parametrize("name", ["start", "leaver", "batch", "list", "panel", "dossiers", "departure"])
def test_ten_more_dossiers_cost_no_more_queries(world: World, name: str) -> None:
    head = client_of(world.cast.head)

    def page(dossiers: list[Dossier], batch: HandoverBatch) -> str:
        return {
            "start": address(dossiers),
            "leaver": reverse("support:handover_start") + f"?de={world.cast.referent.pk}&partage=egal",
            "batch": reverse("support:handover_batch", args=[batch.pk]),
            "list": reverse("support:handover_list"),
            "panel": reverse("support:handover_panel"),
            "dossiers": reverse("support:dossier_list"),
            "departure": reverse("support:leaving_tasks", args=[world.cast.referent.pk]),
        }[name]

    def count(dossiers: list[Dossier], batch: HandoverBatch) -> int:
        where = page(dossiers, batch)
        head.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert head.get(where).status_code == 200
        return len(queries)

    few = many(world, 2)
    before = count(few, hand_all(world, few))
    more = many(world, 12)
    assert count(more, hand_all(world, more)) <= before
    assert before <= 20
