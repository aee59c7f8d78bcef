"""What was decided becomes a step of the plan, with whoever takes charge of it; undone, nothing is left of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.common.clock import now
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.models import Attendee, Conference
from tisserand.coordination.services.decisions import make_step, remove_decision, undo_step
from tisserand.coordination.tests.conference_factories import (
    invite_partner,
    make_conference,
    make_decision,
    make_goal,
    make_sister,
    sit,
)
from tisserand.support.choices import Doer
from tisserand.support.models import Step
from tisserand.support.services.plan import complete_step

pytestmark = pytest.mark.django_db
DUE = date(2027, 1, 20)


@pytest.fixture
def meeting(world: World) -> Conference:
    """A meeting that is over."""
    return make_conference(world, ConferenceState.MINUTES)


def step_of(world: World, owner: Attendee | None, meeting: Conference) -> Step:
    """The step that a decision of this owner makes."""
    decision = make_decision(meeting, owner=owner, due_on=DUE)
    return make_step(actor=world.cast.actor("referent"), decision=decision, goal=make_goal(world), now=now())


def test_the_owner_does_the_step(world: World, meeting: Conference) -> None:
    person, colleague = meeting.attendees.order_by("created_at")
    partner, _ = invite_partner(world, meeting)
    sister = sit(meeting, Seat.RELATIVE, member=make_sister(world))
    expected: list[tuple[Attendee | None, dict[str, Any]]] = [
        (person, {"doer": Doer.PERSON, "worker": None}),
        (colleague, {"doer": Doer.WORKER, "worker": world.cast.referent}),
        (partner, {"doer": Doer.PARTNER, "partner_name": "Association d’essai"}),
        (sister, {"doer": Doer.PARTNER, "partner_name": "Samira"}),
        (None, {"doer": Doer.BOTH}),
    ]
    for owner, said in expected:
        step = step_of(world, owner, meeting)
        assert {name: getattr(step, name) for name in said} == said
        assert (step.title, step.due_on) == ("Appeler le bailleur", DUE)


def test_made_twice_it_is_one_step_and_undone_the_decision_stays(world: World, meeting: Conference) -> None:
    decision, goal, actor = make_decision(meeting), make_goal(world), world.cast.actor("referent")
    steps = {make_step(actor=actor, decision=decision, goal=goal, now=now()).pk for _ in range(2)}
    assert len(steps) == 1
    decision.refresh_from_db()
    with pytest.raises(ValidationError):
        remove_decision(actor=actor, decision=decision, now=now())
    for _ in range(2):
        undo_step(actor=actor, decision=decision, now=now())
    decision.refresh_from_db()
    assert decision.step is None
    assert not Step.objects.exists()


def test_a_step_that_has_lived_is_not_undone(world: World, meeting: Conference) -> None:
    decision, actor = make_decision(meeting), world.cast.actor("referent")
    step = make_step(actor=actor, decision=decision, goal=make_goal(world), now=now())
    complete_step(actor=actor, step=step, now=now())
    with pytest.raises(ValidationError):
        undo_step(actor=actor, decision=decision, now=now())
    assert Step.objects.count() == 1


def test_with_one_goal_a_single_press_does_it(world: World, meeting: Conference) -> None:
    decision, client = make_decision(meeting), client_of(world.cast.referent)
    args = [meeting.person_id, meeting.pk, decision.pk]
    address = reverse("coordination:decision_plan", args=args)
    client.post(address)
    assert not Step.objects.exists(), "no goal to put it under"
    make_goal(world)
    client.post(address)
    assert Step.objects.get().title == "Appeler le bailleur"
    client.post(reverse("coordination:decision_unplan", args=args))
    assert not Step.objects.exists()


def test_never_under_a_goal_of_someone_else(world: World, meeting: Conference) -> None:
    goal = make_goal(world)
    goal.person = world.restricted.person
    with pytest.raises(ValidationError):
        make_step(actor=world.cast.actor("referent"), decision=make_decision(meeting), goal=goal, now=now())
