"""Who sits at the table, about what one meets, what is said and decided there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tisserand.common import clock
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Decision
from tisserand.coordination.services.minutes import TO_READ
from tisserand.sharing.choices import Topic
from tisserand.ui.forms import RevisedModelForm

Named = Sequence[tuple[Any, str]]  # (row, words)
LONG = forms.Textarea(attrs={"rows": 5})


def among(field: Any, rows: Named, nobody: str) -> None:
    """Only these may be chosen, under these words."""
    field.queryset = field.queryset.filter(pk__in=[row.pk for row, _ in rows])
    field.choices = [("", nobody), *((str(row.pk), words) for row, words in rows)]


class ComingForm(forms.Form):
    """Someone to invite: `people` is what one may choose, (key, words)."""

    who = forms.ChoiceField(label="Qui", widget=forms.RadioSelect)
    wish = forms.CharField(
        label="Pourquoi la personne veut, ou accepte, sa présence",
        max_length=300,
        required=False,
        help_text="Dans ses mots. Seule votre équipe le lit.",
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(people)  # type: ignore[attr-defined]


class AttendeeForm(RevisedModelForm):
    """Why they come, and whether they lead."""

    class Meta:
        model = Attendee
        fields = ("wish", "leads")
        labels = {"leads": "Anime la réunion"}
        help_texts = {
            "wish": "Dans ses mots. Seule votre équipe le lit.",
            "leads": "Une seule personne anime\u00a0: elle remplace la précédente.",
        }


class ItemForm(RevisedModelForm):
    """A point: what it is, about what, who brings it."""

    class Meta:
        model = AgendaItem
        fields = ("words", "proposed_by", "topics", "is_for_relatives")
        labels = {"proposed_by": "Qui l’apporte"}
        help_texts = {
            "words": "Comme la personne le dirait\u00a0: « garder l’appartement », pas « problématique locative ».",
            "is_for_relatives": "La personne décide. Sans cela, ses proches ne voient pas ce point.",
        }

    def __init__(self, *args: Any, attendees: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among(self.fields["proposed_by"], attendees, "votre équipe")
        self.fields["topics"] = forms.MultipleChoiceField(
            label="Thèmes",
            choices=Topic.choices,
            required=False,
            initial=self.instance.topics,
            widget=forms.CheckboxSelectMultiple,
            help_text="Qui vient d’ailleurs ne voit le point que si un accord couvre tous ses thèmes.",
        )


class DrawForm(forms.Form):
    """What stands on the map and in the plan, to be spoken of."""

    map_items = forms.MultipleChoiceField(
        label="Sur la carte", required=False, widget=forms.CheckboxSelectMultiple
    )
    goals = forms.MultipleChoiceField(
        label="Dans le projet", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, map_items: Iterable[Any], goals: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("map_items", map_items), ("goals", goals)):
            offered = [(str(row.pk), row.title) for row in rows]
            self.fields[name].choices = offered  # type: ignore[attr-defined]
            if not offered:
                del self.fields[name]


class SaidForm(RevisedModelForm):
    """What the minutes keep of one point."""

    class Meta:
        model = AgendaItem
        fields = ("said",)
        widgets = {"said": LONG}
        labels = {"said": "Ce qui s’est dit"}
        help_texts = {
            "said": "L’essentiel, en phrases que chacun·e pourra confirmer. Des faits, pas de jugements."
        }


class MoreForm(RevisedModelForm):
    """What was said outside of any point."""

    class Meta:
        model = Conference
        fields = ("said_more",)
        widgets = {"said_more": LONG}
        labels = {"said_more": "Ce qui s’est dit en dehors des points"}
        help_texts = {
            "said_more": "Qui vient d’ailleurs ne le verra que si tous les thèmes lui sont ouverts."
        }


class DecisionForm(RevisedModelForm):
    """What was decided, who takes charge of it, for when."""

    class Meta:
        model = Decision
        fields = ("words", "owner", "due_on", "item")
        widgets = {"due_on": forms.DateInput}
        labels = {"item": "À propos de"}
        help_texts = {
            "words": "Un pas précis\u00a0: « appeler le bailleur », « faire le dossier FSL ensemble »."
        }

    def __init__(self, *args: Any, attendees: Named, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among(self.fields["owner"], attendees, "reste à dire")
        among(self.fields["item"], [(item, item.words) for item in items], "aucun point en particulier")


class GoalForm(forms.Form):
    """Under which goal of the plan a decision becomes a step."""

    goal = forms.ChoiceField(label="Sous quel objectif", widget=forms.RadioSelect)

    def __init__(self, *args: Any, goals: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].choices = [(str(goal.pk), goal.title) for goal in goals]  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Who begins the round, and about what."""

    first = forms.ChoiceField(label="Qui commence")
    item = forms.ChoiceField(label="Sur quel point", required=False)

    def __init__(self, *args: Any, attendees: Named, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [(str(who.pk), name) for who, name in attendees]  # type: ignore[attr-defined]
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", "la situation en général"),
            *((str(item.pk), item.words) for item in items),
        ]


class IssueForm(forms.Form):
    """Until when it is to be read again; `shown` is what was before one's eyes."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    term_on = forms.DateField(
        label="À relire avant le",
        widget=forms.DateInput,
        help_text="Passé ce jour, le compte rendu peut être arrêté même si quelqu’un n’a pas répondu.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("term_on", clock.today() + TO_READ)


class ReadOverForm(forms.Form):
    """« C’est bien ce qui s’est dit », or what should be corrected."""

    answer = forms.ChoiceField(
        label="Après relecture",
        choices=[("yes", "C’est bien ce qui s’est dit"), ("no", "Je demande une correction")],
        widget=forms.RadioSelect,
    )
    correction = forms.CharField(
        label="Ce qui serait à corriger",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A correction is said in words."""
        data = super().clean() or self.cleaned_data
        if data.get("answer") == "no" and not data.get("correction", "").strip():
            raise ValidationError({"correction": "Dites en quelques mots ce qui serait à corriger."})
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        return {
            "version": data["version"],
            "correction": data["correction"] if data["answer"] == "no" else "",
        }
