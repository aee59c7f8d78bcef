"""A message becomes a note or a step: the forms of the accompaniment, less what makes no sense here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tisserand.support.choices import Visibility
from tisserand.support.forms.journal import NoteForm
from tisserand.support.forms.plan import StepForm
from tisserand.support.models import Goal


class KeptNoteForm(NoteForm):
    """The note. The message says what it has become: it cannot be for its author alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [choice for choice in Visibility.choices if choice[0] != Visibility.AUTHOR]
        self.fields["visibility"].choices = kept  # type: ignore[attr-defined]


class KeptStepForm(StepForm):
    """The step, under which goal."""

    goal = forms.TypedChoiceField(label="Pour quel objectif", coerce=UUID)

    field_order = ("title", "goal", "doer", "worker", "partner", "partner_name", "due_on")

    def __init__(self, *args: Any, goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [(str(goal.pk), goal.title) for goal in goals]  # type: ignore[attr-defined]
