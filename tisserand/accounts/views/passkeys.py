"""Passkeys: added, renamed, removed, shown at sign-in. allauth's views, with our words, our errors, our limits."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from tisserand.accounts.limits import limited
from tisserand.accounts.models import User

PASSKEY, CODES = Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP


def _options(context: dict[str, Any], name: str) -> str:
    """What the script hands to the browser."""
    return json.dumps(context["js_data"][name], cls=DjangoJSONEncoder)


class AddView(views.AddWebAuthnView):
    """One more passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options the browser needs, and whether a second factor is still missing."""
        # allauth's own forgets the refused form.
        context = super().get_context_data(**kwargs) | kwargs
        form = context["form"]
        refusals = [*form.non_field_errors(), *form.errors.get("credential", [])]
        missing = not get_adapter().is_mfa_enabled(self.request.user, [CODES, PASSKEY])
        return context | {
            "options": _options(context, "creation_options"),
            "refusals": refusals,
            "is_first": missing,
        }


class EditView(views.EditWebAuthnView):
    """Another name."""

    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: Form) -> HttpResponse:
        """Save, and say so."""
        messages.success(self.request, "Le nom est changé.")
        return super().form_valid(form)


class RemoveView(views.RemoveWebAuthnView):
    """One passkey less, unless it is the last second factor where one is required."""

    success_url = reverse_lazy("accounts:profile")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say beforehand that it cannot be."""
        is_last = not get_adapter().can_delete_authenticator(self.object)
        return super().get_context_data(**kwargs) | {"is_last": is_last}

    def form_valid(self, form: Form) -> HttpResponse:
        """Hold the account meanwhile: two tabs must not remove the last two at once."""
        with transaction.atomic():
            User.objects.select_for_update().get(pk=self.request.user.pk)
            if not get_adapter().can_delete_authenticator(self.object):
                return self.render_to_response(self.get_context_data())
            return super().form_valid(form)


class ReauthenticateView(views.ReauthenticateWebAuthnView):
    """A proof of identity by passkey; a refused one is told on the page, which keeps where it was going."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options the browser needs."""
        context = super().get_context_data(**kwargs) | kwargs
        return context | {"options": _options(context, "request_options")}

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say why, here."""
        return self.render_to_response(self.get_context_data(form=form))


class SecondFactorView(AuthenticateView):
    """The second factor at sign-in, as this person set it up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options the browser needs, and which of the two to show."""
        context = super().get_context_data(**kwargs)
        types = set(
            Authenticator.objects.filter(user_id=self.stage.login.user.pk).values_list("type", flat=True)
        )
        return context | {
            "options": _options(context, "request_options"),
            "has_passkeys": PASSKEY in types,
            "has_codes": CODES in types,
        }


class SignInView(views.LoginWebAuthnView):
    """Signing in with a passkey alone: it is held, and it has checked its owner: two factors."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Back to the sign-in page, which tells why; where one was going is kept."""
        for refusal in form.errors.get("credential", []):
            messages.error(self.request, str(refusal))
        return HttpResponseRedirect(
            passthrough_next_redirect_url(self.request, reverse("account_login"), "next")
        )


passkey_add = limited("passkey", rate="60/h")(AddView.as_view())
passkey_edit = EditView.as_view()
passkey_remove = RemoveView.as_view()
passkey_reauthenticate = ReauthenticateView.as_view()
passkey_sign_in = limited("passkey_door", rate="120/m")(SignInView.as_view())
second_factor = SecondFactorView.as_view()
