"""Colleagues named in a note (« @Sophie »): who is meant, and who may read what they are called to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_in
from tisserand.common.access import Action
from tisserand.common.folding import fold
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER, with_keys

# An @ that starts a word (so: not the one of an address), then a first name and perhaps a last name.
_NAMED = re.compile(r"(?<![\w.@])@([^\W\d_][\w'’-]*)(?:[  ]([^\W\d_][\w'’-]*))?")


@dataclass(frozen=True)
class Mentions:
    """What the @ of a text mean: those found, those who may not read, names shared by several colleagues."""

    found: dict[UUID, str] = field(default_factory=dict)
    cannot_read: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


def colleagues_reading(
    dossier: Dossier, *, today: date, users: Iterable[UUID] | None = None
) -> dict[UUID, Actor]:
    """Those of the organisation who may read `dossier`, by account (among `users`, if given)."""
    actors = actors_in(dossier.organisation_id, today=today, users=users)
    known = with_keys(dossier)
    return {actor.user_id: actor for actor in actors if DOSSIER.may(actor, Action.READ, known)}


def mentions_in(text: str, dossier: Dossier, *, today: date) -> Mentions:
    """Read the @ of `text`. An unknown name is left as text."""
    named = [(fold(first), fold(last)) for first, last in _NAMED.findall(text)]
    mentions = Mentions()
    if not named:
        return mentions
    colleagues = actors_in(dossier.organisation_id, today=today)
    for first, last in named:
        _settle(_meant(first, last, colleagues), dossier, mentions)
    return mentions


def _meant(first: str, last: str, colleagues: list[Actor]) -> list[Actor]:
    """Whoever bears the full name, else the first name."""
    full = [actor for actor in colleagues if last and fold(actor.name).startswith(f"{first} {last}")]
    return full or [actor for actor in colleagues if fold(actor.name.split()[0]) == first]


def _settle(meant: list[Actor], dossier: Dossier, mentions: Mentions) -> None:
    if len(meant) > 1:
        mentions.shared.append(" ou ".join(sorted(f"@{actor.name}" for actor in meant)))
    for actor in meant if len(meant) == 1 else ():
        if DOSSIER.may(actor, Action.READ, dossier):
            mentions.found[actor.user_id] = actor.name
        else:
            mentions.cannot_read.append(actor.name)


@dataclass(frozen=True)
class Suggestion:
    """A colleague one may mean by what is being typed."""

    name: str
    reads: bool


def suggestions(actor: Actor, begun: str, dossier: Dossier | None, *, today: date) -> list[Suggestion]:
    """The colleagues one of whose names begins so, those who may read `dossier` (if known) first."""
    wanted = fold(begun)
    colleagues = [
        other
        for other in actors_in(actor.organisation_id, today=today)
        if other.user_id != actor.user_id
        and other.is_accompanying
        and (
            fold(other.name).startswith(wanted) or any(n.startswith(wanted) for n in fold(other.name).split())
        )
    ]
    found = [
        Suggestion(other.name, dossier is None or DOSSIER.may(other, Action.READ, dossier))
        for other in sorted(colleagues, key=lambda other: other.name)[:8]
    ]
    return sorted(found, key=lambda suggestion: not suggestion.reads)
