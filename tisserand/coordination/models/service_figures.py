"""What referrals tell of a service, without telling of anyone: how soon it answers, how often it says yes."""

from __future__ import annotations

from django.db import models

from tisserand.common.rows import Row
from tisserand.directory.models import Service

FEWEST = 5  # answered referrals; below, a figure would tell of someone


class ServiceFigures(Row):
    """Counted again each night over a year, all organisations together; no row when there are too few."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="referral_figures")
    answered = models.PositiveIntegerField("orientations répondues")
    accepted = models.PositiveIntegerField("dont acceptées")
    median_days = models.PositiveIntegerField("délai médian de réponse, en jours")
    counted_at = models.DateTimeField("compté le")

    class Meta:
        verbose_name = "chiffres d’un service"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered__gte=FEWEST), name="figures_of_too_few_are_not_kept"
            )
        ]

    def __str__(self) -> str:
        return f"figures of {self.service_id}"
