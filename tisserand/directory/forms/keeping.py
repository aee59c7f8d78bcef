"""What one says of a sheet: what it should be, that it is wrong, closed, full; a note for one’s team."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.directory import vocabulary as words
from tisserand.directory.choices import PlaceAnswer, Room
from tisserand.directory.models import Service, Structure, TeamNote
from tisserand.ui.forms import RevisedModelForm

HOURS_HELP = "Dans l’écriture d’OpenStreetMap : « Mo-Fr 09:00-12:00,13:30-17:00 »."
PLACE = ["address", "address_details", "postcode", "commune", "insee_code", "latitude", "longitude"]
REACH = ["phone", "email"]


class CorrectionForm(RevisedModelForm):
    """What a sheet says, ready to be said otherwise; and how one knows."""

    why = forms.CharField(
        label="Comment le savez-vous ?",
        help_text="« J’ai appelé ce matin. » Votre nom et ce mot resteront sur la fiche.",
        max_length=1_000,
    )
    groups: tuple[tuple[str, list[str]], ...] = ()

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields, under the title of what they are about."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def columns(self) -> dict[str, Any]:
        """What was said otherwise, by column."""
        names = [name for _, group in self.groups for name in group]
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}


def _many(codes: Any, label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(words.labels_of(codes).items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class StructureCorrectionForm(CorrectionForm):
    """Of a structure."""

    groups = (
        ("Ce que c’est", ["name", "description", "siret"]),
        ("Joindre", [*REACH, "website"]),
        ("Venir", [*PLACE, "opening_hours", "accessibility_url"]),
    )

    class Meta:
        model = Structure
        fields = [
            "name",
            "description",
            "siret",
            *REACH,
            "website",
            *PLACE,
            "opening_hours",
            "accessibility_url",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            **{
                name: forms.TextInput()
                for name in (*REACH, "website", "address", "address_details", "commune", "opening_hours")
            },
            "accessibility_url": forms.TextInput(),
        }
        help_texts = {"opening_hours": HOURS_HELP}


class ServiceCorrectionForm(CorrectionForm):
    """Of a service."""

    publics = _many(words.PUBLICS, "Publics")
    topics = forms.MultipleChoiceField(
        label="Thématiques",
        choices=lambda: list(words.topics_by_category().items()),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
    reception_modes = _many(words.RECEPTION_MODES, "Modes d’accueil")
    mobilisation_modes = _many(words.MOBILISATION_MODES, "Comment y venir")
    mobilised_by = _many(words.MOBILISED_BY, "Qui peut le demander")
    fees = forms.ChoiceField(
        label="Frais",
        choices=[("", "ne sais pas"), *words.labels_of(words.FEES).items()],
        required=False,
    )
    groups = (
        ("Ce que c’est", ["name", "description", "topics"]),
        ("Pour qui", ["publics", "publics_details", "conditions", "fees", "fees_details"]),
        (
            "Comment y venir",
            [
                "reception_modes",
                "mobilisation_modes",
                "mobilised_by",
                "mobilisation_details",
                "mobilisation_url",
            ],
        ),
        ("Joindre", REACH),
        ("Où et quand", [*PLACE, "opening_hours"]),
    )

    class Meta:
        model = Service
        fields = [
            "name",
            "description",
            "topics",
            "publics",
            "publics_details",
            "conditions",
            "fees",
            "fees_details",
            "reception_modes",
            "mobilisation_modes",
            "mobilised_by",
            "mobilisation_details",
            "mobilisation_url",
            *REACH,
            *PLACE,
            "opening_hours",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
            **{
                name: forms.TextInput()
                for name in (
                    *REACH, "address", "address_details", "commune", "opening_hours",
                    "publics_details", "fees_details", "mobilisation_details", "mobilisation_url",
                )
            },
        }  # fmt: skip
        help_texts = {"opening_hours": HOURS_HELP}


class MistakeForm(forms.Form):
    """A word on what is wrong."""

    word = forms.CharField(
        label="Qu’est-ce qui ne va pas ?",
        help_text="« Le numéro ne répond plus », « fermé le lundi ». Ne nommez aucune personne accompagnée.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
    )


class AnswerForm(forms.Form):
    """What was done of it."""

    answer = forms.CharField(
        label="Votre réponse",
        help_text="Ce que vous avez fait : « corrigé, merci », « j’ai appelé, c’est bien ouvert ».",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
    )


class ClosureForm(forms.Form):
    """From when, until when."""

    begins_on = forms.DateField(
        label="Fermé à partir du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Jusqu’au (compris)",
        help_text="Vide si vous ne savez pas : la fiche dira « fermé » jusqu’à ce que quelqu’un dise le contraire.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    why = forms.CharField(
        label="Pourquoi", help_text="« Congés d’été », « travaux ».", max_length=200, required=False
    )


class RoomForm(forms.Form):
    """Whether it can take someone."""

    level = forms.ChoiceField(label="Y a-t-il de la place ?", choices=Room.choices, widget=forms.RadioSelect)
    word = forms.CharField(
        label="Une précision", help_text="« Trois semaines d’attente. »", max_length=200, required=False
    )


class TeamNoteForm(RevisedModelForm):
    """What one’s team should know."""

    class Meta:
        model = TeamNote
        fields = ["team", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "text": "Qui appeler, comment ils travaillent, ce qu’ils ne peuvent pas faire. "
            "Des faits, et aucune personne accompagnée."
        }

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].empty_label = None  # type: ignore[attr-defined]
        if not self.instance._state.adding:
            del self.fields["team"]


class PlaceAnswerForm(RevisedModelForm):
    """What a structure says of its own sheet."""

    answer = forms.ChoiceField(
        label="Ce que dit cette fiche est-il juste ?",
        choices=[
            (PlaceAnswer.RIGHT, "Oui, tout est juste"),
            (PlaceAnswer.WRONG, "Non, je corrige ci-dessous"),
            (PlaceAnswer.CLOSED, "Le lieu a fermé"),
        ],
        widget=forms.RadioSelect,
    )
    word = forms.CharField(
        label="Autre chose à nous dire",
        help_text="Ce mot sera lu par les personnes qui tiennent l’annuaire.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1_000,
        required=False,
    )

    class Meta:
        model = Structure
        fields = [
            "phone",
            "email",
            "website",
            "address",
            "address_details",
            "postcode",
            "commune",
            "opening_hours",
        ]
        widgets = {name: forms.TextInput() for name in fields}
        help_texts = {"opening_hours": HOURS_HELP}

    def columns(self) -> dict[str, Any]:
        """What was said otherwise, by column."""
        names = self._meta.fields or ()
        return {name: self.cleaned_data[name] for name in names if name in self.changed_data}
