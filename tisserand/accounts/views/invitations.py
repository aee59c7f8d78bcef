"""Inviting someone; and, at the other end of the mail, joining."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.forms.administration import InvitationForm
from tisserand.accounts.forms.own_account import JoinForm
from tisserand.accounts.identity import provider_label
from tisserand.accounts.mail import MailNotSent
from tisserand.accounts.middleware import ORGANISATION_KEY
from tisserand.accounts.models import Invitation, User
from tisserand.accounts.once import once
from tisserand.accounts.policies import INVITATION, ORGANISATION, may_administer
from tisserand.accounts.queries import invitation_of_key, invitations_visible_to, organisations_visible_to
from tisserand.accounts.services import invitations as services
from tisserand.accounts.views.frame import administration_page
from tisserand.common.access import Action
from tisserand.common.clock import now

NOT_SENT = (
    "Le message n’a pas pu partir. Vérifiez l’adresse et réessayez ; si cela dure, voyez la messagerie."
)


@require_GET
@login_required
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Sent, accepted, expired, withdrawn."""
    if not may_administer(request.actor):
        raise Http404
    page = Paginator(invitations_visible_to(request.actor), 25).get_page(request.GET.get("page"))
    return administration_page(request, "invitations", "invitation_list", {"page": page, "now": now()})


@login_required
@once
def invitation_send(request: HttpRequest) -> HttpResponse:
    """Invite someone."""
    organisation = get_object_or_404(organisations_visible_to(request.actor))
    ORGANISATION.check(request.actor, Action.MANAGE, organisation)
    form = InvitationForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.send_invitation(
                actor=request.actor,
                invited=form.invited(),
                address_of=lambda key: _address(request, key),
                now=now(),
            )
        except MailNotSent:
            form.add_error(None, NOT_SENT)
        else:
            messages.success(request, f"L’invitation est partie à {invitation.email}.")
            return redirect("accounts:invitation_list")
    return administration_page(request, "invitations", "invitation_send", {"form": form})


@require_POST
@login_required
@once
def invitation_resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send it again, with a new link."""
    invitation = _invitation(request, invitation_id)
    try:
        services.resend_invitation(
            actor=request.actor,
            invitation=invitation,
            address_of=lambda key: _address(request, key),
            now=now(),
        )
        messages.success(request, f"L’invitation est repartie à {invitation.email}.")
    except services.NotPending:
        messages.warning(request, "Cette invitation a déjà été acceptée.")
    except MailNotSent:
        messages.error(request, NOT_SENT)
    return redirect("accounts:invitation_list")


@login_required
def invitation_withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Make its link useless."""
    invitation = _invitation(request, invitation_id)
    if request.method != "POST":
        return administration_page(request, "invitations", "invitation_withdraw", {"invitation": invitation})
    try:
        services.withdraw_invitation(actor=request.actor, invitation=invitation, now=now())
        messages.success(request, "L’invitation est retirée. La renvoyer la rétablit.")
    except services.NotPending:
        messages.warning(request, "Cette invitation a déjà été acceptée.")
    return redirect("accounts:invitation_list")


@sensitive_post_parameters("password")
@never_cache
@login_not_required
def invitation_accept(request: HttpRequest, key: str) -> HttpResponse:
    """Where the mail leads: join with one's account, or make one. The key itself opens only once."""
    invitation = invitation_of_key(services.digest(key))
    try:
        if invitation is not None and services.is_pending(invitation, now()):
            return _answer(request, invitation, key)
    except services.NotPending:
        invitation = invitation_of_key(services.digest(key))  # the first of two clicks has just been served
    return render(request, "accounts/invitation_over.html", {"invitation": invitation}, status=410)


def _answer(request: HttpRequest, invitation: Invitation, key: str) -> HttpResponse:
    owner = User.objects.filter(email=invitation.email).first()
    if owner is not None or request.user.is_authenticated:
        return _join_with_account(request, invitation, owner)
    form = JoinForm(request.POST or None, invitation=invitation)
    context = {"form": form, "invitation": invitation, "key": key, "provider_label": provider_label()}
    if request.method == "POST" and form.is_valid():
        user = services.accept_invitation(invitation=invitation, user=form.build(), now=now())
        return _enter(request, user, invitation)
    return render(request, "accounts/invitation_accept.html", context)


def _join_with_account(request: HttpRequest, invitation: Invitation, owner: User | None) -> HttpResponse:
    """The address has an account: its owner signs in, then joins in one gesture."""
    is_theirs = owner is not None and owner == request.user
    if request.method == "POST" and is_theirs and owner is not None:
        services.accept_invitation(invitation=invitation, user=owner, now=now())
        request.session[ORGANISATION_KEY] = str(invitation.organisation_id)
        messages.success(request, f"Vous avez rejoint {invitation.organisation}.")
        return redirect("/")
    context = {"invitation": invitation, "is_theirs": is_theirs, "next": request.get_full_path()}
    return render(request, "accounts/invitation_join.html", context)


def _enter(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    """Sign the newcomer in; the password they just chose counts as given."""
    get_adapter(request).login(request, user)
    record_authentication(request, user, "password", email=user.email)
    messages.success(request, f"Bienvenue dans {invitation.organisation}.")
    return redirect("/")


def _invitation(request: HttpRequest, invitation_id: UUID) -> Invitation:
    invitation = get_object_or_404(invitations_visible_to(request.actor), pk=invitation_id)
    INVITATION.check(request.actor, Action.MANAGE, invitation)
    return invitation


def _address(request: HttpRequest, key: str) -> str:
    return request.build_absolute_uri(reverse("accounts:invitation_accept", args=[key]))
