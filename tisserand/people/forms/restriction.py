"""Why someone's presence must stay discreet, and to whom it is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from tisserand.accounts.models import User
from tisserand.people.models import Registration
from tisserand.ui.forms import RevisedFormMixin


class RestrictionForm(RevisedFormMixin, forms.Form):
    """The reason."""

    reason = forms.CharField(
        label="Pourquoi cette discrétion ?",
        max_length=300,
        help_text="Visible par les seules personnes qui gardent l’accès.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        self.instance = registration
        super().__init__(*args, initial={"reason": registration.restriction_reason}, **kwargs)

    def values_in(self, row: Model, name: str) -> list[Any]:
        """The reason, as it stands."""
        return [row.restriction_reason] if isinstance(row, Registration) and name == "reason" else []


class KeyholderForm(forms.Form):
    """A colleague."""

    user = forms.ModelChoiceField(label="Donner l’accès à", queryset=User.objects.none())

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
