"""What one looks for among the dossiers."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.accounts.models import User
from tisserand.support.choices import Phase, Priority, Topic
from tisserand.support.dossier_rows import Asked, Scope, State

SCOPES = [(Scope.MINE, "les miens"), (Scope.TEAM, "mon équipe"), (Scope.ORGANISATION, "toute la structure")]
STATES = [(State.OPEN, "en cours"), (State.ADRIFT, "sans référent·e en poste"), (State.CLOSED, "clos")]


class DossierFilterForm(forms.Form):
    """Whose, in which state, in which phase, held by whom, about what."""

    qui = forms.ChoiceField(label="Lesquels", choices=SCOPES, required=False)
    etat = forms.ChoiceField(label="État", choices=STATES, required=False)
    phase = forms.ChoiceField(label="Phase", choices=[("", "toutes"), *Phase.choices[:-1]], required=False)
    referent = forms.ModelChoiceField(
        label="Référent·e", queryset=User.objects.none(), required=False, empty_label="tous"
    )
    priorite = forms.ChoiceField(
        label="Priorité", choices=[("", "toutes"), *Priority.choices], required=False
    )
    theme = forms.ChoiceField(label="Thème demandé", choices=[("", "tous"), *Topic.choices], required=False)

    def __init__(self, *args: Any, scope: Scope, referents: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        offered = self.fields["referent"]
        offered.queryset = User.objects.filter(pk__in=[user.pk for user in referents])
        offered.choices = [("", offered.empty_label), *((user.pk, str(user)) for user in referents)]
        for name, value in (("qui", scope), ("etat", State.OPEN)):
            self.fields[name].initial = value

    def asked(self, sort: str) -> Asked:
        """The filters that hold; what makes no sense is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            scope=Scope(said.get("qui") or self.scope),
            state=State(said.get("etat") or State.OPEN),
            phase=said.get("phase", ""),
            referent=said.get("referent"),
            priority=said.get("priorite", ""),
            topic=said.get("theme", ""),
            sort=sort,
        )
