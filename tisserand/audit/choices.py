"""The words of the trail."""

from django.db import models


class Verb(models.TextChoices):
    """What was done (CNIL 2021-122: access, creation, modification, deletion, export)."""

    READ = "read", "a consulté"
    CREATE = "create", "a créé"
    CHANGE = "change", "a modifié"
    DELETE = "delete", "a supprimé"
    REVEAL = "reveal", "a affiché une information protégée"
    EXPORT = "export", "a exporté"
    SEARCH = "search", "a cherché"
    OPEN = "open", "a ouvert en urgence"
    SIGN_IN = "sign_in", "s’est connecté·e"
    SIGN_OUT = "sign_out", "s’est déconnecté·e"
    REFUSED = "refused", "s’est vu refuser l’accès"
    ADMINISTER = "administer", "a administré"
