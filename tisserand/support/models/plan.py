"""The plan: goals in the person's words, steps shared out, versions agreed and kept unalterable, reviews."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.models import CircleMember
from tisserand.support.choices import Doer, Expression, GoalState, Progress, ReviewKind, StepState
from tisserand.support.models.dossier import Dossier
from tisserand.support.models.situation import MapItem


class Plan(Revised):
    """*Projet d’accompagnement*: one per dossier, living; agreed versions are `PlanAgreement` rows."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="plan")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    aspiration = models.TextField("ce qui compte pour vous", blank=True)
    next_review_on = models.DateField("prochain bilan", null=True, blank=True)

    class Meta:
        verbose_name = "projet d’accompagnement"

    def __str__(self) -> str:
        return f"plan of {self.dossier_id}"


@pghistory.track()
class Goal(Revised):
    """A goal in the person's words, and the sign by which they will know that it is won."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    title = models.CharField("l’objectif, dans ses mots", max_length=200)
    success_sign = models.CharField("on saura que c’est gagné quand", max_length=300, blank=True)
    answers = models.ManyToManyField(MapItem, blank=True, related_name="goals", verbose_name="répond à")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField("état", max_length=10, choices=GoalState.choices, default=GoalState.ACTIVE)
    ended_on = models.DateField("le", null=True, blank=True)
    end_reason = models.CharField("pourquoi", max_length=300, blank=True)

    class Meta:
        verbose_name = "objectif"
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=GoalState.ACTIVE, ended_on=None)
                | (~Q(state=GoalState.ACTIVE) & Q(ended_on__isnull=False)),
                name="ended_goal_has_its_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=GoalState.SET_ASIDE) | ~Q(end_reason=""), name="goal_set_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"


@pghistory.track()
class Step(Revised):
    """Who does what by when."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps", verbose_name="objectif")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    title = models.CharField("étape", max_length=200)
    doer = models.CharField("qui s’en charge", max_length=8, choices=Doer.choices, default=Doer.PERSON)
    worker = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name="intervenant·e"
    )
    # Someone of the circle, when it is one of them: by a link, they say where their step stands. Else a name alone.
    partner = models.ForeignKey(
        CircleMember,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="partenaire du cercle",
    )
    partner_name = models.CharField("partenaire", max_length=160, blank=True)
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=StepState.choices, default=StepState.PLANNED)
    state_reason = models.CharField("pourquoi", max_length=300, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "étape"
        ordering = ["position", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(doer=Doer.PARTNER) | ~Q(partner_name=""), name="partner_of_a_step_is_named"
            ),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(doer=Doer.PARTNER), name="partner_of_a_step_does_it"
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.ABANDONED) | ~Q(state_reason=""), name="abandoned_step_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.DONE, done_on__isnull=False)
                | (~Q(state=StepState.DONE) & Q(done_on=None)),
                name="done_step_has_its_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="steps_due",
                condition=Q(state__in=[StepState.PLANNED, StepState.IN_PROGRESS, StepState.ON_HOLD]),
            )
        ]

    def __str__(self) -> str:
        return f"step {self.pk}"


class PlanAgreement(Row):
    """The agreement of the person and of the organisation on one version; the database refuses any change.

    `content` holds the plan and the agreement as said (see `plan_content`); `digest` is its SHA-256, printed on
    the PDF. The person takes part, or nothing was agreed; who was there is named (CASF D.311).
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField("version")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    agreed_on = models.DateField("le")
    expression = models.CharField("exprimé", max_length=14, choices=Expression.choices)
    represented_by = models.CharField("représentée par", max_length=160, blank=True)
    present = models.CharField("étaient là", max_length=300, blank=True)
    person_remark = models.TextField("ce que la personne veut ajouter", blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="pour la structure")
    amends_because = models.CharField("pourquoi un avenant", max_length=300, blank=True)

    class Meta:
        verbose_name = "accord"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="one_agreement_a_version"),
            models.CheckConstraint(
                condition=~Q(expression=Expression.REPRESENTATIVE) | ~Q(represented_by=""),
                name="representative_is_named",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(amends_because=""), name="amendment_says_why"),
        ]
        triggers = [pgtrigger.Protect(name="unalterable", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"version {self.version} of {self.plan_id}"


class PlanRefusal(Row):
    """The person said no to the plan as it was shown; the database refuses any change.

    Nobody signs in another's place, and a no is kept as carefully as a yes: in their words, with what they had
    before them.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="refusals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    declined_on = models.DateField("le")
    words = models.TextField("ce que la personne en dit", blank=True)
    present = models.CharField("étaient là", max_length=300, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="noté par")

    class Meta:
        verbose_name = "désaccord"
        ordering = ["-declined_on", "-id"]
        triggers = [pgtrigger.Protect(name="unalterable", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"refusal of {self.plan_id}"


class Review(Revised):
    """*Bilan*: prepared by the person as well as by the workers; ends with the date of the next one."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(
        "bilan", max_length=12, choices=ReviewKind.choices, default=ReviewKind.INTERMEDIATE
    )
    planned_on = models.DateField("prévu le")
    held_on = models.DateField("tenu le", null=True, blank=True)
    present = models.CharField("présents", max_length=300, blank=True)
    said_by_person = models.TextField("préparé par la personne", blank=True)
    said_by_worker = models.TextField("préparé par l’intervenant·e", blank=True)
    summary = models.TextField("ce que nous en retenons", blank=True)
    next_on = models.DateField("prochain bilan", null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bilan"
        ordering = ["-planned_on", "-id"]
        indexes = [models.Index(fields=["planned_on"], name="reviews_due", condition=Q(held_on=None))]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewedGoal(Row):
    """One goal looked at in a review: how it goes, and what we learnt."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reviewed_goals")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="looked_at", verbose_name="objectif")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    progress = models.CharField("où on en est", max_length=8, choices=Progress.choices)
    learnt = models.CharField("ce que nous avons appris", max_length=500, blank=True)

    class Meta:
        verbose_name = "objectif regardé"
        ordering = ["goal__position", "created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "goal"], name="goal_looked_at_once")]

    def __str__(self) -> str:
        return f"{self.goal_id} in {self.review_id}"
