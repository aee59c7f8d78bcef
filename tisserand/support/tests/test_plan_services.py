"""The plan from day to day: goals, steps, who may write, what a stale save meets."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.cast import World
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import ClosingReason, Doer, GoalState, ItemKind, StepState, Topic
from tisserand.support.models import Goal, MapItem, SituationMap, Step
from tisserand.support.queries.plan import reviews_due, steps_due
from tisserand.support.services import plan as plans
from tisserand.support.services.reviews import plan_review
from tisserand.support.tests.factories_plan import NOW, TODAY, make_goal, make_plan, make_step

pytestmark = pytest.mark.django_db


def test_goals_and_steps_keep_the_order_of_writing(world: World) -> None:
    make_plan(world)
    second = make_goal(world, "Dormir")
    assert list(second.plan.goals.all()) == [second.plan.goals.first(), second]
    assert [s.position for s in second.plan.goals.first().steps.all()] == [0, 1, 2, 3]


def test_only_those_around_write_and_strangers_know_nothing(world: World) -> None:
    goal = make_goal(world)
    for name, refusal in (("neighbour", PermissionDenied), ("partner", Http404), ("administrator", Http404)):
        with pytest.raises(refusal):
            plans.add_step(actor=world.cast.actor(name), goal=goal, title="x", now=NOW)


def test_closed_dossier_is_read_not_written(world: World) -> None:
    goal = make_goal(world)
    world.dossier.closed_on, world.dossier.closing_reason = TODAY, ClosingReason.AUTONOMY
    world.dossier.save()
    with pytest.raises(PermissionDenied):
        make_step(world, Goal.objects.get(pk=goal.pk))


def test_ticking_is_traced_undone_and_leaves_the_revision_alone(world: World) -> None:
    step = make_step(world, make_goal(world))
    actor = world.cast.actor("colleague")
    done = plans.complete_step(actor=actor, step=step, now=NOW)
    assert (done.state, done.done_on, done.revision) == (StepState.DONE, TODAY, step.revision)
    assert AccessEvent.objects.filter(object_id=step.pk, actor_id=actor.user_id).count() == 1
    back = plans.reopen_step(actor=actor, step=done, state=StepState.IN_PROGRESS, now=NOW)
    assert (back.state, back.done_on) == (StepState.IN_PROGRESS, None)


def test_ticking_twice_keeps_the_first_date(world: World) -> None:
    step = make_step(world, make_goal(world))
    actor = world.cast.actor("referent")
    plans.complete_step(actor=actor, step=step, done_on=date(2026, 11, 20), now=NOW)
    assert plans.complete_step(actor=actor, step=step, now=NOW).done_on == date(2026, 11, 20)


def test_abandoning_and_setting_aside_say_why(world: World) -> None:
    goal = make_goal(world)
    step = make_step(world, goal)
    actor = world.cast.actor("referent")
    with pytest.raises(ValidationError):
        plans.move_step(actor=actor, step=step, state=StepState.ABANDONED, now=NOW)
    with pytest.raises(ValidationError):
        plans.set_goal_aside(actor=actor, goal=goal, reason=" ", now=NOW)
    aside = plans.set_goal_aside(actor=actor, goal=goal, reason="Ce n’est plus le moment", now=NOW)
    assert (aside.state, aside.ended_on) == (GoalState.SET_ASIDE, TODAY)
    assert plans.reopen_goal(actor=actor, goal=aside, now=NOW).end_reason == ""


def test_stale_edit_is_refused_and_loses_nothing(world: World) -> None:
    goal = make_goal(world)
    actor = world.cast.actor("referent")
    mine, theirs = Goal.objects.get(pk=goal.pk), Goal.objects.get(pk=goal.pk)
    plans.edit_goal(actor=actor, goal=theirs, title="Leur version", expected=1, now=NOW)
    with pytest.raises(StaleRevision) as stale:
        plans.edit_goal(actor=actor, goal=mine, title="Ma version", expected=1, now=NOW)
    assert stale.value.theirs.title == "Leur version"
    assert mine.title == "Ma version"


def test_a_change_of_doer_leaves_no_stray_name(world: World) -> None:
    step = make_step(world, make_goal(world), doer=Doer.PARTNER, partner_name="Valmont Habitat")
    step = plans.edit_step(
        actor=world.cast.actor("referent"),
        step=step,
        title=step.title,
        doer=Doer.PERSON,
        partner_name="Valmont Habitat",
        expected=1,
        now=NOW,
    )
    assert step.partner_name == ""


def test_a_goal_answers_the_map_of_the_same_person_only(world: World) -> None:
    other = SituationMap.objects.create(dossier=world.restricted, person=world.restricted.person)
    item = MapItem.objects.create(
        map=other, person=other.person, kind=ItemKind.DIFFICULTY, topic=Topic.HOUSING, title="Loyers"
    )
    with pytest.raises(ValidationError):
        plans.add_goal(
            actor=world.cast.actor("referent"), dossier=world.dossier, title="x", answers=[item], now=NOW
        )
    assert not Goal.objects.exists()


def test_placing_moves_one_and_keeps_the_others_in_order(world: World) -> None:
    goal = make_plan(world)
    last = goal.steps.last()
    plans.place_step(actor=world.cast.actor("referent"), step=last, position=1, now=NOW)
    titles = list(Step.objects.filter(goal=goal).values_list("title", flat=True))
    assert titles[:2] == ["Appeler le bailleur", "Suspendre la procédure"]


def test_what_is_due_reaches_the_referent_and_who_does_it(world: World) -> None:
    make_plan(world)
    actors = world.cast.actors()
    late = date(2026, 11, 30)
    assert [s.title for s in steps_due(actors["referent"], late)] == ["Appeler le bailleur"]
    assert not steps_due(actors["colleague"], late)
    assert not steps_due(actors["referent"], TODAY)


def test_reviews_due_two_weeks_ahead(world: World) -> None:
    goal = make_goal(world)
    actor = world.cast.actor("referent")
    plan_review(actor=actor, plan=goal.plan, planned_on=date(2026, 12, 5), now=NOW)
    assert reviews_due(actor, TODAY).count() == 1
    assert reviews_due(actor, date(2026, 11, 1)).count() == 0
    assert reviews_due(world.cast.actor("partner"), TODAY).count() == 0
