"""What one looks for in a journal."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from tisserand.accounts.models import User
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models import Goal

ALL = [("", "toutes")]


class TitledChoiceField(forms.ModelChoiceField):
    """A goal, by its title."""

    def label_from_instance(self, obj: Goal) -> str:  # type: ignore[override]
        """Its own words."""
        return obj.title


class JournalFilterForm(forms.Form):
    """Words, kind, author, period, goal, who may read."""

    q = forms.CharField(
        label="Chercher dans le fil",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label="Nature", required=False, choices=[*ALL, *EntryKind.choices])
    author = forms.ModelChoiceField(
        User.objects.none(), label="Écrit par", required=False, empty_label="tout le monde"
    )
    goal = TitledChoiceField(Goal.objects.none(), label="Objectif", required=False, empty_label="tous")
    visibility = forms.ChoiceField(label="Lisible par", required=False, choices=[*ALL, *Visibility.choices])
    since = forms.DateField(label="Du", required=False, widget=forms.DateInput)
    until = forms.DateField(label="Au", required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, authors: Any, goals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["author"]).queryset = authors
        cast(forms.ModelChoiceField, self.fields["goal"]).queryset = goals

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked; a wrong value in the address asks nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
