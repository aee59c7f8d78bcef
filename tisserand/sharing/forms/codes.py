"""What is asked of whoever was given a sharing code; what is answered to them."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.accounts.actors import Actor
from tisserand.people.exactly import people_named
from tisserand.people.forms.fields import BirthField
from tisserand.people.models import Person
from tisserand.sharing.codes import tidy

ANOTHER = "another"


class JoinForm(forms.Form):
    """The code as the person gave it, how one knows them, what for; and whether they are one of our own people.

    That last question is asked of our own records alone, before anything is looked for behind the code: it says
    nothing of whom the code leads to.
    """

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
    said_birth = BirthField(
        help_text="Si vous la connaissez : elle sert à retrouver votre propre fiche, et ne part pas. 04/03/1988, 1988…"
    )
    purpose = forms.CharField(label="Pour quoi faire ensemble", max_length=300)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike = {str(one.pk): one for one in self._alike(actor)} if self.is_bound else {}
        if self.alike:
            self.fields["same"] = forms.ChoiceField(
                label="Une de vos fiches porte ce nom. Est-ce la même personne ?",
                choices=[
                    *((key, _told(one)) for key, one in self.alike.items()),
                    (ANOTHER, "C’est quelqu’un d’autre"),
                ],
                required="offered" in self.data,
                widget=forms.RadioSelect,
                error_messages={"required": "Dites si c’est la même personne."},
                help_text="Rien n’est rapproché avant l’accord de la personne. Ensuite, chaque structure garde sa "
                "fiche pour elle ; l’autre structure lira seulement que vous en tenez une aussi.",
            )
            self.fields["offered"] = forms.CharField(
                widget=forms.HiddenInput(attrs={"value": "1"}), required=False
            )

    def _alike(self, actor: Actor) -> list[Person]:
        """Our own people of that very name, born then as far as is known."""
        try:
            birth = self.fields["said_birth"].clean(self.data.get("said_birth", ""))
        except forms.ValidationError:
            return []
        return people_named(actor, str(self.data.get("said_name", ""))[:160], birth)

    @property
    def asks(self) -> bool:
        """All is said but that: it is to be asked."""
        return "same" in self.fields and not self.cleaned_data.get("same")

    @property
    def same(self) -> Person | None:
        """Which of our own people they are, if one said so."""
        return self.alike.get(self.cleaned_data.get("same", ""))

    def clean_code(self) -> str:
        """Its letters; a code that cannot be one is said at once."""
        letters = tidy(self.cleaned_data["code"])
        if not letters:
            raise forms.ValidationError(
                "Un code compte dix caractères, et jamais de O, de I ni de L : vérifiez-le."
            )
        return letters


def _told(person: Person) -> str:
    born = f", naissance : {person.birth}" if person.birth else ""
    return f"C’est la même personne que {person.name}{born} (votre fiche)"


class DeclineForm(forms.Form):
    """A word for whoever asked."""

    answer = forms.CharField(
        label="Un mot pour la structure qui demande",
        required=False,
        max_length=300,
        help_text="Sans rien dire de la personne : par exemple, « nous vous appelons ».",
    )
