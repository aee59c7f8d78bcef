"""A message becomes a step: support's own form, and the goal it goes under."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from tisserand.support.forms.plan import StepForm
from tisserand.support.models import Goal


class KeptStepForm(StepForm):
    """The step, under which goal."""

    goal = forms.TypedChoiceField(label="Pour quel objectif", coerce=UUID)

    field_order = ("title", "goal", "doer", "worker", "partner_name", "due_on")

    def __init__(self, *args: Any, goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [(str(goal.pk), goal.title) for goal in goals]  # type: ignore[attr-defined]
