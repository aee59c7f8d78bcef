"""Choosing the file to bring in, or what goes out and in what form."""

from __future__ import annotations

from django import forms

from tisserand.directory.exchange.writing import FORMATS

LARGEST = 20 * 2**20  # what a page takes (`ui.uploads`); the command takes more
TOO_LARGE = (
    "Ce fichier dépasse 20 Mo. Compressez-le (.gz), ou demandez à qui tient la machine de passer par la commande "
    "« tisserand directory import »."
)


class DirectoryFileForm(forms.Form):
    """The file, and whether it says everything of its sources."""

    file = forms.FileField(
        label="Le fichier",
        help_text="data·inclusion v1 en .json, .csv ou .parquet ; liste des France services ; lieux des conseillers "
        "numériques. Un .json ou un .csv peut être compressé (.gz).",
        widget=forms.FileInput(attrs={"accept": ".json,.csv,.parquet,.gz"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    is_part = forms.BooleanField(
        label="Ce fichier n’est qu’une partie de ce que publie son producteur",
        help_text="Cochez pour que les fiches qu’il ne nomme pas ne soient pas marquées comme disparues.",
        required=False,
    )

    def clean_file(self) -> object:
        """No larger than a page takes."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return sent


class ExportForm(forms.Form):
    """What goes out, and how."""

    what = forms.ChoiceField(
        label="Ce qui sort",
        choices=[("services", "Les services"), ("structures", "Les structures")],
        widget=forms.RadioSelect,
        initial="services",
    )
    form = forms.ChoiceField(
        label="Le format",
        choices=[(name, name.upper() if name != "parquet" else "Parquet") for name in FORMATS],
        widget=forms.RadioSelect,
        initial="json",
    )
    as_received = forms.BooleanField(
        label="Telles que reçues, sans nos corrections",
        required=False,
    )
