"""What someone around the table would like spoken of, who does not keep the meeting: a suggestion until taken up."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised
from tisserand.coordination.choices import PointState
from tisserand.coordination.models.agenda import AgendaItem
from tisserand.coordination.models.attendee import Attendee
from tisserand.coordination.models.conference import Conference
from tisserand.people.models import Person
from tisserand.sharing.choices import Topic


@pghistory.track()
class ProposedPoint(Revised):
    """*Point proposé*: said from a seat, read by those who keep the meeting and by whoever sits there, nobody else.

    Taken up, it becomes a point (`item`), in the words that they choose, seen by the rule of every point.
    """

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="proposed_points", verbose_name="réunion"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="+", verbose_name="proposé par")
    words = models.CharField("ce dont vous voulez parler", max_length=200)
    topics = ArrayField(
        models.CharField(max_length=14, choices=Topic.choices),
        verbose_name="thèmes",
        default=list,
        blank=True,
    )
    is_for_relatives = models.BooleanField("les proches le voient aussi", default=True)
    state = models.CharField("état", max_length=10, choices=PointState.choices, default=PointState.PROPOSED)
    answer = models.CharField("un mot en réponse", max_length=300, blank=True)
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "point proposé"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="proposed_point_says_something"),
            models.CheckConstraint(
                condition=Q(state=PointState.PROPOSED, decided_at=None)
                | (~Q(state=PointState.PROPOSED) & Q(decided_at__isnull=False)),
                name="proposed_point_decided_says_when",
            ),
            models.UniqueConstraint(
                fields=["attendee", "words"],
                condition=Q(state=PointState.PROPOSED),
                name="same_point_waits_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="proposed_points_waiting",
                condition=Q(state=PointState.PROPOSED),
            )
        ]

    def __str__(self) -> str:
        return f"proposed point {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Nobody answered yet."""
        return self.state == PointState.PROPOSED
