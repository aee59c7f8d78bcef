"""A day put into lines: what not to let pass and why, who is silent, what advances; one sentence sums it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.support.choices import Priority, WelcomeOutcome
from tisserand.support.models import Entry, FirstWelcome, PutOff, Victory
from tisserand.support.queries import today as queries
from tisserand.support.queries import today_questions as asked
from tisserand.support.queries.plan import REVIEW_LEAD
from tisserand.support.queries.today import Held
from tisserand.support.today_lines import (
    Line,
    LongWork,
    by_person,
    deadline_line,
    document_line,
    long_work,
    review_line,
    silence_line,
    step_line,
    urgent_line,
    welcome_line,
)

SHOWN = 12  # lines one takes in at a glance; the others unfold
SILENCES, LONG_WORKS = 6, 5
_WORDS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
)


@dataclass
class Day:
    """Everything the page shows. `counts` are true even where lists are cut short."""

    sentence: str = ""
    lines: list[Line] = field(default_factory=list)
    silences: list[Line] = field(default_factory=list)
    long_works: list[LongWork] = field(default_factory=list)
    victories: list[Victory] = field(default_factory=list)
    mentions: list[Entry] = field(default_factory=list)
    put_off: list[PutOff] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def silences_unseen(self) -> int:
        """How many silences are not on the page."""
        return self.counts.get("silent", 0) - len(self.silences)

    @property
    def long_words(self) -> str:
        """« Quatre projets avancent sans bruit. »"""
        if not self.long_works:
            return ""
        told = in_words(len(self.long_works), "projet avance", "projets avancent", "un")
        return f"{told[:1].upper()}{told[1:]} sans bruit. Un mot à chacun\u202f?"

    @property
    def first_lines(self) -> list[Line]:
        """Those one sees at once."""
        return self.lines[:SHOWN]

    @property
    def other_lines(self) -> list[Line]:
        """Those that unfold."""
        return self.lines[SHOWN:]


def day_of(actor: Actor, *, now: datetime) -> Day:
    """The day of `actor`: as many questions whatever the number of dossiers."""
    today = timezone.localdate(now)
    day = Day(put_off=asked.put_off(actor, today))
    held = list(map(Held._make, asked.held(actor, today)))
    urgent = _urgent(day, held)
    lines = list(_due_lines(day, actor, today))
    told = {line.dossier_id for line in lines}
    lines += [urgent_line(dossier) for dossier in urgent if dossier.pk not in told]
    day.lines = by_person(sorted(lines, key=lambda line: (not line.is_urgent, line.due_on)))[: asked.KEPT]
    day.silences = [silence_line(dossier, today) for dossier in _silent(day, held, today)[:SILENCES]]
    day.long_works = list(islice(_long_works(held, today), LONG_WORKS))
    day.victories = asked.victories(actor, today - queries.WEEK, today)
    day.mentions = asked.mentions(actor, now - queries.MENTIONS_LAST)
    day.sentence = sentence_of(actor.name.split(" ")[0], day.counts)
    return day


def day_count(day: Day, name: str, rows: list[Any]) -> list[Any]:
    """The first rows of a list, whose whole number is kept under `name`."""
    day.counts[name] = rows[0].in_all if rows else 0
    return rows


def _urgent(day: Day, held: list[Held]) -> list[Held]:
    """The urgent dossiers, those heard from longest ago first."""
    rows = [row for row in held if row.priority == Priority.URGENT and not row.is_later]
    day.counts["urgent"] = len(rows)
    return sorted(rows, key=lambda row: (row.heard_on, row.pk))


def _silent(day: Day, held: list[Held], today: date) -> list[Held]:
    """The dossiers from which no news came within the agreed time, longest silence first."""
    rows = [row for row in held if row.expected_on and row.expected_on < today and not row.is_later]
    day.counts["silent"] = len(rows)
    return sorted(rows, key=lambda row: (row.expected_on, row.pk))


def _long_works(held: list[Held], today: date) -> Iterator[LongWork]:
    """What advances without noise: opened a long time ago, not urgent, with steps; the oldest first."""
    since = today - queries.LONG_TERM
    rows = [row for row in held if row.opened_on <= since and row.priority != Priority.URGENT]
    told = asked.steps_by_dossier(None, tuple(row.pk for row in rows)) if rows else []
    steps = {count["goal__plan__dossier_id"]: count for count in told}
    for row in sorted(rows, key=lambda row: (row.opened_on, row.pk)):
        if row.pk in steps:
            yield long_work(row, today, done=steps[row.pk]["done"], total=steps[row.pk]["in_all"])


def _due_lines(day: Day, actor: Actor, today: date) -> Iterator[Line]:
    kinds: list[tuple[str, list[Any], Callable[..., Line]]] = [
        ("deadlines", asked.deadlines(actor, today), deadline_line),
        ("documents", asked.documents(actor, today), document_line),
        ("steps", asked.steps(actor, today), step_line),
        ("reviews", asked.reviews(actor, today, today + REVIEW_LEAD), review_line),
    ]
    for name, rows, line in kinds:
        yield from (line(row, actor, today) for row in day_count(day, name, rows))
    yield from _welcome_lines(day, actor, today)


def _welcome_lines(day: Day, actor: Actor, today: date) -> list[Line]:
    welcomes = day_count(day, "welcomes", asked.welcomes(actor))
    _count_urgent_welcomes(day, welcomes)
    return [welcome_line(welcome, actor, today) for welcome in welcomes]


def _count_urgent_welcomes(day: Day, welcomes: list[FirstWelcome]) -> None:
    """A welcome in urgency counts among the urgencies, once."""
    urgent = sum(welcome.outcome == WelcomeOutcome.URGENT for welcome in welcomes)
    day.counts["welcomes"] -= urgent
    day.counts["urgent"] = day.counts.get("urgent", 0) + urgent


# The sentence of the day: what there is, in words, the most pressing last. Three things at most: it is a sentence.
_NOUNS = {
    "silent": ("personne sans nouvelles", "personnes sans nouvelles", "une"),
    "reviews": ("bilan à préparer", "bilans à préparer", "un"),
    "welcomes": ("accueil en attente", "accueils en attente", "un"),
    "documents": ("document à renouveler", "documents à renouveler", "un"),
    "steps": ("étape", "étapes", "une"),
    "deadlines": ("échéance", "échéances", "une"),
    "urgent": ("urgence", "urgences", "une"),
}
TOLD = 3


def sentence_of(first_name: str, counts: dict[str, int]) -> str:
    """« Bonjour Sophie. Deux échéances, une urgence. »"""
    told = [in_words(counts[name], *_NOUNS[name]) for name in _NOUNS if counts.get(name)]
    words = ", ".join(told[-TOLD:])
    words = f"{words[:1].upper()}{words[1:]}." if words else "Rien ne presse aujourd’hui."
    return f"Bonjour {first_name}. {words}"


def in_words(count: int, one: str, many: str, article: str) -> str:
    """« une échéance », « deux échéances »; figures beyond sixteen."""
    if count == 1:
        return f"{article} {one}"
    return f"{_WORDS[count] if count < len(_WORDS) else count} {many}"


def reception_of(actor: Actor, *, now: datetime) -> Day:
    """The day of the front desk: who waits for an answer or an appointment."""
    today = timezone.localdate(now)
    day = Day()
    day.lines = _welcome_lines(day, actor, today)
    day.sentence = sentence_of(actor.name.split(" ")[0], day.counts)
    return day
