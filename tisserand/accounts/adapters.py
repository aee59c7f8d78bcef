"""What allauth must know of us: accounts are invited, signing in leaves a trace, secrets are not kept in clear."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from tisserand.accounts import browsers
from tisserand.accounts.identity import provider_label
from tisserand.accounts.idle import needs_no_password
from tisserand.accounts.models import User
from tisserand.accounts.proofs import has_recent_proof
from tisserand.accounts.queries import actors_of, bare_actor, opens_by_provider, second_factors_of
from tisserand.accounts.second_factor import requires_second_factor
from tisserand.accounts.services.disowning import tell_new_browser
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.clock import now, today
from tisserand.common.sealing import seal, unseal

log = structlog.get_logger("tisserand.accounts")
SIGN_IN = "accounts.sign_in"
PURPOSE = "second factor"  # of what is sealed


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Ce compte est fermé.",
        "email_password_mismatch": "Cette adresse et ce mot de passe ne vont pas ensemble.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code ne convient pas. Prenez le code affiché en ce moment.",
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "invalid_password_reset": "Ce lien n’est plus valable.",
        "too_many_login_attempts": "Trop d’essais. Réessayez dans cinq minutes.",
        "rate_limited": "Trop d’essais. Patientez un instant.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: see `services.invitations.accept_invitation`."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session and note it; tell its owner if the browser is none of theirs."""
        assert isinstance(user, User)
        is_first = user.last_login is None
        super().login(request, user)
        UserSession.objects.create_from_request(request)
        record(actor=bare_actor(user, today=today()), verb=Verb.SIGN_IN, part=SIGN_IN)
        if not needs_no_password(request):
            _greet_browser(request, user, is_first=is_first)

    def logout(self, request: HttpRequest) -> None:
        """Note it and close the session."""
        record(actor=request.actor, verb=Verb.SIGN_OUT, part=SIGN_IN)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password on a known account; unknown addresses belong to nobody's trail."""
        user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        if user is not None:
            record(actor=bare_actor(user, today=today()), verb=Verb.REFUSED, part=SIGN_IN)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not of whoever gave a proof a moment ago: activation follows the first sign-in.

        Of an account without password nor second factor, allauth would never ask: it knows no way to. We do.
        """
        if has_recent_proof(self.request):
            return False
        user = self.request.user
        if not get_reauthentication_flows(user) and self.get_reauthentication_methods(user):
            raise ReauthenticationRequired
        return super().is_reauthentication_required(app=app)

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """The provider besides allauth's own; before them for who has no password."""
        methods = super().get_reauthentication_methods(user)
        if not user.is_authenticated or not opens_by_provider(user.pk):
            return methods
        description = f"Passer par {provider_label()}"
        ours = {"id": "proconnect", "description": description, "url": reverse("proconnect_reauthenticate")}
        return [*methods, ours] if user.has_usable_password() else [ours, *methods]

    def get_login_stages(self) -> list[str]:
        """Our own second factor in the place of allauth's."""
        theirs, ours = (
            "allauth.mfa.stages.AuthenticateStage",
            "tisserand.accounts.second_factor.SecondFactorStage",
        )
        return [ours if one == theirs else one for one in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; first to the choice of a hat for someone who has several."""
        assert isinstance(request.user, User)
        if len(actors_of(request.user, today=today())) > 1:
            return reverse("accounts:organisation_choose")
        return super().get_login_redirect_url(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """In words: it is read in the messages that tell of a change."""
        return browsers.browser_of(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """What was done is done, even if the message about it cannot leave."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException):
            log.warning("notification not sent")

    def send_password_reset_mail(self, *args: Any, **kwargs: Any) -> None:
        """Answer the same whether or not the message could leave: otherwise the page tells who has an account."""
        try:
            super().send_password_reset_mail(*args, **kwargs)
        except (OSError, SMTPException) as error:
            # Its name only: what the mail server refuses, it refuses by address.
            log.error("password reset not sent", error=type(error).__name__)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("accounts:profile")


def _greet_browser(request: HttpRequest, user: User, *, is_first: bool) -> None:
    """A browser never seen is told by mail, except the one in which the account began."""
    is_known = browsers.is_known(request, user)
    browsers.remember(request, user)
    if is_first or is_known:
        return
    tell_new_browser(
        user=user,
        browser=browsers.browser_of(request),
        address_of=lambda key: request.build_absolute_uri(reverse("accounts:sign_in_disown", args=[key])),
        now=now(),
    )


def note_wrong_code(sender: object, *, user: User, **_: object) -> None:
    """Note a wrong second factor (allauth's own signal: it has no hook for this)."""
    record(actor=bare_actor(user, today=today()), verb=Verb.REFUSED, part="accounts.second_factor")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "too_many_login_attempts": AccountAdapter.error_messages["too_many_login_attempts"],
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "Votre structure demande la double vérification.",
        "cannot_generate_recovery_codes": "Les codes de secours viennent avec la double vérification.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Only where it is not required, or another remains."""
        if not requires_second_factor(self.request):
            return True
        others = second_factors_of(authenticator.user_id).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """« Chrome sur Android »: where the passkey is being made."""
        return browsers.browser_of(self.request)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom passkeys are made: the domain, and the name their owner will read."""
        host = self.request.get_host().partition(":")[0]
        return {"id": settings.PASSKEY_DOMAIN or host, "name": "Tisserand"}

    def encrypt(self, text: str) -> str:
        """Keep secrets unreadable in a copy of the database."""
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Read them back, with the present key or an earlier one."""
        return unseal(encrypted_text, purpose=PURPOSE)
