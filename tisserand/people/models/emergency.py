"""What someone opened because a person was in danger: why, until when, what they saw, what was thought of it after."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised
from tisserand.people.choices import EMERGENCY_LASTS, Danger, PersonTold, Verdict
from tisserand.people.models.person import Person


@pghistory.track()
class EmergencyOpening(Revised):
    """*Ouverture en urgence*: a worker reads, for a few hours, someone whom they could not, inside their organisation.

    Without a person, it is a search that found nobody: over as soon as made, and looked at all the same.
    """

    is_new = False  # made at this very moment: of the same one sent twice, the others are told once

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ouvert par")
    danger = models.CharField("le danger", max_length=12, choices=Danger.choices)
    reason = models.CharField("ce qui se passe", max_length=500)
    opened_at = models.DateTimeField("ouvert à")
    until = models.DateTimeField("jusqu’à")
    ended_at = models.DateTimeField("refermé à", null=True, blank=True)
    # What was seen and done: asked until it is written, even when the opening ended by itself.
    account = models.TextField("ce que vous avez vu et fait", blank=True)
    told_at = models.DateTimeField("raconté à", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="relu par"
    )
    reviewed_at = models.DateTimeField("relu à", null=True, blank=True)
    verdict = models.CharField("ce qu’on en pense", max_length=12, choices=Verdict.choices, blank=True)
    words = models.TextField("en quelques mots", blank=True)
    person_told = models.CharField(
        "la personne le sait-elle ?", max_length=8, choices=PersonTold.choices, blank=True
    )
    person_told_on = models.DateField("dit le", null=True, blank=True)

    class Meta:
        verbose_name = "ouverture en urgence"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, until=F("opened_at"))
                | Q(
                    person__isnull=False,
                    until__gt=F("opened_at"),
                    until__lte=F("opened_at") + EMERGENCY_LASTS,
                ),
                name="an_emergency_lasts_a_few_hours",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_emergency_has_its_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at"), ended_at__lte=F("until")),
                name="an_emergency_ends_by_its_hour",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, account="")
                | (Q(told_at__isnull=False, ended_at__isnull=False) & ~Q(account="")),
                name="what_was_done_is_told_once_closed",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, verdict="", words="", person_told="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(verdict="")
                    & ~Q(words="")
                    & (Q(ended_at__isnull=False) | Q(until__lte=F("reviewed_at")))
                    & (Q(person=None, person_told="") | (Q(person__isnull=False) & ~Q(person_told="")))
                ),
                name="a_review_is_whole_and_comes_after",
            ),
            # NULL while nobody has: a database lets that pass.
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("opened_by")),
                name="nobody_reviews_themselves",
            ),
            models.CheckConstraint(
                condition=Q(person_told_on=None) | Q(person_told=PersonTold.TOLD),
                name="a_day_for_what_was_said",
            ),
            models.UniqueConstraint(
                fields=["opened_by", "organisation", "person"],
                condition=Q(ended_at=None, person__isnull=False),
                name="one_emergency_at_a_time",
            ),
        ]
        indexes = [
            # Asked with the roles of whoever is signed in, on every page: a few rows in all.
            models.Index(
                fields=["opened_by", "organisation"],
                include=["person", "until"],
                condition=Q(ended_at=None),
                name="emergency_open",
            ),
            models.Index(
                fields=["organisation", "-opened_at"],
                condition=Q(reviewed_at=None),
                name="emergency_to_review",
            ),
            models.Index(fields=["organisation", "-opened_at", "-id"], name="emergency_history"),
            models.Index(
                fields=["opened_by", "-opened_at"],
                condition=Q(told_at=None, person__isnull=False),
                name="emergency_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency opening {self.pk}"

    @property
    def found_someone(self) -> bool:
        """Whether it opened something."""
        return self.person_id is not None

    def is_open(self, now: object) -> bool:
        """Whether it still lets its author in."""
        return self.person_id is not None and self.ended_at is None and self.until > now  # type: ignore[operator]

    @property
    def over_at(self) -> object:
        """When it ended, or ends by itself."""
        return self.ended_at or self.until

    @property
    def waits_for_account(self) -> bool:
        """Whether its author has still to say what they saw and did."""
        return self.person_id is not None and self.told_at is None
