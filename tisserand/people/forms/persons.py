"""Who someone is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from tisserand.people.dates import PartialDate
from tisserand.people.duplicates import PersonDraft
from tisserand.people.forms.fields import BirthField, LanguageField, LanguagesField
from tisserand.people.models import Person, Registration
from tisserand.people.phones import read_phone
from tisserand.ui.forms import RevisedFormMixin

SOME_NAME = "Indiquez au moins un prénom ou un nom, même incomplet."


class PersonForm(RevisedFormMixin, forms.ModelForm):
    """Names and birth date first; the rest is unfolded when it serves."""

    birth = BirthField()
    languages = LanguagesField(
        label="Langues parlées",
        required=False,
        help_text="Séparées par des virgules : français, arabe…",
        widget=forms.TextInput({"list": "languages"}),
    )
    interpreter = LanguageField(
        label="Interprète nécessaire en",
        required=False,
        widget=forms.TextInput({"list": "languages"}),
    )

    class Meta:
        model = Person
        fields = [
            "first_names",
            "last_name",
            "used_first_name",
            "birth_name",
            "gender",
            "languages",
            "interpreter",
            "protection",
            "protected_by",
            "deceased_on",
        ]
        labels = {"first_names": "Prénom(s)"}
        help_texts = {
            "used_first_name": "S’il est différent de celui des papiers : c’est celui qui sera affiché.",
            "birth_name": "S’il est différent.",
            "protected_by": "Nom et coordonnées de la personne ou du service qui exerce la mesure.",
        }
        widgets = {
            name: forms.TextInput({"autocomplete": "off"})
            for name in ("first_names", "last_name", "used_first_name", "birth_name")
        }

    field_order = ["first_names", "last_name", "birth"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        person = kwargs.get("instance")
        initial = {"birth": person.birth} if person else {}
        super().__init__(*args, **kwargs, initial=initial | kwargs.pop("initial", {}))

    def clean(self) -> dict[str, Any]:
        """Some name is needed to find someone again."""
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("first_names", "used_first_name", "last_name", "birth_name")):
            self.add_error("first_names", ValidationError(SOME_NAME, code="required"))
        return data

    def _post_clean(self) -> None:
        birth = self.cleaned_data.get("birth") or PartialDate()
        self.instance.birth_year, self.instance.birth_month, self.instance.birth_day = (
            birth.year,
            birth.month,
            birth.day,
        )
        super()._post_clean()

    def values_in(self, row: Model, name: str) -> list[Any]:
        """The birth date is three columns."""
        return [row.birth] if name == "birth" and isinstance(row, Person) else super().values_in(row, name)

    @property
    def more_is_open(self) -> bool:
        """Whether what is folded holds something, or an error."""
        more = ("used_first_name", "birth_name", "languages", "interpreter", "protection", "deceased_on")
        return any(name in self.errors or self[name].value() for name in more)

    @property
    def draft(self) -> PersonDraft:
        """What has been typed so far, to look for the same person."""
        data = getattr(self, "cleaned_data", {})
        names = ("first_names", "used_first_name", "last_name", "birth_name")
        said: dict[str, Any] = {name: data.get(name) or "" for name in names}
        return PersonDraft(
            **said,
            birth=data.get("birth") or PartialDate(),
            phones=tuple(filter(None, [data.get("phone")])),
        )


class NewPersonForm(PersonForm):
    """Recording someone: a phone at once, and the number of a paper file if there is one."""

    phone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=80,
        help_text="Avec une remarque si besoin : 06 12 34 56 78 (sa fille).",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    file_number = forms.CharField(label="Numéro de dossier", required=False, max_length=40)
    is_restricted = forms.BooleanField(
        label="Accès restreint",
        required=False,
        help_text="Seules les personnes que vous désignerez sauront que cette personne est suivie ici.",
    )

    field_order = ["first_names", "last_name", "birth", "phone"]

    def __init__(self, *args: Any, organisation_id: object = None, **kwargs: Any) -> None:
        self.organisation_id = organisation_id
        super().__init__(*args, **kwargs)

    def clean_phone(self) -> str:
        """There must be a number in it."""
        text: str = self.cleaned_data["phone"]
        if text and read_phone(text) is None:
            raise ValidationError("Il n’y a pas de numéro dans ce téléphone.")
        return text

    def clean_file_number(self) -> str:
        """A number belongs to one person."""
        number: str = self.cleaned_data["file_number"].strip()
        taken = Registration.objects.filter(organisation_id=self.organisation_id, file_number=number)
        if number and taken.exists():
            raise ValidationError("Ce numéro est déjà celui d’un autre dossier.")
        return number
