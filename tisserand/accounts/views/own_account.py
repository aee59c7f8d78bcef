"""One's own account: who one is, on whose behalf one acts."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tisserand.accounts.forms.own_account import ProfileForm
from tisserand.accounts.identity import provider_issuer, provider_label
from tisserand.accounts.middleware import ORGANISATION_KEY
from tisserand.accounts.models import User
from tisserand.accounts.queries import SECOND_FACTORS, identities_of, memberships_of
from tisserand.accounts.second_factor import requires_second_factor
from tisserand.accounts.services.own_account import choose_organisation, save_profile
from tisserand.accounts.sirets import siret_gap
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response


def safe_next(request: HttpRequest) -> str:
    """Where to go on, if it is here."""
    address = request.POST.get("next") or request.GET.get("next") or "/"
    known = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if known else "/"


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, job, phone; password; second factor; hats."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        try:
            save_profile(actor=request.actor, user=user, expected=form.expected_revision, now=now())
        except StaleRevision as stale:
            return conflict_response(request, form, stale, author="vous, dans une autre fenêtre")
        messages.success(request, "Votre fiche est enregistrée.")
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, **_account_of(request, form.instance)})


def _account_of(request: HttpRequest, user: User) -> dict[str, Any]:
    held = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    authenticators = {a.type: a for a in held}
    passkeys = [a for a in held if a.type == Authenticator.Type.WEBAUTHN]
    codes = authenticators.get(Authenticator.Type.RECOVERY_CODES)
    identities = list(identities_of(user.pk).filter(provider=provider_issuer()))
    return {
        "passkeys": passkeys,
        "provider_label": provider_label(),
        "identities": identities,
        "siret_gap": next(
            filter(None, (siret_gap(user, one.extra_data.get("siret", "")) for one in identities)), ""
        ),
        "memberships": memberships_of(user, today=today()),
        "second_factor": authenticators.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        # What may be stopped: all of it where none is required, else all but the last.
        "may_stop": len([a for a in held if a.type in SECOND_FACTORS]) > 1
        or not requires_second_factor(request),
        "is_required": requires_second_factor(request),
    }


@login_required
def organisation_choose(request: HttpRequest) -> HttpResponse:
    """On whose behalf, for someone who has several hats."""
    hats = {str(pk): hat for pk, hat in request.hats.items()}
    if request.method == "POST" and (hat := hats.get(request.POST.get("organisation", ""))):
        request.session[ORGANISATION_KEY] = str(hat.organisation_id)
        choose_organisation(actor=hat, now=now())
        return HttpResponseRedirect(safe_next(request))
    context = {"hats": hats.values(), "next": safe_next(request)}
    return render(request, "accounts/organisation_choose.html", context)
