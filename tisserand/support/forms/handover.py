"""Forms of a handover: who takes which dossier and from when; the summary; the word to the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms

from tisserand.support.models import Dossier, Handover
from tisserand.support.models.handover import BLOCKS
from tisserand.support.queries.handovers import Colleague
from tisserand.ui.forms import RevisedFormMixin, RevisedModelForm

READING = ((0, "pas du tout"), (14, "deux semaines"), (30, "un mois"), (90, "trois mois"))
ONE, EVEN = "une", "egal"


class SpreadForm(forms.Form):
    """How the dossiers are proposed to be shared out, before each is looked at (sent by GET, changes nothing)."""

    partage = forms.ChoiceField(
        label="Proposer",
        choices=[(ONE, "la même personne pour tous"), (EVEN, "une répartition égale")],
        widget=forms.RadioSelect,
        required=False,
        initial=ONE,
    )
    avec = forms.MultipleChoiceField(
        label="Avec", widget=forms.CheckboxSelectMultiple, required=False,
        help_text="À côté de chaque nom : les dossiers portés aujourd’hui. À parts égales sans choix : tout le monde.",
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["avec"].choices = [(str(one.user_id), one.label) for one in colleagues]

    def asked(self) -> tuple[str, list[str]]:
        """How, and between whom; what makes no sense is left out."""
        self.is_valid()
        return self.cleaned_data.get("partage") or ONE, self.cleaned_data.get("avec") or []


class HandoverForm(forms.Form):
    """Each dossier and who takes it; the day; how long one goes on reading."""

    takes_effect_on = forms.DateField(
        label="À partir du",
        help_text="Aujourd’hui, c’est fait tout de suite. Un jour à venir : qui reprend peut encore décliner.",
    )
    reading_days = forms.TypedChoiceField(
        label="Qui passe le relais lit encore le dossier pendant",
        choices=READING,
        coerce=int,
        initial=30,
        widget=forms.RadioSelect,
        help_text="Tout le monde autour du dossier le voit ; cela s’arrête tout seul. Jamais si l’accès est restreint.",
    )
    words = forms.CharField(
        label="Un mot à qui reprend",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )

    def __init__(
        self,
        *args: Any,
        dossiers: Sequence[Dossier],
        colleagues: Sequence[Colleague],
        proposal: Mapping[UUID, UUID],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dossiers, self.today = dossiers, today
        self.is_single = len(dossiers) == 1
        self.fields["takes_effect_on"].initial = today
        for dossier in dossiers:
            self.fields[self.name_of(dossier)] = _who(dossier, colleagues, proposal, required=self.is_single)

    @staticmethod
    def name_of(dossier: Dossier) -> str:
        """The field of one dossier."""
        return f"to_{dossier.pk}"

    def rows(self) -> list[tuple[Dossier, Any]]:
        """Each dossier with its field."""
        return [(dossier, self[self.name_of(dossier)]) for dossier in self.dossiers]

    def clean_takes_effect_on(self) -> date:
        """Today, or a day of the year to come."""
        day = self.cleaned_data["takes_effect_on"]
        if not self.today <= day <= self.today + timedelta(days=366):
            raise forms.ValidationError("Choisissez aujourd’hui, ou un jour de l’année qui vient.")
        return day

    def clean(self) -> dict[str, Any]:
        """At least one dossier goes to somebody."""
        if not self.is_single and not self.errors and not self.chosen():
            raise forms.ValidationError(
                "Aucun dossier n’est confié : choisissez qui reprend pour l’un d’eux au moins."
            )
        return self.cleaned_data

    def chosen(self) -> dict[Dossier, str]:
        """Each dossier that goes to somebody, and the id of who takes it."""
        said = {dossier: self.cleaned_data.get(self.name_of(dossier)) for dossier in self.dossiers}
        return {dossier: user_id for dossier, user_id in said.items() if user_id}


def _who(
    dossier: Dossier, colleagues: Sequence[Colleague], proposal: Mapping[UUID, UUID], *, required: bool
) -> forms.ChoiceField:
    held = dossier.referent
    others = [one for one in colleagues if not held or one.user_id != held.user_id]
    nobody = "choisissez" if required else "laisser comme c’est"
    return forms.ChoiceField(
        label="Qui reprend" if required else f"Qui reprend : {dossier.person}",
        choices=[("", nobody), *((str(one.user_id), one.label) for one in others)],
        required=required,
        initial=str(proposal.get(dossier.pk, "")),
    )


class SummaryForm(RevisedFormMixin, forms.Form):
    """The four blocks, each starting from what is kept or from what the machine has written."""

    matters = forms.CharField(
        label="Ce qui compte pour la personne",
        help_text="Dans ses mots : ce qu’elle demande, ce à quoi elle tient, sur quoi elle s’appuie.",
        widget=forms.Textarea(attrs={"rows": 7}), required=False,
    )  # fmt: skip
    standing = forms.CharField(
        label="Où nous en sommes",
        help_text="Le chemin fait, ce qui est convenu, ce qui vient ensuite.",
        widget=forms.Textarea(attrs={"rows": 8}), required=False,
    )  # fmt: skip
    pressing = forms.CharField(
        label="Ce qui presse",
        help_text="Les dates à ne pas manquer, ce qui ne peut pas attendre.",
        widget=forms.Textarea(attrs={"rows": 5}), required=False,
    )  # fmt: skip
    know = forms.CharField(
        label="Ce qu’il vaut mieux savoir",
        help_text="Comment joindre sans risque, ce qui aide. Des faits, pas de jugement : la personne peut le lire.",
        widget=forms.Textarea(attrs={"rows": 7}), required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, instance: Handover, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)

    def blocks(self) -> dict[str, str]:
        """What was typed."""
        return {name: self.cleaned_data[name] for name in BLOCKS}


class TellForm(RevisedModelForm):
    """The person was told: when, and how they took it."""

    class Meta:
        model = Handover
        fields = ("told_on", "told_words")
        labels = {"told_on": "Dit le", "told_words": "Comment la personne l’a pris"}
        widgets = {"told_words": forms.Textarea(attrs={"rows": 2, "maxlength": 300})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_on"].required = True
        self.fields["told_words"].required = False


class DeclineForm(forms.Form):
    """Why one cannot take it."""

    why = forms.CharField(
        label="Un mot à qui vous l’a proposé", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CallOffForm(forms.Form):
    """Why it is called off or undone."""

    why = forms.CharField(label="Pourquoi (si vous voulez le dire)", max_length=300, required=False)
