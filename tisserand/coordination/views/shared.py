"""Meetings for those of elsewhere: through an opening, their part and nothing beside it; closed, it does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.coordination.calendar import calendar_file
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.conference_page import look_of
from tisserand.coordination.minutes_content import seen_by
from tisserand.coordination.minutes_page import names_by, shown
from tisserand.coordination.minutes_pdf import minutes_pdf, served
from tisserand.coordination.models import AgendaItem, Attendee, Minutes
from tisserand.coordination.queries.conferences import points_of, seat_of, table_of
from tisserand.coordination.seen import NO_POINT, Sees, in_order, point_of, within
from tisserand.coordination.services import minutes as minutes_services
from tisserand.coordination.services import rounds
from tisserand.coordination.services.attendees import note_availability
from tisserand.coordination.services.holding import PART, trace
from tisserand.coordination.table_names import name_outside
from tisserand.coordination.views.minutes import read_over_form
from tisserand.coordination.views.table import availability_form
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import open_grant
from tisserand.sharing.scope import of_grant
from tisserand.ui.answering import answer_form

State = ConferenceState


@dataclass(frozen=True)
class Place:
    """A seat at a meeting, the opening that gives it, and what it lets see."""

    grant: Grant
    seat: Attendee
    sees: Sees

    @property
    def conference(self) -> Any:
        """The meeting."""
        return self.seat.conference

    @property
    def items(self) -> list[AgendaItem]:
        """The points that it lets see."""
        return [item for item in in_order(points_of(self.conference)) if self.sees(point_of(item))]

    @property
    def names(self) -> dict[str, str]:
        """Who is there, as anyone at the table may know."""
        return names_by(table_of(self.conference), lambda who: name_outside(who, self.conference.person))

    def address(self, name: str = "shared_conference") -> str:
        """An address of this seat."""
        return reverse(f"coordination:{name}", args=[self.grant.pk, self.conference.pk])


def _load(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> Place:
    actor = request.actor  # type: ignore[attr-defined]
    grant = open_grant(actor, grant_id)
    seat = seat_of(actor, grant, conference_id) if grant else None
    if grant is None or seat is None:
        raise Http404
    seat.grant = grant
    return Place(grant, seat, within(of_grant(grant)))


def _note(request: HttpRequest, place: Place) -> None:
    record_read(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=place.conference.person_id,
        part=PART,
        object_id=place.grant.pk,
        right=right_of(place.grant),
    )


def _about(request: HttpRequest, place: Place, **more: Any) -> dict[str, Any]:
    _note(request, place)
    frame = {"grant": place.grant, "person": place.conference.person, "conference": place.conference}
    return frame | {"place": place, "look": look_of(place.conference), "today": today()} | more


@require_GET
def shared_conference(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """What the opening lets see of the meeting: when, where, with whom, its points; then what was said of them."""
    place = _load(request, grant_id, conference_id)
    latest = _latest(place)
    context: dict[str, Any] = {
        "items": place.items,
        "names": place.names.values(),
        "times": place.conference.times.all(),
        "said": {each.time_id: each for each in place.seat.availabilities.all()},
        "latest": latest,
        "minutes": shown(seen_by(latest.content, place.sees), place.names) if latest else None,
    }
    if place.conference.state == State.LIVE:
        context |= _round(place)
    return render(request, "coordination/shared_conference.html", _about(request, place, **context))


def _latest(place: Place) -> Minutes | None:
    told = place.conference.state in (State.MINUTES, State.CLOSED)
    return minutes_services.latest_minutes(place.conference) if told else None


def _round(place: Place) -> dict[str, Any]:
    known, names = rounds.round_of(place.conference), place.names
    item = known.turns[0].item if known.turns else None
    # Of a round about what is not open to them, they know nothing: they are not in it.
    if not known.turns or (item is not None and not place.sees(point_of(item))):
        return {"round": None, "stamp": "-"}

    def name(turn: Any) -> str:
        return names.get(str(turn.attendee_id), "") if turn else ""

    return {
        "round": known,
        "stamp": known.stamp,
        "turns": [(turn, name(turn)) for turn in known.turns],
        "current_name": name(known.current),
        "heard_name": name(known.heard),
        "leads": False,
    }


@require_GET
def shared_round(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """The round, asked again every few seconds; while nothing moved, nothing is said nor read."""
    place = _load(request, grant_id, conference_id)
    context = _round(place)
    is_live = place.conference.state == State.LIVE
    if is_live and request.GET.get("vu") == context["stamp"]:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "coordination/_shared_round.html", _about(request, place, **context))


@require_http_methods(["GET", "POST"])
def shared_availability(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """When one can come."""
    place = _load(request, grant_id, conference_id)
    form = availability_form(request, place.conference, place.seat)
    return answer_form(
        request,
        form,
        lambda: note_availability(actor=request.actor, attendee=place.seat, answers=form.answers, now=now()),
        template="coordination/shared_form.html",
        context=lambda: _about(request, place, title="Quand pouvez-vous venir\u202f?", submit="Répondre"),
        then=place.address(),
        said=f"Votre réponse est donnée à {place.conference.organisation.name}.",
    )


@require_http_methods(["GET", "POST"])
def shared_answer(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """« C’est bien ce qui s’est dit », or what should be corrected, of the part that one may see."""
    place = _load(request, grant_id, conference_id)
    latest = _latest(place)
    if latest is None or place.conference.state != State.MINUTES:
        raise Http404
    form = read_over_form(request, place.seat, latest)
    return answer_form(
        request,
        form,
        lambda: minutes_services.answer_minutes(
            actor=request.actor, attendee=place.seat, now=now(), **form.said
        ),
        template="coordination/shared_form.html",
        context=lambda: _about(request, place, title="Après relecture", submit="Répondre"),
        then=place.address(),
        said=f"Votre réponse est donnée à {place.conference.organisation.name}.",
    )


@require_GET
@limited("print", rate="60/h")
def shared_minutes_print(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """On paper, the part that one may see."""
    place = _load(request, grant_id, conference_id)
    latest = _latest(place)
    if latest is None:
        raise Http404
    pdf = minutes_pdf(
        place.conference,
        seen_by(latest.content, place.sees),
        place.names,
        latest=latest,
        is_part=not place.sees(NO_POINT),
        today=today(),
    )
    trace(
        request.actor,
        place.conference,
        Verb.EXPORT,
        right=right_of(place.grant),
        part=minutes_services.PART,
    )
    return served(pdf)


@require_GET
def shared_calendar(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """A file for one's calendar."""
    place = _load(request, grant_id, conference_id)
    _note(request, place)
    return calendar_file(place.conference)
