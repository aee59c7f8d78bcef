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
