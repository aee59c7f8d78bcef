"""What every table shares: an id made by the application, dates of writing, a revision that stale saves meet."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F

from tisserand.common.clock import now
from tisserand.common.ids import new_id


class Row(models.Model):
    """A row with an application-made id and the moment it was written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # A default rather than auto_now_add: what was written on paper or offline keeps its own moment.
    created_at = models.DateTimeField("écrit le", default=now, editable=False)

    class Meta:
        abstract = True


class StaleRevision(Exception):
    """Someone else saved `theirs` since the version that was being edited was read."""

    def __init__(self, theirs: models.Model) -> None:
        super().__init__(f"{theirs._meta.label} {theirs.pk} was saved by someone else meanwhile")
        self.theirs = theirs


class Revisable(models.Model):
    """Something that two people may edit: each save says which revision it started from."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField("modifié le", auto_now=True, editable=False)

    class Meta:
        abstract = True

    def save_revision(self, *, expected: int, **kwargs: Any) -> Self:
        """Save and move to the next revision, if the row is still at `expected`; otherwise raise StaleRevision.

        The check and the increment are one UPDATE, so that of two simultaneous saves exactly one wins.
        """
        moved = (
            type(self)._base_manager.filter(pk=self.pk, revision=expected).update(revision=F("revision") + 1)
        )
        if not moved:
            raise StaleRevision(type(self)._base_manager.get(pk=self.pk))
        self.revision = expected + 1
        self.save(**kwargs)
        return self

    def save_gesture(self, *changed: str) -> None:
        """Save the fields `changed` whatever the revision, and make every page drawn before a stale one."""
        self.revision = F("revision") + 1  # type: ignore[assignment]
        self.save(update_fields=[*changed, "revision", "updated_at"])
        self.refresh_from_db(fields=["revision"])


class Revised(Revisable, Row):
    """A row with a revision."""

    class Meta:
        abstract = True
