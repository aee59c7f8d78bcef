"""What is asked when an agreement is prepared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.people.models import Person
from tisserand.sharing.choices import ItemKind, Topic
from tisserand.sharing.choosing import Choice, offer_of, topics_told
from tisserand.sharing.models import Consent
from tisserand.sharing.queries import RECIPIENT, blocks_visible_to
from tisserand.sharing.recipients import Recipient, gone_among, guests_offered, of_grant, recipients_of_keys
from tisserand.ui.forms import RevisedModelForm, print_of

A_YEAR, HALF_A_YEAR = timedelta(days=365), timedelta(days=182)
FIELDS = {ItemKind.NOTE: "notes", ItemKind.DOCUMENT: "documents"}


class ConsentForm(RevisedModelForm):
    """An agreement in preparation; `found` are the recipients that a search offers, without script."""

    instance: Consent
    topics = forms.MultipleChoiceField(
        label="Sur quels thèmes",
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui touche à un autre thème ne se verra pas.",
    )
    recipients = forms.MultipleChoiceField(
        label="Avec qui", required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.MultipleChoiceField(
        label="Notes du fil, choisies une à une",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seules celles que leur auteur·e a dites partageables.",
    )
    documents = forms.MultipleChoiceField(
        label="Documents, choisis un à un", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Consent
        fields = ("purpose", "basis", "level", "topics", "starts_on", "ends_on", "review_on")
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "basis": forms.RadioSelect,
            "level": forms.RadioSelect,
            "starts_on": forms.DateInput,
            "ends_on": forms.DateInput,
            "review_on": forms.DateInput,
        }
        help_texts = {
            "purpose": "Comme on le dirait à la personne : « chercher un logement ensemble ».",
            "starts_on": "Sans date : dès que la personne a dit oui.",
            "ends_on": "Sans date : jusqu’à ce que la personne le retire.",
        }

    def __init__(
        self, *args: Any, actor: Actor, person: Person, found: Iterable[Recipient] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.person = actor, person
        self.chosen = _chosen_of(self.instance)
        found = list(found)
        self.searched = {one.key for one in found}
        self.guests = guests_offered(actor, person)
        self.known = {one.key: one for one in (*self._named(), *found, *self.guests)}
        named = [] if self.instance._state.adding else self.instance.grants.select_related(*RECIPIENT)
        # Shown as gone, and not kept: they could read nothing by it.
        self.gone = gone_among(actor, named, person=person)
        self._offer("recipients", [(key, one.words) for key, one in self.known.items()])
        self.offers = {}
        for kind, name in FIELDS.items():
            offer = offer_of(actor, person, kind, self._ids(name))
            self.offers[name] = offer
            self._offer(name, _labelled(offer.choices))
            if not offer.choices:
                del self.fields[name]
        if self.instance._state.adding:
            day = today()
            self.initial.update(ends_on=day + A_YEAR, review_on=day + HALF_A_YEAR)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.initial[name] = [key for key in self.chosen[name] if key in dict(choices)]
        # The print of what was read was taken before the choices were known.
        self.fields["seen"].initial[name] = print_of(self.initial[name])

    def _named(self) -> list[Recipient]:
        """Those already named, by the agreement or by what is being sent."""
        said = {*self.chosen["recipients"], *self._sent("recipients")}
        return recipients_of_keys(self.actor, said, person=self.person)

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(self.add_prefix(name)) if self.is_bound else []  # type: ignore[attr-defined]

    def _ids(self, name: str) -> list[UUID]:
        return [pk for said in {*self.chosen[name], *self._sent(name)} if (pk := _uuid(said))]

    def values_in(self, row: Any, name: str) -> list[Any]:
        """What the row says; of whom it opens to and of what was chosen too."""
        if name not in ("recipients", *FIELDS.values()):
            return super().values_in(row, name)
        said = _chosen_of(row)[name]
        if name == "recipients":  # those that someone else named meanwhile can be kept too
            self.known |= {one.key: one for one in recipients_of_keys(self.actor, said, person=self.person)}
            self.fields[name].choices = [(key, one.words) for key, one in self.known.items()]  # type: ignore[attr-defined]
        return [said]

    def clean(self) -> dict[str, Any]:
        """Dates in their order."""
        data = super().clean() or self.cleaned_data
        starts, ends, review = (data.get(name) for name in ("starts_on", "ends_on", "review_on"))
        if ends and ends < (starts or today()):
            self.add_error("ends_on", "L’accord ne peut pas finir avant d’avoir commencé.")
        if review and ends and review > ends:
            self.add_error("review_on", "On en reparle avant la fin.")
        return data

    @property
    def _said(self) -> list[str]:
        return self._sent("recipients") if self.is_bound else self.initial["recipients"]

    @property
    def ticked(self) -> list[Recipient]:
        """Those whose box is ticked, elsewhere than in the circle."""
        named = [self.known[key] for key in dict.fromkeys(self._said) if key in self.known]
        return [one for one in named if one.member is None]

    @cached_property
    def _topics_told(self) -> set[str]:
        written = blocks_visible_to(self.actor, Action.READ).filter(person=self.person)
        return topics_told(self.actor, self.person) | set(written.values_list("topic", flat=True))

    @property
    def topics_first(self) -> list[Any]:
        """The boxes of topics of which something is told, and of those ticked; all of them while nothing is."""
        return [box for box in self["topics"].subwidgets if self._comes_first(box)]

    @property
    def topics_after(self) -> list[Any]:
        """The other boxes, which unfold."""
        return [box for box in self["topics"].subwidgets if not self._comes_first(box)]

    def _comes_first(self, box: Any) -> bool:
        told = self._topics_told
        return not told or box.data["selected"] or str(box.data["value"]) in told

    @property
    def circle(self) -> list[tuple[Recipient, bool]]:
        """Those of the circle who have no account, and whether their box is ticked."""
        said = set(self._said)
        return [(one, one.key in said) for one in self.guests]

    @property
    def others(self) -> list[Recipient]:
        """Those that a search without script found."""
        return [one for key, one in self.known.items() if one not in self.ticked and key in self.searched]

    @property
    def asked(self) -> str:
        """What was searched without script."""
        return self.data.get("q", "").strip() if self.is_bound and "chercher" in self.data else ""

    @property
    def recipients_said(self) -> list[Recipient]:
        """Whom it will open to."""
        return [self.known[key] for key in self.cleaned_data["recipients"]]

    @property
    def items_said(self) -> dict[ItemKind, list[UUID]]:
        """What was chosen one by one."""
        return {
            kind: [UUID(said) for said in self.cleaned_data.get(name, ())] for kind, name in FIELDS.items()
        }


def _labelled(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(str(choice.pk), choice.words) for choice in choices]


def _chosen_of(consent: Consent) -> dict[str, list[str]]:
    if consent._state.adding:
        return {name: [] for name in ("recipients", *FIELDS.values())}
    grants = consent.grants.select_related(*RECIPIENT)
    chosen = list(consent.chosen.all())
    return {"recipients": [of_grant(grant).key for grant in grants]} | {
        name: [str(item.object_id) for item in chosen if item.kind == kind] for kind, name in FIELDS.items()
    }


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None
