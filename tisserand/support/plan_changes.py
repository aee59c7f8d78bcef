"""What changed between two contents of a plan, in words one can read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tisserand.people.names import partial_date
from tisserand.support.plan_content import Content


@dataclass(frozen=True)
class Change:
    """One difference: a sign (`added`, `removed`, `changed`), what it is about, before and after."""

    sign: str
    about: str
    was: str = ""
    now: str = ""


def changes_between(before: Content, after: Content) -> list[Change]:
    """Every difference of definition, in the order of the plan. Ticking, reaching and reordering are none."""
    changes = list(_changed("Ce qui compte", before["aspiration"], after["aspiration"]))
    old, new = _by_id(before["goals"]), _by_id(after["goals"])
    for pk, goal in new.items():
        changes += (
            _goal_changes(old[pk], goal) if pk in old else [Change("added", "Objectif", now=goal["title"])]
        )
        if pk not in old:
            changes += [_step_added(goal, step) for step in goal["steps"]]
    changes += [Change("removed", "Objectif", was=goal["title"]) for pk, goal in old.items() if pk not in new]
    return changes


def _by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def _changed(about: str, was: str, now: str) -> Iterator[Change]:
    if was != now:
        yield Change("changed" if was and now else "added" if now else "removed", about, was, now)


def _goal_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    yield from _changed("Objectif", before["title"], after["title"])
    sign = f"Le signe que c’est gagné, pour « {after['title']} »"
    yield from _changed(sign, before["success_sign"], after["success_sign"])
    old, new = _by_id(before["steps"]), _by_id(after["steps"])
    for pk, step in new.items():
        if pk in old:
            yield from _step_changes(old[pk], step)
        else:
            yield _step_added(after, step)
    for pk, step in old.items():
        if pk not in new:
            yield Change("removed", f"Étape de « {after['title']} »", was=step["title"])


def _step_added(goal: dict[str, Any], step: dict[str, Any]) -> Change:
    when = f", pour le {day(step['due_on'])}" if step["due_on"] else ""
    return Change("added", f"Étape de « {goal['title']} »", now=f"{step['title']} ({step['who']}{when})")


def _step_changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    yield from _changed("Étape", before["title"], after["title"])
    if _doer(before) != _doer(after):
        yield Change("changed", f"Qui se charge de « {after['title']} »", before["who"], after["who"])
    about = f"La date de « {after['title']} »"
    yield from _changed(about, day(before["due_on"]), day(after["due_on"]))


def _doer(step: dict[str, Any]) -> tuple[str, ...]:
    """Who does it, whatever names they go by today; a partner is only a name."""
    return step["doer"], step["worker"], step["who"] if step["doer"] == "partner" else ""


def day(iso: str) -> str:
    """« 2026-12-03 » → « 3 décembre 2026 »; nothing stays nothing."""
    if not iso:
        return ""
    on = date.fromisoformat(iso)
    return partial_date(on.year, on.month, on.day)
