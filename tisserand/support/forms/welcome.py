"""Forms of the first welcome: noted while listening, found again, turned into a dossier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from tisserand.accounts.models import Team, User
from tisserand.common import clock
from tisserand.people.dates import PartialDate, UnreadableDate, parse_birth
from tisserand.people.duplicates import PersonDraft
from tisserand.people.models import Person
from tisserand.support.choices import Channel, Origin, Priority, WelcomeOutcome
from tisserand.support.forms.dossier import RhythmField, topics_field
from tisserand.support.models import FirstWelcome
from tisserand.ui.forms import RevisedModelForm


class WelcomeForm(RevisedModelForm):
    """A first welcome: only the request and what came of it are asked for."""

    topics = topics_field()
    outcome = forms.ChoiceField(
        label="Suite donnée", choices=WelcomeOutcome.choices, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label="Comment la personne est venue",
        choices=Channel.choices,
        widget=forms.RadioSelect,
        initial=Channel.DESK,
    )
    person = forms.ModelChoiceField(queryset=Person.objects.none(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = FirstWelcome
        fields = (
            "request", "topics", "outcome", "answer", "called", "person", "reach_at", "channel", "welcomed_at", "team",
        )  # fmt: skip
        labels = {"request": "Ce que la personne demande"}
        widgets = {
            "request": forms.Textarea(attrs={"rows": 3}),
            "answer": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, teams: QuerySet[Team], people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["team"].empty_label = "aucune en particulier"
        self.fields["person"].queryset = people
        self.fields["welcomed_at"].label = "Quand"
        self.fields["request"].help_text = "Ses mots, si possible. Des faits, pas des jugements."
        self.fields[
            "called"
        ].help_text = "Un prénom, un surnom, ou rien : on peut être accueilli sans donner de nom."
        self.fields["called"].widget.attrs |= {
            "autocomplete": "off",
            "hx-post": reverse("support:welcome_known"),
            "hx-params": "called,person",
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#known",
        }

    @property
    def comes_as_usual(self) -> bool:
        """At the desk, just now: when and how need not be looked at."""
        return not self.is_bound and self.instance._state.adding

    def said(self) -> dict[str, Any]:
        """What the services are told."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WelcomeFilterForm(forms.Form):
    """Whose welcomes, with which outcome, followed up or not."""

    qui = forms.ChoiceField(
        label="Lesquels",
        choices=[("", "toute la structure"), ("team", "pour mon équipe"), ("mine", "les miens")],
        required=False,
    )
    suite = forms.ChoiceField(
        label="Suite donnée", choices=[("", "toutes"), *WelcomeOutcome.choices], required=False
    )
    etat = forms.ChoiceField(
        label="État",
        choices=[("", "tous"), ("todo", "à suivre"), ("done", "suite assurée")],
        required=False,
    )
    texte = forms.CharField(label="Nom ou mots", required=False)


class WelcomeOpenForm(forms.Form):
    """Who it is, and what frames the dossier: the rest comes from the welcome itself."""

    NEW = "new"
    SOMEONE_ELSE = "someone_else"  # none of those who look like them

    who = forms.ChoiceField(label="Qui est-ce ?", widget=forms.RadioSelect, required=False)
    first_names = forms.CharField(label="Prénom(s)", max_length=160, required=False)
    last_name = forms.CharField(label="Nom", max_length=120, required=False)
    birth = forms.CharField(
        label="Naissance",
        required=False,
        help_text="Comme on vous la dit : « 4 mars 1988 », « 03/88 » ou « 1988 ».",
    )
    is_restricted = forms.BooleanField(
        label="Accès restreint",
        required=False,
        help_text="Seules les personnes à qui vous donnez la clé sauront qu’elle est connue ici.",
    )
    origin = forms.ChoiceField(label="Demande venue de", choices=Origin.choices, initial=Origin.SPONTANEOUS)
    asked_by = forms.CharField(label="Par qui", max_length=160, required=False)
    team = forms.ModelChoiceField(label="Équipe", queryset=Team.objects.none())
    referent = forms.ModelChoiceField(
        label="Référent·e",
        queryset=User.objects.none(),
        required=False,
        empty_label="à désigner plus tard",
        help_text="Choisi·e avec l’accord de la personne.",
    )
    priority = forms.ChoiceField(
        label="Priorité", choices=Priority.choices, initial=Priority.ORDINARY, widget=forms.RadioSelect
    )
    contact_every_days = RhythmField()

    def __init__(
        self,
        *args: Any,
        known: list[Person],
        teams: QuerySet[Team],
        referents: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in known}
        choices = [(pk, _described(person)) for pk, person in self.known.items()]
        shown = [*choices, (self.NEW, "quelqu’un que nous ne connaissions pas")]
        self.fields["who"].choices = [*shown, (self.SOMEONE_ELSE, "")]
        self.fields["who"].widget.choices = shown  # the other answer stands among those who look alike
        self.fields["team"].queryset, self.fields["referent"].queryset = teams, referents
        if not known:
            self.fields["who"].widget = forms.HiddenInput()

    def clean_birth(self) -> PartialDate:
        """A birth date as far as it is known."""
        text = self.cleaned_data["birth"].strip()
        if not text:
            return PartialDate()
        try:
            return parse_birth(text, today=clock.today())
        except UnreadableDate as unreadable:
            raise forms.ValidationError("Cette date ne se lit pas. Essayez « 4 mars 1988 ».") from unreadable

    def clean(self) -> dict[str, Any]:
        """Someone known was chosen, or someone new has a name."""
        said = super().clean() or self.cleaned_data
        if self.known and not said.get("who"):
            self.add_error("who", "Dites si c’est l’une de ces personnes.")
        if not self.chosen and not (said.get("first_names") or said.get("last_name")):
            self.add_error("first_names", "Un prénom ou un nom suffit.")
        return said

    @property
    def chosen(self) -> Person | None:
        """The person already known who was chosen, if one was."""
        return self.known.get(self.cleaned_data.get("who", ""))

    @property
    def draft(self) -> PersonDraft:
        """What was said of someone new, to look for those who resemble them."""
        said = self.cleaned_data
        return PersonDraft(
            first_names=said.get("first_names", ""),
            last_name=said.get("last_name", ""),
            birth=said.get("birth") or PartialDate(),
        )

    @property
    def is_someone_else(self) -> bool:
        """Those who look alike were shown, and it is none of them."""
        return self.cleaned_data.get("who") == self.SOMEONE_ELSE

    def new_person(self) -> Person:
        """Someone new, not saved yet."""
        said, birth = self.cleaned_data, self.cleaned_data["birth"]
        return Person(
            first_names=said["first_names"],
            last_name=said["last_name"],
            birth_year=birth.year,
            birth_month=birth.month,
            birth_day=birth.day,
        )

    def frame(self) -> dict[str, Any]:
        """What the dossier is told besides the person and the request."""
        names = ("origin", "asked_by", "team", "referent", "priority", "contact_every_days")
        return {name: self.cleaned_data[name] for name in names}


def _described(person: Person) -> str:
    return f"{person.name} ({person.birth})" if str(person.birth) else person.name
