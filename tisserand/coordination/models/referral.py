"""A referral (*orientation*): someone is sent to a service, and it is followed to its outcome; what happened to it."""

from __future__ import annotations

from datetime import date, timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.coordination.referral_choices import (
    LIVE,
    WAITING,
    GivenPart,
    ReferralOutcome,
    ReferralState,
    RefusalReason,
    Urgency,
    steps,
)
from tisserand.coordination.referral_choices import Gesture as Gestures
from tisserand.directory.models import Service
from tisserand.people.models import ContactPoint, Person
from tisserand.sharing.choices import Expression, InformedHow, Topic
from tisserand.sharing.models import CircleMember, Consent
from tisserand.support.models import Dossier, Goal, Step

UNREADABLE = (ReferralState.PREPARING, ReferralState.REVOKED, ReferralState.EXPIRED)
READ_AFTER = timedelta(
    days=30
)  # once over, those who received it read it that long, to correct what they said


@pghistory.track()
class Referral(Revised):
    """One person sent to one place: why, what is asked, what is told of them and by what right, the answer, the end.

    It goes to an organisation that works in Tisserand (`to_organisation`), to a service of the directory (`service`),
    to both when they are the same, or to a place written by hand. `member` answers for it by a link. What was told is
    `content`, kept as it left; `digest` is its SHA-256.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="referrals", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="referrals", verbose_name="dossier")
    state = models.CharField(
        "état", max_length=12, choices=ReferralState.choices, default=ReferralState.PREPARING
    )

    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="+")
    to_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="vers"
    )
    to_name = models.CharField("vers qui", max_length=200)
    to_phone = models.CharField("téléphone", max_length=40, blank=True)
    to_email = models.EmailField("courriel", blank=True)
    to_place = models.CharField("adresse", max_length=300, blank=True)
    member = models.ForeignKey(
        CircleMember, models.SET_NULL, null=True, blank=True, related_name="referrals", editable=False
    )

    topic = models.CharField("thème", max_length=14, choices=Topic.choices)
    why = models.CharField("pourquoi", max_length=600)
    asked = models.CharField("ce qui est demandé", max_length=600)
    urgency = models.CharField("urgence", max_length=8, choices=Urgency.choices, default=Urgency.ORDINARY)
    answer_by = models.DateField("réponse espérée pour le")
    goal = models.ForeignKey(
        Goal, models.SET_NULL, null=True, blank=True, related_name="referrals", verbose_name="objectif"
    )
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, blank=True, related_name="referrals", verbose_name="étape"
    )

    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="accord de partage"
    )
    informed_how = models.CharField(
        "comment la personne a été informée", max_length=11, choices=InformedHow.choices, blank=True
    )
    expression = models.CharField(
        "comment elle a dit oui", max_length=14, choices=Expression.choices, blank=True
    )
    agreed_on = models.DateField("le", null=True, blank=True)
    parts = ArrayField(models.CharField(max_length=10, choices=GivenPart.choices), default=list, blank=True)
    contact = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, blank=True, related_name="+")
    topics = ArrayField(models.CharField(max_length=14, choices=Topic.choices), default=list, blank=True)
    content = models.JSONField("ce qui a été transmis", null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="orientée par")
    in_charge = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    closed_on = models.DateField("finie le", null=True, blank=True, editable=False)
    reasons = ArrayField(
        models.CharField(max_length=13, choices=RefusalReason.choices), default=list, blank=True
    )
    outcome = models.CharField(
        "ce qui en est sorti", max_length=12, choices=ReferralOutcome.choices, blank=True
    )
    words = models.CharField("dernier mot de la réponse", max_length=1000, blank=True)
    # How far reminders went: see `services.referral_reminders`. And whether the sender has seen the last answer.
    reminded = models.PositiveSmallIntegerField(default=0, editable=False)
    seen_at = models.DateTimeField("réponse lue le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "orientation"
        ordering = ["-created_at", "-id"]
        triggers = [pgtrigger.FSM(name="moves_as_the_table_says", field="state", transitions=steps())]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_name="") & ~Q(why="") & ~Q(asked=""), name="referral_says_where_and_why"
            ),
            models.CheckConstraint(
                condition=Q(consent__isnull=False)
                | (~Q(informed_how="") & ~Q(expression="") & Q(agreed_on__isnull=False)),
                name="referral_rests_on_an_agreement",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.PREPARING, sent_at=None)
                | (Q(sent_at__isnull=False, content__isnull=False) & ~Q(digest="")),
                name="referral_sent_keeps_what_it_told",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.REFUSED) | ~Q(reasons=[]), name="refusal_has_its_reasons"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.ENDED) | ~Q(outcome=""),
                name="ended_referral_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReferralState.PREPARING, *LIVE], closed_on=None)
                | (~Q(state__in=[ReferralState.PREPARING, *LIVE]) & Q(closed_on__isnull=False)),
                name="referral_over_says_since_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-created_at"], name="referrals_of_person"),
            models.Index(
                fields=["to_organisation", "answer_by"],
                name="referrals_received",
                condition=Q(to_organisation__isnull=False, sent_at__isnull=False),
            ),
            models.Index(
                fields=["organisation", "answer_by"],
                name="referrals_waiting",
                condition=Q(state__in=WAITING),
            ),
            models.Index(fields=["member"], name="referrals_by_link", condition=Q(member__isnull=False)),
            models.Index(fields=["service"], name="referrals_to_service", condition=Q(service__isnull=False)),
            models.Index(
                fields=["consent"], name="referrals_under_consent", condition=Q(consent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self.state in WAITING

    @property
    def is_live(self) -> bool:
        """Whether it still leads somewhere."""
        return self.state in LIVE

    def is_late(self, today: date) -> bool:
        """Whether the expected day is past without an answer."""
        return self.is_waiting and self.answer_by < today

    def is_readable_there(self, today: date) -> bool:
        """Whether those who received it still read it, if the agreement holds."""
        if self.sent_at is None or self.state in UNREADABLE:
            return False
        return self.closed_on is None or self.closed_on >= today - READ_AFTER


class ReferralMove(Row):
    """One gesture on a referral: where it led, who did it, when, in what words. Never rewritten."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="moves", verbose_name="orientation")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    gesture = models.CharField("geste", max_length=10, choices=Gestures.choices)
    before = models.CharField("avant", max_length=12, choices=ReferralState.choices)
    after = models.CharField("après", max_length=12, choices=ReferralState.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField("par", max_length=200)
    is_noted_for_them = models.BooleanField("noté pour qui a répondu", default=False)
    words = models.CharField("mots", max_length=1000, blank=True)
    reasons = ArrayField(
        models.CharField(max_length=13, choices=RefusalReason.choices), default=list, blank=True
    )
    outcome = models.CharField("issue", max_length=12, choices=ReferralOutcome.choices, blank=True)

    class Meta:
        verbose_name = "geste sur une orientation"
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["referral", "created_at"], name="moves_of_referral")]

    def __str__(self) -> str:
        return f"{self.gesture} of {self.referral_id}"

    @property
    def reason_words(self) -> list[str]:
        """The reasons, as they are read."""
        return [str(RefusalReason(each).label) for each in self.reasons]
