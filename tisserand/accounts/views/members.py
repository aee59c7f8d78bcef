"""The people of an organisation and their roles, for whoever administers it; heads of service may look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.forms.administration import EndRoleForm, MemberFilters, RoleForm
from tisserand.accounts.identity import provider_label
from tisserand.accounts.mail import MailNotSent
from tisserand.accounts.models import Organisation, User
from tisserand.accounts.once import once
from tisserand.accounts.policies import MEMBER, may_administer
from tisserand.accounts.queries import holders_of, identities_of, members_visible_to, memberships_managed_by
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.accounts.services import memberships as services
from tisserand.accounts.views.frame import administration_page
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response

SORTS = {
    "nom": ("last_name", "first_name"),
    "-nom": ("-last_name", "-first_name"),
    "connexion": ("last_login", "last_name"),
    "-connexion": ("-last_login", "last_name"),
}
LAST_ADMINISTRATOR = (
    "C’est la dernière personne qui administre la structure : donnez d’abord ce rôle à quelqu’un d’autre."
)
OWN_ROLE = (
    "Ce rôle ouvre ce qui touche aux personnes accompagnées : "
    "seule une autre personne qui administre peut vous le donner."
)


@get_or_post
@login_required
def member_list(request: HttpRequest) -> HttpResponse:
    """Everyone, found by name, role or state."""
    if not may_administer(request.actor):
        raise Http404
    if request.method == "POST":
        return seal_search(request, "q", form=MemberFilters(request.POST))
    everyone = members_visible_to(request.actor, today=today())
    filters = MemberFilters(opened_search(request, "q"))
    shown = _filtered(everyone, filters.cleaned_data if filters.is_valid() else {}, request.actor)
    order = SORTS.get(request.GET.get("tri", "nom"), SORTS["nom"])
    page = Paginator(shown.order_by(*order), 25).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "total": everyone.count(), "today": today()}
    return administration_page(request, "members", "member_list", context)


def _filtered(members: QuerySet[User], said: dict[str, Any], actor: Actor) -> QuerySet[User]:
    for word in said.get("q", "").split():
        members = members.filter(
            Q(first_name__unaccent__icontains=word)
            | Q(last_name__unaccent__icontains=word)
            | Q(email__icontains=word)
        )
    if role := said.get("role"):
        members = members.filter(pk__in=holders_of(actor, role, today=today()))
    state = said.get("etat")
    return members if state == "tous" else members.filter(Q(works_now=state != "fermes"))


@require_GET
@login_required
def member_detail(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One person: roles, second factor, what one may do."""
    member = _member(request, user_id)
    here = Organisation.objects.get(pk=request.actor.organisation_id)
    context = {
        "member": member,
        "today": today(),
        "identities": list(identities_of(member.pk)),
        "provider_label": provider_label(),
        "siret_here": here.siret,
    }
    return administration_page(request, "members", "member_detail", context)


@login_required
@once
def membership_give(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give one more role."""
    member = _member(request, user_id, Action.MANAGE)
    form = RoleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.give_role(
                actor=request.actor,
                member=member,
                role=Role(said["role"]),
                team=said["team"],
                since_on=said["since_on"],
                now=now(),
            )
        except services.RoleAlreadyHeld:
            form.add_error("role", "Cette personne a déjà ce rôle.")
        except services.OwnRole:
            form.add_error("role", OWN_ROLE)
        else:
            messages.success(request, f"Le rôle est donné à {member}.")
            return redirect("accounts:member_detail", user_id=member.pk)
    return administration_page(request, "members", "membership_give", {"form": form, "member": member})


@login_required
def membership_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Put an end to a role."""
    membership = get_object_or_404(memberships_managed_by(request.actor), pk=membership_id)
    MEMBER.check(request.actor, Action.MANAGE, membership.user)
    form = EndRoleForm(request.POST or None, instance=membership)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_role(
                actor=request.actor,
                membership=membership,
                last_day=form.cleaned_data["until_on"],
                expected=form.expected_revision,
                now=now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        except services.LastAdministrator:
            form.add_error(None, LAST_ADMINISTRATOR)
        else:
            messages.success(request, "La fin du rôle est notée.")
            return redirect("accounts:member_detail", user_id=membership.user_id)
    context = {"form": form, "membership": membership, "member": membership.user}
    return administration_page(request, "members", "membership_end", context)


@require_POST
@login_required
def membership_restore(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Undo the end of a role."""
    membership = get_object_or_404(memberships_managed_by(request.actor), pk=membership_id)
    try:
        services.restore_role(actor=request.actor, membership=membership, now=now())
        messages.success(request, "Le rôle reprend.")
    except services.OwnRole:
        messages.error(request, OWN_ROLE)
    return redirect("accounts:member_detail", user_id=membership.user_id)


@login_required
def member_close(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """End every role here, at once."""
    member = _member(request, user_id, Action.MANAGE)
    if request.method == "POST":
        try:
            services.close_member(actor=request.actor, member=member, now=now())
        except services.LastAdministrator:
            messages.error(request, LAST_ADMINISTRATOR)
        else:
            messages.success(
                request, f"L’accès de {member} est fermé. Vous pouvez le rouvrir sur cette page."
            )
        return redirect("accounts:member_detail", user_id=member.pk)
    return administration_page(request, "members", "member_close", {"member": member})


@require_POST
@login_required
def member_reopen(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give back the roles that ended last."""
    member = _member(request, user_id, Action.MANAGE)
    try:
        services.reopen_member(actor=request.actor, member=member, now=now())
        messages.success(request, f"L’accès de {member} est rouvert.")
    except services.OwnRole:
        messages.error(request, OWN_ROLE)
    return redirect("accounts:member_detail", user_id=member.pk)


@login_required
@confirm_identity(methods=("POST",))
def second_factor_reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """For a colleague who lost their phone and their recovery codes."""
    member = _member(request, user_id, Action.MANAGE)
    if request.method == "POST":
        try:
            services.reset_second_factor(actor=request.actor, member=member, now=now())
            messages.success(request, f"{member} choisira une nouvelle application à sa prochaine connexion.")
        except MailNotSent:
            messages.error(
                request, "Le message n’a pas pu partir : rien n’a été changé. Réessayez plus tard."
            )
        return redirect("accounts:member_detail", user_id=member.pk)
    return administration_page(request, "members", "second_factor_reset", {"member": member})


def _member(request: HttpRequest, user_id: UUID, action: Action = Action.SEE) -> User:
    """404 for who may not know, 403 for who may only look."""
    member = get_object_or_404(members_visible_to(request.actor, today=today()), pk=user_id)
    MEMBER.check(request.actor, action, member)
    return member
