"""The person whom another organisation shares with us is one whom we know already: said by us, of our own record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Row
from tisserand.people.models import Person
from tisserand.sharing.models.code import JoinRequest


class SamePerson(Row):
    """*Même personne*: `person`, of `organisation`, is the one whom `their_organisation` accompanies as `theirs`.

    The two records stay where they are, each with those who wrote it: all that is written here is that they are of one
    person. It is read by nobody but while an opening of today lets them read of `theirs`; whoever opened reads, once
    they did, that a record is kept there too. Never rewritten: ended, and said again.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="notre fiche")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    theirs = models.ForeignKey(
        Person, models.CASCADE, related_name="+", verbose_name="fiche de l’autre structure"
    )
    their_organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name="autre structure"
    )
    # Said while asking with the person's code: refused, it ends with the request.
    request = models.ForeignKey(
        JoinRequest, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="demande"
    )
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="dit par")
    ended_at = models.DateTimeField("défait le", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "même personne ailleurs"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "theirs", "their_organisation"],
                condition=Q(ended_at=None),
                name="one_own_record_each",
            ),
            models.CheckConstraint(
                condition=~Q(organisation=models.F("their_organisation")), name="same_person_elsewhere"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "person"], condition=Q(ended_at=None), name="same_person_of_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"same person {self.pk}"
