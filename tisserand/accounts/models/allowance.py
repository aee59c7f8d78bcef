"""How often someone has done what is limited, in one span of time."""

from django.db import models


class Allowance(models.Model):
    """The count of one person, for one action, until `ends_at`."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
