"""Documents: those of a dossier that one may read, filtered; those that end soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.models import Document, DocumentVersion, Dossier
from tisserand.support.policies import DOCUMENT
from tisserand.support.queries.holding import theirs_or_held

SOON = timedelta(days=60)


def documents_visible_to(actor: Actor, action: Action = Action.READ) -> QuerySet[Document]:
    """The documents on which `actor` may do `action`, removed ones left out."""
    return DOCUMENT.filter(actor, action, Document.objects.filter(removed_at=None))


def documents_hidden_from(actor: Actor, dossier: Dossier) -> QuerySet[Document]:
    """Those of `dossier` that `actor` may not read, removed ones too: the history does not tell of them."""
    everything = Document.objects.filter(dossier=dossier)
    return everything.exclude(pk__in=DOCUMENT.filter(actor, Action.READ, everything).values("pk"))


def documents_of(actor: Actor, dossier: Dossier) -> QuerySet[Document]:
    """Those of `dossier`, latest first, each with its versions."""
    rows = documents_visible_to(actor).filter(dossier=dossier)
    return rows.select_related("added_by").prefetch_related("versions")


def removed_documents(actor: Actor, dossier: Dossier, since: Any) -> QuerySet[Document]:
    """Those removed after `since`, that `actor` may put back."""
    rows = Document.objects.filter(dossier=dossier, removed_at__gte=since)
    return DOCUMENT.filter(actor, Action.EDIT, rows).select_related("removed_by").order_by("-removed_at")


def filtered(documents: QuerySet[Document], asked: dict[str, Any], today: date) -> QuerySet[Document]:
    """Keep the documents that answer the filters of the page."""
    ends = {
        "over": Q(expires_on__lt=today),
        "soon": Q(expires_on__range=(today, today + SOON)),
        "dated": Q(expires_on__isnull=False),
    }
    conditions = {
        "q": Q(title__icontains=asked.get("q", "")),
        "tag": Q(tags__contains=[asked.get("tag", "")]),
        "end": ends.get(asked.get("end", ""), Q()),
    }
    for name, condition in conditions.items():
        if asked.get(name):
            documents = documents.filter(condition)
    return documents


def documents_due(actor: Actor, today: date) -> QuerySet[Document]:
    """Documents whose end is near or past, that `actor` handed in or whose dossier's thread they hold."""
    standing = Document.objects.filter(removed_at=None)
    return (
        documents_visible_to(actor)
        .filter(theirs_or_held(actor, standing, "dossier", added_by_id=actor.user_id))
        .filter(dossier__closed_on=None)
        .annotate(warn_on=ExpressionWrapper(F("expires_on") - F("lead_days"), DateField()))
        .filter(warn_on__lte=today)
        .select_related("dossier__person")
        .order_by("expires_on", "id")
    )


def versions_to_prepare(before: Any) -> QuerySet[DocumentVersion]:
    """The files still to be scanned or drawn, handed in before that moment."""
    waiting = Q(scan="waiting") | Q(drawn=None)
    return DocumentVersion.objects.filter(waiting, created_at__lt=before).order_by("created_at")
