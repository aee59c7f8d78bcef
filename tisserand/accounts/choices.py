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


class HolidayCalendar(models.TextChoices):
    """Which public holidays someone has off: those of a place, by its code in the library `holidays`."""

    FRANCE = "france", "ceux de tout le pays"
    ALSACE_MOSELLE = "57", "ceux d’Alsace et de Moselle"
    GUADELOUPE = "971", "ceux de Guadeloupe"
    MARTINIQUE = "972", "ceux de Martinique"
    GUYANE = "973", "ceux de Guyane"
    REUNION = "974", "ceux de La Réunion"
    MAYOTTE = "976", "ceux de Mayotte"
    SAINT_PIERRE = "PM", "ceux de Saint-Pierre-et-Miquelon"
    SAINT_BARTHELEMY = "BL", "ceux de Saint-Barthélemy"
    SAINT_MARTIN = "MF", "ceux de Saint-Martin"
    POLYNESIA = "PF", "ceux de Polynésie française"
    NEW_CALEDONIA = "NC", "ceux de Nouvelle-Calédonie"
    WALLIS = "WF", "ceux de Wallis-et-Futuna"
    WORKED = "worked", "aucun : je travaille ces jours-là"


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
