"""Handing documents in, describing one, replacing it, looking for one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tisserand.support.choices import DocumentTag, DocumentVisibility
from tisserand.support.files.accepted import MAX_AT_ONCE, OFFERED, PHOTOS
from tisserand.support.models import Document
from tisserand.support.services.documents import LEAD_DAYS, About
from tisserand.ui.forms import RevisedModelForm

LEADS = (
    (15, "quinze jours avant"),
    (30, "un mois avant"),
    (60, "deux mois avant"),
    (90, "trois mois avant"),
    (120, "quatre mois avant"),
    (180, "six mois avant"),
    ("", "ne pas prévenir"),
)
READERS = (
    (DocumentVisibility.TEAM, "l’équipe"),
    (
        DocumentVisibility.SHAREABLE,
        "partageable : l’équipe, et les partenaires si la personne en est d’accord",
    ),
    (
        DocumentVisibility.CONFIDENTIAL,
        "confidentiel : qui l’a déposé, qui tient le fil, la direction",
    ),
)
NO_FILE = "Choisissez au moins un fichier, ou prenez une photo."


class SeveralFiles(forms.FileInput):
    """A file input in which several may be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Every file chosen; each is judged on its own later, so that one does not lose the others."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """A list, possibly empty."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [each for each in chosen if isinstance(each, UploadedFile)]


class AboutFields(forms.Form):
    """What is said of a document, the same wherever it is said."""

    tags = forms.MultipleChoiceField(
        label="Étiquettes",
        required=False,
        choices=DocumentTag.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        help_text="Un titre de séjour, une attestation qui finit : la date reviendra à temps dans Aujourd’hui.",
    )
    lead_days = forms.TypedChoiceField(
        label="Prévenir",
        required=False,
        choices=LEADS,
        coerce=int,
        empty_value=None,
        initial=LEAD_DAYS,
    )
    visibility = forms.ChoiceField(
        label="Lisible par", choices=READERS, widget=forms.RadioSelect, initial=DocumentVisibility.TEAM
    )


class DocumentAddForm(AboutFields):
    """Files chosen, or a photo taken; what they are."""

    papers = FilesField(
        label="Fichiers",
        required=False,
        widget=SeveralFiles(attrs={"accept": OFFERED}),
        help_text=(
            f"Jusqu’à {MAX_AT_ONCE} fichiers de 15\u00a0Mo\u00a0: PDF, photos JPEG, PNG ou WebP, "
            "ODT, ODS, DOCX, XLSX, TXT, CSV."
        ),
    )
    # On a telephone this one opens the camera; elsewhere it chooses a picture.
    photo = FilesField(
        label="Ou prendre une photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": PHOTOS, "capture": "environment"}),
    )
    title = forms.CharField(
        label="Ce que c’est",
        required=False,
        max_length=150,
        help_text="« Titre de séjour », « Avis d’imposition 2025 »… Sans réponse, le nom du fichier.",
    )
    note = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("papers", "photo", "title", "tags", "expires_on", "lead_days", "visibility")

    def clean(self) -> dict[str, Any]:
        """At least one file, not too many."""
        data = super().clean() or {}
        chosen = self.chosen
        if not chosen:
            self.add_error("papers", NO_FILE)
        elif len(chosen) > MAX_AT_ONCE:
            self.add_error("papers", f"{len(chosen)} fichiers, c’est trop à la fois : {MAX_AT_ONCE} au plus.")
        return data

    @property
    def chosen(self) -> list[UploadedFile]:
        """Files and photo together, in that order."""
        return [*self.cleaned_data.get("papers", []), *self.cleaned_data.get("photo", [])]

    @property
    def entry_id(self) -> UUID | None:
        """The note they go with."""
        return self.cleaned_data.get("note")

    def about(self, number: int) -> About:
        """What is said of the file of this rank (from 1): a title for several files is numbered."""
        names = ("tags", "visibility", "expires_on", "lead_days")
        title = self.cleaned_data["title"]
        if title and len(self.chosen) > 1:
            title = f"{title} ({number})"
        return About(title=title, **{name: self.cleaned_data[name] for name in names})


class DocumentForm(RevisedModelForm, AboutFields):
    """Say it better."""

    class Meta:
        model = Document
        fields = ("title", "tags", "expires_on", "lead_days", "visibility")

    field_order = ("title", "tags", "expires_on", "lead_days", "visibility")

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DocumentReplaceForm(forms.Form):
    """The newer file, and until when it holds."""

    file = FilesField(
        label="La nouvelle version",
        required=False,
        widget=forms.FileInput(attrs={"accept": OFFERED}),
        help_text="La version actuelle reste lisible parmi les versions précédentes.",
    )
    photo = FilesField(
        label="Ou prendre une photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": PHOTOS, "capture": "environment"}),
    )
    expires_on = forms.DateField(label="Valable jusqu’au", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32000)

    def clean(self) -> dict[str, Any]:
        """One file."""
        data = super().clean() or {}
        if len(self.chosen) != 1:
            self.add_error("file", NO_FILE if not self.chosen else "Un seul fichier remplace un document.")
        return data

    @property
    def chosen(self) -> list[UploadedFile]:
        """File or photo."""
        return [*self.cleaned_data.get("file", []), *self.cleaned_data.get("photo", [])]


class DocumentFilterForm(forms.Form):
    """Words of the title, tag, end."""

    q = forms.CharField(
        label="Chercher", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    tag = forms.ChoiceField(label="Étiquette", required=False, choices=[("", "toutes"), *DocumentTag.choices])
    end = forms.ChoiceField(
        label="Validité",
        required=False,
        choices=[
            ("", "tous"),
            ("over", "plus valables"),
            ("soon", "finissent dans les deux mois"),
            ("dated", "avec une date de fin"),
        ],
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked; a wrong value in the address asks nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
