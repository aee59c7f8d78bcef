"""The meeting while it lasts: who is there, what is said of each point, what is decided, the round of listening."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.clock import now
from tisserand.coordination.choices import ConferenceState, TurnState
from tisserand.coordination.conference_page import PRESENCES, ConferencePage
from tisserand.coordination.forms.table import MoreForm, RoundForm, SaidForm
from tisserand.coordination.listening import Round
from tisserand.coordination.models import Attendee, Conference, ListeningTurn
from tisserand.coordination.services import agenda, rounds
from tisserand.coordination.services import conferences as services
from tisserand.coordination.views.conference_answering import (
    about,
    address,
    ask,
    gesture,
    load_conference,
    note_reading,
    page_of,
)
from tisserand.coordination.views.table import load_item

LIVE = "conference_live"
MOVES = {"spoken": TurnState.SPOKEN, "passed": TurnState.PASSED}


@require_POST
def conference_open(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """It begins."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.open_conference(actor=request.actor, conference=conference, now=now()),
        address(conference, LIVE),
    )


@require_POST
def conference_end(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """It is over; one reads again what was kept."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.end_conference(actor=request.actor, conference=conference, now=now()),
        address(conference, "minutes_detail"),
    )


@require_POST
def conference_resume(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """It was not over."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.resume_conference(actor=request.actor, conference=conference, now=now()),
        address(conference, LIVE),
    )


