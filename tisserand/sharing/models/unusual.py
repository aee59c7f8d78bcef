"""Readings that do not look like a day's work, put before whoever administers: who and how many, never of whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised
from tisserand.sharing.choices import UnusualKind


class UnusualReading(Revised):
    """One worker, one day, one reason to ask. Nothing is blamed: it is looked at, then said to be understood.

    `actor_id` has no foreign key: like the trail, it outlives the account.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    actor_id = models.UUIDField("qui", editable=False)
    actor_name = models.CharField("nom affiché", max_length=160, blank=True)
    day = models.DateField("le")
    kind = models.CharField("ce qui étonne", max_length=12, choices=UnusualKind.choices)
    people = models.PositiveIntegerField("combien de personnes")
    first_at = models.DateTimeField("de")
    last_at = models.DateTimeField("à")
    reviewed_at = models.DateTimeField("vu le", null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("ce qu’on en a compris", max_length=300, blank=True)

    class Meta:
        verbose_name = "lecture inhabituelle"
        ordering = ["-day", "actor_name", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "actor_id", "day", "kind"], name="one_reason_a_day_each"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | ~Q(words=""), name="what_was_understood_is_said"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-day"], name="unusual_of_organisation")]

    def __str__(self) -> str:
        return f"unusual reading {self.pk}"
