"""What a team knows of a partner and keeps to itself: whom to call, how they work, what they cannot do."""

from __future__ import annotations

from django.db import models

from tisserand.accounts.models import Team
from tisserand.common.rows import Revisable
from tisserand.directory.models.about import AboutSheet, one_sheet


class TeamNote(Revisable, AboutSheet):
    """*Note d’équipe* on a sheet. Nobody outside the team reads it, whoever administers or leads included."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name="équipe")
    text = models.TextField("note", max_length=4_000)
    removed_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "note d’équipe"
        ordering = ["-created_at", "-id"]
        constraints = [one_sheet("note")]
