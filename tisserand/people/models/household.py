"""Who lives together, since when, for what share of the time."""

from django.db import models
from django.db.models import F, Q

from tisserand.common.rows import Revised
from tisserand.people.choices import Place
from tisserand.people.models.person import Person


class Household(Revised):
    """People who live together (*foyer*). A child in alternate custody belongs to two."""

    name = models.CharField("nom d’usage du foyer", max_length=120, blank=True)
    commune_code = models.CharField("commune (code Insee)", max_length=5, blank=True)
    commune_name = models.CharField("commune", max_length=120, blank=True)

    class Meta:
        verbose_name = "foyer"

    def __str__(self) -> str:
        return self.name or f"foyer {self.pk}"


class HouseholdMember(Revised):
    """One person in one household, with dates and the share of time they spend there."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members", verbose_name="foyer")
    person = models.ForeignKey(Person, models.CASCADE, related_name="places", verbose_name="personne")
    place = models.CharField("place", max_length=10, choices=Place.choices, default=Place.ADULT)
    share = models.PositiveSmallIntegerField("part du temps (%)", default=100)
    since_on = models.DateField("depuis le", null=True, blank=True)
    until_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "membre du foyer"
        ordering = ["place", "created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="custody_share_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="household_member_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(until_on=None), name="once_in_a_household"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.household_id}"
