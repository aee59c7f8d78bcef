"""What is said here of a sheet of the directory, and by whom: kept apart from what its producer says."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Row
from tisserand.directory.models.listed import Listed, Service, Structure


def about(sheet: Listed) -> dict[str, Any]:
    """How a row says of which sheet it is."""
    return {"service" if isinstance(sheet, Service) else "structure": sheet}


def one_sheet(name: str) -> models.CheckConstraint:
    """A row is about one sheet, a structure or a service."""
    one_of_two = Q(structure=None, service__isnull=False) | Q(structure__isnull=False, service=None)
    return models.CheckConstraint(condition=one_of_two, name=f"{name}_of_one_sheet")


class AboutSheet(Row):
    """Said of one sheet; names are kept as they were that day: whoever said it may leave."""

    structure = models.ForeignKey(Structure, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField("par", max_length=160, blank=True)
    author_organisation = models.CharField("structure de qui le dit", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def sheet(self) -> Structure | Service:
        """Of what it is said."""
        sheet = self.structure or self.service
        assert sheet is not None
        return sheet

    @property
    def by(self) -> str:
        """« Awa Diop (CCAS) »."""
        return (
            f"{self.author_name} ({self.author_organisation})"
            if self.author_organisation
            else self.author_name
        )
