"""What may be chosen in an agreement, topics first: the rooms that hold it say so here, and are asked again at the end.

This room knows ids only. Whatever a chooser does not offer to this actor cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.people.models import Person
from tisserand.sharing.choices import ItemKind

MOST_SHOWN = 60  # the latest; those chosen already are always shown


@dataclass(frozen=True)
class Choice:
    """One note or document that may be shared: what it is, in a few words."""

    pk: UUID
    title: str
    text: str = ""

    @property
    def words(self) -> str:
        """Both on one line."""
        return f"{self.title}\u00a0: {self.text}" if self.text else self.title


@dataclass(frozen=True)
class Offer:
    """What may be chosen: the latest, and how many more there are."""

    choices: list[Choice] = field(default_factory=list)
    more: int = 0

    def words_of(self, pk: UUID) -> str:
        """What one of them is; an empty string when it is not offered any more."""
        return next((choice.words for choice in self.choices if choice.pk == pk), "")


# Of the actor and the person: the latest ones, with those of `kept` that may still be chosen; or those of `kept` alone.
Chooser = Callable[[Actor, Person, Collection[UUID], bool], Offer]
_choosers: dict[ItemKind, Chooser] = {}


def register_chooser(kind: ItemKind, chooser: Chooser) -> None:
    """Let a room say what may be chosen among what it holds; called from its `AppConfig.ready`."""
    _choosers[kind] = chooser


def offer_of(actor: Actor, person: Person, kind: ItemKind, kept: Collection[UUID] = ()) -> Offer:
    """What may be chosen of this kind."""
    chooser = _choosers.get(kind)
    return chooser(actor, person, kept, False) if chooser else Offer()


# Of the actor and the person: the topics of what is told of them.
TopicsTold = Callable[[Actor, Person], Iterable[str]]
_topics_told: list[TopicsTold] = []


def register_topics_told(told: TopicsTold) -> None:
    """Let a room say what topics it holds something of; called from its `AppConfig.ready`."""
    _topics_told.append(told)


def topics_told(actor: Actor, person: Person) -> set[str]:
    """The topics of which something is told here, as far as this actor reads."""
    return {topic for told in _topics_told for topic in told(actor, person)}


def chosen_among(actor: Actor, person: Person, kind: ItemKind, ids: Collection[UUID]) -> list[Choice]:
    """Those of `ids` that this actor may choose."""
    chooser = _choosers.get(kind)
    return chooser(actor, person, ids, True).choices if chooser and ids else []
