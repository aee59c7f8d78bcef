"""What came of a file: how many were new, changed, the same, refused, gone; and what is to be said of which row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Job, User
from tisserand.common.rows import Row
from tisserand.directory.choices import LineOutcome, ListedKind, LoadingState

UNDER_WAY = (LoadingState.WAITING, LoadingState.RUNNING)


class Loading(Row):
    """One file read (*import*), and what it changed."""

    file_name = models.CharField("fichier", max_length=250)
    loaded_by = models.CharField("par", max_length=160)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_whole = models.BooleanField("ce fichier dit tout de ses sources", default=True)
    state = models.CharField("état", max_length=10, choices=LoadingState.choices, default=LoadingState.DONE)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    trouble = models.TextField("ce qui l’a arrêté", blank=True)
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
        constraints = [
            # One at a time: two files at once would each say that the other’s places are gone.
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=UNDER_WAY), name="one_loading_under_way"
            )
        ]

    @property
    def kept(self) -> int:
        """The records that the directory now holds as the file says them."""
        return self.new + self.changed + self.same

    @property
    def is_under_way(self) -> bool:
        """Whether it waits for a worker, or one has it in hand."""
        return self.state in UNDER_WAY


class LoadingFile(Row):
    """What was sent, until it is brought in: whichever machine the worker is on, it finds it here."""

    loading = models.OneToOneField(Loading, models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = "fichier d’un import de l’annuaire"


class LoadingLine(Row):
    """A row of the file, and what became of it; `number` is 0 for a record that the file does not hold any more."""

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
        indexes = [
            models.Index(fields=["loading", "outcome", "number"], name="lines_of_a_loading"),
            models.Index(fields=["loading", "number", "id"], name="all_lines_of_a_loading"),
        ]
