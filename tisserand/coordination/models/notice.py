"""The e-mail that says that something waits: one of each sort until they come back, and it says nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Row
from tisserand.coordination.choices import NoticeOf
from tisserand.sharing.models import Guest


class Notice(Row):
    """Someone is to be told at `due_at` that something waits, or was told at `told_at` and has not come back since.

    Someone with an account (`user`), or who comes by a link that was given by e-mail (`guest`). Of whom, and how many
    times, is not kept here.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    guest = models.ForeignKey(Guest, models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(
        "de quoi", max_length=10, choices=NoticeOf.choices, default=NoticeOf.MESSAGE, db_default="message"
    )
    due_at = models.DateTimeField("à envoyer le", null=True, blank=True)
    told_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "avis"
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(told_at__isnull=False), name="notice_is_due_or_told"
            ),
            models.CheckConstraint(
                condition=Q(user=None, guest__isnull=False) | Q(user__isnull=False, guest=None),
                name="notice_is_for_one",
            ),
            models.UniqueConstraint(
                fields=["user", "guest", "what"], name="one_notice_of_each_sort", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="notices_due", condition=Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"notice {self.pk}"
