"""Small wins and dates that matter: written, corrected, taken back, due to someone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.cast import World
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import ClosingReason, DeadlineKind
from tisserand.support.models import Deadline, Goal, Plan, Victory
from tisserand.support.queries.deadlines import deadlines_due
from tisserand.support.services import deadlines, victories

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def win(world: World, who: str = "referent", **said: object) -> Victory:
    given = {"words": "Elle a appelé seule.", "happened_on": TODAY, "now": NOW} | said
    return victories.note_victory(actor=world.cast.actor(who), dossier=world.dossier, **given)  # type: ignore[arg-type]


def deadline(world: World, who: str = "referent", **said: object) -> Deadline:
    given = {
        "kind": DeadlineKind.HEARING,
        "title": "Audience d’expulsion",
        "due_on": TODAY + timedelta(days=9),
        "lead_days": 15,
        "now": NOW,
    }
    return deadlines.set_deadline(actor=world.cast.actor(who), dossier=world.dossier, **given | said)  # type: ignore[arg-type]


def test_those_around_note_and_others_do_not(world: World) -> None:
    win(world, "colleague")
    for name, refusal in (
        ("neighbour", PermissionDenied),
        ("reception", PermissionDenied),
        ("partner", Http404),
    ):
        with pytest.raises(refusal):
            win(world, name)
        with pytest.raises(refusal):
            deadline(world, name)


def test_nothing_is_written_in_a_closed_dossier(world: World) -> None:
    world.dossier.closed_on, world.dossier.closing_reason = TODAY, ClosingReason.AUTONOMY
    world.dossier.save()
    with pytest.raises(PermissionDenied):
        win(world)


def test_a_win_belongs_to_a_goal_of_the_same_plan(world: World) -> None:
    plan = Plan.objects.create(dossier=world.restricted, person=world.restricted.person)
    with pytest.raises(ValidationError):
        win(world, goal=Goal.objects.create(plan=plan, person=plan.person, title="Ailleurs"))


def test_a_win_is_told_otherwise_or_taken_back(world: World) -> None:
    victory = win(world)
    said = {"happened_on": TODAY, "topic": "", "said_by_person": True, "goal": None, "step": None, "now": NOW}
    actor = world.cast.actor("colleague")
    stale = Victory.objects.get(pk=victory.pk)
    victories.edit_victory(actor=actor, victory=victory, words="Mieux dit", expected=1, **said)
    with pytest.raises(StaleRevision):
        victories.edit_victory(actor=actor, victory=stale, words="Trop tard", expected=1, **said)
    victories.remove_victory(actor=actor, victory=victory, now=NOW)
    assert not Victory.objects.exists()
    history = Victory.pgh_event_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(history)[-1] == "delete"


def test_a_deadline_comes_with_its_lead_time_to_those_it_concerns(world: World) -> None:
    set_by_colleague = deadline(world, "colleague")
    deadline(world, lead_days=3, title="Pas encore")
    for name, seen in (("referent", 1), ("colleague", 1), ("coordinator", 0), ("partner", 0)):
        assert len(deadlines_due(world.cast.actor(name), TODAY)) == seen, name
    assert deadlines_due(world.cast.actor("referent"), TODAY).get() == set_by_colleague


def test_a_settled_deadline_keeps_its_outcome_and_can_come_back(world: World) -> None:
    actor = world.cast.actor("referent")
    row = deadlines.handle_deadline(actor=actor, deadline=deadline(world), outcome="Délai accordé", now=NOW)
    assert (row.handled_on, row.outcome) == (TODAY, "Délai accordé")
    assert not deadlines_due(actor, TODAY)
    assert deadlines.reopen_deadline(actor=actor, deadline=row, now=NOW).handled_on is None
    assert deadlines_due(actor, TODAY)
