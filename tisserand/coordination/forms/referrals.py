"""A referral: where to, why, what is asked, for when, what is told and on what agreement; the answers to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tisserand.common.clock import today
from tisserand.coordination.forms.table import Named, among
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import (
    Gesture,
    GivenPart,
    ReferralOutcome,
    RefusalReason,
    Urgency,
)
from tisserand.coordination.referral_days import answer_day
from tisserand.coordination.services.referral_holding import Said
from tisserand.sharing.choices import Expression, InformedHow, Topic
from tisserand.ui.forms import RevisedModelForm

SHORT = forms.Textarea(attrs={"rows": 3})
BY_HAND = ("to_name", "to_phone", "to_email", "to_place")


class ReferralForm(RevisedModelForm):
    """Everything that leaves, on one page: `answer_by` left empty is guessed from the urgency."""

    class Meta:
        model = Referral
        fields = (
            "to_organisation", *BY_HAND, "topic", "why", "asked", "urgency", "answer_by", "goal", "step",
            "topics", "parts", "contact", "consent", "informed_how", "expression", "agreed_on",
        )  # fmt: skip
        widgets = {
            "why": SHORT,
            "asked": forms.Textarea(attrs={"rows": 2}),
            "urgency": forms.RadioSelect,
            "answer_by": forms.DateInput,
            "agreed_on": forms.DateInput,
        }
        labels = {
            "to_organisation": "Une structure qui travaille dans Tisserand",
            "to_name": "Ou une autre structure",
            "why": "Pourquoi cette orientation",
            "asked": "Ce qui leur est demandé",
            "urgency": "C’est pour quand",
            "answer_by": "Réponse espérée pour le",
            "contact": "Un moyen de la joindre",
            "consent": "Un accord de partage déjà donné",
            "informed_how": "Comment la personne a été informée",
            "expression": "Comment elle a dit oui",
            "agreed_on": "Quel jour",
        }
        help_texts = {
            "to_organisation": "Elle la recevra aussitôt et y répondra ici.",
            "to_name": "Son nom, si elle n’est ni dans la liste ni dans l’annuaire.",
            "why": "Dans des mots que la personne accepterait de lire à voix haute. Des faits, pas de jugements.",
            "asked": "Un rendez-vous, un colis, une place, un avis…",
            "answer_by": "Laissez vide : Tisserand compte en jours ouvrés selon l’urgence.",
            "goal": "L’objectif du projet auquel cela répond, s’il y en a un.",
            "step": "La réponse pourra la cocher.",
            "consent": "Facultatif. Il ouvre déjà quelque chose à cette structure.",
            "informed_how": "De ce qui sera transmis, à qui, et de ce qu’elle peut refuser.",
        }

    def __init__(
        self,
        *args: Any,
        organisations: Named,
        goals: Named,
        steps: Named,
        contacts: Named,
        consents: Named,
        blocks: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, rows, nobody in (
            ("to_organisation", organisations, "aucune de celles-là"),
            ("goal", goals, "aucun en particulier"),
            ("step", steps, "aucune en particulier"),
            ("contact", contacts, "aucun"),
            ("consent", consents, "aucun : son accord pour cette orientation"),
        ):
            among(self.fields[name], rows, nobody)
            if not rows:
                del self.fields[name]
        self.fields["answer_by"].required = self.fields["to_name"].required = False
        for name, known in (
            ("topic", Topic.choices),
            ("informed_how", InformedHow.choices),
            ("expression", Expression.choices),
        ):
            self.fields[name].choices = [("", "choisir"), *known]  # type: ignore[attr-defined]
        self.fields["topics"] = _ticks(
            "Ce qu’ils liront de l’essentiel",
            blocks,
            self.instance.topics,
            "Les blocs que la personne veut bien faire lire. Rien n’est coché d’avance.",
        )
        parts = [pair for pair in GivenPart.choices if pair[0] != GivenPart.CONTACT]  # chosen below
        self.fields["parts"] = _ticks("Ce qui est donné en plus du nom", parts, self.instance.parts, "")
        if not blocks:
            del self.fields["topics"]
        if self.instance.service_id:
            for name in ("to_organisation", *BY_HAND):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        """The day is guessed from the urgency; a way of reaching someone is given when it is chosen."""
        said = super().clean() or self.cleaned_data
        if not said.get("answer_by") and said.get("urgency"):
            said["answer_by"] = answer_day(said["urgency"], today())
        if said.get("contact"):
            said["parts"] = [*said.get("parts", []), GivenPart.CONTACT.value]
        known = {"to_organisation", "to_name"} & self.fields.keys()
        if known and not said.get("to_organisation") and not said.get("to_name", "").strip():
            self.add_error("to_name", "Choisissez une structure de la liste, ou écrivez son nom.")
        return said


def _ticks(label: str, choices: Sequence[tuple[str, str]], chosen: Any, help_text: str) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        initial=list(chosen or []),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class AnswerForm(forms.Form):
    """One gesture of whoever receives: only the questions that it asks."""

    reasons = forms.MultipleChoiceField(
        label="Pourquoi", choices=RefusalReason.choices, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(
        label="Ce qui en est sorti", choices=ReferralOutcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="Un mot",
        max_length=1000,
        required=False,
        widget=SHORT,
        help_text="La personne pourra le lire. Facultatif.",
    )
    WORDS = {
        Gesture.ASK_MORE: ("Ce qu’il manque", "Une pièce, une précision : une chose par ligne."),
        Gesture.REDIRECT: (
            "Vers qui, ou vers quoi",
            "Le nom d’une structure, un téléphone, et pourquoi elle.",
        ),
        Gesture.ACCEPT: ("Un mot", "Quand, où, avec qui : ce que la personne doit savoir. Facultatif."),
    }

    def __init__(self, *args: Any, gesture: Gesture, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gesture != Gesture.REFUSE:
            del self.fields["reasons"]
        if gesture != Gesture.END:
            del self.fields["outcome"]
        if gesture in self.WORDS:
            self.fields["words"].label, self.fields["words"].help_text = self.WORDS[gesture]
        self.fields["words"].required = gesture in (Gesture.ASK_MORE, Gesture.REDIRECT)

    @property
    def said(self) -> Said:
        """What goes with the gesture."""
        given = self.cleaned_data
        return Said(given["words"], given.get("reasons", ()), given.get("outcome", ""))


class CompleteForm(forms.Form):
    """What was asked for."""

    words = forms.CharField(
        label="Votre réponse",
        max_length=1000,
        widget=SHORT,
        help_text="Elle part comme le reste : ce que la personne accepte de faire savoir, et rien de plus.",
    )


class AgainForm(forms.Form):
    """Asked once more, for another day."""

    answer_by = forms.DateField(label="Réponse espérée pour le", widget=forms.DateInput)

    def __init__(self, *args: Any, urgency: str = Urgency.ORDINARY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = answer_day(urgency, today())


class RevokeForm(forms.Form):
    """Taken back, and why if one wants to say it."""

    words = forms.CharField(
        label="Pourquoi",
        max_length=300,
        required=False,
        widget=SHORT,
        help_text="Pour votre équipe. Facultatif.",
    )


class KeepForm(forms.Form):
    """What the journal keeps of the answer; the step that it ends."""

    body = forms.CharField(label="La note", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    ticks_step = forms.BooleanField(label="Cocher l’étape du projet", required=False)

    def __init__(self, *args: Any, has_step: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_step:
            del self.fields["ticks_step"]


class AssignForm(forms.Form):
    """Who takes charge of it."""

    user: Any = forms.ModelChoiceField(label="Confier à", queryset=None, empty_label="choisir")

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = lambda user: user.get_full_name()  # type: ignore[attr-defined]
