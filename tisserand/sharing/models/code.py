"""The sharing code that a person holds, and what an organisation asks with it."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import Organisation, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.sharing.choices import JoinState
from tisserand.sharing.models.consent import Consent


class SharingCode(Row):
    """*Code de partage*: handed to the person, who gives it to whom they like. It opens nothing: it lets one ask.

    Only its digest is kept: shown once, renewed as often as they wish; a new one ends the one before.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="personne")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name="structure")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="remis par")
    expires_at = models.DateTimeField("valable jusqu’au")
    ended_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "code de partage"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ended_at=None), name="one_code_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"code of {self.person_id}"


@pghistory.track()
class JoinRequest(Revised):
    """An organisation to which the person gave their code asks to join: answered by an agreement, or not.

    `said_name` is how they know the person: whoever answers sees whether it is the same one.
    """

    code = models.ForeignKey(SharingCode, models.PROTECT, related_name="requests", verbose_name="code")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")  # that is asked
    from_organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", verbose_name="structure qui demande"
    )
    from_user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="demandé par")
    said_name = models.CharField("nom de la personne, tel que vous le connaissez", max_length=160)
    purpose = models.CharField("pour quoi faire", max_length=300)
    state = models.CharField("état", max_length=10, choices=JoinState.choices, default=JoinState.ASKED)
    consent = models.ForeignKey(
        Consent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="accord"
    )
    answer = models.CharField("réponse", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "demande de partage"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "from_organisation"],
                condition=Q(state=JoinState.ASKED),
                name="one_request_waiting_each",
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=models.F("organisation")), name="asks_another_organisation"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "-created_at"], name="requests_to_answer"),
            models.Index(fields=["from_organisation", "-created_at"], name="requests_made"),
        ]

    def __str__(self) -> str:
        return f"join request {self.pk}"
