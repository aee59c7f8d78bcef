"""Who answered for the frame of an agreement with a peer mediator, one after the other; who has still to learn it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Row
from tisserand.people.models import Person
from tisserand.sharing.models.consent import Consent


class GuarantorChange(Row):
    """The frame of `consent` passed from `before` (nobody: it was just given) to `after`. Never changed: the history.

    `Consent.guarantor` says who answers today. Both are told; each says when they have read it.
    """

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="guarantor_changes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    before = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    before_seen_at = models.DateTimeField("lu par qui garantissait", null=True, blank=True)
    after_seen_at = models.DateTimeField("lu par qui garantit", null=True, blank=True)

    class Meta:
        verbose_name = "changement de garant·e"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before=None) | ~Q(before=F("after")), name="the_frame_goes_to_someone_else"
            ),
        ]
        indexes = [
            models.Index(fields=["after"], condition=Q(after_seen_at=None), name="guarantor_to_tell"),
            models.Index(
                fields=["before"],
                condition=Q(before__isnull=False, before_seen_at=None),
                name="former_guarantor_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"guarantor change {self.pk}"
