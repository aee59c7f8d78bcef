"""What is asked when the person answers, and when they share less than before."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import TextChoices

from tisserand.accounts.models import User
from tisserand.sharing.bases import words_of
from tisserand.sharing.choices import Basis, Expression, InformedHow, Notice, ShareLevel, Topic
from tisserand.sharing.choosing import Choice
from tisserand.sharing.forms.consents import HALF_A_YEAR
from tisserand.sharing.forms.guarantors import guarantors_offered
from tisserand.sharing.models import Consent, Grant
from tisserand.sharing.recipients import of_grant
from tisserand.sharing.services.consent_rules import MAY_NOT_BE_TOLD

NOT_TOLD = "not_informed_reason"


class Answer(TextChoices):
    """What the person says; none is put before the others."""

    ALL = "all", "Oui, à tout"
    PART = "part", "Oui, à une partie"
    NO = "no", "Non"


WITHOUT_CONSENT = (
    (Answer.ALL, "Ouvrir tout"),
    (Answer.PART, "Ouvrir une partie"),
    (Answer.NO, "Ne rien ouvrir"),
)


class PartForm(forms.Form):
    """Which part of an agreement: recipients, how far, topics, items, until when. Never more than it holds."""

    recipients = forms.MultipleChoiceField(
        label="Avec qui", required=False, widget=forms.CheckboxSelectMultiple
    )
    level = forms.TypedChoiceField(label="Jusqu’où", required=False, coerce=int, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Sur quels thèmes", required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.MultipleChoiceField(
        label="Notes et documents", required=False, widget=forms.CheckboxSelectMultiple
    )
    ends_on = forms.DateField(label="Jusqu’au", required=False, widget=forms.DateInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, choices: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent
        self.grants = {of_grant(one).key: one for one in consent.grants.all() if one.cut_at is None}
        held: dict[str, list[tuple[Any, str]]] = {
            "recipients": [(key, _words_of(one)) for key, one in self.grants.items()],
            "level": [(n, str(label)) for n, label in ShareLevel.choices if n <= consent.level],
            "topics": [(topic.value, str(topic.label)) for topic in Topic if topic.value in consent.topics],
            "items": [(str(choice.pk), choice.words) for choice in choices],
        }
        for name, offered in held.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
            self.initial.setdefault(name, consent.level if name == "level" else [key for key, _ in offered])
            if not offered:
                del self.fields[name]
        self.initial.update(revision=consent.revision, ends_on=consent.ends_on)

    def check_part(self) -> None:
        """Something must be left; how far and about what go together."""
        data = self.cleaned_data
        if not data.get("recipients"):
            self.add_error(
                "recipients" if "recipients" in self.fields else None, "Gardez au moins un destinataire."
            )
        if not data.get("level"):
            self.add_error("level", "Dites jusqu’où.")
        elif data["level"] > ShareLevel.KNOWS and not data.get("topics"):
            self.add_error("topics" if "topics" in self.fields else None, "Gardez au moins un thème.")
        held = self.consent.ends_on
        if held and (data.get("ends_on") is None or data["ends_on"] > held):
            self.add_error("ends_on", "Pour durer plus longtemps, préparez un nouvel accord.")

    @property
    def kept_grants(self) -> list[UUID]:
        """The openings that stay."""
        return [self.grants[key].pk for key in self.cleaned_data.get("recipients", ()) if key in self.grants]

    @property
    def kept_items(self) -> list[UUID]:
        """The notes and documents that stay."""
        return [UUID(said) for said in self.cleaned_data.get("items", ())]


def _words_of(grant: Grant) -> str:
    gone = getattr(grant, "gone_words", "")
    return f"{of_grant(grant).words} ({gone})" if gone else of_grant(grant).words


class DecisionForm(PartForm):
    """How the person was told, what they answer, in which words."""

    answer = forms.ChoiceField(
        label="Ce que la personne dit", choices=Answer.choices, widget=forms.RadioSelect
    )
    informed_on = forms.DateField(label="Informée le", required=False, widget=forms.DateInput)
    informed_how = forms.ChoiceField(
        label="Comment", required=False, choices=InformedHow.choices, widget=forms.RadioSelect
    )
    notice = forms.ChoiceField(
        label="Ce qui lui a été remis", required=False, choices=Notice.choices, widget=forms.RadioSelect
    )
    not_informed_reason = forms.CharField(
        label="Si elle n’a pas été informée : pourquoi",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    expression = forms.ChoiceField(
        label="Comment elle l’a dit", required=False, choices=Expression.choices, widget=forms.RadioSelect
    )
    witness = forms.CharField(
        label="Devant qui",
        required=False,
        max_length=160,
        help_text="Vous, ou quelqu’un d’autre qui était là.",
    )
    represented_by = forms.CharField(
        label="Par qui",
        required=False,
        max_length=160,
        help_text="Nom et qualité : « Mme Ferry, curatrice ».",
    )
    person_words = forms.CharField(
        label="Ce que la personne en dit, ses limites",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dans ses mots. Rien n’est obligatoire : on peut dire oui ou non sans dire pourquoi.",
    )
    decided_on = forms.DateField(label="Le", widget=forms.DateInput)
    guarantor = forms.ModelChoiceField(
        User.objects.none(), label="Qui garantit le cadre", required=False, empty_label="Vous"
    )

    def __init__(self, *args: Any, by: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(informed_on=today, decided_on=today, witness=by)
        self.words = words_of(self.consent.basis)
        if self.consent.basis != Basis.CONSENT:
            self.fields["answer"].choices = WITHOUT_CONSENT  # type: ignore[attr-defined]
            self.fields["answer"].label = "Ce que vous ouvrez"
            for name in ("expression", "witness", "represented_by"):
                del self.fields[name]
        self._offer_guarantors(today)
        if self.consent.basis not in MAY_NOT_BE_TOLD:
            del self.fields[NOT_TOLD]
        else:
            self.initial["informed_on"] = None

    def clean(self) -> dict[str, Any]:
        """A part is something; of the rest, the rules of the room say what is missing."""
        data = super().clean() or self.cleaned_data
        if data.get("answer") == Answer.PART:
            self.check_part()
        return data

    @property
    def said_no(self) -> bool:
        """Nothing opens."""
        return bool(self.cleaned_data["answer"] == Answer.NO)

    @property
    def said_part(self) -> bool:
        """A part opens."""
        return bool(self.cleaned_data["answer"] == Answer.PART)

    def _offer_guarantors(self, today: date) -> None:
        """Asked only when a peer mediator is named: someone who is around the dossier."""
        if not any(grant.is_peer for grant in self.grants.values()):
            del self.fields["guarantor"]
            return
        self.fields["guarantor"].queryset = guarantors_offered(self.consent, on=today)  # type: ignore[attr-defined]

    def write_on(self, consent: Consent) -> None:
        """Put what was said on the agreement that is about to be given."""
        data = self.cleaned_data
        for name in self._told():
            setattr(consent, name, data.get(name) or (None if name == "informed_on" else ""))
        if "guarantor" in self.fields:
            consent.guarantor = data.get("guarantor")
        if consent.starts_on and consent.starts_on < data["decided_on"]:
            consent.starts_on = data["decided_on"]  # prepared long before it was decided
        if self.said_part:
            consent.level, consent.ends_on = data["level"], data["ends_on"]
            consent.topics = data.get("topics", [])

    def _told(self) -> Collection[str]:
        names = ("informed_on", "informed_how", "notice", NOT_TOLD, "expression", "witness", "represented_by")
        said = {name for name in (*names, "person_words") if name in self.fields}
        expression = self.cleaned_data.get("expression")
        # What another answer would have asked is not kept by mistake.
        if expression != Expression.SPOKEN:
            said -= {"witness"}
        return said if expression == Expression.REPRESENTATIVE else said - {"represented_by"}


class NarrowForm(PartForm):
    """What the person still shares."""

    words = forms.CharField(
        label="Ce que la personne en dit",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dans ses mots, si elle veut. Aucune raison n’est demandée.",
    )

    def clean(self) -> dict[str, Any]:
        """Something stays: to stop everything, one withdraws."""
        data = super().clean() or self.cleaned_data
        self.check_part()
        return data


class ReviewForm(forms.Form):
    """It still suits them: when to speak of it again, and what they say of it."""

    review_on = forms.DateField(label="On en reparle le", widget=forms.DateInput)
    words = forms.CharField(
        label="Ce que la personne en dit, ses limites",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dans ses mots, si elle veut. Sans rien ici, ses mots d’avant restent.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = today + HALF_A_YEAR
        self.initial.update(
            review_on=min(later, consent.ends_on) if consent.ends_on else later, revision=consent.revision
        )


class WithdrawForm(forms.Form):
    """The person takes it back; nothing need be said."""

    words = forms.CharField(
        label="Ce que la personne en dit",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Facultatif. Aucune raison n’est demandée.",
    )
