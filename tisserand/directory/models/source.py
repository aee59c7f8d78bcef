"""Where what we know of a place comes from: the producer, its licence, the day of what was last received."""

from __future__ import annotations

from django.db import models

from tisserand.common.rows import Row


class Source(Row):
    """A producer of structures and services (*producteur*), by the slug under which it signs its records."""

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=160)
    licence = models.CharField("licence", max_length=120, blank=True)
    url = models.URLField("page", max_length=500, blank=True)
    loaded_at = models.DateTimeField("reçu le", null=True, blank=True)

    class Meta:
        verbose_name = "source"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
