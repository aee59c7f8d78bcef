"""The words of the people who work."""

from django.db import models


class Role(models.TextChoices):
    """What a member does in their organisation. Rights follow from it, in each room's policies."""

    WORKER = "worker", "intervenant·e"
    COORDINATOR = "coordinator", "coordinateur·rice"
    HEAD_OF_SERVICE = "head_of_service", "chef·fe de service"
    RECEPTION = "reception", "accueil"
    PEER = "peer", "médiateur·rice pair·e"
    ADMINISTRATOR = "administrator", "administrateur·rice"


class JobState(models.TextChoices):
    """Where a long work has got to."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "interrompu"


class DepartureState(models.TextChoices):
    """Where a departure has got to."""

    PLANNED = "planned", "prévu"
    DONE = "done", "fait"
    CALLED_OFF = "called_off", "annulé"


class DraftState(models.TextChoices):
    """What became of something being typed."""

    OPEN = "open", "à reprendre"
    SENT = "sent", "enregistré"
    DISCARDED = "discarded", "jeté"
