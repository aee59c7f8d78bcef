"""A search that is kept: its name, for whom."""

from __future__ import annotations

from typing import Any

from django import forms

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team
from tisserand.directory.models import SavedSearch
from tisserand.directory.policies import teams_of
from tisserand.ui.forms import RevisedFormMixin


class SavedSearchForm(RevisedFormMixin, forms.ModelForm):
    """One's own, or for a team in which one works."""

    class Meta:
        model = SavedSearch
        fields = ["name", "team"]
        help_texts = {"name": "Pour la retrouver. Sans le nom d’une personne accompagnée."}
        labels = {"name": "Nom de la recherche", "team": "Qui la voit"}

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = self.fields["team"]
        teams.queryset = Team.objects.filter(pk__in=teams_of(actor), closed_on=None)  # type: ignore[attr-defined]
        teams.empty_label = "moi seulement"  # type: ignore[attr-defined]

    @property
    def team_id(self) -> Any:
        """The team, if it is one's team that sees it."""
        team = self.cleaned_data["team"]
        return team.pk if team else None
