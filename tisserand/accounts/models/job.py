"""Long work, seen by the one who asked for it: how far it has got, what came of it."""

from django.db import models

from tisserand.accounts.choices import JobState
from tisserand.accounts.models.organisation import Organisation
from tisserand.accounts.models.user import User
from tisserand.common.rows import Row


class Job(Row):
    """A long work done in the background. `done` and `total` count its own units (rows, people…)."""

    kind = models.CharField("travail", max_length=60)  # "support.caseload_import"
    label = models.CharField("intitulé", max_length=160)
    started_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    state = models.CharField("état", max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("en tout", default=0)
    message = models.CharField("message", max_length=500, blank=True)
    result_url = models.CharField("résultat", max_length=200, blank=True)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["started_by", "-created_at"], name="jobs_of_user")]

    def __str__(self) -> str:
        return self.kind
