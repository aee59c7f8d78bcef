"""What is asked when a goal, a step, an agreement or a review is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from tisserand.accounts.models import User
from tisserand.sharing.models import CircleMember
from tisserand.support.choices import Doer, Expression, Phase, Progress
from tisserand.support.models import Goal, MapItem, Plan, Review, Step
from tisserand.ui.forms import RevisedModelForm

SHORT = forms.Textarea(attrs={"rows": 2})


class AspirationForm(RevisedModelForm):
    """What counts for the person."""

    class Meta:
        model = Plan
        fields = ("aspiration",)
        widgets = {"aspiration": forms.Textarea(attrs={"rows": 3})}


class GoalForm(RevisedModelForm):
    """A goal, and what it answers on the map."""

    class Meta:
        model = Goal
        fields = ("title", "success_sign", "answers")
        widgets = {"title": SHORT, "success_sign": SHORT, "answers": forms.CheckboxSelectMultiple}
        labels = {"title": "L’objectif, dans ses mots", "answers": "À quoi cela répond, sur la carte"}
        help_texts = {
            "title": "Comme la personne le dit : « dormir sans y penser » plutôt que « résorber l’impayé ».",
            "success_sign": "Ce qu’on verra, ce qu’on entendra, le jour où c’est gagné.",
        }

    def __init__(self, *args: Any, items: QuerySet[MapItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = self.fields["answers"]
        answers.queryset = items  # type: ignore[attr-defined]
        answers.label_from_instance = lambda item: item.title  # type: ignore[attr-defined]
        if not items:
            del self.fields["answers"]

    def definition(self) -> dict[str, Any]:
        """What the service asks for."""
        return {
            "title": self.cleaned_data["title"],
            "success_sign": self.cleaned_data["success_sign"],
            "answers": self.cleaned_data.get("answers", ()),
        }


class NewGoalForm(GoalForm):
    """A goal that is begun, with the first small step if it is already known."""

    first_step = forms.CharField(
        label="Un premier petit pas",
        max_length=200,
        required=False,
        help_text="Ce que la personne peut faire cette semaine. On ajoute les autres étapes ensuite.",
    )


class StepForm(RevisedModelForm):
    """A step: who does what by when."""

    instance: Step

    class Meta:
        model = Step
        fields = ("title", "doer", "worker", "partner", "partner_name", "due_on")
        widgets = {"doer": forms.RadioSelect, "due_on": forms.DateInput}
        labels = {"worker": "Qui, dans l’équipe", "partner": "Quel partenaire", "partner_name": "Son nom"}

    def __init__(
        self,
        *args: Any,
        first_name: str,
        me: Any,
        colleagues: list[User],
        circle: Sequence[tuple[CircleMember, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_circle(dict(circle))
        doer, worker = self.fields["doer"], self.fields["worker"]
        doer.choices = [  # type: ignore[attr-defined]
            (Doer.PERSON, first_name),
            (Doer.BOTH, "Ensemble"),
            (Doer.WORKER, "L’équipe"),
            (Doer.PARTNER, "Un partenaire"),
        ]
        # Given once for all the forms of a page, so that ten goals ask no more than one.
        known = {user.pk: user.get_full_name() for user in colleagues}
        if (kept := self.instance.worker) is not None:
            known.setdefault(kept.pk, kept.get_full_name())
        worker.queryset = User.objects.filter(pk__in=known)  # type: ignore[attr-defined]
        worker.choices = [(pk, f"moi, {name}" if pk == me else name) for pk, name in known.items()]  # type: ignore[attr-defined]
        if self.instance.worker is None:
            self.initial["worker"] = me

    def _offer_circle(self, circle: dict[CircleMember, str]) -> None:
        """Those around the person without an account, and whom the step names already; nobody: a name is typed."""
        kept = self.instance.partner
        if kept is not None:
            circle.setdefault(kept, kept.name)
            self.initial["partner_name"] = ""
        if not circle:
            del self.fields["partner"]
            self.fields["partner_name"].label = "Quel partenaire"
            return
        field: Any = self.fields["partner"]
        field.queryset = CircleMember.objects.filter(pk__in=[one.pk for one in circle])
        field.choices = [("", "quelqu’un d’autre"), *((one.pk, name) for one, name in circle.items())]
        self.fields["partner_name"].help_text = "Seulement pour quelqu’un d’autre."

    def clean(self) -> dict[str, Any]:
        """A partner is named."""
        data = super().clean() or self.cleaned_data
        # What another answer would have asked is not kept by mistake.
        partner = data["partner"] = data.get("partner") if data.get("doer") == Doer.PARTNER else None
        if partner:
            data["partner_name"] = partner.name[:160]
        elif data.get("doer") == Doer.PARTNER and not data.get("partner_name"):
            self.add_error("partner_name", "Nommez le partenaire qui s’en charge.")
        return data

    def definition(self) -> dict[str, Any]:
        """What the service asks for."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}


