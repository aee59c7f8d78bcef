"""What the meeting is about, point by point; what is said of each; what is decided, by whom, for when."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tisserand.common.rows import Revised, Row
from tisserand.coordination.choices import TurnState
from tisserand.coordination.models.attendee import Attendee
from tisserand.coordination.models.conference import Conference
from tisserand.people.models import Person
from tisserand.sharing.choices import Topic
from tisserand.support.models import Goal, MapItem, Step


@pghistory.track()
class AgendaItem(Revised):
    """One point. Its topics say who of elsewhere may see it: an opening must cover them all, as of a goal.

    `said` is what the minutes keep of it. The points that the person brings come first.
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="items", verbose_name="réunion")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    words = models.CharField("le point, en quelques mots", max_length=200)
    topics = ArrayField(
        models.CharField(max_length=14, choices=Topic.choices),
        verbose_name="thèmes",
        default=list,
        blank=True,
    )
    map_item = models.ForeignKey(
        MapItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="sur la carte"
    )
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="objectif"
    )
    proposed_by = models.ForeignKey(
        Attendee, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="proposé par"
    )
    is_for_relatives = models.BooleanField("les proches le voient aussi", default=True)
    position = models.PositiveSmallIntegerField(default=0)
    said = models.TextField("ce qui s’est dit", max_length=4000, blank=True)

    class Meta:
        verbose_name = "point"
        ordering = ["position", "created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="agenda_item_says_something")]

    def __str__(self) -> str:
        return f"agenda item {self.pk}"


@pghistory.track()
class Decision(Revised):
    """What was decided, who takes charge of it, for when; `step` once it stands in the plan."""

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="decisions", verbose_name="réunion"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="decisions", verbose_name="point"
    )
    words = models.CharField("ce qui est décidé", max_length=200)
    owner = models.ForeignKey(
        Attendee, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="qui s’en charge"
    )
    due_on = models.DateField("pour le", null=True, blank=True)
    step = models.OneToOneField(
        Step, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="étape", editable=False
    )

    class Meta:
        verbose_name = "décision"
        ordering = ["created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="decision_says_something")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class ListeningTurn(Row):
    """One turn of a round of listening: each says back what the one before said, then gives a view. One may pass."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="turns", verbose_name="réunion")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="sur quel point"
    )
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="+", verbose_name="à qui")
    round = models.PositiveSmallIntegerField("tour")
    position = models.PositiveSmallIntegerField()
    state = models.CharField("état", max_length=8, choices=TurnState.choices, default=TurnState.WAITING)
    is_understood = models.BooleanField("bien compris", default=False)

    class Meta:
        verbose_name = "tour d’écoute"
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "round", "position"], name="one_turn_a_place")
        ]

    def __str__(self) -> str:
        return f"turn {self.round}.{self.position} of {self.conference_id}"
