"""What a meeting is, what the person says of it, when it may take place, when it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tisserand.common import clock
from tisserand.coordination.choices import ConferenceKind, Says, Stance
from tisserand.coordination.models import Conference, ProposedTime
from tisserand.ui.forms import RevisedModelForm
from tisserand.ui.templatetags.words import date_fr, time_fr

SHORT = forms.Textarea(attrs={"rows": 2})
DURATIONS = (
    (30, "30 minutes"),
    (45, "45 minutes"),
    (60, "1 heure"),
    (90, "1 h 30"),
    (120, "2 heures"),
    (180, "3 heures"),
)
FAR = timedelta(days=730)
ANOTHER = "another"


def moment(day: date, hour: time) -> datetime:
    """A day and an hour as clocks say it in Paris."""
    return timezone.make_aware(datetime.combine(day, hour))


def in_words(starts_at: datetime) -> str:
    """« mardi 3 décembre à 14 h »."""
    return f"{date_fr(starts_at, 'full')} à {time_fr(starts_at)}"


class ConferenceForm(RevisedModelForm):
    """What sort of meeting, what for, how long, where."""

    class Meta:
        model = Conference
        fields = ("kind", "purpose", "lasts_minutes", "place")
        widgets = {"kind": forms.RadioSelect, "purpose": SHORT}
        help_texts = {
            "purpose": "En une phrase que la personne accepterait de lire à voix haute. Tous les invités la verront.",
            "place": "Une salle, chez la personne, un lien de visioconférence. Tous les invités le verront.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ConferenceKind.choices  # type: ignore[attr-defined]
        lasts = self.instance.lasts_minutes
        known = dict(DURATIONS) | {lasts: dict(DURATIONS).get(lasts, f"{lasts} minutes")}
        self.fields["lasts_minutes"] = forms.TypedChoiceField(
            label="Durée prévue", choices=sorted(known.items()), coerce=int, initial=lasts
        )


class StanceForm(RevisedModelForm):
    """What the person says of the meeting itself; without their agreement, why it takes place and who knows."""

    class Meta:
        model = Conference
        fields = ("stance", "stance_on", "stance_words", "without_reason", "told")
        widgets = {
            "stance": forms.RadioSelect,
            "stance_on": forms.DateInput,
            "stance_words": forms.Textarea(attrs={"rows": 3}),
            "without_reason": SHORT,
        }
        help_texts = {
            "stance_words": "Ce qu’elle attend de la réunion, ce qu’elle n’y veut pas. Facultatif.",
            "without_reason": "Seulement si elle n’est pas d’accord, ou n’a pas pu être demandée.",
            "told": "Seulement sans son accord\u00a0: la personne elle-même, sa représentante, votre direction…",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stance"].choices = Stance.choices  # type: ignore[attr-defined]
        if self.instance.stance == Stance.NOT_ASKED:
            self.initial["stance_on"] = clock.today()


class TimeForm(forms.Form):
    """One time to propose."""

    day = forms.DateField(label="Jour", widget=forms.DateInput)
    hour = forms.TimeField(label="Heure", widget=forms.TimeInput)

    def clean_day(self) -> date:
        """Within two years."""
        return near(self.cleaned_data["day"])

    @property
    def starts_at(self) -> datetime:
        """The moment it says."""
        return moment(self.cleaned_data["day"], self.cleaned_data["hour"])


def near(day: date) -> date:
    """A day from yesterday to two years ahead."""
    today = clock.today()
    if not today - timedelta(days=1) <= day <= today + FAR:
        raise ValidationError("Choisissez un jour entre aujourd’hui et dans deux ans.")
    return day


class FixForm(RevisedModelForm):
    """The time that is chosen, among those proposed or another, and the place."""

    time = forms.ChoiceField(label="Quel moment", widget=forms.RadioSelect)
    day = forms.DateField(label="Autre jour", required=False, widget=forms.DateInput)
    hour = forms.TimeField(label="Autre heure", required=False, widget=forms.TimeInput)

    class Meta:
        model = Conference
        fields = ("place",)

    field_order = ("time", "day", "hour", "place")

    def __init__(self, *args: Any, times: Sequence[tuple[ProposedTime, str]], **kwargs: Any) -> None:
        self.times = {str(time.pk): time.starts_at for time, _ in times}
        said = [(str(time.pk), words) for time, words in times]
        known = {
            name: value
            for name in ("time", "day", "hour")
            for value in self.values_in(kwargs["instance"], name)
        }
        super().__init__(*args, initial=known, **kwargs)
        self.fields["time"].choices = [*said, (ANOTHER, "un autre moment")]  # type: ignore[attr-defined]
        if not said:
            self.initial["time"] = ANOTHER

    def values_in(self, row: Any, name: str) -> list[Any]:
        """The time that is fixed: one of those proposed, or another in full."""
        if name not in ("time", "day", "hour"):
            return super().values_in(row, name)
        if row.fixed_at is None:
            return []
        among = next((key for key, starts_at in self.times.items() if starts_at == row.fixed_at), ANOTHER)
        local = clock.in_paris(row.fixed_at)
        said = {"time": among, "day": local.date(), "hour": local.time().replace(second=0, microsecond=0)}
        return [said[name]] if name == "time" or among == ANOTHER else []

    def clean(self) -> dict[str, Any]:
        """Another time is said in full."""
        data = super().clean() or self.cleaned_data
        if data.get("time") == ANOTHER:
            if not data.get("day") or not data.get("hour"):
                self.add_error("day", "Dites le jour et l’heure.")
            else:
                self._check_near(data["day"])
        return data

    def _check_near(self, day: date) -> None:
        try:
            near(day)
        except ValidationError as refused:
            self.add_error("day", refused)

    @property
    def starts_at(self) -> datetime:
        """The moment chosen."""
        data = self.cleaned_data
        return self.times.get(data["time"]) or moment(data["day"], data["hour"])


class AvailabilityForm(forms.Form):
    """What someone says of each proposed time."""

    def __init__(
        self, *args: Any, times: Iterable[ProposedTime], said: dict[UUID, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.times = list(times)
        for each in self.times:
            self.fields[self._name(each)] = forms.ChoiceField(
                label=in_words(each.starts_at),
                choices=Says.choices,
                required=False,
                initial=said.get(each.pk),
                widget=forms.RadioSelect,
            )

    def _name(self, proposed: ProposedTime) -> str:
        return f"time_{proposed.pk}"

    @property
    def answers(self) -> dict[UUID, str]:
        """What was said, of those of which something was."""
        data = self.cleaned_data
        return {each.pk: data[self._name(each)] for each in self.times if data.get(self._name(each))}


class CallOffForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=300,
        required=False,
        widget=SHORT,
        help_text="Facultatif. Les personnes invitées le liront.",
    )
