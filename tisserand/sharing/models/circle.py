"""The circle of support: who stands around someone, since when, how to reach them, who holds the whole path."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised
from tisserand.people.models import Person, Relation
from tisserand.people.phones import shown
from tisserand.sharing.choices import Expression, MemberKind, Ring


@pghistory.track()
class CircleMember(Revised):
    """Someone around `person`, as `organisation` knows it. Being here opens nothing: only an agreement does.

    `user`: an account of the territory. `relation`: the same one among their ties, if they are a relative.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="circle", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    kind = models.CharField("qui", max_length=12, choices=MemberKind.choices)
    name = models.CharField("nom", max_length=160)
    works_for = models.CharField("structure ou service", max_length=160, blank=True)
    role = models.CharField("ce qu’il ou elle fait avec la personne", max_length=300, blank=True)
    ring = models.PositiveSmallIntegerField("proximité", choices=Ring.choices, default=Ring.AROUND)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.EmailField("courriel", blank=True)
    reach_note = models.CharField("quand et comment joindre", max_length=300, blank=True)
    introduced_by = models.CharField("présenté·e par", max_length=160, blank=True)
    since_on = models.DateField("depuis le", null=True, blank=True)
    until_on = models.DateField("jusqu’au", null=True, blank=True)
    end_reason = models.CharField("pourquoi", max_length=300, blank=True)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte"
    )
    relation = models.ForeignKey(
        Relation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lien"
    )

    class Meta:
        verbose_name = "membre du cercle"
        ordering = ["ring", "kind", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="circle_member_is_named"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="circle_member_leaves_after_coming",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="circle_of_person")]

    def __str__(self) -> str:
        return f"circle member {self.pk}"

    @property
    def shown_phone(self) -> str:
        """As it is read aloud: « 06 12 34 56 78 »."""
        return shown(self.phone)


@pghistory.track()
class PathReferent(Revised):
    """*Référent·e de parcours*: whom the person chose among their circle to hold the whole path. History kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    member = models.ForeignKey(CircleMember, models.CASCADE, related_name="terms", verbose_name="qui")
    agreed_on = models.DateField("la personne est d’accord depuis le")
    expression = models.CharField(
        "comment elle l’a dit", max_length=14, choices=Expression.choices, default=Expression.SPOKEN
    )
    until_on = models.DateField("jusqu’au", null=True, blank=True)
    end_reason = models.CharField("pourquoi", max_length=300, blank=True)

    class Meta:
        verbose_name = "référent·e de parcours"
        ordering = ["-agreed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(until_on=None),
                name="one_path_referent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("agreed_on")), name="path_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"path of {self.person_id}"
