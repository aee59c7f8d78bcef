"""An agreement to share, whom it opens to, and what was chosen one by one."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, Team, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.choices import (
    BOUND_TO_SECRECY,
    Basis,
    ConsentState,
    Expression,
    InformedHow,
    ItemKind,
    Notice,
    ShareLevel,
    Topic,
)
from tisserand.sharing.models.circle import CircleMember


@pghistory.track()
class Consent(Revised):
    """*Accord de partage*: what may be said of `person` by `organisation`, to whom, why, until when, by what right.

    It opens nothing by itself: its grants do, from the day it is given until it ends or is withdrawn. Modelled on
    CSP L.1110-4 and D.1110-3-1 to -3, CASF L.121-6-2 and L.226-2-2.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    state = models.CharField("état", max_length=10, choices=ConsentState.choices, default=ConsentState.DRAFT)
    basis = models.CharField("à quel titre", max_length=18, choices=Basis.choices, default=Basis.CONSENT)
    purpose = models.CharField("pour quoi faire", max_length=300)
    level = models.PositiveSmallIntegerField(
        "jusqu’où", choices=ShareLevel.choices, default=ShareLevel.ACCOUNT
    )
    topics = ArrayField(
        models.CharField(max_length=14, choices=Topic.choices),
        verbose_name="sur quels thèmes",
        default=list,
        blank=True,
    )
    informed_on = models.DateField("informée le", null=True, blank=True)
    informed_how = models.CharField(
        "comment la personne a été informée", max_length=12, choices=InformedHow.choices, blank=True
    )
    notice = models.CharField("ce qui lui a été remis", max_length=10, choices=Notice.choices, blank=True)
    # Only where the law allows sharing without having told them first: an interest of the child, a danger.
    not_informed_reason = models.CharField(
        "pourquoi la personne n’a pas été informée", max_length=300, blank=True
    )
    expression = models.CharField(
        "comment la personne l’a dit", max_length=14, choices=Expression.choices, blank=True
    )
    witness = models.CharField("devant qui", max_length=160, blank=True)
    represented_by = models.CharField("représentée par", max_length=160, blank=True)
    # Of an agreement with a peer mediator: the professional who answers for the frame, and whom the peer may call.
    guarantor = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui garantit le cadre"
    )
    person_words = models.TextField("ce que la personne en dit, ses limites", blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="noté par"
    )
    starts_on = models.DateField("à partir du", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    review_on = models.DateField("à reparler le", null=True, blank=True)
    narrowed_at = models.DateTimeField("réduit le", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    withdrawn_words = models.CharField("ce que la personne en dit", max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "accord de partage"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[ConsentState.GIVEN, ConsentState.WITHDRAWN])
                | Q(decided_on__isnull=False, starts_on__isnull=False, noted_by__isnull=False),
                name="consent_given_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ConsentState.GIVEN, ConsentState.WITHDRAWN])
                | Q(informed_on__isnull=False)
                | (~Q(basis=Basis.CONSENT) & ~Q(not_informed_reason="")),
                name="person_was_told_or_why_not",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ConsentState.GIVEN, ConsentState.WITHDRAWN])
                | ~Q(basis=Basis.CONSENT)
                | ~Q(expression=""),
                name="consent_was_expressed",
            ),
            models.CheckConstraint(
                condition=~Q(expression=Expression.REPRESENTATIVE) | ~Q(represented_by=""),
                name="who_consents_for_them_is_named",
            ),
            models.CheckConstraint(
                condition=Q(state=ConsentState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ConsentState.WITHDRAWN) & Q(withdrawn_at=None)),
                name="consent_withdrawn_says_when",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="consent_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-created_at"], name="consents_of_person"),
            models.Index(
                fields=["organisation", "review_on"],
                name="consents_to_review",
                condition=Q(state=ConsentState.GIVEN, review_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def is_open(self, on: date) -> bool:
        """Whether it opens something on that day."""
        return (
            self.state == ConsentState.GIVEN
            and self.starts_on is not None
            and self.starts_on <= on
            and (self.ends_on is None or on <= self.ends_on)
        )

    @property
    def topic_words(self) -> str:
        """The topics in one breath, for whoever reads plain words."""
        return "tous les thèmes" if len(self.topics) == len(Topic) else ", ".join(self.topic_labels)

    @property
    def topic_labels(self) -> list[str]:
        """The topics in words, in the order of the house."""
        return [str(topic.label) for topic in Topic if topic.value in self.topics]


@pghistory.track()
class Grant(Row):
    """*Ouverture*: whom a consent opens to. Everyone who accompanies in `to_organisation`, or in `to_team` only, or
    `to_user` alone (then it is an *échange*, otherwise a *partage*: arrêté du 25 novembre 2016). Or `to_member` alone:
    someone of the circle without an account, who reads by a link (`Guest`).

    The dates are those of the consent, written here so that a list asks one table; `cut_at`: closed before its end.
    """

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="grants", verbose_name="accord")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # that shares
    to_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="structure"
    )
    to_team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="équipe"
    )
    to_user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="professionnel·le"
    )
    to_member = models.ForeignKey(
        CircleMember, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="invité·e"
    )
    # To a peer mediator, by name: of another organisation, or of this one, where they read nothing else.
    is_peer = models.BooleanField("médiateur·rice pair·e", default=False, db_default=False)
    opens_on = models.DateField("à partir du", null=True, blank=True)
    closes_on = models.DateField("jusqu’au", null=True, blank=True)
    cut_at = models.DateTimeField("coupée le", null=True, blank=True)

    class Meta:
        verbose_name = "ouverture"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "to_organisation", "to_team", "to_user", "to_member"],
                name="one_opening_each",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(to_team=None) | Q(to_user=None), name="opening_to_a_team_or_to_someone"
            ),
            models.CheckConstraint(
                condition=Q(to_organisation__isnull=False, to_member=None)
                | Q(to_organisation=None, to_team=None, to_user=None, to_member__isnull=False),
                name="opening_to_elsewhere_or_to_a_guest",
            ),
            models.CheckConstraint(
                condition=~Q(to_organisation=F("organisation")) | Q(is_peer=True),
                name="opening_goes_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(is_peer=False) | Q(to_user__isnull=False), name="opening_to_a_peer_names_them"
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_organisation", "-opens_on", "-id"],
                name="openings_to_organisation",
                condition=Q(opens_on__isnull=False, cut_at=None),
            ),
            models.Index(
                fields=["to_user"],
                name="openings_to_someone",
                condition=Q(opens_on__isnull=False, cut_at=None, to_user__isnull=False),
            ),
            models.Index(
                fields=["to_member"],
                name="openings_to_guest",
                condition=Q(opens_on__isnull=False, cut_at=None, to_member__isnull=False),
            ),
            models.Index(fields=["organisation", "person"], name="openings_from_organisation"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    def is_open(self, on: date) -> bool:
        """Whether it lets someone in on that day."""
        return (
            self.cut_at is None
            and self.opens_on is not None
            and self.opens_on <= on
            and (self.closes_on is None or on <= self.closes_on)
        )

    @property
    def recipient(self) -> str:
        """Whom it opens to, in words."""
        if self.to_user:
            return f"{self.to_user.get_full_name()}, {self.place}"
        if self.to_team:
            return f"{self.to_team.with_article}, {self.place}"
        if self.to_member:
            return f"{self.to_member.name}, {self.to_member.get_kind_display()}"
        return self.place

    @property
    def is_bound_to_secrecy(self) -> bool:
        """Whether those it opens to are, by their trade."""
        return self.to_member is None or self.to_member.kind in BOUND_TO_SECRECY

    @property
    def place(self) -> str:
        """Where one reads: a structure, or by a link."""
        return str(self.to_organisation.name) if self.to_organisation else "par un lien"


class ChosenItem(Row):
    """One note or document chosen with the person. Only its id: the rooms above hold what it is."""

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="chosen", verbose_name="accord")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=8, choices=ItemKind.choices)
    object_id = models.UUIDField()

    class Meta:
        verbose_name = "pièce choisie"
        constraints = [
            models.UniqueConstraint(fields=["consent", "kind", "object_id"], name="chosen_once_in_a_consent")
        ]
        indexes = [models.Index(fields=["object_id"], name="consents_choosing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} of {self.consent_id}"
