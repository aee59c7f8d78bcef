"""What someone without an account says of the step that is theirs: kept until those around the dossier take it up."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.sharing.models import Guest
from tisserand.support.choices import ReportState
from tisserand.support.models.plan import Step


@pghistory.track()
class StepReport(Revised):
    """The result of a step, said through a link: a suggestion, which ticks nothing by itself.

    `done_on`: the day it was done; nothing: not done yet, and `text` says where it stands. One waits at a time: said
    again before it was read, it takes the place of the one before.
    """

    step = models.ForeignKey(Step, models.CASCADE, related_name="reports", verbose_name="étape")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="+", verbose_name="dit par")
    done_on = models.DateField("faite le", null=True, blank=True)
    text = models.TextField("ce qu’il en est", max_length=1000, blank=True)
    state = models.CharField("état", max_length=10, choices=ReportState.choices, default=ReportState.PROPOSED)
    answer = models.CharField("réponse", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "résultat d’étape"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "guest"],
                condition=Q(state=ReportState.PROPOSED),
                name="one_report_waiting_each",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | ~Q(text=""), name="step_report_says_something"
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.PROPOSED, decided_at=None)
                | (~Q(state=ReportState.PROPOSED) & Q(decided_at__isnull=False)),
                name="step_report_decided_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="step_reports_to_read", condition=Q(state=ReportState.PROPOSED)
            )
        ]

    def __str__(self) -> str:
        return f"report of {self.step_id}"
