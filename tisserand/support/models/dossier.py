"""One organisation's accompaniment of one person, from request to closing."""

import pghistory
from django.db import models
from django.db.models import F, Q

from tisserand.accounts.models import Organisation, Team, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Household, Person
from tisserand.support.choices import ClosingReason, Origin, Phase, Priority, Topic


@pghistory.track()
class Dossier(Revised):
    """*Dossier d’accompagnement*. A person has at most one open dossier in an organisation."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="dossiers", verbose_name="structure"
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="dossiers", verbose_name="équipe")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="dossiers", verbose_name="personne accompagnée"
    )
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name="foyer concerné",
    )
    phase = models.CharField("phase", max_length=12, choices=Phase.choices, default=Phase.REQUEST)
    priority = models.CharField(
        "priorité", max_length=10, choices=Priority.choices, default=Priority.ORDINARY
    )
    opened_on = models.DateField("ouvert le")
    contact_every_days = models.PositiveSmallIntegerField(
        "se donner des nouvelles tous les (jours)", default=30
    )
    last_contact_on = models.DateField("dernier contact", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    closing_reason = models.CharField(
        "motif de fin", max_length=16, choices=ClosingReason.choices, blank=True
    )
    closing_note = models.TextField("mot de la fin", blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    has_handover: bool  # said by `queries.dossiers.dossiers_of`
    is_readable: bool  # said by `queries.dossiers.seen_dossiers_of`, of one reader

    class Meta:
        verbose_name = "dossier d’accompagnement"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(closed_on=None),
                name="one_open_dossier_a_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closing_reason="")
                | (Q(closed_on__gte=F("opened_on")) & ~Q(closing_reason="")),
                name="closing_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(contact_every_days__range=(1, 730)), name="rhythm_of_contact_is_plausible"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "closed_on", "-opened_on"], name="dossiers_of_organisation"),
            models.Index(fields=["team", "closed_on"], name="dossiers_of_team"),
            models.Index(fields=["last_contact_on"], name="dossiers_by_last_contact"),
            # The few of one worker, of whom the rule then asks the structure: without it, the database would rather
            # cross them with everyone whom that structure accompanies.
            models.Index(fields=["id", "organisation"], name="dossiers_by_id_and_structure"),
        ]

    def __str__(self) -> str:
        return f"dossier {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the accompaniment goes on."""
        return self.closed_on is None

    @property
    def referent(self) -> "Referent | None":
        """Whoever holds the thread today, if someone does; free when `referents` are prefetched."""
        return next((held for held in self.referents.all() if held.until_on is None), None)


@pghistory.track()
class Request(Revised):
    """What was asked, by whom, and where it came from (*demande*)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    words = models.TextField("la demande, telle qu’elle est dite")
    origin = models.CharField("venue de", max_length=12, choices=Origin.choices, default=Origin.SPONTANEOUS)
    asked_by = models.CharField("par qui", max_length=160, blank=True)
    asked_on = models.DateField("le")
    topics = models.JSONField("thèmes", default=list, blank=True)

    class Meta:
        verbose_name = "demande"
        ordering = ["-asked_on", "-id"]

    def __str__(self) -> str:
        return f"request {self.pk}"

    def topic_labels(self) -> list[str]:
        """The topics in French."""
        return [Topic(topic).label for topic in self.topics]


@pghistory.track()
class Referent(Row):
    """Who holds the thread, since when, until when. The history is kept."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="referents")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="referent_of", verbose_name="référent·e")
    since_on = models.DateField("depuis le")
    until_on = models.DateField("jusqu’au", null=True, blank=True)
    reason = models.CharField("motif du changement", max_length=200, blank=True)
    # After a handover, whoever held the thread goes on reading for a time, which everyone around may see.
    reads_until_on = models.DateField("lit encore jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "référent·e"
        ordering = ["-since_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(until_on=None), name="one_referent_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="referent_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(reads_until_on=None) | Q(until_on__isnull=False),
                name="reading_follows_the_thread",
            ),
        ]
        indexes = [models.Index(fields=["user", "until_on"], name="dossiers_of_referent")]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.dossier_id}"


class PhaseChange(Row):
    """The road of a dossier through its phases."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="phase_changes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    phase = models.CharField("phase", max_length=12, choices=Phase.choices)
    changed_on = models.DateField("le")
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "changement de phase"
        ordering = ["changed_on", "id"]

    def __str__(self) -> str:
        return f"{self.phase} on {self.changed_on}"
