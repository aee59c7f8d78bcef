"""What happened: one text first; the rest is guessed, or unfolds when it is needed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from tisserand.accounts.models import User
from tisserand.support.choices import DeadlineKind, EntryKind, GoalState, Visibility
from tisserand.support.mentions import mentions_in
from tisserand.support.models import Dossier, Entry, Goal, Step
from tisserand.support.services.story import Story
from tisserand.support.understanding import Understanding, open_steps
from tisserand.ui.forms import RevisedFormMixin

REMINDER = "Des faits, pas de jugements : la personne peut lire ce que vous écrivez."
BODY_LENGTH = 20_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-mentions": "", "maxlength": BODY_LENGTH})


class TitledField(forms.ModelMultipleChoiceField):
    """Goals or steps, by their titles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Goal | Step) -> str:  # type: ignore[override]
        """Their own words."""
        return obj.title


def _body() -> forms.CharField:
    return forms.CharField(
        label="Que s’est-il passé ?", help_text=REMINDER, max_length=BODY_LENGTH, widget=_area(3)
    )


class NoteForm(forms.Form):
    """The note itself. `dossier` may be unknown until the form is bound (the box of *Aujourd’hui*)."""

    body = _body()
    kind = forms.ChoiceField(label="Nature", choices=EntryKind.choices, initial=EntryKind.INTERVIEW)
    happened_on = forms.DateField(label="Quand", widget=forms.DateInput)
    happened_time = forms.TimeField(label="Heure", required=False, widget=forms.TimeInput)
    visibility = forms.ChoiceField(
        label="Lisible par", choices=Visibility.choices, initial=Visibility.TEAM, widget=forms.RadioSelect
    )
    person_present = forms.BooleanField(label="La personne était là, ou au bout du fil", required=False)
    from_person = forms.BooleanField(label="À l’initiative de la personne", required=False)
    present = forms.CharField(label="Avec qui d’autre", required=False, max_length=300)
    goals = TitledField(Goal.objects.none(), label="Objectifs concernés", required=False)
    steps = TitledField(Step.objects.none(), label="Étapes dont il est question", required=False)

    def __init__(self, *args: Any, dossier: Dossier | None = None, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        self.now = now
        self.fields["happened_on"].initial = self.today
        self.fields["happened_on"].widget.attrs["max"] = self.today.isoformat()
        if dossier:
            self._offer_plan(dossier)

    @property
    def today(self) -> date:
        """The day it is for whoever writes."""
        return timezone.localdate(self.now)

    def _offer_plan(self, dossier: Dossier) -> None:
        goals = (
            Goal.objects.filter(plan__dossier=dossier)
            .exclude(state=GoalState.SET_ASIDE)
            .select_related("plan")
        )
        steps = Step.objects.filter(goal__plan__dossier=dossier).select_related("goal__plan")
        self._offer("goals", goals)
        self._offer("steps", steps)

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        cast(forms.ModelMultipleChoiceField, self.fields[name]).queryset = rows

    @property
    def offered_goals(self) -> QuerySet[Goal]:
        """The goals that the note may concern."""
        return cast("QuerySet[Goal]", cast(forms.ModelMultipleChoiceField, self.fields["goals"]).queryset)

    def clean_happened_on(self) -> date:
        """What has not come yet has not happened."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise forms.ValidationError("Cette date n’est pas encore passée : posez plutôt une échéance.")
        return day

    def clean(self) -> dict[str, Any]:
        """Read the @ of the text: each must be one colleague, who may read the note."""
        cleaned = super().clean() or self.cleaned_data
        self.mentioned: list[User] = []
        if self.dossier and "@" in cleaned.get("body", ""):
            self._read_mentions(self.dossier, cleaned)
        return cleaned

    def _read_mentions(self, dossier: Dossier, cleaned: dict[str, Any]) -> None:
        mentions = mentions_in(cleaned["body"], dossier, today=self.today)
        for names in mentions.shared:
            self.add_error("body", f"Plusieurs collègues portent ce prénom : écrivez {names}.")
        for name in mentions.cannot_read:
            self.add_error(
                "body", f"{name} ne peut pas lire ce dossier : retirez la mention, ou prévenez autrement."
            )
        if mentions.found and cleaned.get("visibility") == Visibility.AUTHOR:
            self.add_error("visibility", "Une note pour vous seul·e ne peut mentionner personne.")
        self.mentioned = list(User.objects.filter(pk__in=mentions.found))

    @property
    def happened_at(self) -> datetime:
        """The day and the hour; midday when the hour is unknown, or now if midday has not come."""
        day, hour = self.cleaned_data["happened_on"], self.cleaned_data.get("happened_time")
        moment = timezone.make_aware(datetime.combine(day, hour or time(12)))
        return min(moment, self.now)

    def note(self) -> dict[str, Any]:
        """The fields of a note, as services take them."""
        said = ("body", "kind", "visibility", "person_present", "from_person", "present", "goals", "steps")
        return {name: self.cleaned_data[name] for name in said} | {"happened_at": self.happened_at}


class StoryForm(NoteForm):
    """A note and what comes with it: steps to tick, a win to keep, a date to set."""

    done = TitledField(Step.objects.none(), label="Étapes faites", required=False)
    is_victory = forms.BooleanField(label="Une avancée", required=False)
    victory = forms.CharField(label="L’avancée, en quelques mots", required=False, max_length=300)
    has_deadline = forms.BooleanField(label="Une échéance", required=False)
    deadline = forms.CharField(label="De quoi s’agit-il", required=False, max_length=160)
    deadline_on = forms.DateField(label="Pour le", required=False, widget=forms.DateInput)
    deadline_kind = forms.ChoiceField(
        label="Nature de l’échéance", choices=DeadlineKind.choices, required=False, initial=DeadlineKind.OTHER
    )

    def _offer_plan(self, dossier: Dossier) -> None:
        super()._offer_plan(dossier)
        self._offer("done", open_steps(dossier.pk))

    def clean(self) -> dict[str, Any]:
        """What is ticked is said."""
        cleaned = super().clean()
        if cleaned.get("is_victory") and not cleaned.get("victory"):
            self.add_error("victory", "Dites l’avancée en quelques mots.")
        if cleaned.get("has_deadline"):
            for name in ("deadline", "deadline_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Une échéance a une date et quelques mots.")
        return cleaned

    def story(self) -> Story:
        """What the form tells, ready to be written."""
        said = self.cleaned_data
        return Story(
            note=self.note(),
            done=said["done"],
            victory=said["victory"] if said["is_victory"] else "",
            deadline=said["deadline"] if said["has_deadline"] else "",
            deadline_on=said["deadline_on"] if said["has_deadline"] else None,
            deadline_kind=said["deadline_kind"] or DeadlineKind.OTHER,
            mentions=self.mentioned,
        )


class EmptyForm(forms.Form):
    """The same before anything is typed: its text alone."""

    body = _body()


def guessed(understood: Understanding) -> dict[str, Any]:
    """The values that a text suggests for the fields of `StoryForm`."""
    contact, happened, ahead = understood.contact, understood.happened, understood.ahead
    kind, words = understood.deadline or (DeadlineKind.OTHER, "")
    return {
        "kind": understood.kind,
        "happened_on": happened.day if happened else understood.today,
        "happened_time": happened.at if happened else None,
        "person_present": contact.person_present,
        "from_person": contact.from_person,
        "is_victory": bool(understood.victory),
        "victory": understood.victory,
        "done": [step.key.pk for step in understood.steps if step.done],
        "has_deadline": False,  # offered, never set unasked
        "deadline": words[:160],
        "deadline_on": ahead.day if ahead else None,
        "deadline_kind": kind,
    }


class CorrectionForm(RevisedFormMixin, NoteForm):
    """One's own note, corrected: what it said before is kept."""

    instance: Entry

    def __init__(self, *args: Any, instance: Entry, **kwargs: Any) -> None:
        self.instance = instance
        local = timezone.localtime(instance.happened_at)
        said = ("body", "kind", "visibility", "person_present", "from_person", "present")
        initial = {name: getattr(instance, name) for name in said}
        initial |= {
            "happened_on": local.date(),
            "happened_time": local.time().replace(second=0, microsecond=0),
        }
        initial |= {name: list(getattr(instance, name).all()) for name in ("goals", "steps")}
        super().__init__(*args, initial=initial, dossier=instance.dossier, **kwargs)
        if instance.visibility != Visibility.AUTHOR:
            self._keep_shared()

    def _keep_shared(self) -> None:
        """What the team could read stays readable."""
        kept = [choice for choice in Visibility.choices if choice[0] != Visibility.AUTHOR]
        cast(forms.ChoiceField, self.fields["visibility"]).choices = kept
