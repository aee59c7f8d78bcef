"""Someone leaves the organisation (*départ*): their last day, and what was closed after it."""

from django.db import models
from django.db.models import Q

from tisserand.accounts.choices import DepartureState
from tisserand.accounts.models.organisation import Organisation
from tisserand.accounts.models.user import User
from tisserand.common.rows import Revised


class Departure(Revised):
    """One departure. `roles` keeps the dates that the roles had, to be given back if the person stays after all.

    `report` counts what was closed once the last day was over: `{"sessions": 2, "keys": 1, …}`.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="departures")
    user = models.ForeignKey(User, models.CASCADE, related_name="departures", verbose_name="qui part")
    last_day = models.DateField("dernier jour")
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="noté par")
    state = models.CharField(
        "état", max_length=10, choices=DepartureState.choices, default=DepartureState.PLANNED
    )
    roles = models.JSONField(default=dict)  # {membership id: [since_on, until_on or null]}
    report = models.JSONField(default=dict)
    ended_at = models.DateTimeField("clos le", null=True, editable=False)

    class Meta:
        verbose_name = "départ"
        ordering = ["-last_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state=DepartureState.PLANNED),
                name="one_departure_planned",
            )
        ]
        indexes = [
            models.Index(
                fields=["last_day"], name="departures_to_come", condition=Q(state=DepartureState.PLANNED)
            )
        ]

    def __str__(self) -> str:
        return f"departure {self.pk}"

    @property
    def is_planned(self) -> bool:
        """Whether its last day is not over."""
        return self.state == DepartureState.PLANNED

    @property
    def is_done(self) -> bool:
        """Whether everything was closed."""
        return self.state == DepartureState.DONE
