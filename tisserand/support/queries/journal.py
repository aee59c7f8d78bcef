"""Reading a journal: the notes one may read, filtered, searched in French, each with what it is tied to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Count, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.common.access import Action
from tisserand.common.questions import question
from tisserand.support.choices import Visibility
from tisserand.support.models import Document, Dossier, Entry, EntryVersion
from tisserand.support.policies import ENTRY
from tisserand.support.queries.documents import documents_visible_to

CONFIG = "french_unaccent"
SHOWN = (
    *("dossier_id", "person_id", "kind", "visibility", "body", "happened_at", "created_at"),
    *("person_present", "from_person", "present", "voice_id", "author__first_name", "author__last_name"),
)
MARK, UNMARK = "\x02", "\x03"  # no keyboard writes them: they become <mark> once the text is escaped


def journal_of(actor: Actor, dossier: Dossier) -> QuerySet[Entry]:
    """The notes of `dossier` that `actor` may read, latest first."""
    return _of(actor, dossier.pk)


def _of(actor: Actor, dossier_id: UUID) -> QuerySet[Entry]:
    rows = Entry.objects.filter(dossier_id=dossier_id)
    return ENTRY.filter(actor, Action.READ, rows).order_by("-happened_at", "-id")


def first_notes(actor: Actor, dossier: Dossier, count: int) -> list[Entry]:
    """The latest notes, with their authors: what the journal opens on."""
    entries = _first(actor, dossier.pk, count)
    for entry in entries:
        entry.dossier = dossier
    return entries


def how_many(actor: Actor, dossier: Dossier) -> int:
    """How many notes of `dossier` the actor may read."""
    counted: Any = _counted.first(actor, dossier.pk)
    return counted["found"] if counted else 0


@question
def _first(actor: Actor, dossier_id: UUID, count: int) -> QuerySet[Entry]:
    return with_author(_of(actor, dossier_id))[:count]


@question
def _counted(actor: Actor, dossier_id: UUID) -> QuerySet[Any, Any]:
    return _of(actor, dossier_id).order_by().values("dossier_id").annotate(found=Count("pk"))


def with_author(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """As pages show them: what they do not show stays in the database."""
    return entries.select_related("author").only(*SHOWN)


def bring_ties(actor: Actor, dossier_id: UUID, entries: Sequence[Entry]) -> None:
    """Give notes of one dossier their `tied_goals` and `tied_steps`, and what `actor` may read of their `papers` and
    of what they said before (`earlier`)."""
    if not entries:
        return
    moments = [entry.happened_at for entry in entries]
    period = (dossier_id, min(moments), max(moments))
    goals = _grouped((tie.entry_id, tie.goal) for tie in _goals_of_notes(None, *period))
    steps = _grouped((tie.entry_id, tie.step) for tie in _steps_of_notes(None, *period))
    papers = _grouped((paper.entry_id, paper) for paper in _papers_of_notes(actor, *period))
    earlier = _grouped((version.entry_id, version) for version in _earlier_texts(actor, *period))
    for entry in entries:
        row: Any = entry
        row.tied_goals, row.tied_steps = goals.get(entry.pk, []), steps.get(entry.pk, [])
        row.papers, row.earlier = papers.get(entry.pk, []), earlier.get(entry.pk, [])


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


@question
def _goals_of_notes(_: None, dossier_id: UUID, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    ties = Entry.goals.through.objects.filter(**_in_period(dossier_id, since, until))
    return ties.select_related("goal").order_by("goal")


@question
def _steps_of_notes(_: None, dossier_id: UUID, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    ties = Entry.steps.through.objects.filter(**_in_period(dossier_id, since, until))
    return ties.select_related("step").order_by("step")


@question
def _papers_of_notes(actor: Actor, dossier_id: UUID, since: datetime, until: datetime) -> QuerySet[Document]:
    return documents_visible_to(actor).filter(**_in_period(dossier_id, since, until))


@question
def _earlier_texts(
    actor: Actor, dossier_id: UUID, since: datetime, until: datetime
) -> QuerySet[EntryVersion]:
    rows = versions_visible_to(actor).filter(**_in_period(dossier_id, since, until))
    return rows.select_related("replaced_by")


def _in_period(dossier_id: UUID, since: datetime, until: datetime) -> dict[str, Any]:
    """Of the notes of that time: those of a page follow one another, and a few more do no harm."""
    return {"entry__dossier_id": dossier_id, "entry__happened_at__range": (since, until)}


def versions_visible_to(actor: Actor) -> QuerySet[EntryVersion]:
    """Earlier texts; what was written for its author alone stays theirs when the note is shared later."""
    return EntryVersion.objects.filter(~Q(visibility=Visibility.AUTHOR) | Q(entry__author_id=actor.user_id))


def searched(entries: QuerySet[Entry], words: str) -> QuerySet[Entry]:
    """The notes that speak of `words` (quotes, « -word » and « or » as in a web search), with an `excerpt`."""
    asked = reduce(or_, (SearchQuery(form, config=CONFIG, search_type="websearch") for form in _forms(words)))
    excerpt = SearchHeadline(
        "body",
        asked,
        config=CONFIG,
        start_sel=MARK,
        stop_sel=UNMARK,
        max_fragments=3,
        max_words=40,
        min_words=15,
        fragment_delimiter=" … ",
    )
    return entries.filter(words=asked).annotate(excerpt=excerpt)


def _forms(words: str) -> list[str]:
    """The words as asked, singular and plural: for French stemming, « loyer » and « loyers » are two words.

    A search with quotes or a minus is left as it was asked.
    """
    if '"' in words or "-" in words:
        return [words]
    singular = re.sub(r"(?<=\w{3})[sx]\b", "", words)
    return list(dict.fromkeys([words, singular, re.sub(r"(?<=\w{3})\b(?!\w)", "s", singular)]))


def filtered(entries: QuerySet[Entry], asked: dict[str, Any]) -> QuerySet[Entry]:
    """Keep the notes that answer the filters of the page."""
    conditions = {
        "kind": Q(kind=asked.get("kind")),
        "author": Q(author=asked.get("author")),
        "visibility": Q(visibility=asked.get("visibility")),
        "goal": Q(pk__in=Entry.goals.through.objects.filter(goal=asked.get("goal")).values("entry_id")),
        "since": Q(happened_at__date__gte=asked.get("since")),
        "until": Q(happened_at__date__lte=asked.get("until")),
    }
    for name, condition in conditions.items():
        if asked.get(name):
            entries = entries.filter(condition)
    return searched(entries, asked["q"]) if asked.get("q") else entries


def authors_in(entries: QuerySet[Entry]) -> QuerySet[User]:
    """Those who wrote `entries`."""
    return User.objects.filter(pk__in=entries.order_by().values("author_id"))
