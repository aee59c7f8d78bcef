"""Which organisation knows which person, under which number, and for whose eyes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models.person import Person


class Registration(Revised):
    """One organisation knows this person (*inscription*). Other organisations never learn of it.

    `is_restricted`: only the keyholders, and the head of service, know that this person is known here.
    `search_keys` (see `people.search_keys`) and `sort_name` are written by the database from the names.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="registrations", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    file_number = models.CharField("numéro de dossier", max_length=40, blank=True)
    is_restricted = models.BooleanField("accès restreint", default=False)
    # Of a record brought into another one: it only leads there (see `merging`). Its number and keys stay.
    is_merged = models.BooleanField(default=False, editable=False, db_default=False)
    restriction_reason = models.CharField("pourquoi", max_length=300, blank=True)
    search_keys = ArrayField(models.IntegerField(), editable=False, default=list, db_default=[])
    sort_name = models.CharField(
        max_length=200, blank=True, editable=False, default="", db_default="", db_collation="C"
    )

    class Meta:
        verbose_name = "inscription"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="known_once_in_an_organisation"),
            models.UniqueConstraint(
                fields=["organisation", "file_number"],
                condition=~Q(file_number=""),
                name="one_person_a_number",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_keys"], name="registration_search_keys"),
            models.Index(fields=["organisation", "sort_name", "id"], name="registration_in_order"),
            models.Index(fields=["organisation", "created_at", "id"], name="registration_by_day"),
            # Every rule asks who is restricted here: a few, among everyone.
            models.Index(
                fields=["organisation", "person"],
                condition=Q(is_restricted=True),
                name="registration_restricted",
            ),
            models.Index(
                F("organisation"),
                OpClass(Upper("file_number"), "text_pattern_ops"),
                name="registration_by_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organisation_id}"


class Keyholder(Row):
    """Someone who may know of a restricted registration. The referent of a dossier always is one."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="keyholders")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "user"], name="one_key_each")]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.registration_id}"


class NotDuplicate(Row):
    """Two people who look alike and are not the same: decided once, remembered."""

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_decision_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pairs_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
