"""A date that matters: residence permit, end of a right, hearing, notice to quit."""

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.support.choices import DeadlineKind
from tisserand.support.models.dossier import Dossier
from tisserand.support.models.journal import Entry


@pghistory.track()
class Deadline(Revised):
    """*Échéance*: shown on *Aujourd’hui* from `lead_days` before, until someone has handled it or called it off."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="deadlines")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=18, choices=DeadlineKind.choices)
    title = models.CharField("de quoi s’agit-il", max_length=160)
    due_on = models.DateField("date")
    lead_days = models.PositiveSmallIntegerField("prévenir combien de jours avant", default=30)
    owner = models.ForeignKey(User, models.PROTECT, related_name="deadlines", verbose_name="qui s’en occupe")
    handled_on = models.DateField("réglée le", null=True, blank=True)
    # Ended without having been met: the hearing was cancelled, the date was a mistake. `outcome` says why.
    is_called_off = models.BooleanField("n’est plus d’actualité", default=False, db_default=False)
    outcome = models.CharField("ce qu’il en est sorti", max_length=300, blank=True)
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="deadlines")

    class Meta:
        verbose_name = "échéance"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_called_off=False) | (Q(handled_on__isnull=False) & ~Q(outcome="")),
                name="deadline_called_off_says_when_and_why",
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="deadlines_open", condition=Q(handled_on=None)),
            models.Index(fields=["dossier", "due_on"], name="deadlines_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"deadline {self.pk}"
