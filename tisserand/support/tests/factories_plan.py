"""Plans for tests, made through the services as people would."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.cast import World
from tisserand.support.choices import Doer, Expression
from tisserand.support.models import Goal, PlanAgreement, Step
from tisserand.support.services.agreements import agree_plan
from tisserand.support.services.plan import add_goal, add_step

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def make_goal(world: World, title: str = "Garder mon logement", **words: str) -> Goal:
    """A goal of the open dossier, written by its referent."""
    return add_goal(actor=world.cast.actor("referent"), dossier=world.dossier, title=title, now=NOW, **words)


def make_step(world: World, goal: Goal, title: str = "Appeler le bailleur", **who: object) -> Step:
    """A step of `goal`, done by the person unless said otherwise."""
    return add_step(actor=world.cast.actor("referent"), goal=goal, title=title, now=NOW, **who)  # type: ignore[arg-type]


def make_plan(world: World) -> Goal:
    """One goal with one step of each kind of doer; returns the goal."""
    goal = make_goal(world, success_sign="Je n’ai plus peur d’ouvrir les lettres")
    make_step(world, goal, due_on=date(2026, 11, 27))
    make_step(world, goal, "Monter le dossier FSL", doer=Doer.BOTH, worker=world.cast.referent)
    make_step(world, goal, "Écrire au juge", doer=Doer.WORKER, worker=world.cast.referent)
    make_step(world, goal, "Suspendre la procédure", doer=Doer.PARTNER, partner_name="Valmont Habitat")
    return goal


def make_agreement(world: World, goal: Goal, **said: object) -> PlanAgreement:
    """The referent's agreement with the person on the plan as it stands."""
    words = {"expression": Expression.SPOKEN, "agreed_on": TODAY} | said
    return agree_plan(actor=world.cast.actor("referent"), plan=goal.plan, now=NOW, **words)  # type: ignore[arg-type]
