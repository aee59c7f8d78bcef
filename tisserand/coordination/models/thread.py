"""A thread (*fil de messages*) between those around one person, and how far each of them has read it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.choices import BlockReach, Topic
from tisserand.support.models import Dossier


@pghistory.track(exclude=["last_sent_at"])
class Thread(Revised):
    """Messages about one thing, hung on the dossier of `organisation`.

    `topic` and `reach` say who reads: partners, only where it is shareable and an agreement covers that topic today
    (without a topic: an agreement that covers them all). Neither ever changes: what was written for some is not shown
    to others afterwards.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="threads", verbose_name="dossier")
    topic = models.CharField("thème", max_length=14, choices=Topic.choices, blank=True)
    reach = models.CharField(
        "qui peut le lire", max_length=10, choices=BlockReach.choices, default=BlockReach.TEAM
    )
    title = models.CharField("de quoi s’agit-il", max_length=120)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="commencé par")
    last_sent_at = models.DateTimeField("dernier message", editable=False)
    closed_at = models.DateTimeField("clos le", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "fil de messages"
        ordering = ["-last_sent_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="thread_says_what_about"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="thread_closed_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "-last_sent_at"], name="threads_of_dossier"),
            models.Index(fields=["organisation", "person", "-last_sent_at"], name="threads_of_person"),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"

    @property
    def is_shareable(self) -> bool:
        """Whether agreements may show it."""
        return self.reach == BlockReach.SHAREABLE

    @property
    def topics(self) -> list[str]:
        """Its topic, if it has one, as agreements are asked (see `sharing.scope.Scope.covers`)."""
        return [self.topic] if self.topic else []


class ThreadReading(Row):
    """How far someone has read a thread, for which organisation, and whether they follow it.

    A row without `read_at` was made by whoever called them there; `follows` is what they chose themself.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="readings", verbose_name="fil")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    read_at = models.DateTimeField("lu jusqu’au", null=True, blank=True)
    follows = models.BooleanField("suit ce fil", default=True)

    class Meta:
        verbose_name = "lecture d’un fil"
        constraints = [models.UniqueConstraint(fields=["thread", "user"], name="one_reading_each")]
        indexes = [models.Index(fields=["user", "thread"], name="readings_of_user")]

    def __str__(self) -> str:
        return f"reading of {self.thread_id}"
