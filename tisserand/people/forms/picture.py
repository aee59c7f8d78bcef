"""Someone added to the picture in one gesture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tisserand.people.choices import Gender
from tisserand.people.picture.additions import Addition


class AddForm(forms.Form):
    """A name (or none: « Mère » will do until one knows), and the button that was pressed."""

    name = forms.CharField(
        label="Son nom, ou comment la personne l’appelle",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(
        label="C’est",
        required=False,
        choices=Gender.choices,
        initial=Gender.UNKNOWN,
        widget=forms.RadioSelect,
    )
    gesture = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Dites qui c’est : choisissez un des boutons.",
            "invalid_choice": "Ce lien ne peut pas être ajouté à cette personne. Choisissez un des boutons.",
        },
    )

    def __init__(self, *args: Any, additions: Sequence[Addition], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="add-%s", **kwargs)
        self.additions = {addition.code: addition for addition in additions}
        self.fields["gesture"].choices = [(one.code, one.label) for one in additions]  # type: ignore[attr-defined]

    def clean_gesture(self) -> Addition:
        """What the button adds."""
        return self.additions[self.cleaned_data["gesture"]]

    def clean_gender(self) -> str:
        """Unknown when nobody said."""
        return self.cleaned_data["gender"] or Gender.UNKNOWN
