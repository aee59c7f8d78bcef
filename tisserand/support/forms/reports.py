"""What a guest says of a step, and what is answered."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.common.clock import today


class ReportForm(forms.Form):
    """Done, on which day; or not yet, and where it stands."""

    outcome = forms.ChoiceField(
        label="Où en est-ce",
        choices=[("done", "C’est fait"), ("open", "Pas encore, ou pas possible")],
        widget=forms.RadioSelect,
    )
    done_on = forms.DateField(label="Fait le", required=False, widget=forms.DateInput)
    text = forms.CharField(
        label="En quelques mots", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_on", today())

    def clean(self) -> dict[str, Any]:
        """A day when it is done, words when it is not."""
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "done" and not data.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", "Dites quel jour.")
        if data.get("outcome") == "open":
            data["done_on"] = None
            if not data.get("text"):
                self.add_error("text", "Dites en quelques mots où cela en est.")
        return data


class ReportAnswerForm(forms.Form):
    """A word for whoever said it."""

    answer = forms.CharField(
        label="Un mot pour l’invité·e",
        required=False,
        max_length=300,
        help_text="Obligatoire si vous ne le retenez pas.",
    )
