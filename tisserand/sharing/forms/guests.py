"""What is asked to give someone a link, and of what guests write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from tisserand.common.clock import today
from tisserand.sharing.choices import Channel
from tisserand.sharing.models import CircleMember
from tisserand.sharing.services.guests import LONGEST, SAME_WAY, USUAL

THE_PERSON = "personne"
LAST_MINUTE = time(23, 59)
NO_ADDRESS = "Aucune adresse n’est notée dans le cercle\u00a0: notez-la, ou copiez le lien vous-même."


class UntilForm(forms.Form):
    """Until when a link leads somewhere: a month unless said, six months at most."""

    until_on = forms.DateField(
        label="Valable jusqu’au",
        widget=forms.DateInput,
        help_text="Un mois suffit souvent. Six mois au plus.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until_on", today() + USUAL)

    def clean_until_on(self) -> Any:
        """A day to come, not too far."""
        said = self.cleaned_data["until_on"]
        if said < today():
            raise forms.ValidationError("Ce jour est déjà passé.")
        if said > today() + LONGEST:
            raise forms.ValidationError("Six mois au plus : on en reparle avant.")
        return said

    @property
    def expires_at(self) -> datetime:
        """The end of that day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["until_on"], LAST_MINUTE))


class GuestForm(UntilForm):
    """Whom the link is for, how it reaches them, and by which other way its code does."""

    who = forms.ChoiceField(label="Pour qui", widget=forms.RadioSelect)
    link_channel = forms.ChoiceField(
        label="Comment vous remettez le lien", choices=Channel.choices, widget=forms.RadioSelect
    )
    is_posted = forms.BooleanField(
        label="S’il part par courriel\u00a0: que Tisserand l’envoie",
        required=False,
        help_text="À l’adresse notée dans le cercle, sans un mot sur la personne. Sinon, c’est à vous de le copier.",
    )
    code_channel = forms.ChoiceField(
        label="Comment vous donnez le code",
        choices=Channel.choices,
        widget=forms.RadioSelect,
        help_text="Par un autre chemin que le lien, sauf si vous remettez les deux en main propre.",
    )
    field_order = ("who", "link_channel", "is_posted", "code_channel", "until_on")

    def __init__(
        self, *args: Any, own: str, members: Iterable[tuple[CircleMember, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member, _ in members}
        choices = [(str(member.pk), words) for member, words in members]
        self.fields["who"].choices = ([(THE_PERSON, own)] if own else []) + choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two ways, so that whoever intercepts one has not the other."""
        data = super().clean() or self.cleaned_data
        link, code = data.get("link_channel"), data.get("code_channel")
        if link and link == code != Channel.HAND:
            self.add_error("code_channel", SAME_WAY)
        if self.is_to_be_posted and not (self.member and self.member.email):
            self.add_error("is_posted", NO_ADDRESS)
        return data

    @property
    def is_to_be_posted(self) -> bool:
        """Whether the house sends the link by itself."""
        by_mail = self.cleaned_data.get("link_channel") == Channel.EMAIL
        return bool(by_mail and self.cleaned_data.get("is_posted"))

    @property
    def member(self) -> CircleMember | None:
        """Who is invited; nobody of the circle: the person themself."""
        return self.members.get(self.cleaned_data.get("who", ""))


class RenewForm(UntilForm):
    """What is renewed."""

    what = forms.ChoiceField(
        label="Que renouveler",
        choices=[
            ("code", "Le code seulement : le lien est encore entre ses mains"),
            ("both", "Le lien et le code : le lien est perdu, ou quelqu’un d’autre l’a vu"),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("what", "until_on")


class GuestMessageForm(forms.Form):
    """A few words."""

    text = forms.CharField(label="Votre message", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))


class OwnWordsForm(forms.Form):
    """The person does not agree any more; nothing need be said."""

    words = forms.CharField(
        label="Si vous voulez dire quelque chose",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce n’est pas obligatoire.",
    )
