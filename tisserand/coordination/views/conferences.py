"""Meetings around someone: listed, prepared, announced, fixed, called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.coordination.calendar import calendar_file
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.conference_page import look_of
from tisserand.coordination.forms.conferences import (
    CallOffForm,
    ConferenceForm,
    FixForm,
    StanceForm,
    TimeForm,
    in_words,
)
from tisserand.coordination.models import Conference
from tisserand.coordination.queries.conferences import conferences_of
from tisserand.coordination.services import conferences as services
from tisserand.coordination.services.holding import PART
from tisserand.coordination.views.conference_answering import (
    TAB,
    about,
    address,
    ask,
    gesture,
    load_conference,
    load_person,
    note_reading,
    page_of,
)
from tisserand.people.page import person_page
from tisserand.ui.answering import answer_form

A_PAGE = 20


@require_GET
def conference_list(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The meetings around someone, latest first."""
    person = load_person(request, person_id)
    record_read(actor=request.actor, person_id=person.pk, part="coordination.conference_list")
    page = Paginator(conferences_of(request.actor, person), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "meetings": [(each, look_of(each)) for each in page]}
    frame = person_page(request.actor, person, active=TAB)
    return render(request, "coordination/conference_list.html", frame | context)


@require_http_methods(["GET", "POST"])
@once
def conference_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begin a meeting: what sort, what for. Nobody is told of anything yet."""
    person = load_person(request, person_id)
    conference = Conference(person=person, organisation_id=request.actor.organisation_id)
    form = ConferenceForm(request.POST or None, instance=conference)

    def save() -> None:
        services.prepare_conference(actor=request.actor, person=person, conference=form.instance, now=now())

    def frame() -> dict[str, Any]:
        record_read(actor=request.actor, person_id=person.pk, part="coordination.conference_list")
        return person_page(request.actor, person, active=TAB)

    return answer_form(
        request,
        form,
        save,
        template="coordination/conference_create.html",
        context=frame,
        then=lambda: address(form.instance),
    )


@require_GET
def conference_detail(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """A meeting, from its preparation to its end: what is there, what lacks, what comes next."""
    conference = load_conference(request, person_id, conference_id)
    page = page_of(request, conference)
    context = {"page": page, "missing": services.missing_of(conference) if conference.is_before else []}
    return render(request, "coordination/conference_detail.html", about(request, conference, **context))


@require_http_methods(["GET", "POST"])
def conference_edit(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """What sort of meeting, what for, how long, where."""
    conference = load_conference(request, person_id, conference_id)
    form = ConferenceForm(request.POST or None, instance=conference)
    return ask(
        request,
        conference,
        form,
        lambda: services.edit_conference(
            actor=request.actor, conference=form.instance, expected=form.expected_revision, now=now()
        ),
        title="La réunion",
        said="C’est corrigé.",
    )


@require_http_methods(["GET", "POST"])
def stance_note(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """What the person says of the meeting itself."""
    conference = load_conference(request, person_id, conference_id)
    form = StanceForm(request.POST or None, instance=conference)
    first = conference.person.first_name
    return ask(
        request,
        conference,
        form,
        lambda: services.note_stance(
            actor=request.actor, conference=form.instance, expected=form.expected_revision, now=now()
        ),
        title=f"Ce qu’en dit {first}",
        note="On se réunit avec la personne, pas à son sujet. Si elle ne vient pas, dites comment sa parole y sera.",
        said="C’est noté.",
    )


@require_http_methods(["GET", "POST"])
@once
def time_propose(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """One more time to propose."""
    conference = load_conference(request, person_id, conference_id)
    form = TimeForm(request.POST or None)
    return ask(
        request,
        conference,
        form,
        lambda: services.propose_time(
            actor=request.actor, conference=conference, starts_at=form.starts_at, now=now()
        ),
        title="Proposer un moment",
        note="Demandez d’abord à la personne ce qui l’arrange, et où.",
        submit="Proposer",
        then=address(conference, anchor="moments"),
        once=True,
    )


@require_POST
def time_withdraw(request: HttpRequest, person_id: UUID, conference_id: UUID, time_id: UUID) -> HttpResponse:
    """This time is not proposed any more."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.withdraw_time(
            actor=request.actor, conference=conference, time_id=time_id, now=now()
        ),
        address(conference, anchor="moments"),
    )


@require_http_methods(["GET", "POST"])
def conference_invite(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """« Qui verra quoi », point by point, before anyone is told; then the invitations."""
    conference = load_conference(request, person_id, conference_id)
    if request.method == "POST":
        return gesture(
            request,
            lambda: services.invite_conference(actor=request.actor, conference=conference, now=now()),
            address(conference),
            said="Les invitations sont faites. Prévenez de vive voix qui n’a pas de compte.",
        )
    context = {"page": page_of(request, conference), "missing": services.missing_of(conference)}
    return render(request, "coordination/conference_invite.html", about(request, conference, **context))


@require_http_methods(["GET", "POST"])
def conference_fix(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Choose the time, among those proposed or another, and the place."""
    conference = load_conference(request, person_id, conference_id)
    if request.method == "GET" and conference.state not in (ConferenceState.INVITED, ConferenceState.FIXED):
        return redirect(address(conference))
    page = page_of(request, conference)
    times = [(shown.time, in_words(shown.time.starts_at)) for shown in page.times]
    form = FixForm(request.POST or None, instance=conference, times=times)
    return ask(
        request,
        conference,
        form,
        lambda: services.fix_conference(
            actor=request.actor,
            conference=conference,
            starts_at=form.starts_at,
            place=form.cleaned_data["place"],
            expected=form.expected_revision,
            now=now(),
        ),
        title="Fixer la date",
        submit="Fixer",
        said="La date est fixée.",
        template="coordination/conference_fix.html",
        page=page,
    )


@require_http_methods(["GET", "POST"])
def conference_call_off(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """It does not take place."""
    conference = load_conference(request, person_id, conference_id)
    form = CallOffForm(request.POST or None)
    return ask(
        request,
        conference,
        form,
        lambda: services.call_off_conference(
            actor=request.actor, conference=conference, now=now(), **form.cleaned_data
        ),
        title="Annuler la réunion",
        note="Elle reste lisible, et peut être reprise.",
        submit="Annuler la réunion",
    )


@require_POST
def conference_restore(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """It takes place after all."""
    conference = load_conference(request, person_id, conference_id)
    return gesture(
        request,
        lambda: services.restore_conference(actor=request.actor, conference=conference, now=now()),
        address(conference),
        said="La réunion est reprise là où elle en était.",
    )


@require_GET
def conference_calendar(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """A file for one's calendar: when, how long; neither name nor place."""
    conference = load_conference(request, person_id, conference_id)
    note_reading(request, conference, PART)
    return calendar_file(conference)
