"""The minutes as they were given to read: each version is kept as it was, the database refuses any change."""

from __future__ import annotations

import pgtrigger
from django.db import models

from tisserand.accounts.models import User
from tisserand.common.rows import Row
from tisserand.coordination.models.conference import Conference
from tisserand.people.models import Person


class Minutes(Row):
    """One version (*compte rendu*): `content` holds what was read (see `minutes_content`), `digest` its SHA-256.

    Whoever attended confirms it, or asks for a correction, by `term_on`; after that, silence does not hold it back.
    """

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="minutes", verbose_name="réunion")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField("version")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    term_on = models.DateField("à relire avant le")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="écrit par")

    class Meta:
        verbose_name = "compte rendu"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "version"], name="one_version_of_minutes")
        ]
        triggers = [pgtrigger.Protect(name="unalterable", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"minutes {self.version} of {self.conference_id}"
