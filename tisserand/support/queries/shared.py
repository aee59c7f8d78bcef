"""What of the accompaniment an agreement lets see: each answers to a scope, and to nothing else."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.scope import Scope
from tisserand.support.choices import DocumentVisibility, Visibility
from tisserand.support.models import Document, Dossier, Entry, Goal
from tisserand.support.policies import DOCUMENT, ENTRY
from tisserand.support.queries.shared_questions import dossier_told, goals_told


def shared_dossier(scope: Scope) -> Dossier | None:
    """The accompaniment that is spoken of: the open one, or the last."""
    return dossier_told(scope.person.pk, scope.organisation.pk)


def covered_goals(scope: Scope) -> list[Goal]:
    """The goals of the plan whose topics were all agreed on, with their steps. Set aside ones stay inside."""
    dossier = shared_dossier(scope) if scope.goes_to(ShareLevel.PLAN) else None
    goals = goals_told(dossier) if dossier else []
    return [goal for goal in goals if scope.covers(item.topic for item in goal.answers.all())]


def covered_entries(scope: Scope) -> QuerySet[Entry]:
    """The notes chosen one by one that their author still calls shareable; author-only ones never are."""
    if not scope.goes_to(ShareLevel.NOTES):
        return Entry.objects.none()
    rows = Entry.objects.filter(
        pk__in=scope.notes, person=scope.person, dossier__organisation=scope.organisation
    )
    return (
        rows.filter(visibility=Visibility.SHAREABLE).select_related("author").order_by("-happened_at", "-pk")
    )


def covered_documents(scope: Scope) -> QuerySet[Document]:
    """The documents chosen one by one: confidential and removed ones never leave."""
    rows = Document.objects.filter(
        pk__in=scope.documents, person=scope.person, dossier__organisation=scope.organisation, removed_at=None
    )
    rows = rows.exclude(visibility=DocumentVisibility.CONFIDENTIAL)
    return rows.prefetch_related("versions").order_by("-created_at", "-pk")


def shareable_entries(actor: Actor, person: Person) -> QuerySet[Entry]:
    """The notes that an agreement may hold: shareable, and read by whoever chooses. Latest first."""
    rows = Entry.objects.filter(person=person, dossier__organisation_id=actor.organisation_id)
    rows = ENTRY.filter(actor, Action.READ, rows.filter(visibility=Visibility.SHAREABLE))
    return rows.order_by("-happened_at", "-pk")


def shareable_documents(actor: Actor, person: Person) -> QuerySet[Document]:
    """The documents that an agreement may hold: not in confidence, still there, and read by whoever chooses."""
    rows = Document.objects.filter(
        person=person, dossier__organisation_id=actor.organisation_id, removed_at=None
    )
    rows = rows.exclude(visibility=DocumentVisibility.CONFIDENTIAL)
    return DOCUMENT.filter(actor, Action.READ, rows).order_by("-created_at", "-pk")