class ReasonForm(forms.Form):
    """Why a goal is set aside or a step abandoned."""

    reason = forms.CharField(label="Pourquoi", max_length=300, widget=SHORT)


class VictoryForm(forms.Form):
    """A step done is sometimes a victory."""

    words = forms.CharField(label="L’avancée, en quelques mots", max_length=300)
    said_by_person = forms.BooleanField(label="C’est la personne qui le dit", required=False)


class AgreementForm(forms.Form):
    """How the person says yes, with whom, in which words."""

    expression = forms.ChoiceField(
        label="Comment la personne dit oui", choices=Expression.choices, widget=forms.RadioSelect
    )
    represented_by = forms.CharField(
        label="Par qui",
        max_length=160,
        required=False,
        help_text="Nom et qualité : « Mme Ferry, curatrice ».",
    )
    agreed_on = forms.DateField(label="Le", widget=forms.DateInput)
    present = forms.CharField(
        label="Étaient là",
        max_length=300,
        required=False,
        help_text="La personne peut venir avec quelqu’un de son choix.",
    )
    person_remark = forms.CharField(
        label="Ce que la personne veut ajouter",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dans ses mots : une réserve, un désaccord, une condition y ont leur place.",
    )
    amends_because = forms.CharField(
        label="Ce qui amène cet avenant",
        max_length=300,
        widget=SHORT,
        help_text="La situation a changé, un an a passé…",
    )
    next_review_on = forms.DateField(
        label="On en reparle le",
        required=False,
        widget=forms.DateInput,
        help_text="La loi demande un point dans les six mois, puis chaque année.",
    )
    move_on = forms.BooleanField(label=f"Le dossier passe en « {Phase.ACTION.label} »", required=False)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_first: bool, can_move_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["amends_because"]
        if not can_move_on:
            del self.fields["move_on"]

    def clean(self) -> dict[str, Any]:
        """A representative is named."""
        data = super().clean() or self.cleaned_data
        if data.get("expression") == Expression.REPRESENTATIVE and not data.get("represented_by"):
            self.add_error("represented_by", "Nommez la personne qui représente.")
        return data


class RefusalForm(forms.Form):
    """The person says no: when, in which words, in whose presence."""

    words = forms.CharField(
        label="Ce que la personne en dit",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Dans ses mots. On peut dire non sans dire pourquoi.",
    )
    declined_on = forms.DateField(label="Le", widget=forms.DateInput)
    present = forms.CharField(label="Étaient là", max_length=300, required=False)
    shown = forms.CharField(widget=forms.HiddenInput)


class ReviewDateForm(RevisedModelForm):
    """When the next review is, and which kind."""

    class Meta:
        model = Review
        fields = ("planned_on", "kind")
        widgets = {"planned_on": forms.DateInput}
        labels = {"planned_on": "Le", "kind": "Bilan"}


class ReviewPreparationForm(RevisedModelForm):
    """What each one wants to say."""

    class Meta:
        model = Review
        fields = ("said_by_person", "said_by_worker")


class ReviewForm(RevisedModelForm):
    """What was said together."""

    class Meta:
        model = Review
        fields = ("held_on", "present", "summary", "next_on")
        widgets = {"held_on": forms.DateInput, "next_on": forms.DateInput}
        labels = {"present": "Étaient là", "next_on": "Prochain bilan le"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].required = True

    def clean(self) -> dict[str, Any]:
        """The next one comes after."""
        data = super().clean() or self.cleaned_data
        held_on, next_on = data.get("held_on"), data.get("next_on")
        if held_on and next_on and next_on <= held_on:
            self.add_error("next_on", "Le prochain bilan vient après celui-ci.")
        return data


class LookForm(forms.Form):
    """One goal looked at."""

    progress = forms.ChoiceField(
        label="Où on en est", choices=Progress.choices, widget=forms.RadioSelect, required=False
    )
    learnt = forms.CharField(label="Ce que nous avons appris", max_length=500, required=False, widget=SHORT)
