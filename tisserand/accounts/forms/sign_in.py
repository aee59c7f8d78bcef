"""allauth's forms, in our words: a label above each field, no placeholder, the rule of passwords said once."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

from tisserand.accounts.passwords import CnilPasswordValidator
from tisserand.ui.forms import SentJSONField


class Worded(forms.Form):
    """Give fields their labels and help; a placeholder would repeat the label and vanish on the first key."""

    words: dict[str, str] = {}
    helps: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.words.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


NEW_PASSWORD = {"password1": "Nouveau mot de passe", "password2": "Le même, une seconde fois"}
RULE = {"password1": CnilPasswordValidator.help_text}
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "10"}


class LoginForm(Worded, account.LoginForm):
    """E-mail and password."""

    words = {"login": "Adresse électronique", "password": "Mot de passe"}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more, before something sensitive."""

    words = {"password": "Mot de passe"}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """The present password, then the new one twice."""

    words = {"oldpassword": "Mot de passe actuel", **NEW_PASSWORD}
    helps = RULE


class ChoosePasswordForm(Worded, account.SetPasswordForm):
    """A first password, for whoever came without one; twice."""

    words = NEW_PASSWORD | {"password1": "Mot de passe"}
    helps = RULE


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """Where to send the link."""

    words = {"email": "Adresse électronique"}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    """The new password, twice."""

    words = NEW_PASSWORD
    helps = RULE


class CodeForm(Worded):
    """Six digits of the application; a phone then shows its digits."""

    words = {"code": "Code à 6 chiffres"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= DIGITS


class SecondFactorForm(CodeForm, second_factor.AuthenticateForm):
    """The second factor, at sign-in; a recovery code does as well."""

    words = {"code": "Code de l’application, ou code de secours"}


class SecondFactorAgainForm(CodeForm, second_factor.ReauthenticateForm):
    """The second factor once more, before something sensitive."""

    words = SecondFactorForm.words


class ActivateSecondFactorForm(CodeForm, totp.ActivateTOTPForm):
    """The first code shows that the application was well set up."""


PASSKEYS_AT_MOST = 10
UNKNOWN_KEY = (
    "Cette clé n’ouvre aucun compte ici. Connectez-vous autrement, puis ajoutez-la depuis « Mon compte »."
)
REFUSED_KEY = "Cette clé n’a pas été reconnue. Réessayez, ou confirmez autrement."
NOT_ADDED = (
    "La clé n’a pas pu être ajoutée. Réessayez : votre appareil doit vérifier que c’est vous, "
    "par un code, une empreinte ou un visage."
)


# What fido2 says of what no browser sends: a list where bytes were due, bytes that end too soon, maps without a key.
UNREADABLE = (TypeError, LookupError, AttributeError, ValueError, struct.error, RecursionError)


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    """A passkey of someone known, at sign-in or before something sensitive."""

    credential = SentJSONField()
    refusal = REFUSED_KEY

    def clean_credential(self) -> Authenticator:
        """The passkey shown. allauth speaks of a code; too many attempts keep their own words."""
        try:
            return super().clean_credential()
        except ValidationError as error:
            if error.code == "too_many_login_attempts":
                raise
            raise ValidationError(self.refusal, code="passkey") from error
        # What was sent is not what a browser sends: fido2 reads it as it comes.
        except UNREADABLE as error:
            raise ValidationError(self.refusal, code="passkey") from error


class PasskeyAgainForm(PasskeyForm):
    """The passkey once more, before something sensitive."""

    reauthenticated = True


class PasskeySignInForm(PasskeyForm):
    """A passkey alone: it says whose it is."""

    refusal = UNKNOWN_KEY
    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class NamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    """What a passkey is called."""

    name = forms.CharField(max_length=60)
    words = {"name": "Nom de la clé"}
    helps = {"name": "Pour la reconnaître : « mon téléphone », « clé du bureau »."}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    """One more passkey; it always checks its owner, so that it may open alone."""

    name = forms.CharField(max_length=60, required=False)
    credential = SentJSONField()
    words = NamePasskeyForm.words
    helps = NamePasskeyForm.helps

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        """The ceremony, in full; refuse what has not checked its owner, and a drawer full of keys."""
        held = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).count()
        if held >= PASSKEYS_AT_MOST:
            raise ValidationError(f"Vous avez déjà {held} clés. Retirez-en une d’abord.")
        self.cleaned_data["passwordless"] = True
        # The library only examines what is true: `false` or `0` would be kept as a key without any ceremony.
        if not isinstance(self.cleaned_data.get("credential"), dict):
            raise ValidationError(NOT_ADDED)
        try:
            return super().clean() or {}
        except (ValidationError, *UNREADABLE) as error:
            raise ValidationError(NOT_ADDED) from error
