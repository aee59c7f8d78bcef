"""The teams of an organisation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.forms.administration import TeamForm
from tisserand.accounts.models import Team
from tisserand.accounts.once import once
from tisserand.accounts.policies import TEAM, may_administer
from tisserand.accounts.queries import organisations_visible_to, teams_visible_to
from tisserand.accounts.services import teams as services
from tisserand.accounts.views.frame import administration_page
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response


@require_GET
@login_required
def team_list(request: HttpRequest) -> HttpResponse:
    """The open ones, then the closed ones."""
    if not may_administer(request.actor):
        raise Http404
    teams = teams_visible_to(request.actor, today=today())
    return administration_page(request, "teams", "team_list", {"teams": teams})


@login_required
@once
def team_create(request: HttpRequest) -> HttpResponse:
    """Form a team."""
    organisation = get_object_or_404(organisations_visible_to(request.actor))
    form = TeamForm(request.POST or None, actor=request.actor, instance=Team(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        team = services.create_team(actor=request.actor, name=form.cleaned_data["name"], now=now())
        messages.success(request, f"L’{team.in_words} est formée.")
        return redirect("accounts:team_list")
    TEAM.check(request.actor, Action.CREATE, form.instance)
    return administration_page(request, "teams", "team_form", {"form": form})


@login_required
def team_rename(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Give it another name."""
    team = _team(request, team_id)
    form = TeamForm(request.POST or None, actor=request.actor, instance=team)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_team(
                actor=request.actor,
                team=team,
                name=form.cleaned_data["name"],
                expected=form.expected_revision,
                now=now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        messages.success(request, "Le nom est changé.")
        return redirect("accounts:team_list")
    return administration_page(request, "teams", "team_form", {"form": form, "team": team})


@login_required
def team_close(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Close a team nobody works in any more."""
    team = _team(request, team_id)
    if request.method != "POST":
        return administration_page(request, "teams", "team_close", {"team": team})
    try:
        services.close_team(actor=request.actor, team=team, now=now())
    except services.TeamNotEmpty:
        messages.error(request, f"Des collègues travaillent encore dans l’{team.in_words}.")
    else:
        messages.success(request, f"L’{team.in_words} est fermée. Vous pouvez la rouvrir.")
    return redirect("accounts:team_list")


@require_POST
@login_required
def team_reopen(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Open it again."""
    team = services.reopen_team(actor=request.actor, team=_team(request, team_id), now=now())
    messages.success(request, f"L’{team.in_words} est rouverte.")
    return redirect("accounts:team_list")


def _team(request: HttpRequest, team_id: UUID) -> Team:
    team = get_object_or_404(teams_visible_to(request.actor, today=today()), pk=team_id)
    TEAM.check(request.actor, Action.MANAGE, team)
    return team
