"""Who sits at the table: the person, those they choose, those who accompany; when each can come."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised, Row
from tisserand.coordination.choices import Presence, Says, Seat
from tisserand.coordination.models.conference import Conference, ProposedTime
from tisserand.people.models import Person
from tisserand.sharing.models import CircleMember, Grant


@pghistory.track()
class Attendee(Revised):
    """A member of the meeting. No name is kept here: each is read where it may be (see `table_names`).

    `grant` is the opening through which someone of elsewhere reads their part; closed, they read nothing. `wish` says
    why the person wants or accepts them there. `read_version`: the version of the minutes that they confirmed.
    """

    conference = models.ForeignKey(
        Conference, models.CASCADE, related_name="attendees", verbose_name="réunion"
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    seat = models.CharField("en tant que", max_length=10, choices=Seat.choices)
    member = models.ForeignKey(
        CircleMember, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="membre du cercle"
    )
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="collègue"
    )
    grant = models.ForeignKey(
        Grant, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="ouverture"
    )
    leads = models.BooleanField("anime la réunion", default=False)
    wish = models.CharField("pourquoi la personne veut, ou accepte, sa présence", max_length=300, blank=True)
    presence = models.CharField("présence", max_length=8, choices=Presence.choices, blank=True)
    read_version = models.PositiveSmallIntegerField(
        "version confirmée", null=True, blank=True, editable=False
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)
    correction = models.TextField("correction demandée", max_length=1000, blank=True)

    class Meta:
        verbose_name = "membre de la réunion"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference"], condition=Q(seat=Seat.PERSON), name="person_sits_once"
            ),
            models.UniqueConstraint(fields=["conference", "member"], name="circle_member_sits_once"),
            models.UniqueConstraint(fields=["conference", "user"], name="colleague_sits_once"),
            models.UniqueConstraint(fields=["conference", "grant"], name="partner_sits_once"),
            models.CheckConstraint(
                condition=Q(seat=Seat.PERSON, member=None, user=None, grant=None)
                | Q(seat=Seat.RELATIVE, member__isnull=False, user=None)
                | Q(seat=Seat.COLLEAGUE, user__isnull=False, grant=None)
                | (Q(seat=Seat.PARTNER, user=None) & (Q(grant__isnull=False) | Q(member__isnull=False))),
                name="attendee_is_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["grant"], name="attendees_by_opening", condition=Q(grant__isnull=False)),
            models.Index(fields=["user"], name="attendees_by_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"attendee {self.pk}"

    @property
    def is_there(self) -> bool:
        """Whether nothing says that they are not."""
        return self.presence in ("", Presence.PRESENT)

    def confirms(self, version: int) -> bool:
        """Whether they said of that version: it is what was said."""
        return self.read_version == version and not self.correction


class Availability(Row):
    """What someone says of one proposed time; said again, it is replaced."""

    time = models.ForeignKey(ProposedTime, models.CASCADE, related_name="said", verbose_name="moment")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="availabilities", verbose_name="qui")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    says = models.CharField("peut venir", max_length=5, choices=Says.choices)
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="noté par"
    )

    class Meta:
        verbose_name = "disponibilité"
        constraints = [models.UniqueConstraint(fields=["time", "attendee"], name="said_once_of_a_time")]

    def __str__(self) -> str:
        return f"{self.says} of {self.time_id}"
