"""Agreements: one version kept as it was shown, told apart from what the plan became."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World
from tisserand.support.choices import Doer, Expression, StepState
from tisserand.support.models import PlanAgreement
from tisserand.support.plan_changes import changes_between
from tisserand.support.plan_content import digest_of, plan_content
from tisserand.support.services import agreements
from tisserand.support.services import plan as plans
from tisserand.support.services.reviews import Look, hold_review, plan_review, prepare_review
from tisserand.support.tests.factories_plan import NOW, TODAY, make_agreement, make_goal, make_plan, make_step

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@pytest.mark.django_db
def test_the_database_refuses_any_change(world: World) -> None:
    agreement = make_agreement(world, make_plan(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanAgreement.objects.filter(pk=agreement.pk).update(person_remark="autre chose")
    assert agreements.holds(PlanAgreement.objects.get(pk=agreement.pk))


@pytest.mark.django_db
def test_a_forged_row_shows(world: World) -> None:
    agreement = make_agreement(world, make_plan(world))
    agreement.person_remark = "J’accepte tout"
    assert not agreements.holds(agreement)
    agreement.refresh_from_db()
    agreement.content["goals"][0]["title"] = "Autre chose"
    assert not agreements.holds(agreement)


@pytest.mark.django_db
def test_life_of_the_plan_is_no_change_but_definitions_are(world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    actor = world.cast.actor("referent")
    first, second, *_ = goal.steps.all()
    plans.complete_step(actor=actor, step=first, now=NOW)
    plans.move_step(actor=actor, step=second, state=StepState.ON_HOLD, now=NOW)
    plans.place_step(actor=actor, step=first, position=3, now=NOW)
    plans.reach_goal(actor=actor, goal=goal, now=NOW)
    assert agreements.changes_since_agreement(goal.plan) == []
    plans.move_step(actor=actor, step=second, state=StepState.ABANDONED, reason="refus du FSL", now=NOW)
    make_step(world, goal, "Voir l’Adil", due_on=date(2026, 12, 3))
    signs = [(c.sign, c.was or c.now) for c in agreements.changes_since_agreement(goal.plan)]
    assert signs == [
        ("added", "Voir l’Adil (Nadia, pour le 3 décembre 2026)"),
        ("removed", "Monter le dossier FSL"),
    ]


@pytest.mark.django_db
def test_the_picture_is_of_the_day_of_the_agreement(world: World) -> None:
    goal = make_plan(world)
    actor = world.cast.actor("referent")
    first, second, *_ = goal.steps.all()
    plans.complete_step(actor=actor, step=first, done_on=date(2026, 11, 2), now=NOW)
    plans.complete_step(actor=actor, step=second, done_on=TODAY, now=NOW)
    kept = make_agreement(world, goal, agreed_on=date(2026, 11, 3)).content["goals"][0]["steps"]
    assert [step["done_on"] for step in kept] == ["2026-11-02", "", "", ""]
    assert agreements.changes_since_agreement(goal.plan) == []


@pytest.mark.django_db
def test_the_next_agreement_is_an_amendment_with_a_reason(world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    with pytest.raises(ValidationError):
        make_agreement(world, goal)
    assert make_agreement(world, goal, amends_because="Nadia a trouvé un emploi").version == 2


@pytest.mark.django_db
def test_what_was_shown_is_what_is_agreed(world: World) -> None:
    goal = make_plan(world)
    shown = digest_of(plan_content(goal.plan))
    make_step(world, goal, "Ajoutée pendant qu’on lisait")
    with pytest.raises(agreements.PlanMoved):
        make_agreement(world, goal, shown=shown)


@pytest.mark.django_db
def test_a_representative_is_named_and_an_empty_plan_is_not_agreed(world: World) -> None:
    goal = make_goal(world)
    with pytest.raises(ValidationError):
        make_agreement(world, goal, expression=Expression.REPRESENTATIVE)
    plans.set_goal_aside(actor=world.cast.actor("referent"), goal=goal, reason="plus tard", now=NOW)
    with pytest.raises(ValidationError):
        make_agreement(world, goal)


@pytest.mark.django_db
def test_a_review_leads_to_the_next_one(world: World) -> None:
    goal = make_plan(world)
    actor = world.cast.actor("referent")
    review = plan_review(actor=actor, plan=goal.plan, planned_on=TODAY, now=NOW)
    prepare_review(
        actor=actor, review=review, said_by_person="Je dors mieux", said_by_worker="", expected=1, now=NOW
    )
    hold_review(
        actor=actor,
        review=review,
        held_on=TODAY,
        present="Nadia, Sophie",
        summary="On continue.",
        looks=[Look(goal, "moving", "Appeler le matin marche mieux")],
        next_on=date(2027, 5, 24),
        expected=2,
        now=NOW,
    )
    goal.plan.refresh_from_db()
    assert goal.plan.next_review_on == date(2027, 5, 24)
    assert [r.held_on for r in goal.plan.reviews.all()] == [None, TODAY]
    assert review.reviewed_goals.get().learnt == "Appeler le matin marche mieux"


def _step_content() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "title": WORDS,
            "doer": st.sampled_from(Doer.values),
            "worker": st.sampled_from(["", "u1", "u2"]),
            "who": WORDS,
            "due_on": st.one_of(st.just(""), st.dates().map(date.isoformat)),
            "done_on": st.just(""),
        }
    )


CONTENTS = st.fixed_dictionaries(
    {
        "aspiration": st.text(max_size=10),
        "goals": st.lists(
            st.fixed_dictionaries(
                {
                    "id": st.uuids().map(str),
                    "title": WORDS,
                    "success_sign": st.text(max_size=10),
                    "steps": st.lists(_step_content(), max_size=3),
                }
            ),
            max_size=3,
        ),
    }
)


@given(CONTENTS)
def test_nothing_changed_reads_as_nothing_and_order_does_not_count(content: dict[str, Any]) -> None:
    turned = deepcopy(content)
    turned["goals"].reverse()
    for goal in turned["goals"]:
        goal["steps"].reverse()
        for step in goal["steps"]:
            step["done_on"] = "2026-11-23"
    assert changes_between(content, turned) == []


@given(CONTENTS, CONTENTS)
def test_every_change_reads_backwards_too(before: dict[str, Any], after: dict[str, Any]) -> None:
    forth, back = changes_between(before, after), changes_between(after, before)
    assert bool(forth) == bool(back)
    assert bool(forth) == (_definitions(before) != _definitions(after))


def _definitions(content: dict[str, Any]) -> tuple[Any, ...]:
    goals = {
        goal["id"]: (goal["title"], goal["success_sign"], {s["id"]: str(s) for s in goal["steps"]})
        for goal in content["goals"]
    }
    return content["aspiration"], goals


@given(CONTENTS)
def test_the_digest_depends_on_content_not_on_the_order_of_keys(content: dict[str, Any]) -> None:
    turned = dict(reversed(list(content.items())))
    assert digest_of(turned) == digest_of(content)
    assert digest_of(content | {"aspiration": content["aspiration"] + "."}) != digest_of(content)
