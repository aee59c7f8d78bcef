"""The words of the directory."""

from django.db.models import TextChoices


class ListedKind(TextChoices):
    """What a record describes."""

    STRUCTURE = "structure", "structure"
    SERVICE = "service", "service"


class LineOutcome(TextChoices):
    """What became of a row of which something is to be said."""

    REFUSED = "refused", "refusée"
    REMARKED = "remarked", "gardée avec une remarque"
