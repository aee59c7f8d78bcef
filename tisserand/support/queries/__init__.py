"""Finding dossiers and what they hold: only what the actor may see."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.models import CaseloadImport, Dossier, Entry, FirstWelcome
from tisserand.support.policies import DOSSIER, ENTRY, IMPORT, WELCOME


def dossiers_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Dossier]:
    """The dossiers on which `actor` may do `action` (by default: know that they exist)."""
    return DOSSIER.filter(actor, action, Dossier.objects.all())


def entries_visible_to(actor: Actor) -> QuerySet[Entry]:
    """The notes that `actor` may read."""
    return ENTRY.filter(actor, Action.READ, Entry.objects.all())


def welcomes_visible_to(actor: Actor) -> QuerySet[FirstWelcome]:
    """The first welcomes that `actor` may read."""
    return WELCOME.filter(actor, Action.READ, FirstWelcome.objects.all())


def imports_visible_to(actor: Actor) -> QuerySet[CaseloadImport]:
    """The imports that `actor` may follow."""
    return IMPORT.filter(actor, Action.READ, CaseloadImport.objects.all())
