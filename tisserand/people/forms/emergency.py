"""What is asked of whoever opens in an emergency, and of those who look at it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tisserand.people.choices import Danger, PersonTold
from tisserand.people.dates import PartialDate
from tisserand.people.exactly import SaidIdentity
from tisserand.people.forms.fields import BirthField
from tisserand.people.models import EmergencyOpening
from tisserand.people.naming import naming
from tisserand.people.phones import read_phone
from tisserand.people.services.emergency import Why
from tisserand.ui.forms import RevisedModelForm

NAMED = (
    "« {} » nomme la personne, et ces mots seront lus par qui ne la connaît pas. "
    "Écrivez à la place « elle », « lui », « la personne », « la mère » : la suite peut rester."
)
LEAST = 10  # characters of a reason: « danger » explains nothing


class DangerForm(forms.Form):
    """Which danger, and what is happening."""

    danger = forms.ChoiceField(label="Quel danger ?", choices=Danger.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Ce qui se passe",
        min_length=LEAST,
        max_length=500,
        help_text="En une phrase, sans nommer la personne. Qui administre la structure lira ces mots tout de suite.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"min_length": "Dites en quelques mots ce qui se passe."},
    )

    def __init__(self, *args: Any, names: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)

    def clean(self) -> dict[str, Any]:
        """Whoever administers reads it, and does not know of the person."""
        data = super().clean() or self.cleaned_data
        if word := naming(data.get("reason", ""), *self.named()):
            self.add_error("reason", NAMED.format(word))
        return data

    def named(self) -> list[str]:
        """The names not to be written."""
        return self.names

    @property
    def why(self) -> Why:
        """Both."""
        return Why(self.cleaned_data["danger"], self.cleaned_data["reason"].strip())


class FindForm(DangerForm):
    """The same, and who it is, without a mistake."""

    first_names = forms.CharField(label="Prénom", required=False, max_length=160)
    last_name = forms.CharField(label="Nom", required=False, max_length=120)
    birth = BirthField(help_text="Jour, mois et année. Ou bien le téléphone.")
    phone = forms.CharField(label="Téléphone", required=False, max_length=40)
    field_order = ("first_names", "last_name", "birth", "phone", "danger", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_names", "last_name", "birth", "phone"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_birth(self) -> PartialDate:
        """A year alone names too many people."""
        birth: PartialDate = self.cleaned_data["birth"]
        if birth and not (birth.year and birth.month and birth.day):
            raise ValidationError("Il faut le jour, le mois et l’année.")
        return birth

    def clean_phone(self) -> str:
        """As it is kept."""
        text: str = self.cleaned_data["phone"]
        phone = read_phone(text) if text else None
        if text and (phone is None or not phone.is_valid):
            raise ValidationError("Ce numéro n’est pas lisible.")
        return phone.number if phone else ""

    def clean(self) -> dict[str, Any]:
        """A name, and something that proves whose it is."""
        data = super().clean() or self.cleaned_data
        if not (data.get("first_names") or data.get("last_name")):
            self.add_error("last_name", "Indiquez le prénom et le nom.")
        if not self.errors and not (data.get("birth") or data.get("phone")):
            self.add_error("birth", "Indiquez la date de naissance, ou le téléphone.")
        return data

    def named(self) -> list[str]:
        """Those just typed, whether they lead to somebody or not."""
        return [self.cleaned_data.get("first_names", ""), self.cleaned_data.get("last_name", "")]

    @property
    def said(self) -> SaidIdentity:
        """Who was named."""
        data = self.cleaned_data
        return SaidIdentity(data["first_names"], data["last_name"], data["birth"], data["phone"])


class AccountForm(forms.Form):
    """What one saw and did."""

    account = forms.CharField(
        label="Ce que vous avez vu et fait",
        max_length=2000,
        help_text="Des faits : ce que vous avez lu, qui vous avez appelé, où en est la personne.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReviewForm(RevisedModelForm):
    """What is thought of it; whether the person knows."""

    class Meta:
        model = EmergencyOpening
        fields = ("verdict", "words", "person_told", "person_told_on")
        widgets = {
            "verdict": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 3}),
            "person_told": forms.RadioSelect,
        }
        help_texts = {
            "words": "Ce que vous en avez compris ensemble, et ce qui changera. Sans nommer la personne.",
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("verdict", "words"):
            self.fields[name].required = True
        for name in ("verdict", "person_told"):
            self.fields[name].choices = self.Meta.model._meta.get_field(name).choices  # type: ignore[attr-defined, union-attr]
        if not self.instance.found_someone:
            del self.fields["person_told"], self.fields["person_told_on"]
            return
        self.fields["person_told"].required = True

    def clean(self) -> dict[str, Any]:
        """A day goes with what was said, and is not to come."""
        data = super().clean() or self.cleaned_data
        said_on = data.get("person_told_on")
        if data.get("person_told") == PersonTold.TOLD and not said_on:
            self.add_error("person_told_on", "Dites quel jour.")
        if data.get("person_told") != PersonTold.TOLD:
            data["person_told_on"] = None
        elif said_on and said_on > self.today:
            self.add_error("person_told_on", "Ce jour n’est pas encore venu.")
        return data
