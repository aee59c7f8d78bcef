"""The plan as its page shows it: goals with their steps, who does them, what is late, what a filter hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tisserand.accounts.actors import Actor
from tisserand.support.choices import Doer, GoalState, StepState
from tisserand.support.models import Goal, Step
from tisserand.support.plan_content import who_does
from tisserand.support.queries.plan import OPEN_STEPS

TONES = {Doer.PERSON: "plum", Doer.WORKER: "teal", Doer.BOTH: "ochre", Doer.PARTNER: "neutral"}
ICONS = {Doer.PERSON: "person", Doer.WORKER: "person-badge", Doer.BOTH: "people", Doer.PARTNER: "building"}


@dataclass(frozen=True)
class StepLine:
    """A step, and what must be seen of it."""

    step: Step
    who: str
    is_mine: bool
    is_late: bool

    @property
    def tone(self) -> str:
        """The tone of whoever does it."""
        return TONES[Doer(self.step.doer)]

    @property
    def icon(self) -> str:
        """The icon of whoever does it."""
        return ICONS[Doer(self.step.doer)]

    @property
    def is_done(self) -> bool:
        """Whether it is ticked."""
        return self.step.state == StepState.DONE

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.step.state in OPEN_STEPS


@dataclass(frozen=True)
class GoalCard:
    """A goal with the lines that a filter leaves; `hidden` counts the others."""

    goal: Goal
    lines: list[StepLine]
    hidden: int
    done: int
    total: int


Keep = Callable[[StepLine], bool]
FILTERS: dict[str, tuple[str, Keep]] = {
    "": ("Toutes les étapes", lambda line: True),
    "miennes": ("Les miennes", lambda line: line.is_mine),
    "personne": ("", lambda line: line.step.doer in (Doer.PERSON, Doer.BOTH)),  # named after the person
    "retard": ("En retard", lambda line: line.is_late),
}


@dataclass(frozen=True)
class FilterLink:
    """One filter above the goals, with how many steps it keeps."""

    key: str
    label: str
    count: int
    current: bool


class PlanPage:
    """Everything the page draws, from rows already fetched: it asks the database nothing."""

    def __init__(
        self, goals: Iterable[Goal], *, actor: Actor, first_name: str, today: date, only: str = ""
    ) -> None:
        self.actor, self.first_name, self.today = actor, first_name, today
        self.only = only if only in FILTERS else ""
        self.cards = [self._card(goal) for goal in goals]

    def _card(self, goal: Goal) -> GoalCard:
        lines = [self._line(step) for step in goal.steps.all()]
        kept = [line for line in lines if FILTERS[self.only][1](line)]
        counted = [line for line in lines if line.step.state != StepState.ABANDONED]
        done = sum(line.is_done for line in counted)
        return GoalCard(goal, kept, len(lines) - len(kept), done, len(counted))

    def _line(self, step: Step) -> StepLine:
        mine = step.worker_id is not None and step.worker_id == self.actor.user_id
        late = step.state in OPEN_STEPS and step.due_on is not None and step.due_on < self.today
        return StepLine(step, who_does(step, self.first_name), mine, late)

    @property
    def active(self) -> list[GoalCard]:
        """The goals one works at; under a filter, those it leaves something of."""
        cards = [card for card in self.cards if card.goal.state == GoalState.ACTIVE]
        return [card for card in cards if card.lines] if self.only else cards

    @property
    def ended(self) -> list[GoalCard]:
        """The goals reached or set aside, latest first."""
        cards = [card for card in self.cards if card.goal.state != GoalState.ACTIVE]
        return sorted(cards, key=lambda card: card.goal.ended_on or self.today, reverse=True)

    @property
    def done(self) -> int:
        """Steps done, of the goals that were not set aside."""
        return sum(card.done for card in self._counted)

    @property
    def total(self) -> int:
        """Steps to do or done, of the goals that were not set aside."""
        return sum(card.total for card in self._counted)

    @property
    def _counted(self) -> list[GoalCard]:
        return [card for card in self.cards if card.goal.state != GoalState.SET_ASIDE]

    @property
    def shown(self) -> int:
        """Lines that the filter leaves."""
        return sum(len(card.lines) for card in self.active)

    @property
    def all_lines(self) -> int:
        """Lines of the active goals."""
        return sum(len(c.lines) + c.hidden for c in self.cards if c.goal.state == GoalState.ACTIVE)

    def filters(self) -> list[FilterLink]:
        """The filters, each with its count."""
        goals = [card.goal for card in self.cards if card.goal.state == GoalState.ACTIVE]
        lines = [self._line(step) for goal in goals for step in goal.steps.all()]
        return [
            FilterLink(key, label or f"Celles de {self.first_name}", sum(map(keep, lines)), key == self.only)
            for key, (label, keep) in FILTERS.items()
        ]
