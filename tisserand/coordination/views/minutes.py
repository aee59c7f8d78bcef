"""The minutes: read again, given to read, confirmed, closed, printed for each within what they may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.common.clock import now, today
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.conference_page import ConferencePage
from tisserand.coordination.forms.table import IssueForm, ReadOverForm
from tisserand.coordination.minutes_content import Content, digest_of, holds, minutes_content, seen_by
from tisserand.coordination.minutes_page import names_by, shown
from tisserand.coordination.minutes_pdf import minutes_pdf, served
from tisserand.coordination.models import Attendee, Conference, Minutes
from tisserand.coordination.seen import everything, eyes_of
from tisserand.coordination.services import minutes as services
from tisserand.coordination.services.holding import trace
from tisserand.coordination.table_names import name_outside
from tisserand.coordination.views.conference_answering import (
    about,
    address,
    ask,
    gesture,
    load_conference,
    page_of,
)
from tisserand.coordination.views.table import load_attendee

DETAIL = "minutes_detail"
TOLD = (ConferenceState.MINUTES, ConferenceState.CLOSED)


def _load(request: HttpRequest, person_id: UUID, conference_id: UUID) -> Conference:
    conference = load_conference(request, person_id, conference_id)
    if conference.state not in TOLD:
        raise Http404
    return conference


@require_GET
def minutes_detail(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """What was said and decided as it stands, who confirmed it, what comes next."""
    conference = load_conference(request, person_id, conference_id)
    if conference.state not in TOLD:
        return redirect(address(conference))
    page = page_of(request, conference)
    latest = services.latest_minutes(conference)
    is_over = conference.state == ConferenceState.CLOSED
    standing = latest.content if latest and is_over else minutes_content(conference)
    context: dict[str, Any] = {
        "page": page,
        "latest": latest,
        "minutes": shown(standing, _names(page)),
        "decisions": _decisions(page),
        "is_over": is_over,
        "has_moved": latest is not None and not is_over and latest.digest != digest_of(standing),
        "holds": latest is None or holds(latest),
        "holds_back": "" if is_over else services.what_holds_back(conference, page.attendees, today()),
        "readers": [seated for seated in page.table if seated.attendee.is_there],
    }
    return render(request, "coordination/minutes_detail.html", about(request, conference, **context))


def _names(page: ConferencePage) -> dict[str, str]:
    return names_by(page.attendees, page.names.of)


def _decisions(page: ConferencePage) -> dict[str, Any]:
    """The rows behind the words, by id: whether each is a step of the plan yet."""
    rows = page.conference.decisions.select_related("step__goal__plan")
    return {str(row.pk): row for row in rows}


@require_http_methods(["GET", "POST"])
def minutes_issue(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Read it a last time, then give it to read."""
    conference = load_conference(request, person_id, conference_id)
    if request.method == "GET" and conference.state != ConferenceState.MINUTES:
        return redirect(address(conference))
    if conference.state not in TOLD:
        raise Http404
    page, content = page_of(request, conference), minutes_content(conference)
    form = IssueForm(request.POST or None, initial={"shown": digest_of(content)})

    def save() -> None:
        services.issue_minutes(actor=request.actor, conference=conference, now=now(), **form.cleaned_data)

    return ask(
        request,
        conference,
        form,
        save,
        title="Donner à relire",
        submit="Donner à relire",
        then=address(conference, DETAIL),
        said="Le compte rendu est à relire. Chacun·e peut confirmer, ou demander une correction.",
        template="coordination/minutes_issue.html",
        minutes=shown(content, _names(page)),
        digest=digest_of(content),
        page=page,
    )


@require_http_methods(["GET", "POST"])
def minutes_answer(
    request: HttpRequest, person_id: UUID, conference_id: UUID, attendee_id: UUID
) -> HttpResponse:
    """What someone said after reading, noted for them: by word of mouth, by telephone."""
    conference = _load(request, person_id, conference_id)
    attendee = load_attendee(conference, attendee_id)
    latest = services.latest_minutes(conference)
    if latest is None:
        raise Http404
    form = read_over_form(request, attendee, latest)
    name = page_of(request, conference).names.of(attendee)
    return ask(
        request,
        conference,
        form,
        lambda: services.answer_minutes(actor=request.actor, attendee=attendee, now=now(), **form.said),
        title=f"Ce qu’en dit {name}",
        note="Comme la personne vous l’a dit, de vive voix ou au téléphone.",
        then=address(conference, DETAIL, anchor="relecture"),
        said="C’est noté.",
    )


def read_over_form(request: HttpRequest, attendee: Attendee, latest: Minutes) -> ReadOverForm:
    """What they answered of this version, if they did."""
    said = {"version": latest.version, "correction": attendee.correction}
    if attendee.read_version == latest.version:
        said["answer"] = "no" if attendee.correction else "yes"
    data = request.POST if request.method == "POST" else None
    return ReadOverForm(data, initial=said)


@require_POST
def minutes_close(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Nobody changes it any more."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.close_minutes(actor=request.actor, conference=conference, now=now()),
        address(conference, DETAIL),
        said="Le compte rendu est arrêté. Plus personne ne le change.",
    )


@require_GET
@limited("print", rate="60/h")
def minutes_print(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """On paper: whole, or the part of one attendee (`?pour=`). Every print leaves a trace."""
    conference = _load(request, person_id, conference_id)
    page = page_of(request, conference)
    latest = services.latest_minutes(conference)
    content = latest.content if latest else minutes_content(conference)
    reader = _reader(page, request.GET.get("pour", ""))
    pdf = minutes_pdf(
        conference,
        _part(content, page, reader),
        _names(page) if reader is None else names_by(page.attendees, _outside(conference)),
        latest=latest,
        reservations=_reservations(page, latest) if reader is None else [],
        is_part=reader is not None and reader.seat not in ("person", "colleague"),
        today=today(),
    )
    trace(request.actor, conference, Verb.EXPORT, part=services.PART)
    return served(pdf)


def _reader(page: ConferencePage, key: str) -> Attendee | None:
    if not key:
        return None
    reader = next((who for who in page.attendees if str(who.pk) == key), None)
    if reader is None:
        raise Http404
    return reader


def _part(content: Content, page: ConferencePage, reader: Attendee | None) -> Content:
    return seen_by(content, eyes_of(reader, page.today) if reader else everything)


def _outside(conference: Conference) -> Any:
    return lambda who: name_outside(who, conference.person)


def _reservations(page: ConferencePage, latest: Minutes | None) -> list[dict[str, str]]:
    """What was asked to be corrected and was not: told with the minutes."""
    if latest is None:
        return []
    return [
        {"name": seated.name, "words": seated.attendee.correction}
        for seated in page.table
        if seated.attendee.correction and seated.attendee.read_version == latest.version
    ]
