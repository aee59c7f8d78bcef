"""A date that matters: what, when, how long before, who looks after it; and what came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from tisserand.accounts.models import User
from tisserand.support.choices import DeadlineKind
from tisserand.support.models import Deadline
from tisserand.ui.forms import RevisedModelForm

LEADS = (
    (3, "3 jours avant"),
    (7, "une semaine avant"),
    (15, "quinze jours avant"),
    (30, "un mois avant"),
    (60, "deux mois avant"),
    (90, "trois mois avant"),
    (120, "quatre mois avant"),
)


class DeadlineForm(RevisedModelForm):
    """Set a date, or change it."""

    lead_days = forms.TypedChoiceField(label="Prévenir", choices=LEADS, coerce=int, initial=30)

    class Meta:
        model = Deadline
        fields = ("kind", "title", "due_on", "lead_days", "owner")

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Choisir…"), *DeadlineKind.choices]
        self.fields["title"].help_text = "« Renouvellement du titre de séjour », « audience au tribunal »…"
        self.fields["owner"].queryset = owners
        self.fields["owner"].empty_label = None
        days = self.instance.lead_days
        if not self.instance._state.adding and days not in dict(LEADS):
            self.fields["lead_days"].choices = sorted([*LEADS, (days, f"{days} jours avant")])

    def said(self) -> dict[str, Any]:
        """What the services are told."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class HandleForm(forms.Form):
    """It is settled: when, and what came of it."""

    handled_on = forms.DateField(label="Réglée le")
    outcome = forms.CharField(label="Ce qu’il en est sorti", max_length=300, required=False)


class CallOffForm(forms.Form):
    """It need not be met any more: why."""

    why = forms.CharField(
        label="Pourquoi",
        max_length=300,
        help_text="« Audience annulée », « notée deux fois »… La date reste lisible, sans plus revenir.",
    )