@require_GET
def conference_live(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """The page of whoever leads: the round, the points, the decisions, who is there."""
    conference = load_conference(request, person_id, conference_id)
    if conference.state != ConferenceState.LIVE:
        return redirect(address(conference))
    page = page_of(request, conference)
    lines = [(item, SaidForm(instance=item, auto_id=f"{item.pk}_%s")) for item in page.items]
    context = round_context(page, rounds.round_of(conference)) | {
        "page": page,
        "lines": lines,
        "form": _round_form(page),
        "more": MoreForm(instance=conference, auto_id="more_%s"),
        "presences": PRESENCES,
        "leads": True,
    }
    return render(request, "coordination/conference_live.html", about(request, conference) | context)


def round_context(page: ConferencePage, known: Round) -> dict[str, Any]:
    """The round with everyone's name, as this reader may know of them."""
    return {
        "conference": page.conference,
        "round": known,
        "turns": [(turn, page.name_by_id.get(turn.attendee_id, "")) for turn in known.turns],
        "current_name": page.name_by_id.get(known.current.attendee_id, "") if known.current else "",
        "heard_name": page.name_by_id.get(known.heard.attendee_id, "") if known.heard else "",
    }


def _round_form(page: ConferencePage, data: Any = None) -> RoundForm:
    named = [(seated.attendee, seated.name) for seated in page.present]
    return RoundForm(data, attendees=named, items=page.items, auto_id="round_%s")


@require_GET
def conference_screen(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """For the screen that everyone there looks at: large words, no name in the frame, only what all may see."""
    conference = load_conference(request, person_id, conference_id)
    note_reading(request, conference)
    page = page_of(request, conference)
    context = round_context(page, rounds.round_of(conference)) | {"page": page, "person": conference.person}
    return render(request, "coordination/conference_screen.html", context)


# The round


@require_POST
@once
def round_start(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Everyone there will have a turn."""
    conference = load_conference(request, person_id, conference_id)
    page = page_of(request, conference)
    form = _round_form(page, request.POST)

    def start() -> None:
        if not form.is_valid():
            raise ValidationError("Dites qui commence, parmi les personnes qui sont là.")
        said = form.cleaned_data
        rounds.start_round(
            actor=request.actor,
            conference=conference,
            first=_named(page, said["first"]),
            item=next((item for item in page.items if str(item.pk) == said["item"]), None),
            now=now(),
        )

    return gesture(request, start, address(conference, LIVE, anchor="tour"))


def _named(page: ConferencePage, key: str) -> Attendee:
    return next(who for who in page.attendees if str(who.pk) == key)


@require_GET
def round_panel(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """The round, asked again every few seconds by open screens; while nothing moved, nothing is said nor read."""
    conference = load_conference(request, person_id, conference_id)
    known = rounds.round_of(conference)
    if request.GET.get("vu") == known.stamp and conference.state == ConferenceState.LIVE:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    note_reading(request, conference)
    context = round_context(page_of(request, conference), known)
    context |= {
        "person": conference.person,
        "leads": "ecran" not in request.GET,
        "ecran": "ecran" in request.GET,
    }
    return render(request, "coordination/_round.html", context)


def _load_turn(conference: Conference, turn_id: UUID) -> ListeningTurn:
    turn = get_object_or_404(conference.turns.select_related("attendee"), pk=turn_id)
    turn.conference = conference
    return turn


@require_POST
def turn_end(request: HttpRequest, person_id: UUID, conference_id: UUID, turn_id: UUID) -> HttpResponse:
    """« C’est bien cela », « j’ai parlé », « je passe »: whichever, once."""
    conference = load_conference(request, person_id, conference_id)
    turn = _load_turn(conference, turn_id)
    move = request.POST.get("move", "")

    def do() -> None:
        if move == "right":
            rounds.find_right(actor=request.actor, turn=turn, now=now())
        elif move in MOVES:
            rounds.end_turn(actor=request.actor, turn=turn, state=MOVES[move], now=now())
        else:
            raise ValidationError("Choisissez une des réponses.")

    return _moved(request, conference, do)


@require_POST
def turn_take_back(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Too quick: the last one goes on."""
    conference = load_conference(request, person_id, conference_id)
    return _moved(
        request,
        conference,
        lambda: rounds.take_back_turn(actor=request.actor, conference=conference, now=now()),
    )


@require_POST
def round_stop(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """The round stops here."""
    conference = load_conference(request, person_id, conference_id)
    return _moved(
        request,
        conference,
        lambda: rounds.stop_round(actor=request.actor, conference=conference, now=now()),
    )


def _moved(request: HttpRequest, conference: Conference, do: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        with suppress(
            ValidationError
        ):  # another screen has moved on: what is drawn below says where it stands
            do()
        context = round_context(page_of(request, conference), rounds.round_of(conference))
        context |= {"person": conference.person, "leads": True}
        return render(request, "coordination/_round.html", context)
    return gesture(request, do, address(conference, LIVE, anchor="tour"))


# What is said


@require_http_methods(["GET", "POST"])
def item_write(request: HttpRequest, person_id: UUID, conference_id: UUID, item_id: UUID) -> HttpResponse:
    """What the minutes keep of a point."""
    conference = load_conference(request, person_id, conference_id)
    item = load_item(conference, item_id)
    form = SaidForm(request.POST or None, instance=item)
    return ask(
        request,
        conference,
        form,
        lambda: agenda.write_said(
            actor=request.actor, item=form.instance, expected=form.expected_revision, now=now()
        ),
        title=item.words,
        then=where_written(conference, f"point-{item.pk}"),
        said="C’est gardé.",
    )


@require_http_methods(["GET", "POST"])
def more_write(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """What was said outside of any point."""
    conference = load_conference(request, person_id, conference_id)
    form = MoreForm(request.POST or None, instance=conference)
    return ask(
        request,
        conference,
        form,
        lambda: agenda.write_more(
            actor=request.actor, conference=form.instance, expected=form.expected_revision, now=now()
        ),
        title="En dehors des points",
        then=where_written(conference, "en-dehors"),
        said="C’est gardé.",
    )


def where_written(conference: Conference, anchor: str = "") -> str:
    """Where one writes: the page of the meeting while it lasts, that of the minutes after."""
    name = LIVE if conference.state == ConferenceState.LIVE else "minutes_detail"
    return address(conference, name, anchor=anchor)
