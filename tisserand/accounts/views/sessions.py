"""One's own sessions, wherever they are open; and the link of a mail that says « ce n’est pas moi »."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.models import User
from tisserand.accounts.services import disowning
from tisserand.accounts.services import sessions as services
from tisserand.common.clock import now


@require_GET
@never_cache
@login_required
def session_list(request: HttpRequest) -> HttpResponse:
    """Where the account is open."""
    found = services.open_sessions(_owner(request), current_key=request.session.session_key, now=now())
    return render(request, "accounts/session_list.html", {"sessions": found})


@require_POST
@login_required
@limited("sessions", rate="30/m")
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one."""
    try:
        services.end_session(actor=request.actor, user=_owner(request), session_id=session_id, now=now())
    except UserSession.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "Cette session est fermée.")
    return redirect("accounts:session_list")


@require_POST
@login_required
@limited("sessions", rate="30/m")
def session_end_others(request: HttpRequest) -> HttpResponse:
    """End all the others."""
    key = request.session.session_key
    services.end_other_sessions(actor=request.actor, user=_owner(request), current_key=key, now=now())
    messages.success(request, "Toutes vos autres sessions sont fermées.")
    return redirect("accounts:session_list")


@never_cache
@login_not_required
@limited("disown", rate="20/h")
def sign_in_disown(request: HttpRequest, key: str) -> HttpResponse:
    """Where the mail of a new browser leads: the key opens, whoever is signed in here."""
    try:
        signed_in = disowning.sign_in_of_key(key)
        if request.method != "POST":
            return render(request, "accounts/sign_in_disown.html", {"at": signed_in.at})
        user = disowning.disown_sign_in(key=key, now=now())
    except disowning.NotValid:
        return render(request, "accounts/sign_in_disown_over.html", status=410)
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
    return render(request, "accounts/sign_in_disowned.html")


def _owner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
