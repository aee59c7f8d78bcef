"""A round of listening as it stands: whose turn, whom they say back first, who spoke, who passed. Nothing but rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tisserand.coordination.choices import TurnState
from tisserand.coordination.models import ListeningTurn

T = TypeVar("T")


@dataclass(frozen=True)
class Round:
    """The latest round of a meeting."""

    turns: Sequence[ListeningTurn]

    @property
    def number(self) -> int:
        """Which round it is: 0 before the first."""
        return self.turns[-1].round if self.turns else 0

    @property
    def current(self) -> ListeningTurn | None:
        """Whose turn it is; nobody's once everyone had theirs."""
        return next((turn for turn in self.turns if turn.state == TurnState.WAITING), None)

    @property
    def heard(self) -> ListeningTurn | None:
        """Whoever spoke last: the one whose turn it is says back what they said, before anything else."""
        spoken = [turn for turn in self.turns if turn.state == TurnState.SPOKEN]
        return spoken[-1] if spoken and self.current else None

    @property
    def asks_back(self) -> bool:
        """Whether what was heard must still be said back, and found right by whoever said it."""
        return self.heard is not None and self.current is not None and not self.current.is_understood

    @property
    def last(self) -> ListeningTurn | None:
        """The turn that was ended last: it may be taken back."""
        ended = [turn for turn in self.turns if turn.state != TurnState.WAITING]
        return ended[-1] if ended else None

    @property
    def is_over(self) -> bool:
        """Whether everyone had their turn."""
        return bool(self.turns) and self.current is None

    @property
    def stamp(self) -> str:
        """What an open screen saw: the same, nothing is to be drawn again."""
        return ".".join([str(self.number), *(f"{t.state[0]}{int(t.is_understood)}" for t in self.turns)])


def latest_round(turns: Sequence[ListeningTurn]) -> Round:
    """The last one, of all the turns of a meeting."""
    number = max((turn.round for turn in turns), default=0)
    return Round([turn for turn in turns if turn.round == number])


def round_table(people: Sequence[T], first: T) -> list[T]:
    """Everyone in the order of the table, beginning by one of them."""
    start = people.index(first)
    return [*people[start:], *people[:start]]
