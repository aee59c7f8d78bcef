"""Who answers for the frame of an agreement with a peer mediator."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from tisserand.accounts.models import User
from tisserand.sharing.guarantors import able_to_guarantee
from tisserand.sharing.models import Consent


def guarantors_offered(consent: Consent, *, on: date) -> QuerySet[User]:
    """Those who may answer for it, by name."""
    able = [one.user_id for one in able_to_guarantee(consent, on=on)]
    return User.objects.filter(pk__in=able).order_by("last_name", "first_name")


class GuarantorForm(forms.Form):
    """Another one, among those around the dossier."""

    guarantor = forms.ModelChoiceField(
        User.objects.none(),
        label="Qui garantit le cadre",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez quelqu’un.",
            "invalid_choice": "Cette personne n’est plus autour du dossier : choisissez-en une autre.",
        },
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, consent: Consent, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = guarantors_offered(consent, on=today)
        self.fields["guarantor"].queryset = offered.exclude(pk=consent.guarantor_id)  # type: ignore[attr-defined]
        self.initial.update(revision=consent.revision)
