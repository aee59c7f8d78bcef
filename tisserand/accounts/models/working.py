"""When someone works: what waits for them waits until then."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tisserand.accounts.choices import HolidayCalendar
from tisserand.accounts.models.user import User
from tisserand.common.rows import Revised, Row


class WorkingWeek(Revised):
    """*Mes horaires*: someone's ordinary week, once they have said it; and whether they want notices by e-mail."""

    user = models.OneToOneField(User, models.CASCADE, related_name="working_week", verbose_name="compte")
    # Where one works is asked of whoever says their week: an organisation may have places on both sides of the sea.
    holidays = models.CharField(
        "jours fériés",
        max_length=8,
        choices=HolidayCalendar.choices,
        default=HolidayCalendar.FRANCE,
        db_default=HolidayCalendar.FRANCE,
    )
    wants_mail = models.BooleanField("m’avertir par courriel", default=True)

    class Meta:
        verbose_name = "horaires"

    def __str__(self) -> str:
        return f"week of {self.user_id}"


class WorkingSpan(Row):
    """From when to when, one day of each week. Ending at or before it starts, it runs past midnight."""

    week = models.ForeignKey(WorkingWeek, models.CASCADE, related_name="spans", verbose_name="horaires")
    weekday = models.PositiveSmallIntegerField("jour")  # Monday is 0
    starts_at = models.TimeField("de")
    ends_at = models.TimeField("à")

    class Meta:
        verbose_name = "plage d’horaires"
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="span_is_on_a_day_of_the_week"),
            models.CheckConstraint(condition=~Q(starts_at=F("ends_at")), name="span_lasts_some_time"),
            models.UniqueConstraint(fields=["week", "weekday", "starts_at"], name="one_span_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_at}-{self.ends_at}"
