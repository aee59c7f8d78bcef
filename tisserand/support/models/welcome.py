"""First welcome: a short listening that may have no name and may stay without a dossier."""

from django.db import models

from tisserand.accounts.models import Organisation, Team, User
from tisserand.common.rows import Revised
from tisserand.people.models import Person
from tisserand.support.choices import Channel, Topic, WelcomeOutcome
from tisserand.support.models.dossier import Dossier


class FirstWelcome(Revised):
    """*Premier accueil social inconditionnel* (DGCS 2016): what was asked, what was answered, what comes next."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="welcomes")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, verbose_name="équipe à prévenir")
    welcomed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="accueilli·e par")
    welcomed_at = models.DateTimeField("le")
    channel = models.CharField("venue", max_length=10, choices=Channel.choices, default=Channel.DESK)
    called = models.CharField("comment l’appeler", max_length=160, blank=True)
    reach_at = models.CharField("comment la joindre", max_length=160, blank=True)
    request = models.TextField("la demande, telle qu’elle est dite")
    topics = models.JSONField("thèmes", default=list, blank=True)
    outcome = models.CharField("suite donnée", max_length=12, choices=WelcomeOutcome.choices)
    answer = models.TextField("ce qui a été répondu", blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="welcomes")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, blank=True, related_name="welcomes")
    handled_at = models.DateTimeField("suite assurée le", null=True, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = "premier accueil"
        verbose_name_plural = "premiers accueils"
        ordering = ["-welcomed_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-welcomed_at"], name="welcomes_of_organisation")]

    def __str__(self) -> str:
        return f"welcome {self.pk}"

    def topic_labels(self) -> list[str]:
        """The topics in French."""
        return [Topic(topic).label for topic in self.topics]
