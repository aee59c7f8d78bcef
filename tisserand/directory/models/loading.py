"""What came of a file: how many were new, changed, the same, refused, gone; and what is to be said of which row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tisserand.common.rows import Row
from tisserand.directory.choices import LineOutcome, ListedKind


class Loading(Row):
    """One file read (*import*), and what it changed."""

    file_name = models.CharField("fichier", max_length=250)
    loaded_by = models.CharField("par", max_length=160)
    sources = ArrayField(models.CharField(max_length=60), verbose_name="sources", default=list)
    new = models.PositiveIntegerField("nouvelles fiches", default=0)
    changed = models.PositiveIntegerField("fiches changées", default=0)
    same = models.PositiveIntegerField("fiches inchangées", default=0)
    refused = models.PositiveIntegerField("lignes refusées", default=0)
    remarked = models.PositiveIntegerField("lignes gardées avec une remarque", default=0)
    gone = models.PositiveIntegerField("fiches disparues", default=0)

    class Meta:
        verbose_name = "import de l’annuaire"
        ordering = ["-created_at", "-id"]

    @property
    def kept(self) -> int:
        """The records that the directory now holds as the file says them."""
        return self.new + self.changed + self.same


class LoadingLine(Row):
    """A row of the file of which something is to be said: refused, or kept without a part of it."""

    loading = models.ForeignKey(Loading, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField("ligne")
    kind = models.CharField("nature", max_length=10, choices=ListedKind.choices)
    key = models.CharField("identifiant", max_length=250, blank=True)
    outcome = models.CharField("sort", max_length=10, choices=LineOutcome.choices)
    reasons = ArrayField(models.TextField(), verbose_name="raisons")
    record = models.JSONField("telle que reçue", null=True)

    class Meta:
        verbose_name = "ligne d’un import de l’annuaire"
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["loading", "outcome", "number"], name="lines_of_a_loading")]
