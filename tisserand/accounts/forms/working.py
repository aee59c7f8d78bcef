"""One's ordinary week: a line for each day, empty when one does not work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model

from tisserand.accounts.models import WorkingWeek
from tisserand.accounts.public_holidays import next_holiday
from tisserand.accounts.working_hours import ORDINARY_WEEK, Span
from tisserand.common.clock import today
from tisserand.ui.forms import RevisedModelForm, print_of
from tisserand.ui.templatetags.words import date_fr

DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")


def _hour(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput)


class WorkingWeekForm(RevisedModelForm):
    """From when to when each day; whether a notice is sent by e-mail."""

    instance: WorkingWeek

    class Meta:
        model = WorkingWeek
        fields = ("holidays", "wants_mail")
        labels = {
            "holidays": "Les jours fériés que vous ne travaillez pas",
            "wants_mail": "M’avertir par courriel quand un message ou une orientation m’attend",
        }
        help_texts = {
            "wants_mail": "Le courriel ne dit rien d’autre\u00a0: ni de qui, ni de quoi. "
            "Il part à vos heures de travail\u00a0; une urgence, tout de suite."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, day in enumerate(DAYS):
            for name, words in (("from", "de"), ("to", "à")):
                self.fields[f"{name}_{weekday}"] = _hour(f"{day}, {words}")
        self.initial = {**self.initial, **self._hours_of(self.instance)}
        self.fields["seen"].initial |= self._prints()
        self.order_fields([name for name in self.fields if name not in self.Meta.fields])
        if coming := next_holiday(today(), self.instance.holidays):
            on, called = coming
            self.fields["holidays"].help_text = f"Prochain\u00a0: {date_fr(on, 'full')}, {called}."

    def _prints(self) -> dict[str, str]:
        return {name: print_of(self.initial.get(name)) for name in self.fields if "_" in name}

    @staticmethod
    def _hours_of(week: WorkingWeek) -> dict[str, Any]:
        known = list(week.spans.all()) if not week._state.adding else list(ORDINARY_WEEK)
        return {
            f"{name}_{span.weekday}": at
            for span in known
            for name, at in (("from", span.starts_at), ("to", span.ends_at))
        }

    def values_in(self, row: Model, name: str) -> list[Any]:
        """The hours of a week are rows of their own."""
        if name.startswith(("from_", "to_")) and isinstance(row, WorkingWeek):
            return [self._hours_of(row).get(name)]
        return super().values_in(row, name)

    @property
    def days(self) -> list[tuple[str, Any, Any]]:
        """Each day with its two fields."""
        return [(day, self[f"from_{number}"], self[f"to_{number}"]) for number, day in enumerate(DAYS)]

    def clean(self) -> dict[str, Any]:
        """A day has both hours or none; a week has one day at least."""
        said = super().clean() or self.cleaned_data
        for number in range(len(DAYS)):
            starts, ends = said.get(f"from_{number}"), said.get(f"to_{number}")
            if (starts is None) != (ends is None):
                missing = "from" if starts is None else "to"
                self.add_error(
                    f"{missing}_{number}", "Il manque une heure. Pour un jour sans travail, videz les deux."
                )
            elif starts is not None and starts == ends:
                self.add_error(f"to_{number}", "Ces deux heures sont les mêmes.")
        if not self.errors and not self.spans():
            raise forms.ValidationError("Gardez au moins un jour : sinon rien ne vous parviendrait jamais.")
        return said

    def spans(self) -> list[Span]:
        """The hours that were said."""
        said = self.cleaned_data
        days = ((number, said.get(f"from_{number}"), said.get(f"to_{number}")) for number in range(len(DAYS)))
        return [
            Span(number, starts, ends)
            for number, starts, ends in days
            if starts is not None and ends is not None
        ]
