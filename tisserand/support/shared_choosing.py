"""What of a dossier may be chosen for an agreement: notes their author calls shareable, documents not in confidence."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.people.models import Person
from tisserand.sharing.choices import ItemKind
from tisserand.sharing.choosing import (
    MOST_SHOWN,
    Choice,
    Offer,
    register_chooser,
    register_topics_told,
)
from tisserand.support.models import Document, Entry
from tisserand.support.queries.shared import shareable_documents, shareable_entries
from tisserand.support.queries.situation import topics_told
from tisserand.ui.templatetags.words import date_fr

M = TypeVar("M", bound=Model)
FIRST_WORDS = 90


def register() -> None:
    """Say what may be chosen."""
    register_chooser(ItemKind.NOTE, notes_to_choose)
    register_chooser(ItemKind.DOCUMENT, documents_to_choose)
    register_topics_told(topics_told)


def notes_to_choose(actor: Actor, person: Person, kept: Collection[UUID], only_kept: bool) -> Offer:
    """The notes that may be shared, latest first."""
    return _offer(shareable_entries(actor, person), _note, kept, only_kept)


def documents_to_choose(actor: Actor, person: Person, kept: Collection[UUID], only_kept: bool) -> Offer:
    """The documents that may be shared, latest first."""
    return _offer(shareable_documents(actor, person), _document, kept, only_kept)


def _offer(rows: QuerySet[M], words: Callable[[M], Choice], kept: Collection[UUID], only_kept: bool) -> Offer:
    chosen = list(rows.filter(pk__in=kept)) if kept else []
    if only_kept:
        return Offer([words(row) for row in chosen])
    latest = [row for row in rows[: MOST_SHOWN + 1] if row not in chosen]
    shown = [*chosen, *latest[:MOST_SHOWN]]
    more = rows.count() - len(shown) if len(latest) > MOST_SHOWN else 0
    return Offer([words(row) for row in shown], more)


def _note(entry: Entry) -> Choice:
    text = " ".join(entry.body.split())
    begins = f"{text[:FIRST_WORDS].rstrip()}…" if len(text) > FIRST_WORDS else text
    return Choice(entry.pk, f"{entry.get_kind_display().capitalize()}, {date_fr(entry.happened_at)}", begins)


def _document(document: Document) -> Choice:
    return Choice(document.pk, document.title, f"déposé le {date_fr(document.created_at, 'short')}")
