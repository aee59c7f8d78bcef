"""A tie between a person and someone who counts."""

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.common.rows import Revised
from tisserand.people.choices import CoupleState, Gender, Parentage, Tie, TieQuality
from tisserand.people.models.person import Person


@pghistory.track()
class Relation(Revised):
    """Someone who counts for `person`: another recorded person (`other`), or just a name and how to reach them.

    Told from the side of `person`: `tie` says what the other one is to them, `quality` how they live it. `gender`,
    `birth_year` and `is_deceased` are what this record says of someone who has none of their own. `through` is the
    tie by which this one comes: a child's other parent, the parent of whom a grandparent is the father or mother.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="relations", verbose_name="personne")
    other = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="personne connue"
    )
    tie = models.CharField("lien", max_length=24, choices=Tie.choices)
    name = models.CharField("nom", max_length=160, blank=True)
    role = models.CharField("précision", max_length=160, blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    is_emergency_contact = models.BooleanField("à prévenir en cas d’urgence", default=False)
    note = models.CharField("à savoir", max_length=300, blank=True)
    quality = models.CharField(
        "qualité du lien", max_length=10, choices=TieQuality.choices, blank=True, db_default=""
    )
    gender = models.CharField(
        "genre",
        max_length=10,
        choices=Gender.choices,
        default=Gender.UNKNOWN,
        db_default=Gender.UNKNOWN.value,
    )
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    is_deceased = models.BooleanField("est décédé·e", default=False, db_default=False)
    couple = models.CharField("couple", max_length=10, choices=CoupleState.choices, blank=True, db_default="")
    parentage = models.CharField(
        "filiation", max_length=10, choices=Parentage.choices, blank=True, db_default=""
    )
    through = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par qui"
    )
    until_on = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "lien"
        ordering = ["tie", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") | Q(other__isnull=False), name="relation_names_someone"
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("person")), name="no_tie_with_oneself"
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__range=(1850, 2200)),
                name="relative_birth_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(through=None) | ~Q(through=F("id")), name="no_tie_through_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tie} of {self.person_id}"


class CirclePicture(Revised):
    """How the picture of someone's circle was rearranged by hand: one per person, begun at the first move.

    `moved` says how far each one (its key in the picture) stands from where the layout puts it: `{key: [dx, dy]}`.
    `before` is the arrangement before the last gesture, which can be undone; None when there is nothing to undo.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="circle_picture")
    moved = models.JSONField(default=dict, editable=False)
    before = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "image du cercle"

    def __str__(self) -> str:
        return f"picture around {self.person_id}"
