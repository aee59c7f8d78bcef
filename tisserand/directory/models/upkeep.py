"""What keeps a sheet alive: who checked it, what is wrong with it, when it is closed, whether there is room."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tisserand.directory.choices import PlaceAnswer, Room
from tisserand.directory.models.about import AboutSheet, one_sheet


class Check(AboutSheet):
    """Someone looked, and all was right (*vérification*); by the structure itself when nobody is its author."""

    undone_at = models.DateTimeField("défaite le", null=True, blank=True)

    class Meta:
        verbose_name = "vérification"
        ordering = ["-created_at", "-id"]
        constraints = [one_sheet("check")]


class Mistake(AboutSheet):
    """Something is wrong, in a word (*erreur signalée*); answered by whoever keeps the directory."""

    word = models.TextField("ce qui ne va pas", max_length=1_000)
    answer = models.TextField("réponse", max_length=1_000, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.CharField("répondu par", max_length=400, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "erreur signalée"
        ordering = ["-created_at", "-id"]
        constraints = [one_sheet("mistake")]
        indexes = [
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="mistakes_to_answer",
            )
        ]

    @property
    def is_open(self) -> bool:
        """Nobody has answered it, and it was not taken back."""
        return self.answered_at is None and self.withdrawn_at is None


class Closure(AboutSheet):
    """The place is closed for a time (*fermeture*); without a last day, until someone says that it is open again."""

    begins_on = models.DateField("du")
    ends_on = models.DateField("au (compris)", null=True, blank=True)
    why = models.CharField("pourquoi", max_length=200, blank=True)
    lifted_at = models.DateTimeField("levée le", null=True, blank=True)

    class Meta:
        verbose_name = "fermeture"
        ordering = ["begins_on", "id"]
        constraints = [
            one_sheet("closure"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="closure_ends_after_it_begins",
            ),
        ]


class RoomSaid(AboutSheet):
    """Whether a service can take someone, as someone knew it that day (*saturation*); forgotten after a month."""

    level = models.CharField("place", max_length=10, choices=Room.choices)
    word = models.CharField("précision", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "saturation"
        ordering = ["-created_at", "-id"]
        constraints = [one_sheet("room")]


class PlaceLink(AboutSheet):
    """A signed link sent to a structure, by which it says once whether its own sheet is right."""

    number_digest = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField("envoyé à", max_length=254)
    expires_at = models.DateTimeField("valable jusqu’au")
    sent_at = models.DateTimeField("parti le", null=True, blank=True)
    is_undelivered = models.BooleanField("n’est pas parti", default=False)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=10, choices=PlaceAnswer.choices, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "lien de confirmation"
        ordering = ["-created_at", "-id"]
        constraints = [one_sheet("place_link")]
