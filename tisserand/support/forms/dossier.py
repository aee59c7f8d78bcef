"""Forms of a dossier: opened, asked again, framed, moved, handed on, closed, taken up again."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from tisserand.accounts.models import Team, User
from tisserand.people.models import Household, Person
from tisserand.support.choices import ClosingReason, Origin, Phase, Priority, Topic
from tisserand.support.models import Dossier, Request
from tisserand.support.services.dossiers import Asked
from tisserand.ui.forms import RevisedModelForm

OPEN_PHASES = [choice for choice in Phase.choices if choice[0] != Phase.CLOSED]
RHYTHMS = (
    (7, "chaque semaine"),
    (15, "tous les quinze jours"),
    (30, "chaque mois"),
    (60, "tous les deux mois"),
    (90, "chaque trimestre"),
    (180, "deux fois par an"),
)


def topics_field() -> forms.MultipleChoiceField:
    """The life domains, as words to press."""
    return forms.MultipleChoiceField(
        label="Thèmes", choices=Topic.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


def households_of(person: Person, today: date) -> QuerySet[Household]:
    """The households where a person lives today."""
    return Household.objects.filter(members__person=person, members__until_on=None).distinct()


class RhythmField(forms.TypedChoiceField):
    """How often to be in touch, in words; a number of days that is not usual stays as it is."""

    def __init__(self, *, days: int = 30) -> None:
        usual = list(RHYTHMS)
        if days not in dict(RHYTHMS):
            usual = sorted([*usual, (days, f"tous les {days} jours")])
        super().__init__(label="Se donner des nouvelles", choices=usual, coerce=int, initial=days)


class RequestFields(forms.Form):
    """A request, as it is said."""

    words = forms.CharField(
        label="La demande, telle qu’elle est dite",
        help_text="Les mots de la personne. Des faits, pas des jugements.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topics = topics_field()
    origin = forms.ChoiceField(label="Venue de", choices=Origin.choices, initial=Origin.SPONTANEOUS)
    asked_by = forms.CharField(
        label="Par qui", max_length=160, required=False, help_text="Si ce n’est pas la personne elle-même."
    )

    def asked(self, on: date | None = None) -> Asked:
        """What was said."""
        said = self.cleaned_data
        return Asked(
            said["words"], said["origin"], said["asked_by"], said.get("asked_on") or on, said["topics"]
        )


class DossierOpenForm(RequestFields):
    """Open a dossier for someone already known."""

    team = forms.ModelChoiceField(label="Équipe", queryset=Team.objects.none())
    referent = forms.ModelChoiceField(
        label="Référent·e",
        queryset=User.objects.none(),
        required=False,
        empty_label="à désigner plus tard",
        help_text="Choisi·e avec l’accord de la personne.",
    )
    household = forms.ModelChoiceField(
        label="Foyer concerné",
        queryset=Household.objects.none(),
        required=False,
        empty_label="la personne seule",
    )
    priority = forms.ChoiceField(
        label="Priorité", choices=Priority.choices, initial=Priority.ORDINARY, widget=forms.RadioSelect
    )
    contact_every_days = RhythmField()
    opened_on = forms.DateField(label="Ouvert le", widget=forms.DateInput)

    field_order = (
        "words", "topics", "origin", "asked_by", "team", "referent", "household", "priority",
        "contact_every_days", "opened_on",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        teams: QuerySet[Team],
        referents: QuerySet[User],
        households: QuerySet[Household],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["referent"].queryset = referents
        self.fields["household"].queryset = households
        self.fields["opened_on"].initial = today
        self.today = today
        if not households.exists():
            del self.fields["household"]

    def clean_opened_on(self) -> date:
        """A dossier is not opened tomorrow."""
        if self.cleaned_data["opened_on"] > self.today:
            raise forms.ValidationError("Cette date est encore à venir.")
        return self.cleaned_data["opened_on"]

    def frame(self) -> dict[str, Any]:
        """What `open_dossier` is told besides the request."""
        names = ("team", "referent", "household", "priority", "contact_every_days", "opened_on")
        return {name: self.cleaned_data.get(name) for name in names}


class RequestForm(RequestFields):
    """One more request."""

    asked_on = forms.DateField(label="Le")


class RequestEditForm(RevisedModelForm):
    """Correct a request."""

    topics = topics_field()

    class Meta:
        model = Request
        fields = ("words", "topics", "origin", "asked_by", "asked_on")
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}


class DossierEditForm(RevisedModelForm):
    """What frames the accompaniment."""

    class Meta:
        model = Dossier
        fields = ("priority", "contact_every_days", "household")
        widgets = {"priority": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_every_days"] = RhythmField(days=self.instance.contact_every_days)
        self.fields["priority"].choices = Priority.choices
        self.fields["household"].queryset = households_of(self.instance.person, self.instance.opened_on)
        self.fields["household"].empty_label = "la personne seule"


class PhaseForm(forms.Form):
    """Where the accompaniment has got to."""

    phase = forms.ChoiceField(label="Phase", choices=OPEN_PHASES, widget=forms.RadioSelect)
    changed_on = forms.DateField(label="Depuis le")


class HeldForm(forms.Form):
    """A change of hands, which starts from whoever holds on the page: sent too late, it changes nothing."""

    held_by = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def start_from(self, holder: User | Team | None) -> None:
        """The next sending starts from whoever holds now."""
        self.data = cast(QueryDict, self.data).copy()
        self.data["held_by"] = str(holder.pk) if holder else ""

    def clean_held_by(self) -> str | None:
        """Who held on the page; nothing when the page did not say."""
        return self.cleaned_data["held_by"] if "held_by" in self.data else None


class ReferentForm(HeldForm):
    """Who holds the thread from now on."""

    referent = forms.ModelChoiceField(
        label="Qui tient le fil maintenant",
        queryset=User.objects.none(),
        required=False,
        empty_label="personne pour l’instant",
        help_text="Choisi·e avec l’accord de la personne.",
    )
    on = forms.DateField(label="À partir du")
    reason = forms.CharField(label="Pourquoi ce changement", max_length=200, required=False)
    keeps_key = forms.BooleanField(
        label="L’ancien·ne référent·e garde l’accès",
        required=False,
        help_text="L’accès à ce dossier est restreint : sans cette case, l’ancien·ne référent·e ne le verra plus.",
    )

    def __init__(self, *args: Any, referents: QuerySet[User], restricted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referent"].queryset = referents
        if not restricted:
            del self.fields["keeps_key"]


class HandOverForm(HeldForm):
    """Another team takes over."""

    team = forms.ModelChoiceField(label="Équipe qui reprend", queryset=Team.objects.none())
    referent = forms.ModelChoiceField(
        label="Référent·e dans cette équipe",
        queryset=User.objects.none(),
        required=False,
        empty_label="à désigner par l’équipe",
    )
    on = forms.DateField(label="À partir du")
    reason = forms.CharField(label="Pourquoi", max_length=200)

    def __init__(self, *args: Any, teams: QuerySet[Team], referents: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["referent"].queryset = referents


class CloseForm(forms.Form):
    """How an accompaniment ends."""

    reason = forms.ChoiceField(label="Motif", choices=ClosingReason.choices, widget=forms.RadioSelect)
    closed_on = forms.DateField(label="Le")
    words = forms.CharField(
        label="Le mot de la fin",
        help_text="Ce qui a été fait, ce qui reste, à qui s’adresser. La personne peut le lire.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class ReopenForm(forms.Form):
    """Why an accompaniment is taken up again."""

    reason = forms.CharField(label="Pourquoi reprendre", max_length=300)
