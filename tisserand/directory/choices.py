"""The words of the directory."""

from django.db.models import TextChoices


class ListedKind(TextChoices):
    """What a record describes."""

    STRUCTURE = "structure", "structure"
    SERVICE = "service", "service"


class LineOutcome(TextChoices):
    """What became of a row; those of which the directory already said the same are only counted."""

    REFUSED = "refused", "refusée"
    REMARKED = "remarked", "gardée avec une remarque"
    NEW = "new", "nouvelle fiche"
    CHANGED = "changed", "fiche changée"
    GONE = "gone", "fiche disparue"


class LoadingState(TextChoices):
    """Where a file has got to."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    FAILED = "failed", "interrompu"


class CorrectionState(TextChoices):
    """What became of what was corrected here."""

    OPEN = "open", "tient"
    REPLACED = "replaced", "remplacée par une autre"
    UNDONE = "undone", "défaite"
    CAUGHT_UP = "caught_up", "le producteur dit maintenant la même chose"
    THEIRS = "theirs", "ce que dit le producteur a été gardé"


class Room(TextChoices):
    """Whether a service can still take someone (*saturation*)."""

    FREE = "free", "de la place"
    STRAINED = "strained", "sous tension"
    FULL = "full", "complet"


class PlaceAnswer(TextChoices):
    """What a structure says of its own sheet."""

    RIGHT = "right", "tout est juste"
    WRONG = "wrong", "des choses sont à corriger"
    CLOSED = "closed", "le lieu a fermé"
