"""Gestures of the dossier on screen: stale saves lose nothing, the thread is handed on, dates are settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.support.models import Deadline, Dossier, FirstWelcome, Request, Victory
from tisserand.support.tests.test_dossier_pages import form_values
from tisserand.support.tests.test_victory_and_deadline import deadline, win
from tisserand.support.tests.test_welcome import welcome

TODAY = date(2026, 11, 23)


def _request(world: World) -> Request:
    return Request.objects.create(dossier=world.dossier, person=world.person, words="Avant", asked_on=TODAY)


Made = Callable[[World], Any]
Edited = tuple[str, Made, str, str, dict[str, str]]
EDITED: list[Edited] = [
    ("victory_edit", win, "victory_id", "words", {"happened_on": "2026-11-20", "topic": ""}),
    ("deadline_edit", deadline, "deadline_id", "title",
     {"kind": "hearing", "due_on": "2026-12-02", "lead_days": "15"}),
    ("request_edit", _request, "request_id", "words", {"origin": "relative", "asked_on": "2026-11-20"}),
    ("welcome_edit", welcome, "welcome_id", "answer",
     {"request": "Le frigo est vide jusqu’au 5.", "outcome": "urgent", "channel": "desk",
      "welcomed_at": "2026-11-21T10:00"}),
]  # fmt: skip


@pytest.mark.parametrize("edited", EDITED, ids=[row[0] for row in EDITED])
def test_a_stale_save_shows_both_versions(world: World, edited: Edited) -> None:
    name, made, argument, field, rest = edited
    row = made(world)
    args = {argument: row.pk} | ({} if name == "welcome_edit" else {"dossier_id": world.dossier.pk})
    address = reverse(f"support:{name}", kwargs=args)
    mine, theirs = client_of(world.cast.referent), client_of(world.cast.colleague)
    html = mine.get(address).content.decode()
    rest = rest | ({"owner": str(world.cast.referent.pk)} if name == "deadline_edit" else {})
    assert theirs.post(address, form_values(html, **rest, **{field: "Leur version"})).status_code == 302
    answer = mine.post(address, form_values(html, **rest, **{field: "Ma version"}))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Ma" in shown
    assert "Leur" in shown
    row.refresh_from_db()
    assert getattr(row, field) == "Leur version"


def test_handing_to_another_team_leads_back_to_the_list(world: World) -> None:
    answer = client_of(world.cast.referent).post(
        reverse("support:dossier_hand", args=[world.dossier.pk]),
        {"team": world.south.pk, "referent": world.cast.neighbour.pk, "on": "2026-11-20", "reason": "Loin"},
    )
    assert answer.url == reverse("support:dossier_list")
    assert Dossier.objects.get(pk=world.dossier.pk).referent.user == world.cast.neighbour


def test_the_key_is_spoken_of_only_when_there_is_one(world: World) -> None:
    client = client_of(world.cast.referent)
    for dossier, spoken in ((world.dossier, False), (world.restricted, True)):
        html = client.get(reverse("support:referent_change", args=[dossier.pk])).content.decode()
        assert ("keeps_key" in html) is spoken


def test_a_deadline_is_settled_and_taken_up_again(world: World) -> None:
    args = [world.dossier.pk, deadline(world).pk]
    client = client_of(world.cast.colleague)
    client.post(
        reverse("support:deadline_handle", args=args), {"handled_on": "2026-11-20", "outcome": "Reportée"}
    )
    assert Deadline.objects.get().outcome == "Reportée"
    client.post(reverse("support:deadline_reopen", args=args))
    assert Deadline.objects.get().handled_on is None


def test_a_deadline_is_called_off_with_a_reason_and_taken_up_again(world: World) -> None:
    args = [world.dossier.pk, deadline(world).pk]
    address = reverse("support:deadline_call_off", args=args)
    client = client_of(world.cast.colleague)
    client.post(address, {"why": " "})
    assert Deadline.objects.get().handled_on is None
    client.post(address, {"why": "Audience annulée par le tribunal"})
    row = Deadline.objects.get()
    assert (row.is_called_off, row.outcome) == (True, "Audience annulée par le tribunal")
    html = client.get(reverse("support:deadline_list", args=args[:1])).content.decode()
    assert "Plus d’actualité depuis le" in html
    client.post(reverse("support:deadline_reopen", args=args))
    row = Deadline.objects.get()
    assert (row.is_called_off, row.handled_on, row.outcome) == (False, None, "")


def test_a_victory_is_taken_back_after_a_question(world: World) -> None:
    address = reverse("support:victory_remove", args=[world.dossier.pk, win(world).pk])
    client = client_of(world.cast.referent)
    client.get(address)
    assert Victory.objects.exists()
    client.post(address)
    assert not Victory.objects.exists()


def test_a_welcome_is_followed_up_and_taken_up_again(world: World) -> None:
    address = reverse("support:welcome_handle", args=[welcome(world).pk])
    client = client_of(world.cast.reception)
    for handled in (True, False):
        client.post(address)
        assert (FirstWelcome.objects.get().handled_at is not None) is handled
