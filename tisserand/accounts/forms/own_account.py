"""Forms of one's own account: who one is, and joining by invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from tisserand.accounts.models import Invitation, User
from tisserand.accounts.passwords import CnilPasswordValidator
from tisserand.ui.forms import RevisedModelForm


class ProfileForm(RevisedModelForm):
    """How colleagues know one another."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title", "phone"]
        help_texts = {"job_title": "Par exemple : assistante sociale, conseiller en insertion."}
        widgets = {"phone": forms.TextInput({"type": "tel", "autocomplete": "tel"})}


class JoinForm(forms.ModelForm):
    """A name and a password for someone who has no account yet."""

    password = forms.CharField(
        label="Mot de passe",
        help_text=CnilPasswordValidator.help_text,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_title"]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs["initial"] = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(*args, **kwargs)
        self.instance.email = invitation.email

    def clean(self) -> dict[str, Any]:
        """The rule of passwords knows the person: their name makes a poor one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        known = User(
            email=self.instance.email,
            first_name=cleaned.get("first_name", ""),
            last_name=cleaned.get("last_name", ""),
        )
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], known)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned

    def build(self) -> User:
        """The account, ready to be saved by the service."""
        user: User = super().save(commit=False)
        user.set_password(self.cleaned_data["password"])
        return user
