"""What is asked of whoever was given a sharing code; what is answered to them."""

from __future__ import annotations

from django import forms

from tisserand.sharing.codes import tidy


class JoinForm(forms.Form):
    """The code as the person gave it, how one knows them, what for."""

    code = forms.CharField(
        label="Le code que la personne vous a donné",
        max_length=40,
        help_text="Dix lettres et chiffres : les tirets et les espaces n’ont pas d’importance.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    said_name = forms.CharField(
        label="Son nom, tel que vous le connaissez",
        max_length=160,
        help_text="La structure qui répond vérifie ainsi qu’il s’agit de la même personne.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.CharField(label="Pour quoi faire ensemble", max_length=300)

    def clean_code(self) -> str:
        """Its letters; a code that cannot be one is said at once."""
        letters = tidy(self.cleaned_data["code"])
        if not letters:
            raise forms.ValidationError(
                "Un code compte dix caractères, et jamais de O, de I ni de L : vérifiez-le."
            )
        return letters


class DeclineForm(forms.Form):
    """A word for whoever asked."""

    answer = forms.CharField(
        label="Un mot pour la structure qui demande",
        required=False,
        max_length=300,
        help_text="Sans rien dire de la personne : par exemple, « nous vous appelons ».",
    )
