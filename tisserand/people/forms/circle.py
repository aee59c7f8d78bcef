"""Who lives with someone, and who counts for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from tisserand.common.clock import today
from tisserand.common.communes import named_commune
from tisserand.people.choices import THROUGH, CoupleState, Parentage, Tie, TieQuality
from tisserand.people.forms.contacts import CommuneInput
from tisserand.people.forms.fields import BirthField
from tisserand.people.models import Household, HouseholdMember, Person, Relation
from tisserand.ui.forms import RevisedFormMixin

NEW = "new"


class PickPersonMixin(forms.Form):
    """Someone already recorded (`other`, picked among what the search found), or someone else.

    `people` are those the actor may know of; `shown` those the page offers to pick.
    """

    q = forms.CharField(label="Est-ce quelqu’un de déjà connu ?", required=False, max_length=120)
    other = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: QuerySet[Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = Person.objects.none() if people is None else people
        if people is None:  # who it is about is settled
            del self.fields["q"], self.fields["other"]

    def clean_other(self) -> Person | None:
        """Someone the actor may know of."""
        said = self.cleaned_data["other"]
        if said in ("", NEW):
            return None
        try:
            return self.people.get(pk=said)
        except (Person.DoesNotExist, ValidationError):
            raise ValidationError("Cette personne n’est pas connue ici.") from None

    @property
    def is_surely_new(self) -> bool:
        """Whether one has seen the likenesses and said that it is someone else."""
        return self.data.get("other") == NEW


class HouseholdForm(RevisedFormMixin, forms.ModelForm):
    """A household and where it is."""

    class Meta:
        model = Household
        fields = ["name", "commune_name"]
        labels = {"name": "Comment appeler ce foyer"}
        help_texts = {
            "name": "Par exemple : chez Nadia ; chez le papa.",
            "commune_name": "Nom ou code postal.",
        }
        widgets = {"commune_name": CommuneInput}

    def __init__(self, *args: Any, hides_commune: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hides_commune:  # neither shown nor changed here
            del self.fields["commune_name"]
            self.initial.pop("commune_name", None)

    def _post_clean(self) -> None:
        if "commune_name" in self.fields:
            self._read_commune()
        super()._post_clean()

    def _read_commune(self) -> None:
        commune = named_commune(self.cleaned_data.get("commune_name") or "")
        if commune:
            self.cleaned_data["commune_name"] = commune.name
        self.instance.commune_code = commune.code if commune else ""


class PlaceForm(forms.ModelForm):
    """The place of someone in a household."""

    class Meta:
        model = HouseholdMember
        fields = ["place", "share", "since_on"]
        labels = {"share": "Part du temps passée ici (%)"}
        help_texts = {"share": "50 pour une garde alternée, 100 si la personne vit toujours ici."}
        widgets = {"place": forms.RadioSelect, "share": forms.NumberInput({"min": 1, "max": 100, "step": 5})}

    def clean_share(self) -> int:
        """A percentage."""
        share: int = self.cleaned_data["share"]
        if not 1 <= share <= 100:
            raise ValidationError("Entre 1 et 100 %.")
        return share


class PlaceEditForm(RevisedFormMixin, PlaceForm):
    """The same, corrected: two people doing so at once see both versions."""


class NewMemberForm(PickPersonMixin, PlaceForm):
    """Someone joins a household: already recorded, or recorded now."""

    first_names = forms.CharField(label="Prénom(s)", required=False, max_length=160)
    last_name = forms.CharField(label="Nom", required=False, max_length=120)
    birth = BirthField()

    field_order = ["q", "first_names", "last_name", "birth", "place", "share", "since_on"]

    def clean(self) -> dict[str, Any]:
        """Either one or the other."""
        data = super().clean() or self.cleaned_data
        has_name = data.get("first_names") or data.get("last_name")
        if not data.get("other") and not has_name and "other" not in self.errors:
            self.add_error("first_names", "Choisissez quelqu’un, ou donnez un prénom ou un nom.")
        return data


class LeaveForm(forms.Form):
    """When someone stopped living there."""

    left_on = forms.DateField(label="Depuis quel jour", initial=today, widget=forms.DateInput)


class RelationForm(RevisedFormMixin, PickPersonMixin, forms.ModelForm):
    """Someone who counts: already recorded, or just a name and how to reach them.

    `through` are the ties of the circle by which this one may come, with their words; `asks_quality`: whether this
    reader may know how the tie is lived.
    """

    class Meta:
        model = Relation
        fields = [
            "tie",
            "name",
            "role",
            "phone",
            "is_emergency_contact",
            "note",
            "quality",
            "gender",
            "birth_year",
            "is_deceased",
            "couple",
            "parentage",
            "through",
        ]
        labels = {
            "tie": "Qui est-ce pour la personne ?",
            "name": "Nom, ou comment la personne l’appelle",
            "quality": "Comment la personne vit ce lien",
            "through": "Par qui",
        }
        help_texts = {
            "role": "Par exemple : médecin traitant, tante maternelle, voisine du dessus.",
            "couple": "Avec la personne ; pour un parent, avec l’autre parent.",
            "through": "L’autre parent d’un enfant ; le parent par qui vient un grand-parent, un demi-frère.",
        }
        widgets = {"birth_year": forms.NumberInput({"min": 1850, "max": 2200, "inputmode": "numeric"})}

    field_order = ["q", "name", "tie", "role", "quality", "phone", "is_emergency_contact", "note"]

    def __init__(
        self,
        *args: Any,
        through: Sequence[tuple[Relation, str]] = (),
        asks_quality: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie"].choices = [("", "Choisir…"), *Tie.choices]  # type: ignore[attr-defined]
        self.fields["gender"].required = False  # left out, it stays as it was
        self._name_choices(through)
        if not asks_quality:  # neither shown nor changed here
            del self.fields["quality"]
            self.initial.pop("quality", None)

    def _name_choices(self, through: Sequence[tuple[Relation, str]]) -> None:
        """Empty choices said in words; those of the circle as this reader may see them, never by their record."""
        known = Relation.objects.filter(pk__in=[relation.pk for relation, _ in through])
        self.fields["through"].queryset = known  # type: ignore[attr-defined]
        empty = {
            "quality": (TieQuality.choices, "Pas dit"),
            "couple": (CoupleState.choices, "Pas dit"),
            "parentage": (Parentage.choices, "De naissance, ou pas dit"),
            "through": ([(relation.pk, words) for relation, words in through], "Pas dit"),
        }
        for name, (choices, words) in empty.items():
            self.fields[name].choices = [("", words), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Someone must be named; a tie passes only by those who make sense."""
        data = super().clean() or self.cleaned_data
        someone = data.get("other") or self.instance.other_id or data.get("name")
        if not someone and "other" not in self.errors:
            self.add_error("name", "Choisissez quelqu’un, ou donnez un nom.")
        through = data.get("through")
        if through and through.tie not in THROUGH.get(data.get("tie", ""), ()):
            self.add_error("through", "Ce lien ne peut pas passer par cette personne.")
        return data

    def _post_clean(self) -> None:
        if "other" in self.cleaned_data:
            self.instance.other = self.cleaned_data["other"]
        super()._post_clean()
