"""Meetings for those of elsewhere who have an account: through an opening; closed, they do not exist."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.coordination.queries.conferences import seat_of
from tisserand.coordination.views import place as places
from tisserand.coordination.views.place import Place
from tisserand.sharing.queries import open_grant


def _load(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> Place:
    actor = request.actor  # type: ignore[attr-defined]
    grant = open_grant(actor, grant_id)
    seat = seat_of(actor, grant, conference_id) if grant else None
    if grant is None or seat is None:
        raise Http404
    seat.grant = grant
    return Place(actor, seat, "shared", (grant_id,))


@require_GET
def shared_conference(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """What the opening lets see of the meeting."""
    return places.meeting_page(request, _load(request, grant_id, conference_id))


@require_GET
def shared_round(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """Whose turn it is."""
    return places.round_part(request, _load(request, grant_id, conference_id))


@require_http_methods(["GET", "POST"])
def shared_availability(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """When one can come."""
    return places.availability_page(request, _load(request, grant_id, conference_id))


@require_http_methods(["GET", "POST"])
def shared_point_propose(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """What one would like spoken of."""
    return places.point_page(request, _load(request, grant_id, conference_id))


@require_POST
def shared_point_take_back(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """One does not propose it any more."""
    return places.point_taken_back(request, _load(request, grant_id, conference_id))


@require_http_methods(["GET", "POST"])
def shared_answer(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """What one says of the minutes."""
    return places.answer_page(request, _load(request, grant_id, conference_id))


@require_GET
@limited("print", rate="60/h")
def shared_minutes_print(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """The minutes on paper."""
    return places.paper(_load(request, grant_id, conference_id))


@require_GET
def shared_calendar(request: HttpRequest, grant_id: UUID, conference_id: UUID) -> HttpResponse:
    """A file for one's calendar."""
    return places.calendar(_load(request, grant_id, conference_id))
