"""Who works where, as what, since when and until when; and who is invited to."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tisserand.accounts.choices import Role
from tisserand.accounts.models.organisation import Organisation, Team
from tisserand.accounts.models.user import User
from tisserand.common.rows import Revised, Row

INSTALLERS = "L’équipe qui installe Tisserand"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, by date."""

    def current(self, today: date) -> "MembershipQuerySet":
        """Those that run on `today` (both ends included)."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=today), since_on__lte=today)


class Membership(Revised):
    """One role of one person in one organisation, for a time (*appartenance*)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="personne")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="structure"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="memberships", null=True, blank=True, verbose_name="équipe"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    since_on = models.DateField("depuis le")
    until_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        ordering = ["organisation__name", "role", "since_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False) | ~Q(role__in=[Role.WORKER, Role.COORDINATOR]),
                name="workers_belong_to_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(Row):
    """An address invited to join; only the digest of its key is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, verbose_name="équipe")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    # Nobody: the first administrator of an organisation is invited by those who install Tisserand.
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    key_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def inviter(self) -> str:
        """Who invites, as the invited person reads it."""
        return str(self.invited_by) if self.invited_by else INSTALLERS
