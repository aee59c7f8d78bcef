"""The words of working around one person: what sort of meeting, where it has got to, who sits at the table."""

from django.db import models


class ConferenceKind(models.TextChoices):
    """What sort of meeting."""

    SYNTHESIS = "synthesis", "réunion de synthèse"
    FAMILY = "family", "conférence familiale"
    OTHER = "other", "autre réunion"


class ConferenceState(models.TextChoices):
    """Where it has got to, in order."""

    PREPARING = "preparing", "en préparation"
    INVITED = "invited", "date à choisir"
    FIXED = "fixed", "date fixée"
    LIVE = "live", "en cours"
    MINUTES = "minutes", "compte rendu à relire"
    CLOSED = "closed", "terminée"
    CALLED_OFF = "called_off", "annulée"


class Stance(models.TextChoices):
    """What the person says of the meeting itself."""

    NOT_ASKED = "not_asked", "pas encore demandé"
    COMES = "comes", "d’accord, et vient"
    AGREES = "agrees", "d’accord, sans y venir"
    AGAINST = "against", "pas d’accord"
    UNASKED = "unasked", "n’a pas pu être demandé"


class Seat(models.TextChoices):
    """By what one sits at the table. The person is a member like any other, and comes first."""

    PERSON = "person", "la personne"
    RELATIVE = "relative", "proche"
    COLLEAGUE = "colleague", "de notre structure"
    PARTNER = "partner", "professionnel·le d’ailleurs"


class Presence(models.TextChoices):
    PRESENT = "present", "là"
    EXCUSED = "excused", "excusé·e"
    ABSENT = "absent", "absent·e"


class Says(models.TextChoices):
    """What one says of a proposed time."""

    YES = "yes", "oui"
    MAYBE = "maybe", "s’il le faut"
    NO = "no", "non"


class TurnState(models.TextChoices):
    WAITING = "waiting", "à venir"
    SPOKEN = "spoken", "a parlé"
    PASSED = "passed", "a passé son tour"


class PointState(models.TextChoices):
    """What became of a point that someone proposed."""

    PROPOSED = "proposed", "proposé"
    ACCEPTED = "accepted", "mis à l’ordre du jour"
    DECLINED = "declined", "mis de côté"


class NoticeOf(models.TextChoices):
    """What an e-mail says waits; the words of each are in `accounts/email`."""

    MESSAGE = "message", "un message"
    RECEIVED = "received", "une orientation est arrivée"
    REMINDER = "reminder", "une orientation attend la réponse"
    ANSWERED = "answered", "une réponse à une orientation"
    UNANSWERED = "unanswered", "une orientation sans réponse à temps"
    EXPIRED = "expired", "une orientation restée sans réponse"
