"""The e-mail that says that a message waits: one for each person until they come back, and it says nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Row


class Notice(Row):
    """Someone is to be told at `due_at` that something waits, or was told at `told_at` and has not come back since.

    Of whom, and how many times, is not kept here.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    due_at = models.DateTimeField("à envoyer le", null=True, blank=True)
    told_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "avis"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(told_at__isnull=False), name="notice_is_due_or_told"
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="notices_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"notice {self.pk}"
