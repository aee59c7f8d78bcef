"""One line of the trail, written once and chained to the one before it by the database itself."""

from django.db import models
from django.utils import timezone

from tisserand.audit.choices import Verb
from tisserand.audit.triggers import CHAIN, NO_CHANGE, NO_TRUNCATE
from tisserand.common.ids import new_id


class AccessEvent(models.Model):
    """Who did what, about whom, when, by what right. Holds identifiers, never content (CNIL 2021-122).

    `stream` is the chain a line belongs to: the person it is about, or else the organisation, or else the
    account. Inside a stream `position` has no gap and `seal` is the SHA-256 of the line and of the seal before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("quand", default=timezone.now, editable=False)
    actor_id = models.UUIDField("qui", null=True)  # no foreign key: the trail outlives the account
    actor_name = models.CharField("nom affiché", max_length=160, blank=True)
    organisation_id = models.UUIDField("structure", null=True)
    person_id = models.UUIDField("à propos de", null=True)
    verb = models.CharField("quoi", max_length=16, choices=Verb.choices)
    part = models.CharField("partie", max_length=80)  # "support.plan", "people.address"…
    object_id = models.UUIDField("objet", null=True)
    right = models.CharField("à quel titre", max_length=80, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    stream = models.UUIDField(editable=False)
    position = models.PositiveBigIntegerField(default=0, editable=False)
    seal = models.CharField(max_length=64, default="", editable=False)

    class Meta:
        verbose_name = "consultation"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="one_line_a_position")]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="trail_of_person"),
            models.Index(fields=["actor_id", "-at"], name="trail_of_actor"),
            models.Index(fields=["organisation_id", "-at"], name="trail_of_organisation"),
        ]
        triggers = [CHAIN, NO_CHANGE, NO_TRUNCATE]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.part}"


class StreamHead(models.Model):
    """Where each chain has got to: kept by the trigger, so that cutting the end of a chain shows too."""

    stream = models.UUIDField(primary_key=True)
    position = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.stream} at {self.position}"
