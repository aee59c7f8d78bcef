"""First welcomes: noted, found again, followed up, turned into a dossier without retyping."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.accounts.searching import get_or_post, opened_search, seal_search, typed
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.queries import people_visible_to
from tisserand.people.search import search_people
from tisserand.support.forms.welcome import WelcomeFilterForm, WelcomeForm
from tisserand.support.models import FirstWelcome
from tisserand.support.policies import WELCOME, may_open_dossier, may_welcome
from tisserand.support.queries import welcomes_visible_to
from tisserand.support.queries.dossiers import open_teams
from tisserand.support.queries.welcomes import dossiers_seen_of, found_welcomes
from tisserand.support.services.welcomes import (
    edit_welcome,
    handle_welcome,
    note_welcome,
    reopen_welcome,
)
from tisserand.ui.answering import answer_form

A_PAGE = 30
KNOWN = 4


def load_welcome(request: HttpRequest, welcome_id: UUID, action: Action = Action.READ) -> FirstWelcome:
    """The first welcome, if the actor may do this with it."""
    rows = welcomes_visible_to(request.actor).select_related(
        "welcomed_by", "team", "person", "dossier__person"
    )
    welcome = get_object_or_404(rows, pk=welcome_id)
    WELCOME.check(request.actor, action, welcome)
    return welcome


def _address(welcome: FirstWelcome) -> str:
    return reverse("support:welcome_detail", args=[welcome.pk])


def _check(request: HttpRequest) -> None:
    if not may_welcome(request.actor):
        raise PermissionDenied if request.actor.is_member else Http404


def known_as(request: HttpRequest, name: str) -> list[dict[str, Any]]:
    """Those already known who may be meant: only whom the reader may know of, and who accompanies them."""
    hits = search_people(request.actor, name, limit=KNOWN) if len(name.strip()) > 1 else []
    seen = dossiers_seen_of(request.actor, [hit.person for hit in hits])
    return [{"person": h.person, "why": h.why, "dossier": seen.get(h.person.pk)} for h in hits]


@get_or_post
def welcome_list(request: HttpRequest) -> HttpResponse:
    """The first welcomes one may read; the page says what it leaves out."""
    _check(request)
    if request.method == "POST":
        return seal_search(request, "texte", form=WelcomeFilterForm(request.POST))
    form = WelcomeFilterForm(opened_search(request, "texte"))
    said = form.cleaned_data if form.is_valid() else {}
    rows = found_welcomes(
        request.actor,
        whose=said.get("qui", ""),
        outcome=said.get("suite", ""),
        state=said.get("etat", ""),
        words=said.get("texte", ""),
    )
    context = {
        "filters": form,
        "is_filtered": any(said.values()),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "total": welcomes_visible_to(request.actor.ordinary).count(),
    }
    return render(request, "support/welcome_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def welcome_create(request: HttpRequest) -> HttpResponse:
    """Note a first welcome: no name and no dossier needed."""
    _check(request)
    blank = FirstWelcome(organisation_id=request.actor.organisation_id)
    teams = open_teams(request.actor)
    said = opened_search(request, "request").get("request", "")  # brought from the desk
    initial = {"welcomed_at": clock.now(), "team": _own_team(request), "request": said, **_about(request)}
    form = _form(request, blank, initial=initial, teams=teams)
    noted: list[FirstWelcome] = []
    return answer_form(
        request,
        form,
        lambda: noted.append(note_welcome(actor=request.actor, now=clock.now(), **form.said())),
        template="support/welcome_form.html",
        context=lambda: {
            "title": "Premier accueil",
            "creates": True,
            "back": reverse("support:welcome_list"),
        },
        then=lambda: _address(noted[0]),
        said="L’accueil est noté.",
    )


def _own_team(request: HttpRequest) -> Any:
    teams = request.actor.teams_as(*(role for role, _ in request.actor.duties))
    return next(iter(teams)) if len(teams) == 1 else None


def _about(request: HttpRequest) -> dict[str, Any]:
    """The person whose page one comes from."""
    try:
        person_id = UUID(request.GET.get("person", ""))
    except ValueError:
        return {}
    person = people_visible_to(request.actor.ordinary).filter(pk=person_id).first()
    return {"person": person.pk, "called": person.name} if person else {}


def _form(request: HttpRequest, welcome: FirstWelcome, *, teams: Any, initial: Any = None) -> WelcomeForm:
    people = people_visible_to(request.actor.ordinary)
    return WelcomeForm(request.POST or None, instance=welcome, teams=teams, people=people, initial=initial)


@require_POST
@limited("search", rate="90/m")
def welcome_known(request: HttpRequest) -> HttpResponse:
    """Those already known who bear such a name (a fragment of the form)."""
    _check(request)
    context = {
        "known": known_as(request, typed(request, "called")),
        "chosen": request.POST.get("person", ""),
    }
    return render(request, "support/_welcome_known.html", context)


@require_GET
@limited("welcome", rate="60/m")
def welcome_detail(request: HttpRequest, welcome_id: UUID) -> HttpResponse:
    """What was asked, what was answered, what comes next."""
    welcome = load_welcome(request, welcome_id)
    record(
        actor=request.actor,
        verb=Verb.READ,
        part="support.welcome",
        person_id=welcome.person_id,
        object_id=welcome.pk,
    )
    may_edit = WELCOME.may(request.actor, Action.EDIT, welcome)
    context = {
        "welcome": welcome,
        "may_edit": may_edit,
        "may_open": may_edit and may_open_dossier(request.actor),
        "person": _shown(request, welcome),
        "known": [] if welcome.person_id else known_as(request, welcome.called),
    }
    return render(request, "support/welcome_detail.html", context)


def _shown(request: HttpRequest, welcome: FirstWelcome) -> Person | None:
    return (
        people_visible_to(request.actor.ordinary).filter(pk=welcome.person_id).first()
        if welcome.person_id
        else None
    )


@require_http_methods(["GET", "POST"])
def welcome_edit(request: HttpRequest, welcome_id: UUID) -> HttpResponse:
    """Complete or correct a first welcome."""
    welcome = load_welcome(request, welcome_id, Action.EDIT)
    form = _form(request, welcome, teams=open_teams(request.actor))

    def save() -> None:
        edit_welcome(
            actor=request.actor,
            welcome=welcome,
            expected=form.expected_revision,
            now=clock.now(),
            **form.said(),
        )

    return answer_form(
        request,
        form,
        save,
        template="support/welcome_form.html",
        context=lambda: {"title": "Compléter l’accueil", "back": _address(welcome), "welcome": welcome},
        then=_address(welcome),
        said="L’accueil est complété.",
    )


@require_POST
def welcome_handle(request: HttpRequest, welcome_id: UUID) -> HttpResponse:
    """Say that the follow-up is done, or that it is not after all."""
    welcome = load_welcome(request, welcome_id, Action.EDIT)
    act = reopen_welcome if welcome.handled_at else handle_welcome
    act(actor=request.actor, welcome=welcome, now=clock.now())
    messages.success(
        request, "La suite est assurée." if act is handle_welcome else "L’accueil est de nouveau à suivre."
    )
    return redirect(_address(welcome))
