"""A meeting around someone (*réunion de synthèse*, *conférence familiale*), and the times proposed for it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.coordination.choices import ConferenceKind, ConferenceState, Stance
from tisserand.people.models import Person

BEFORE = (ConferenceState.PREPARING, ConferenceState.INVITED, ConferenceState.FIXED)
UNDERWAY = (ConferenceState.INVITED, ConferenceState.FIXED, ConferenceState.LIVE, ConferenceState.MINUTES)


@pghistory.track()
class Conference(Revised):
    """People around a table, the person first; `purpose` is in words that the person would accept.

    `stance` is what they say of the meeting itself; without their agreement nobody is invited before it is written
    why it takes place (`without_reason`) and who was told. `fixed_at`: the day and hour once chosen.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="conferences", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    kind = models.CharField(
        "quelle réunion", max_length=10, choices=ConferenceKind.choices, default=ConferenceKind.SYNTHESIS
    )
    state = models.CharField(
        "état", max_length=10, choices=ConferenceState.choices, default=ConferenceState.PREPARING
    )
    purpose = models.CharField("pour quoi se réunir", max_length=300)
    stance = models.CharField(
        "ce qu’en dit la personne", max_length=10, choices=Stance.choices, default=Stance.NOT_ASKED
    )
    stance_on = models.DateField("demandé le", null=True, blank=True)
    stance_words = models.TextField("dans ses mots", max_length=1000, blank=True)
    without_reason = models.CharField("pourquoi se réunir quand même", max_length=300, blank=True)
    told = models.CharField("qui en a été prévenu", max_length=300, blank=True)
    place = models.CharField("où, ou par quel lien", max_length=300, blank=True)
    lasts_minutes = models.PositiveSmallIntegerField("durée prévue, en minutes", default=90)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="préparée par")
    invited_at = models.DateTimeField("invitations faites le", null=True, blank=True, editable=False)
    fixed_at = models.DateTimeField("fixée au", null=True, blank=True)
    opened_at = models.DateTimeField("commencée le", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("finie le", null=True, blank=True, editable=False)
    said_more = models.TextField("ce qui s’est dit en dehors des points", max_length=4000, blank=True)
    closed_at = models.DateTimeField("compte rendu arrêté le", null=True, blank=True, editable=False)
    called_off_reason = models.CharField("pourquoi elle n’a pas lieu", max_length=300, blank=True)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="conference_says_what_for"),
            models.CheckConstraint(
                condition=~Q(state__in=[*UNDERWAY, ConferenceState.CLOSED])
                | Q(stance__in=[Stance.COMES, Stance.AGREES])
                | (Q(stance__in=[Stance.AGAINST, Stance.UNASKED]) & ~Q(without_reason="")),
                name="person_agrees_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ConferenceState.PREPARING, ConferenceState.INVITED, ConferenceState.CALLED_OFF]
                )
                | Q(fixed_at__isnull=False),
                name="conference_fixed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ConferenceState.PREPARING, ConferenceState.CALLED_OFF])
                | Q(invited_at__isnull=False),
                name="conference_is_announced_first",
            ),
            models.CheckConstraint(
                condition=Q(lasts_minutes__gte=5) & Q(lasts_minutes__lte=480), name="conference_lasts_a_while"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-created_at"], name="conferences_of_person"),
            models.Index(
                fields=["organisation", "fixed_at"],
                name="conferences_to_come",
                condition=Q(state__in=UNDERWAY),
            ),
        ]

    def __str__(self) -> str:
        return f"conference {self.pk}"

    @property
    def is_before(self) -> bool:
        """Whether it has not begun: who comes and about what may still change."""
        return self.state in BEFORE

    @property
    def may_be_rewritten(self) -> bool:
        """Whether what was said may still be written or corrected."""
        return self.state in (ConferenceState.LIVE, ConferenceState.MINUTES)

    @property
    def has_agreement(self) -> bool:
        """Whether the person agrees to it."""
        return self.stance in (Stance.COMES, Stance.AGREES)


class ProposedTime(Row):
    """One of the times among which those invited say when they can come."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="times", verbose_name="réunion")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField("quand")

    class Meta:
        verbose_name = "moment proposé"
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["conference", "starts_at"], name="time_proposed_once")]

    def __str__(self) -> str:
        return f"time {self.pk}"
