"""How to reach someone, and on what conditions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse_lazy

from tisserand.common.communes import named_commune
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint
from tisserand.people.phones import read_phone, shown
from tisserand.ui.forms import RevisedFormMixin
from tisserand.ui.proposing import ProposingInput


class CommuneInput(ProposingInput):
    """Proposes communes as one types."""

    def __init__(self) -> None:
        super().__init__(reverse_lazy("people:commune_search"), "commune,commune_name")


class ContactForm(RevisedFormMixin, forms.ModelForm):
    """A phone, an e-mail or an address."""

    class Meta:
        model = ContactPoint
        fields = [
            "kind",
            "value",
            "postcode",
            "commune",
            "belongs_to",
            "safety",
            "hours",
            "no_message",
            "is_preferred",
            "is_protected",
            "note",
        ]
        labels = {
            "value": "Numéro ou adresse",
            "safety": "Peut-on s’en servir sans risque ?",
            "hours": "À quel moment",
            "belongs_to": "À qui est-ce",
        }
        help_texts = {
            "value": "Pour une adresse : le numéro et la rue.",
            "belongs_to": "Si c’est à quelqu’un d’autre : sa fille Inès…",
            "hours": "Par exemple : après 17 h, jamais le week-end.",
            "is_protected": "N’apparaît alors dans aucune liste, recherche, impression ni export. "
            "Pour l’afficher, il faut dire pourquoi.",
        }
        widgets = {"kind": forms.RadioSelect, "safety": forms.RadioSelect, "commune": CommuneInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ContactKind.choices  # type: ignore[attr-defined]
        if self.instance.kind == ContactKind.PHONE:
            self.initial["value"] = shown(self.instance.value)

    def clean(self) -> dict[str, Any]:
        """Each kind has its own shape; the commune is looked up in the official list."""
        data = super().clean() or self.cleaned_data
        kind, value = data.get("kind"), data.get("value", "")
        if kind == ContactKind.PHONE and value and read_phone(value) is None:
            self.add_error("value", ValidationError("Il n’y a pas de numéro ici."))
        if kind == ContactKind.EMAIL and value:
            self._check_email(value)
        return data

    def _check_email(self, value: str) -> None:
        try:
            validate_email(value.strip())
        except ValidationError as error:
            self.add_error("value", error)

    def _post_clean(self) -> None:
        commune = named_commune(self.cleaned_data.get("commune") or "")
        if commune:
            self.cleaned_data["commune"] = commune.name
            if len(commune.postcodes) == 1 and not self.cleaned_data.get("postcode"):
                self.cleaned_data["postcode"] = commune.postcodes[0]
        self.instance.commune_code = commune.code if commune else ""
        super()._post_clean()


class RevealForm(forms.Form):
    """Why what is protected must be shown now."""

    reason = forms.CharField(
        label="Pourquoi l’afficher maintenant ?",
        max_length=300,
        help_text="Votre réponse est gardée dans la trace des consultations, avec votre nom et la date.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
