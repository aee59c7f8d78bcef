"""What is asked of someone in the circle, of their leaving, and of who holds the whole path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tisserand.common.clock import today
from tisserand.people.phones import read_phone, shown
from tisserand.sharing.choices import Expression, MemberKind, Ring
from tisserand.sharing.models import CircleMember
from tisserand.ui.forms import RevisedFormMixin


class CircleMemberForm(RevisedFormMixin, forms.ModelForm):
    """Who they are, what they do, how to reach them. The name of a tie is told on the tie, not here."""

    class Meta:
        model = CircleMember
        fields = [
            "name",
            "kind",
            "works_for",
            "role",
            "ring",
            "phone",
            "email",
            "reach_note",
            "introduced_by",
            "since_on",
        ]
        labels = {
            "kind": "En tant que",
            "works_for": "Structure ou service",
            "ring": "À quelle distance la personne le ou la place",
            "since_on": "Dans le cercle depuis le",
            "introduced_by": "Présenté·e par",
        }
        help_texts = {
            "name": "Comme la personne l’appelle : Mme Ferrand, Dr Koné, tata Samira.",
            "works_for": "Par exemple : collège Jean-Moulin, Val Habitat.",
            "role": "Par exemple : assistante sociale du collège, garde les petits le mercredi.",
            "reach_note": "Par exemple : le mardi matin, jamais pendant les consultations.",
            "introduced_by": "Qui l’a amené·e dans le cercle : la personne, une collègue, l’école…",
        }
        widgets = {
            "ring": forms.RadioSelect,
            "phone": forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
            "email": forms.EmailInput({"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Choisir…"), *MemberKind.choices]  # type: ignore[attr-defined]
        self.fields["ring"].choices = Ring.choices  # type: ignore[attr-defined]
        if self.instance.phone:
            self.initial["phone"] = shown(self.instance.phone)
        if self.instance.relation_id:
            del self.fields["name"]
            self.initial.pop("name", None)

    def clean_phone(self) -> str:
        """A number, whatever is said around it."""
        phone: str = self.cleaned_data["phone"].strip()
        if phone and read_phone(phone) is None:
            raise ValidationError("Il n’y a pas de numéro ici.")
        return phone

    def values_in(self, row: Any, name: str) -> list[Any]:
        """A phone as the page shows it: otherwise each save would look like a change."""
        return [shown(row.phone)] if name == "phone" else super().values_in(row, name)


class DepartureForm(forms.Form):
    """When someone left the circle, and why."""

    left_on = forms.DateField(label="Depuis quel jour", initial=today)
    why = forms.CharField(
        label="Pourquoi",
        required=False,
        max_length=300,
        help_text="Par exemple : a changé de poste, la personne ne le souhaite plus.",
    )


class PathForm(forms.Form):
    """Whom the person chose to hold the whole path, when they said so and how; `people`: (id, words)."""

    member = forms.ChoiceField(label="Qui", widget=forms.RadioSelect)
    agreed_on = forms.DateField(label="La personne est d’accord depuis le", initial=today)
    expression = forms.ChoiceField(
        label="Comment elle l’a dit",
        choices=Expression.choices,
        initial=Expression.SPOKEN,
        widget=forms.RadioSelect,
    )
    current = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = list(people)  # type: ignore[attr-defined]


class PathEndForm(forms.Form):
    """From when nobody holds the path any more, and why."""

    ended_on = forms.DateField(label="Depuis quel jour", initial=today)
    why = forms.CharField(label="Pourquoi", required=False, max_length=300)
