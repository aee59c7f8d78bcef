"""Points proposed for a meeting, answered by those who keep it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.coordination.choices import PointState
from tisserand.coordination.forms.proposed_points import SetAsideForm, TakeUpPointForm
from tisserand.coordination.models import AgendaItem, ProposedPoint
from tisserand.coordination.policies.proposed_points import PROPOSED_POINT
from tisserand.coordination.services.proposed_points import set_point_aside, take_up_point
from tisserand.coordination.views.conference_answering import about, address, load_conference, page_of
from tisserand.ui.answering import answer_form


@require_http_methods(["GET", "POST"])
def point_decide(request: HttpRequest, person_id: UUID, conference_id: UUID, point_id: UUID) -> HttpResponse:
    """Put what was proposed on the agenda, in words that one may change; or set it aside, with a word."""
    conference = load_conference(request, person_id, conference_id)
    rows = PROPOSED_POINT.filter(
        request.actor, Action.EDIT, ProposedPoint.objects.filter(conference=conference)
    )
    point = get_object_or_404(rows.select_related("attendee", "decided_by"), pk=point_id)
    point.conference = conference
    aside = request.POST.get("decision") == "aside"
    posted = request.POST if request.method == "POST" else None
    item = AgendaItem(words=point.words, topics=point.topics, is_for_relatives=point.is_for_relatives)
    take = TakeUpPointForm(None if aside else posted, instance=item)
    leave = SetAsideForm(posted if aside else None, auto_id="no_%s")

    def save() -> None:
        if aside:
            set_point_aside(actor=request.actor, point=point, answer=leave.cleaned_data["answer"], now=now())
        else:
            answer = take.cleaned_data["answer"]
            take_up_point(actor=request.actor, point=point, item=take.instance, answer=answer, now=now())

    name = page_of(request, conference).names.of(point.attendee)
    response = answer_form(
        request,
        leave if aside else take,
        save,
        template="coordination/point_decide.html",
        context=lambda: about(request, conference, point=point, name=name, take=take, leave=leave),
        then=address(conference, anchor="points"),
        said="La réponse est donnée." if aside else "C’est à l’ordre du jour.",
    )
    if request.method == "POST" and point.state == PointState.ACCEPTED:  # somebody answered before
        response.status_code = HTTPStatus.CONFLICT
    return response
