"""What a peer mediator writes, in their own voice."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from tisserand.support.models import Entry
from tisserand.ui.forms import RevisedFormMixin

LONGEST = 4000


class VoiceForm(RevisedFormMixin, forms.Form):
    """A few words, and the day."""

    body = forms.CharField(
        label="Ce que vous voulez dire",
        max_length=LONGEST,
        help_text="Avec vos mots. L’équipe le lira, et la personne peut le lire aussi.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    happened_on = forms.DateField(label="Quel jour", widget=forms.DateInput)

    def __init__(self, *args: Any, instance: Entry, today: date, **kwargs: Any) -> None:
        self.instance, self.today = instance, today
        is_new = instance._state.adding
        day = today if is_new else timezone.localdate(instance.happened_at)
        super().__init__(*args, initial={"body": instance.body, "happened_on": day}, **kwargs)

    def values_in(self, row: Model, name: str) -> list[Any]:
        """What the note says."""
        if not isinstance(row, Entry):
            return []
        said: dict[str, list[Any]] = {
            "body": [row.body],
            "happened_on": [timezone.localdate(row.happened_at)],
        }
        return said.get(name, [])

    def clean_happened_on(self) -> date:
        """Not to come, nor before anyone wrote."""
        day: date = self.cleaned_data["happened_on"]
        if not date(2000, 1, 1) <= day <= self.today:
            raise ValidationError("Ce jour n’est pas encore venu, ou il est trop ancien.")
        return day

    @property
    def happened_at(self) -> datetime:
        """The day, at noon; that of the note when it has not moved."""
        day = self.cleaned_data["happened_on"]
        known = None if self.instance._state.adding else self.instance.happened_at
        if known and timezone.localdate(known) == day:
            return known
        return timezone.make_aware(datetime.combine(day, time(12)))
