"""What one asks of the list of people."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.people.lists import EVERYONE, Asked, scopes


class PeopleFilterForm(forms.Form):
    """Filters, all optional."""

    texte = forms.CharField(label="Nom", required=False, max_length=80)
    parmi = forms.ChoiceField(label="Parmi", required=False)
    depuis = forms.DateField(label="Inscrites depuis le", required=False, widget=forms.DateInput)
    restreint = forms.BooleanField(label="Accès restreint", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope.key, scope.label) for scope in scopes()]
        self.fields["parmi"].choices = [(EVERYONE, "toute la structure"), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["parmi"]

    def asked(self, sort: str) -> Asked:
        """What was asked, whatever could be read of it."""
        data = self.cleaned_data
        return Asked(
            text=data.get("texte") or "",
            scope=data.get("parmi") or EVERYONE,
            restricted=bool(data.get("restreint")),
            since=data.get("depuis"),
            sort=sort,
        )
