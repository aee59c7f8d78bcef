"""A field of a sheet as we know it to be, whatever its producer says (*correction*)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tisserand.directory.choices import CorrectionState
from tisserand.directory.models.about import AboutSheet, one_sheet


class Correction(AboutSheet):
    """One field corrected here. The sheet shows `value`; what its producer says stays in `Listed.given`.

    `received`: what the producer said when we last looked at both; `is_to_review`: it says something else since.
    """

    field = models.CharField("champ", max_length=40)  # as the schema names it
    value = models.JSONField("notre valeur", null=True)
    received = models.JSONField("ce que disait le producteur", null=True)
    is_to_review = models.BooleanField("à revoir", default=False)
    why = models.TextField("pourquoi", max_length=1_000)
    state = models.CharField(
        "état", max_length=10, choices=CorrectionState.choices, default=CorrectionState.OPEN
    )
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closed_by = models.CharField("close par", max_length=400, blank=True)

    class Meta:
        verbose_name = "correction"
        ordering = ["-created_at", "-id"]
        constraints = [
            one_sheet("correction"),
            models.UniqueConstraint(
                fields=["structure", "field"],
                condition=Q(state="open"),
                name="one_correction_of_structure_field",
            ),
            models.UniqueConstraint(
                fields=["service", "field"], condition=Q(state="open"), name="one_correction_of_service_field"
            ),
        ]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(state="open", is_to_review=True),
                name="corrections_to_review",
            ),
            models.Index(fields=["-created_at", "-id"], condition=Q(state="open"), name="open_corrections"),
        ]
