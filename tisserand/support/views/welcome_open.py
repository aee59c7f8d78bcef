"""From a first welcome to a dossier: the person found again or recorded, the rest carried over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.duplicates import Candidate, PersonDraft, similar_people
from tisserand.people.models import Person
from tisserand.people.queries import people_visible_to
from tisserand.people.search import search_people
from tisserand.people.services import register_person
from tisserand.support.forms.welcome import WelcomeOpenForm
from tisserand.support.models import Dossier, FirstWelcome
from tisserand.support.policies import DOSSIER, may_open_dossier
from tisserand.support.queries.dossiers import may_hold_thread, open_teams
from tisserand.support.services.dossiers import open_dossier_of
from tisserand.support.services.welcomes import welcome_joins_dossier, welcome_to_dossier
from tisserand.support.views.dossier import after_opening
from tisserand.support.views.welcome import load_welcome


@require_http_methods(["GET", "POST"])
@limited("welcome", rate="60/m")
@once
def welcome_open(request: HttpRequest, welcome_id: UUID) -> HttpResponse:
    """Open a dossier from a first welcome, or bring it to the one already open."""
    welcome = load_welcome(request, welcome_id, Action.EDIT)
    if not may_open_dossier(request.actor):
        raise PermissionDenied
    form = _form(request, welcome)
    said = request.method == "POST" and form.is_valid()
    if said and (form.chosen or form.is_someone_else or not _alike(request, form)):
        return _open(request, welcome, form)
    return _page(request, welcome, form)


@require_POST
@limited("likeness", rate="90/m")
def welcome_alike(request: HttpRequest, welcome_id: UUID) -> HttpResponse:
    """Those who look like what has been typed so far (a fragment of the form); what was ticked stays ticked."""
    welcome = load_welcome(request, welcome_id, Action.EDIT)
    if not may_open_dossier(request.actor):
        raise PermissionDenied
    form = _form(request, welcome, known=_named(request, welcome))
    alike = _alike(request, form)
    if (chosen := _chosen(request)) and all(chosen != other.person for other in alike):
        alike += [Candidate(chosen)] if str(chosen.pk) not in form.known else []
    context = {"alike": alike, "chosen": request.POST.get("who", "")}
    return render(request, "support/_welcome_alike.html", context)


def _form(request: HttpRequest, welcome: FirstWelcome, known: list[Person] | None = None) -> WelcomeOpenForm:
    return WelcomeOpenForm(
        request.POST or None,
        known=_known(request, welcome) if known is None else known,
        teams=open_teams(request.actor),
        referents=may_hold_thread(request.actor, clock.today()),
        initial=_initial(request, welcome),
    )


def _page(request: HttpRequest, welcome: FirstWelcome, form: WelcomeOpenForm) -> HttpResponse:
    context = {
        "form": form,
        "welcome": welcome,
        "alike": _alike(request, form),
        "chosen": request.POST.get("who", ""),
    }
    return render(request, "support/welcome_open.html", context)


def _alike(request: HttpRequest, form: WelcomeOpenForm) -> list[Candidate]:
    """Those who look like what was typed, or like the name given at the welcome; not those named already."""
    if form.is_bound:
        form.is_valid()
        draft = form.draft
    else:
        draft = PersonDraft(first_names=form.initial["first_names"], last_name=form.initial["last_name"])
    found = similar_people(request.actor, draft)
    return [other for other in found if str(other.person.pk) not in form.known]


def _named(request: HttpRequest, welcome: FirstWelcome) -> list[Person]:
    """Who it may be: the one the welcome names already, or those who bear this name."""
    people = people_visible_to(request.actor.ordinary)
    found = list(people.filter(pk=welcome.person_id)) if welcome.person_id else []
    if not found and len(welcome.called.strip()) > 1:
        found = [hit.person for hit in search_people(request.actor, welcome.called, limit=5)]
    return found


def _chosen(request: HttpRequest) -> Person | None:
    """The one ticked, among those known or those who look alike."""
    try:
        chosen = UUID(request.POST.get("who", ""))
    except ValueError:
        return None
    return people_visible_to(request.actor.ordinary).filter(pk=chosen).first()


def _known(request: HttpRequest, welcome: FirstWelcome) -> list[Person]:
    """Who it may be, with the one chosen among look-alikes."""
    found, chosen = _named(request, welcome), _chosen(request)
    return [*found, chosen] if chosen and chosen not in found else found


def _initial(request: HttpRequest, welcome: FirstWelcome) -> dict[str, Any]:
    """The name as it was given: the last word is the family name when there are several."""
    *firsts, last = welcome.called.split() or [""]
    names = (
        {"first_names": " ".join(firsts), "last_name": last}
        if firsts
        else {"first_names": last, "last_name": ""}
    )
    return names | {
        "who": str(welcome.person_id or ""),
        "team": welcome.team_id or open_teams(request.actor).first(),
        "referent": request.actor.user_id,
        "priority": "urgent" if welcome.outcome == "urgent" else "ordinary",
    }


@transaction.atomic
def _open(request: HttpRequest, welcome: FirstWelcome, form: WelcomeOpenForm) -> HttpResponse:
    actor, now = request.actor, clock.now()
    person = form.chosen or register_person(
        actor=actor, person=form.new_person(), is_restricted=form.cleaned_data["is_restricted"], now=now
    )
    if already := open_dossier_of(actor, person):
        return _join(request, welcome, already, form)
    dossier = welcome_to_dossier(
        actor=actor, welcome=welcome, person=person, opened_on=clock.today(), now=now, **form.frame()
    )
    messages.success(request, f"Le dossier de {person} est ouvert ; rien n’était à retaper.")
    return redirect(after_opening(request, dossier))


def _join(
    request: HttpRequest, welcome: FirstWelcome, dossier: Dossier, form: WelcomeOpenForm
) -> HttpResponse:
    """Already accompanied here: the welcome joins that dossier, or one is told whom to warn."""
    if DOSSIER.may(request.actor, Action.EDIT, dossier):
        said = {name: form.cleaned_data[name] for name in ("origin", "asked_by")}
        welcome_joins_dossier(actor=request.actor, welcome=welcome, dossier=dossier, now=clock.now(), **said)
        messages.success(
            request, f"{dossier.person} était déjà accompagné·e : l’accueil a rejoint son dossier."
        )
        return redirect(after_opening(request, dossier))
    held = dossier.referent
    who = f"{held.user.get_full_name()}, {dossier.team.in_words}" if held else f"l’{dossier.team.in_words}"
    form.add_error(
        None,
        f"{dossier.person} est déjà accompagné·e ici. Prévenez {who} : l’accueil pourra rejoindre son dossier.",
    )
    return _page(request, welcome, form)
