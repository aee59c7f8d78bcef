"""The doors of the plan: those around the dossier; colleagues and reception know that it exists, nothing more."""

from datetime import date
from typing import Any

from tests.cast import World
from tests.doors import THOSE_AROUND, Door, to, with_dossier
from tisserand.support.services.plan import complete_step
from tisserand.support.services.refusals import decline_plan
from tisserand.support.services.reviews import plan_review
from tisserand.support.tests.factories_plan import NOW, make_agreement, make_plan

THOSE_WHO_KNOW = ("neighbour", "reception")
REFUSED = to(THOSE_WHO_KNOW, 403)
READ = to(THOSE_AROUND) | REFUSED
DONE = to(THOSE_AROUND, 302) | REFUSED


def _plan(world: World) -> dict[str, Any]:
    make_plan(world)
    return with_dossier(world)


def _goal(world: World) -> dict[str, Any]:
    return with_dossier(world) | {"goal_id": make_plan(world).pk}


def _step(world: World) -> dict[str, Any]:
    return with_dossier(world) | {"step_id": make_plan(world).steps.first().pk}


def _done_step(world: World) -> dict[str, Any]:
    step = make_plan(world).steps.first()
    complete_step(actor=world.cast.actor("referent"), step=step, now=NOW)
    return with_dossier(world) | {"step_id": step.pk}


def _version(world: World) -> dict[str, Any]:
    make_agreement(world, make_plan(world))
    return with_dossier(world) | {"version": 1}


def _refusal(world: World) -> dict[str, Any]:
    plan = make_plan(world).plan
    actor = world.cast.actor("referent")
    refusal = decline_plan(actor=actor, plan=plan, declined_on=date(2026, 11, 23), now=NOW)
    return with_dossier(world) | {"refusal_id": refusal.pk}


def _review(world: World) -> dict[str, Any]:
    plan = make_plan(world).plan
    review = plan_review(actor=world.cast.actor("referent"), plan=plan, planned_on=date(2026, 12, 7), now=NOW)
    return with_dossier(world) | {"review_id": review.pk}


def _post(args: Any, data: dict[str, str] | None = None) -> Door:
    return Door(args=args, method="post", allowed=DONE, data=lambda world: data or {})


DOORS = {
    "support:plan_detail": Door(args=_plan, allowed=READ),
    "support:plan_aspire": Door(args=with_dossier, allowed=READ),
    "support:plan_print": Door(args=_plan, allowed=READ),
    "support:goal_add": Door(args=with_dossier, allowed=READ),
    "support:goal_edit": Door(args=_goal, allowed=READ),
    "support:goal_remove": _post(_goal),
    "support:goal_reach": _post(_goal),
    "support:goal_set_aside": Door(args=_goal, allowed=READ),
    "support:goal_reopen": _post(_goal),
    "support:goal_place": _post(_goal, {"place": "bas"}),
    "support:step_add": Door(args=_goal, allowed=READ),
    "support:step_edit": Door(args=_step, allowed=READ),
    "support:step_remove": _post(_step),
    "support:step_complete": _post(_step),
    "support:step_reopen": _post(_done_step),
    "support:step_move": _post(_step, {"state": "on_hold"}),
    "support:step_abandon": Door(args=_step, allowed=READ),
    "support:step_place": _post(_step, {"place": "bas"}),
    "support:step_victory": Door(args=_done_step, allowed=READ),
    "support:agreement_create": Door(args=_plan, allowed=READ),
    "support:agreement_list": Door(args=_plan, allowed=READ),
    "support:agreement_detail": Door(args=_version, allowed=READ),
    "support:agreement_print": Door(args=_version, allowed=READ),
    "support:refusal_create": Door(args=_plan, allowed=READ),
    "support:refusal_detail": Door(args=_refusal, allowed=READ),
    "support:review_list": Door(args=_plan, allowed=READ),
    "support:review_plan": Door(args=_plan, allowed=READ),
    "support:review_detail": Door(args=_review, allowed=READ),
    "support:review_prepare": Door(args=_review, allowed=READ),
    "support:review_hold": Door(args=_review, allowed=READ),
}
