"""Fields that understand what people type: a birth date as far as one knows it, languages by their names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tisserand.common.clock import today
from tisserand.people.dates import PartialDate, UnreadableDate, parse_birth
from tisserand.people.languages import UnknownLanguage, language_name, read_languages


class BirthField(forms.CharField):
    """« 4 mars 1988 », « 04/03/88 », « mars 1988 », « 1988 » → a PartialDate."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": "Date de naissance",
            "help_text": "Comme on la connaît : 04/03/1988, mars 1988, 1988…",
            "required": False,
        }
        super().__init__(**(defaults | kwargs))

    def prepare_value(self, value: Any) -> str:
        """As one says it."""
        return str(value or "")

    def clean(self, value: Any) -> PartialDate:
        """The date as far as it is known."""
        text = super().clean(value)
        try:
            return parse_birth(text, today=today()) if text else PartialDate()
        except UnreadableDate:
            raise ValidationError(
                "Cette date n’est pas lisible. Par exemple : 4 mars 1988, 03/1988, 1988."
            ) from None


class LanguagesField(forms.CharField):
    """« arabe, soninké » → their codes."""

    def prepare_value(self, value: Any) -> str:
        """Names, with commas."""
        if isinstance(value, str):
            return value
        return ", ".join(map(language_name, value or []))

    def clean(self, value: Any) -> list[str]:
        """The codes."""
        text = super().clean(value)
        try:
            return read_languages(text)
        except UnknownLanguage as unknown:
            raise ValidationError(
                f"« {unknown} » : cette langue n’est pas connue. Vérifiez l’orthographe."
            ) from None


class LanguageField(LanguagesField):
    """One language, or none."""

    def prepare_value(self, value: Any) -> str:
        """Its name, whether it comes from the row (a code) or from the page (a name)."""
        return language_name(value) if value else ""

    def clean(self, value: Any) -> str:  # type: ignore[override]
        """Its code, or nothing."""
        return next(iter(super().clean(value)), "")
