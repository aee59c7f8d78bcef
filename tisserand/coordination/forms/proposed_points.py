"""A point proposed from a seat; how it is taken up, or why it is not."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.coordination.choices import Seat
from tisserand.coordination.forms.table import ItemForm
from tisserand.coordination.models import Attendee
from tisserand.sharing.choices import ShareLevel, Topic
from tisserand.sharing.scope import of_grant


class ProposedPointForm(forms.Form):
    """What one would like spoken of: from elsewhere, about what is open to them; the person says who else sees it."""

    words = forms.CharField(
        label="De quoi voulez-vous parler",
        max_length=200,
        help_text="En quelques mots, comme vous le diriez à la personne.",
    )
    topics = forms.MultipleChoiceField(
        label="À propos de", required=False, choices=Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    is_for_relatives = forms.BooleanField(label="Mes proches peuvent le voir", required=False, initial=True)

    def __init__(self, *args: Any, seat: Attendee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if seat.seat == Seat.PERSON:
            self.fields["words"].help_text = "Avec vos mots."
        else:
            del self.fields["is_for_relatives"]
        if seat.seat != Seat.PARTNER:
            del self.fields["topics"]
            return
        self.open = covered_topics(seat)
        field: Any = self.fields["topics"]
        field.choices = [(topic.value, topic.label) for topic in Topic if topic.value in self.open]
        field.required = len(self.open) < len(Topic)
        field.help_text = "Parmi les thèmes qu’un accord vous ouvre."

    @property
    def said(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "words": data["words"],
            "topics": data.get("topics", []),
            "is_for_relatives": data.get("is_for_relatives", True),
        }


def covered_topics(seat: Attendee) -> frozenset[str]:
    """The topics of which someone of elsewhere would see a point."""
    if seat.grant is None:
        return frozenset()
    scope = of_grant(seat.grant)
    return scope.topics if scope.goes_to(ShareLevel.ACCOUNT) else frozenset()


class TakeUpPointForm(ItemForm):
    """The point as it will stand on the agenda, and a word for whoever proposed it."""

    answer = forms.CharField(label="Un mot pour qui l’a proposé", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, attendees=[], **kwargs)
        del self.fields["proposed_by"]


class SetAsideForm(forms.Form):
    """Why not this time."""

    answer = forms.CharField(
        label="Un mot pour qui l’a proposé",
        max_length=300,
        error_messages={"required": "Dites en un mot pourquoi\u00a0: la personne qui propose le lira."},
    )
