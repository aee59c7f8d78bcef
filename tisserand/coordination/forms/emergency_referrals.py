"""Tonight: which places, one reason, what is asked, how the person said yes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tisserand.coordination.forms.table import Named
from tisserand.sharing.choices import Expression, InformedHow


class TonightForm(forms.Form):
    """`services`: what may be chosen, (service, words)."""

    services = forms.MultipleChoiceField(label="Où", widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(
        label="Pourquoi",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="La même phrase pour tous. Des mots que la personne accepterait d’entendre.",
    )
    asked = forms.CharField(label="Ce qui leur est demandé", max_length=600)
    contact = forms.ChoiceField(label="Un moyen de la joindre", required=False)
    informed_how = forms.ChoiceField(
        label="Comment la personne a été informée", choices=InformedHow.choices, initial=InformedHow.EXPLAINED
    )
    expression = forms.ChoiceField(
        label="Comment elle a dit oui", choices=Expression.choices, initial=Expression.SPOKEN
    )

    def __init__(
        self, *args: Any, services: Sequence[tuple[str, str]], contacts: Named, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = services  # type: ignore[attr-defined]
        offered = [("", "aucun"), *((str(contact.pk), words) for contact, words in contacts)]
        self.fields["contact"].choices = offered  # type: ignore[attr-defined]
        if not contacts:
            del self.fields["contact"]

    def said(self, topic: str) -> dict[str, Any]:
        """What every one of the referrals says."""
        kept = ("why", "asked", "informed_how", "expression")
        return {name: self.cleaned_data[name] for name in kept} | {"topic": topic}
