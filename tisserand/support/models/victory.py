"""A small win, noted in one gesture."""

import pghistory
from django.db import models

from tisserand.accounts.models import User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.support.choices import Topic
from tisserand.support.models.dossier import Dossier
from tisserand.support.models.journal import Entry
from tisserand.support.models.plan import Goal, Step


# A win taken back leaves its table; the history keeps it.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Victory(Revised):
    """*Avancée*: a phone call made alone is one."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="victories")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    words = models.CharField("l’avancée", max_length=300)
    happened_on = models.DateField("le")
    topic = models.CharField("thème", max_length=14, choices=Topic.choices, blank=True)
    said_by_person = models.BooleanField("c’est la personne qui le dit", default=False)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="victories")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="victories")
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="victories")

    class Meta:
        verbose_name = "avancée"
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["dossier", "-happened_on"], name="victories_of_dossier")]

    def __str__(self) -> str:
        return f"victory {self.pk}"
