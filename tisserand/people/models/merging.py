"""Two records of one person brought together, the pairs that look alike, and the screening that found them."""

from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Job, Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.people.choices import PairState, ScreeningState
from tisserand.people.models.person import Person


class Merge(Row):
    """Two records brought together (*fusion*): `absorbed` became a way to `kept`, until it is undone.

    It remembers all it takes to undo it: `moved` says which rows followed, as `{"people.ContactPoint.person": [ids]}`;
    `changed` what it wrote on rows that were there, as `[[label, id, {field: [before, after]}]]`, in order; `added` the
    rows it made, as `{label: [ids]}`. `left` counts what an undoing had to leave as it was.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    kept = models.ForeignKey(Person, models.CASCADE, related_name="merges", verbose_name="fiche gardée")
    absorbed = models.ForeignKey(
        Person, models.CASCADE, related_name="absorptions", verbose_name="fiche réunie"
    )
    merged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField("réunies le")
    moved = models.JSONField(default=dict, editable=False)
    changed = models.JSONField(default=list, editable=False)
    added = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField("défaite le", null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    left = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = "fusion"
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="absorbed_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="no_merge_with_oneself"),
        ]
        indexes = [models.Index(fields=["organisation", "-merged_at"], name="merges_of_organisation")]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"


class Screening(Revised):
    """One search for the duplicates of the past in one organisation (*recherche de doublons*)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        "état", max_length=10, choices=ScreeningState.choices, default=ScreeningState.RUNNING
    )
    people = models.PositiveIntegerField("personnes comparées", default=0)
    found = models.PositiveIntegerField("paires trouvées", default=0)
    finished_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "recherche de doublons"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state=ScreeningState.RUNNING),
                name="one_screening_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="screenings_of_organisation")]

    def __str__(self) -> str:
        return f"screening {self.pk}"


class DuplicatePair(Row):
    """Two records that may be one person, how likely, why, and what was decided. Whoever may not know of one of the two
    never learns of the pair.

    `reasons` is what weighs, heaviest first: `[{"what": "date de naissance", "says": "même date", "weight": 9.1}]`,
    where a weight is in bits: one more makes it twice as likely.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    probability = models.FloatField("vraisemblance")
    weight = models.FloatField("poids")
    reasons = models.JSONField("ce qui pèse", default=list)
    state = models.CharField("décision", max_length=10, choices=PairState.choices, default=PairState.OPEN)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    screening = models.ForeignKey(Screening, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        ordering = ["-weight", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "first", "second"], name="one_row_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pairs_are_in_order"),
        ]
        indexes = [models.Index(fields=["organisation", "state", "-weight"], name="pairs_to_decide")]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
