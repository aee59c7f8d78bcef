"""Forms of administration: roles, teams, invitations, the organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, Team
from tisserand.accounts.queries import colleagues, invitations_visible_to, open_teams
from tisserand.accounts.services.invitations import Invited, is_pending
from tisserand.common.clock import now, today
from tisserand.ui.forms import RevisedModelForm

IN_A_TEAM = (Role.WORKER, Role.COORDINATOR)


class MemberFilters(forms.Form):
    """What one may look for in the list of members."""

    q = forms.CharField(label="Nom ou adresse", required=False, widget=forms.TextInput({"type": "search"}))
    role = forms.ChoiceField(label="Rôle", choices=[("", "Tous"), *Role.choices], required=False)
    etat = forms.ChoiceField(
        label="Comptes",
        choices=[("", "Ouverts"), ("fermes", "Fermés"), ("tous", "Tous")],
        required=False,
    )


class RoleFields(forms.Form):
    """A role, and the team where it is held."""

    role = forms.ChoiceField(label="Rôle", choices=[("", "Choisir…"), *Role.choices])
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Équipe",
        required=False,
        empty_label="Toute la structure",
        help_text="Un·e intervenant·e et un·e coordinateur·rice travaillent dans une équipe.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["team"].queryset = open_teams(actor.organisation_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Those who accompany people in a team need one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("role") in IN_A_TEAM and not cleaned.get("team"):
            self.add_error("team", "Choisissez l’équipe où ce rôle s’exerce.")
        return cleaned


class RoleForm(RoleFields):
    """Give a role from a date on."""

    since_on = forms.DateField(label="À partir du", initial=today)


class EndRoleForm(RevisedModelForm):
    """The last day of a role."""

    until_on = forms.DateField(label="Dernier jour")

    class Meta:
        model = Membership
        fields = ["until_on"]

    def __init__(self, *args: Any, instance: Membership, **kwargs: Any) -> None:
        kwargs["initial"] = {"until_on": instance.until_on or today()}
        super().__init__(*args, instance=instance, **kwargs)

    def clean_until_on(self) -> date:
        """A role does not end before it began."""
        last_day: date = self.cleaned_data["until_on"]
        if last_day < self.instance.since_on:
            raise forms.ValidationError("Ce rôle a commencé après cette date.")
        return last_day


class TeamForm(RevisedModelForm):
    """A team's name, told apart from the others' whatever the capitals."""

    class Meta:
        model = Team
        fields = ["name"]
        labels = {"name": "Nom de l’équipe"}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_name(self) -> str:
        """One team a name."""
        name = " ".join(self.cleaned_data["name"].split())
        others = Team.objects.filter(organisation_id=self.actor.organisation_id).exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("Une équipe porte déjà ce nom.")
        return name


class InvitationForm(RoleFields):
    """Whom to invite, as what."""

    field_order = ["email", "first_name", "last_name", "role", "team"]
    email = forms.EmailField(label="Adresse électronique")
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)

    def clean_email(self) -> str:
        """Neither someone who is here already, nor someone whose invitation is waiting."""
        email = self.cleaned_data["email"].lower()
        if colleagues(self.actor, today=today()).filter(email=email).exists():
            raise forms.ValidationError("Cette personne travaille déjà ici : donnez-lui un rôle sur sa page.")
        sent = invitations_visible_to(self.actor).filter(email=email)
        if any(is_pending(invitation, now()) for invitation in sent):
            raise forms.ValidationError("Une invitation attend déjà à cette adresse : renvoyez-la plutôt.")
        return email

    def invited(self) -> Invited:
        """What was said, as the service wants it."""
        said = self.cleaned_data
        return Invited(said["email"], Role(said["role"]), said["team"], said["first_name"], said["last_name"])


class OrganisationForm(RevisedModelForm):
    """Name and address of the organisation."""

    class Meta:
        model = Organisation
        fields = ["name", "siret", "phone", "address"]
        help_texts = {"siret": "14 chiffres."}

    def clean_siret(self) -> str:
        """Fourteen digits, or nothing."""
        siret = self.cleaned_data["siret"].replace(" ", "")
        if siret and (len(siret) != 14 or not siret.isdigit()):
            raise forms.ValidationError("Un SIRET a 14 chiffres.")
        return siret
