"""Meetings for those let in by a link: someone of the circle, or the person, who sees all of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.coordination.queries.conferences import guest_seats
from tisserand.coordination.views import place as places
from tisserand.coordination.views.place import Place
from tisserand.sharing.visits import guest_page, visit_of


def _load(request: HttpRequest, conference_id: UUID) -> Place:
    visit = visit_of(request)
    seat = guest_seats(visit.actor, visit.guest).filter(conference_id=conference_id).first()
    if seat is None:
        raise Http404
    return Place(visit.actor, seat, "guest")


@require_GET
@guest_page
def guest_conference(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """One's part of the meeting; the person's is the whole."""
    return places.meeting_page(request, _load(request, conference_id))


@require_GET
@guest_page
def guest_round(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """Whose turn it is."""
    return places.round_part(request, _load(request, conference_id))


@require_http_methods(["GET", "POST"])
@guest_page
def guest_availability(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """When one can come."""
    return places.availability_page(request, _load(request, conference_id))


@require_http_methods(["GET", "POST"])
@guest_page
def guest_point_propose(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """What one would like spoken of."""
    return places.point_page(request, _load(request, conference_id))


@require_POST
@guest_page
def guest_point_take_back(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """One does not propose it any more."""
    return places.point_taken_back(request, _load(request, conference_id))


@require_http_methods(["GET", "POST"])
@guest_page
def guest_answer(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """What one says of the minutes."""
    return places.answer_page(request, _load(request, conference_id))


@require_GET
@guest_page
@limited("print", rate="60/h")
def guest_minutes_print(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """The minutes on paper."""
    return places.paper(_load(request, conference_id))


@require_GET
@guest_page
def guest_calendar(request: HttpRequest, conference_id: UUID) -> HttpResponse:
    """A file for one's calendar."""
    return places.calendar(_load(request, conference_id))
