"""The essential account: what saves retelling, block by block; what partners propose to add."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.sharing.choices import BlockReach, ProposalState, Topic
from tisserand.sharing.models.consent import Grant


@pghistory.track()
class AccountBlock(Revised):
    """One block of *l'essentiel*: what counts about one topic, in a few sentences written with the person.

    `reach` says whether agreements may show it; `read_over_on`, when it was last gone over with them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="account_blocks", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    topic = models.CharField("thème", max_length=14, choices=Topic.choices)
    text = models.TextField("ce qu’il faut savoir", max_length=1200)
    reach = models.CharField(
        "lisible par", max_length=10, choices=BlockReach.choices, default=BlockReach.TEAM
    )
    read_over_on = models.DateField("relu avec la personne le", null=True, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="écrit par")

    class Meta:
        verbose_name = "essentiel"
        ordering = ["topic"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "topic"], name="one_block_a_topic"),
            models.CheckConstraint(condition=~Q(text=""), name="block_says_something"),
        ]
        indexes = [models.Index(fields=["person"], name="account_of_person")]

    def __str__(self) -> str:
        return f"account of {self.person_id}: {self.topic}"


@pghistory.track()
class Proposal(Revised):
    """What a partner proposes to add or correct, through an opening: taken up or not by those who hold the account."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="proposals", verbose_name="ouverture")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # whose account it is
    topic = models.CharField("thème", max_length=14, choices=Topic.choices)
    text = models.TextField("ce que vous proposez", max_length=1200)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="proposé par")
    state = models.CharField(
        "état", max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    answer = models.CharField("réponse", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "proposition"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.PROPOSED, decided_at=None)
                | (~Q(state=ProposalState.PROPOSED) & Q(decided_at__isnull=False)),
                name="proposal_answered_says_when",
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "person"],
                name="proposals_to_read",
                condition=Q(state=ProposalState.PROPOSED),
            )
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
