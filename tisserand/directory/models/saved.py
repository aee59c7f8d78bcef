"""Searches that one keeps to ask them again: for oneself, or for a team."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tisserand.accounts.models import Organisation, Team
from tisserand.common.rows import Revised


class SavedSearch(Revised):
    """*Recherche gardée*: `asked` holds its fields as the form sends them. With `team`, it is theirs too."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="auteur·e"
    )
    team = models.ForeignKey(
        Team, models.CASCADE, related_name="+", null=True, blank=True, verbose_name="pour l’équipe"
    )
    name = models.CharField("nom", max_length=120)
    asked = models.JSONField("ce qui est demandé")
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "recherche gardée"
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["author", "organisation", "name"], name="searches_of_someone"),
            models.Index(fields=["team", "name"], name="searches_of_a_team"),
        ]

    def __str__(self) -> str:
        return self.name
