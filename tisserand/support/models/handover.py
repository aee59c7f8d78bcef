"""Moving a dossier to a colleague (*relais*): who hands what to whom, on which day, with what to know first."""

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Job, Organisation, User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.support.choices import HandoverState
from tisserand.support.models.dossier import Dossier, Referent
from tisserand.support.models.journal import Entry

# The headed blocks of the summary, in the order in which they are read.
BLOCKS = ("matters", "standing", "pressing", "know")


class HandoverBatch(Revised):
    """One or many dossiers handed over in one gesture: `choices` says which goes to whom, until it is done."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="demandé par")
    takes_effect_on = models.DateField("prend effet le")
    reading_days = models.PositiveSmallIntegerField("lecture laissée, en jours", default=0)
    words = models.CharField("mot à qui reprend", max_length=300, blank=True)
    choices = models.JSONField(default=dict)  # {dossier id: user id}
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "relais de plusieurs dossiers"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="handover_batches")]

    def __str__(self) -> str:
        return f"batch {self.pk}"


# The text of the summary is read in the fil, where its versions are kept: the history says only who went over it.
@pghistory.track(exclude=[*BLOCKS, "moved"])
class Handover(Revised):
    """*Relais*: one dossier goes from one colleague to another on a day. One at a time may be waiting for its day.

    The four blocks are empty until someone completes them: the page then shows the text written from what is
    recorded. They are kept as they stood on the day the thread changed hands.
    """

    batch = models.ForeignKey(HandoverBatch, models.CASCADE, related_name="handovers")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="handovers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    state = models.CharField(
        "état", max_length=10, choices=HandoverState.choices, default=HandoverState.PROPOSED
    )
    giver = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="handovers_given", verbose_name="qui passe le relais"
    )
    receiver = models.ForeignKey(
        User, models.PROTECT, related_name="handovers_received", verbose_name="qui prend le relais"
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="proposé par")
    takes_effect_on = models.DateField("prend effet le")
    reading_days = models.PositiveSmallIntegerField("lecture laissée, en jours", default=0)

    matters = models.TextField("ce qui compte pour la personne", blank=True)
    standing = models.TextField("où nous en sommes", blank=True)
    pressing = models.TextField("ce qui presse", blank=True)
    know = models.TextField("ce qu’il vaut mieux savoir", blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="relu par")
    written_at = models.DateTimeField("relu le", null=True)

    told_on = models.DateField("la personne l’a su le", null=True, blank=True)
    told_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dit par"
    )
    told_words = models.CharField("comment la personne l’a pris", max_length=300, blank=True)

    effected_at = models.DateTimeField("fait le", null=True, editable=False)
    before = models.ForeignKey(Referent, models.SET_NULL, null=True, related_name="+", editable=False)
    after = models.ForeignKey(Referent, models.SET_NULL, null=True, related_name="+", editable=False)
    gave_key = models.BooleanField(default=False, editable=False)
    # What followed the thread, to be given back if it is undone: {"deadlines": [ids], "steps": [ids]}
    moved = models.JSONField(default=dict, editable=False)
    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+", editable=False)
    acknowledged_at = models.DateTimeField("pris le", null=True)
    # Why it was declined, called off, undone, or could not be done.
    outcome = models.CharField("ce qu’il en est sorti", max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "relais"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state=HandoverState.PROPOSED),
                name="one_handover_waits_for_its_day",
            ),
            models.UniqueConstraint(fields=["batch", "dossier"], name="dossier_once_in_a_batch"),
            models.CheckConstraint(
                condition=Q(giver=None) | ~Q(giver=F("receiver")), name="handover_goes_to_someone_else"
            ),
            models.CheckConstraint(
                condition=~Q(state=HandoverState.DONE) | Q(effected_at__isnull=False),
                name="done_handover_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["takes_effect_on"],
                name="handovers_to_come",
                condition=Q(state=HandoverState.PROPOSED),
            ),
            models.Index(fields=["dossier", "-created_at"], name="handovers_of_dossier"),
            models.Index(fields=["receiver", "state"], name="handovers_to_receive"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether its day has not come."""
        return self.state == HandoverState.PROPOSED

    @property
    def is_done(self) -> bool:
        """Whether the thread has changed hands, and still has."""
        return self.state == HandoverState.DONE

    @property
    def may_be_written(self) -> bool:
        """Whether the summary may still be completed: until whoever receives it says that they have taken over."""
        return self.acknowledged_at is None and (self.is_waiting or self.is_done)

    def blocks(self) -> dict[str, str]:
        """The four blocks as they are kept."""
        return {name: getattr(self, name) for name in BLOCKS}
