"""A person who is accompanied, or who lives with or counts for someone who is."""

from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from tisserand.common.rows import Revised
from tisserand.people.choices import Gender, Protection
from tisserand.people.dates import PartialDate, age_on
from tisserand.people.names import initials_of, search_text, sound_keys


@pghistory.track()
class Person(Revised):
    """Identity, and what must be known to address someone rightly.

    Names: `first_names` as on papers (all of them), `used_first_name` the one they go by, `birth_name` on papers,
    `last_name` the one they use today. Any of them may be empty: some people have one name only, some give none.
    `search_names` (with a space at both ends, so that « % nad% » means « a word that begins with »), `sounds` and
    `initials` are written by `save()` from the names and serve the search (see `search`).
    """

    first_names = models.CharField("prénoms", max_length=160, blank=True)
    used_first_name = models.CharField("prénom utilisé", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=120, blank=True)
    birth_name = models.CharField("nom de naissance", max_length=120, blank=True)
    gender = models.CharField("genre", max_length=10, choices=Gender.choices, default=Gender.UNKNOWN)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField("mois de naissance", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("jour de naissance", null=True, blank=True)
    deceased_on = models.DateField("décédé·e le", null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name="langues")
    interpreter = models.CharField("interprète nécessaire en", max_length=8, blank=True)
    protection = models.CharField(
        "mesure de protection", max_length=30, choices=Protection.choices, blank=True, default=Protection.NONE
    )
    protected_by = models.CharField("exercée par", max_length=200, blank=True)
    # Names and births under which they were recorded before two records were brought together (see `merging`):
    # `[{"first_names", "used_first_name", "last_name", "birth_name", "birth": [year, month, day]}]`.
    also_known = models.JSONField(
        "aussi connue sous", default=list, blank=True, editable=False, db_default=[]
    )
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, editable=False, related_name="merged_away"
    )
    is_demonstration = models.BooleanField(default=False, editable=False)
    search_names = models.TextField(editable=False, default="")
    sounds = ArrayField(models.CharField(max_length=40), editable=False, default=list)
    initials = ArrayField(models.CharField(max_length=6), editable=False, default=list)

    class Meta:
        verbose_name = "personne accompagnée"
        verbose_name_plural = "personnes accompagnées"
        ordering = ["last_name", "first_names", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1880, 2200)),
                name="birth_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(birth_month=None) | Q(birth_month__range=(1, 12)), name="birth_month_is_a_month"
            ),
            models.CheckConstraint(
                condition=Q(birth_day=None) | Q(birth_day__range=(1, 31), birth_month__isnull=False),
                name="birth_day_has_a_month",
            ),
            models.CheckConstraint(
                condition=~Q(first_names="", used_first_name="", last_name="", birth_name=""),
                name="a_person_has_some_name",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="no_record_leads_to_itself"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_names"], name="person_names_trgm", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["sounds"], name="person_sounds"),
            GinIndex(fields=["initials"], name="person_initials"),
            models.Index(fields=["birth_year", "birth_month", "birth_day"], name="person_birth"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the search columns true to the names."""
        firsts, lasts = self.every_first_name, self.every_last_name
        self.search_names = f" {search_text(*firsts, *lasts)} "
        self.sounds = sound_keys(*firsts, *lasts)
        self.initials = initials_of(firsts, lasts)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def every_first_name(self) -> list[str]:
        """The first names they go or went by: on papers, in use, on a record brought together with this one."""
        others = [other[name] for other in self.also_known for name in ("first_names", "used_first_name")]
        return [self.first_names, self.used_first_name, *others]

    @property
    def every_last_name(self) -> list[str]:
        """The family names, in the same way."""
        others = [other[name] for other in self.also_known for name in ("last_name", "birth_name")]
        return [self.last_name, self.birth_name, *others]

    @property
    def first_name(self) -> str:
        """The first name they go by."""
        return self.used_first_name or self.first_names.split(",")[0].split(" ")[0]

    @property
    def name(self) -> str:
        """The name they use: « Nadia Belkacem »."""
        return f"{self.first_name} {self.last_name or self.birth_name}".strip()

    @property
    def also_known_as(self) -> list[str]:
        """« Nadia Benali, 4 mars 1988 »: how the records brought into this one said it, where it differs."""
        return [_in_words(other) for other in self.also_known]

    @property
    def birth(self) -> PartialDate:
        """Their birth date as far as it is known: « 4 mars 1988 », « mars 1988 », « 1988 » or nothing."""
        return PartialDate(self.birth_year, self.birth_month, self.birth_day)

    def age_on(self, day: date) -> int | None:
        """Their age on `day` (at their death, if they died before), when the year of birth is known."""
        return age_on(min(day, self.deceased_on or day), self.birth)


def _in_words(known: dict[str, Any]) -> str:
    first = known["used_first_name"] or known["first_names"]
    last = known["last_name"] or known["birth_name"]
    born = f"nom de naissance {known['birth_name']}" if known["last_name"] and known["birth_name"] else ""
    return ", ".join(filter(None, [f"{first} {last}".strip(), born, str(PartialDate(*known["birth"]))]))
