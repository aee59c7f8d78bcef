"""One message of a thread: who wrote it, whom it calls, what came of it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.clock import now
from tisserand.common.rows import Row
from tisserand.coordination.models.thread import Thread
from tisserand.people.models import Person
from tisserand.support.models import Entry, Step


@pghistory.track()
class Message(Row):
    """What someone wrote to the others. It is never edited: one corrects oneself by another message.

    With an `urgent_reason` it reaches people outside their working hours, and shows as urgent.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="messages", verbose_name="fil")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="écrit par")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="pour quelle structure"
    )
    text = models.TextField("votre message", max_length=4000)
    sent_at = models.DateTimeField("envoyé le", default=now)
    urgent_reason = models.CharField("pourquoi c’est urgent", max_length=200, blank=True)

    class Meta:
        verbose_name = "message"
        ordering = ["sent_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_says_something")]
        indexes = [models.Index(fields=["thread", "sent_at"], name="messages_of_thread")]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_urgent(self) -> bool:
        """Whether it does not wait for anybody's working hours."""
        return bool(self.urgent_reason)


class Mention(Row):
    """Someone called by a message, chosen among those who may read the thread."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", verbose_name="message")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="qui")

    class Meta:
        verbose_name = "mention"
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="called_once_a_message")]
        indexes = [models.Index(fields=["user", "message"], name="mentions_of_user")]

    def __str__(self) -> str:
        return f"mention in {self.message_id}"


class KeptAs(Row):
    """A message became a note of the journal, or a step of the plan."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="kept_as", verbose_name="message")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    entry = models.ForeignKey(
        Entry, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="note"
    )
    step = models.ForeignKey(
        Step, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="étape"
    )
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "suite d’un message"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, step__isnull=False) | Q(entry__isnull=False, step=None),
                name="kept_as_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"what became of {self.message_id}"
