"""A small win, in one box; what it belongs to, if one wants to say."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.support.choices import GoalState, Topic
from tisserand.support.models import Dossier, Goal, Step, Victory
from tisserand.ui.forms import RevisedModelForm


def plan_choices(dossier: Dossier) -> list[Any]:
    """The goals and their steps, grouped by goal. Two queries."""
    goals = Goal.objects.filter(plan__dossier=dossier).exclude(state=GoalState.SET_ASIDE)
    return [("", "rien en particulier")] + [
        (
            goal.title,
            [
                (f"goal:{goal.pk}", "L’objectif entier"),
                *((f"step:{s.pk}", s.title) for s in goal.steps.all()),
            ],
        )
        for goal in goals.prefetch_related("steps")
    ]


class VictoryForm(RevisedModelForm):
    """Note a win, or tell it otherwise."""

    about = forms.ChoiceField(label="Ce que cela fait avancer", required=False)

    class Meta:
        model = Victory
        fields = ("words", "said_by_person", "happened_on", "topic")
        widgets = {"words": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        self.fields["words"].label = "Qu’est-ce qui a avancé ?"
        self.fields["words"].help_text = "En une phrase, avec ses mots si possible."
        self.fields["topic"].choices = [("", "aucun en particulier"), *Topic.choices]
        self.fields["about"].choices = plan_choices(dossier)
        self.fields["about"].initial = self.values_in(self.instance, "about")[0]
        if len(self.fields["about"].choices) == 1:
            del self.fields["about"]

    def values_in(self, row: Any, name: str) -> list[Any]:
        """What the victory belongs to, as the list of choices says it."""
        if name != "about":
            return super().values_in(row, name)
        if row.step_id:
            return [f"step:{row.step_id}"]
        return [f"goal:{row.goal_id}" if row.goal_id else ""]

    def said(self) -> dict[str, Any]:
        """What the services are told."""
        names = ("words", "said_by_person", "happened_on", "topic")
        kind, _, pk = self.cleaned_data.get("about", "").partition(":")
        return {name: self.cleaned_data[name] for name in names} | {
            "goal": Goal.objects.get(pk=pk) if kind == "goal" else None,
            "step": Step.objects.get(pk=pk) if kind == "step" else None,
        }
