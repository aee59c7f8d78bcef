"""Reading a journal: the notes one may read, filtered, searched in French, each with what it is tied to."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Prefetch, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.common.access import Action
from tisserand.support.choices import Visibility
from tisserand.support.models import Dossier, Entry, EntryVersion
from tisserand.support.policies import ENTRY
from tisserand.support.queries.documents import documents_visible_to

CONFIG = "french_unaccent"
MARK, UNMARK = "\x02", "\x03"  # no keyboard writes them: they become <mark> once the text is escaped


def journal_of(actor: Actor, dossier: Dossier) -> QuerySet[Entry]:
    """The notes of `dossier` that `actor` may read, latest first."""
    return ENTRY.filter(actor, Action.READ, Entry.objects.filter(dossier=dossier)).order_by(
        "-happened_at", "-id"
    )


def with_ties(entries: QuerySet[Entry], actor: Actor) -> QuerySet[Entry]:
    """Bring along the author, goals, steps, and the documents and earlier texts that `actor` may read."""
    versions = versions_visible_to(actor).select_related("replaced_by")
    return (
        entries.select_related("author", "dossier")
        .defer("words")
        .prefetch_related(
            "goals",
            "steps",
            Prefetch("documents", queryset=documents_visible_to(actor), to_attr="papers"),
            Prefetch("versions", queryset=versions, to_attr="earlier"),
        )
    )


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
