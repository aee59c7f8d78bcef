"""Forms of a departure: who leaves, and their last day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from tisserand.accounts.models import Departure, User
from tisserand.common.clock import today
from tisserand.ui.forms import RevisedModelForm


class DepartureForm(forms.Form):
    """Who leaves, when."""

    member = forms.ModelChoiceField(label="Qui part", queryset=User.objects.none(), empty_label="Choisir…")
    last_day = forms.DateField(
        label="Dernier jour", help_text="Ce jour-là compte encore. L’accès se ferme le lendemain."
    )

    def __init__(self, *args: Any, members: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        """Not in the past: closing an access at once is another gesture."""
        return _coming(self.cleaned_data["last_day"])


class DepartureMoveForm(RevisedModelForm):
    """Another last day."""

    class Meta:
        model = Departure
        fields = ("last_day",)

    def clean_last_day(self) -> date:
        """Not in the past."""
        return _coming(self.cleaned_data["last_day"])


def _coming(day: date) -> date:
    if day < today():
        raise forms.ValidationError(
            "Ce jour est passé. Un accès se ferme tout de suite depuis la page du membre."
        )
    return day
