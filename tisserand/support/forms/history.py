"""What one looks for in the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models

from tisserand.audit.choices import Verb

ABOUT_PEOPLE = (
    Verb.READ,
    Verb.CREATE,
    Verb.CHANGE,
    Verb.DELETE,
    Verb.REVEAL,
    Verb.EXPORT,
    Verb.REFUSED,
    Verb.OPEN,
)


class Whence(models.TextChoices):
    """From where one reads."""

    HERE = "here", "dans notre structure"
    ELSEWHERE = "elsewhere", "par un accord de partage"


class TrailFilterForm(forms.Form):
    """One verb or all of them, from here or from elsewhere, between two days."""

    verb = forms.ChoiceField(
        label="Quoi",
        required=False,
        choices=[("", "tout"), *((verb.value, verb.label) for verb in ABOUT_PEOPLE)],
    )
    whence = forms.ChoiceField(label="D’où", required=False, choices=[("", "de partout"), *Whence.choices])
    since = forms.DateField(
        label="Depuis le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="Jusqu’au", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any] | None:
        """Two days in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin vient après le début.")
        return cleaned
