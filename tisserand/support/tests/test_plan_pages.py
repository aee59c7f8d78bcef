"""The pages of the plan: ticking with and without script, inline adding, agreement, conflicts, reviews, the PDF."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common import clock
from tisserand.common.ids import new_id
from tisserand.support.choices import GoalState, ItemKind, Phase, StepState, Topic
from tisserand.support.models import (
    Goal,
    MapItem,
    Plan,
    PlanAgreement,
    Review,
    SituationMap,
    Step,
    Victory,
)
from tisserand.support.plan_content import digest_of, plan_content
from tisserand.support.services import plan as plans
from tisserand.support.services.reviews import plan_review
from tisserand.support.tests.factories_plan import NOW, TODAY, make_agreement, make_goal, make_plan, make_step

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


def at(name: str, world: World, **kwargs: Any) -> str:
    return reverse(f"support:{name}", kwargs={"dossier_id": world.dossier.pk} | kwargs)


def test_the_page_says_who_does_what_and_leaves_a_trace(client: Client, world: World) -> None:
    make_plan(world)
    page = client.get(at("plan_detail", world)).content.decode()
    for words in ("Garder mon logement", "Valmont Habitat", "vous", "Une proposition, pas encore un accord"):
        assert words in page
    assert AccessEvent.objects.filter(verb=Verb.READ, part="support.plan").count() == 1


def test_ten_more_steps_ask_no_more(client: Client, world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    client.get(at("plan_detail", world))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(at("plan_detail", world))
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    before = queries()
    for number in range(5):
        other = make_goal(world, f"Objectif {number}")
        make_step(world, other, doer="worker", worker=world.cast.colleague)
        make_step(world, other)
    assert queries() == before <= 20


def test_filters_say_what_they_hide(client: Client, world: World) -> None:
    make_plan(world)
    page = client.get(at("plan_detail", world), {"etapes": "miennes"}).content.decode()
    assert "<strong>2</strong> sur 4" in page
    assert "Suspendre la procédure" not in page


def test_tick_with_script_answers_the_card_and_offers_to_undo(client: Client, world: World) -> None:
    step = make_step(world, make_goal(world))
    plans.move_step(actor=world.cast.actor("referent"), step=step, state=StepState.IN_PROGRESS, now=NOW)
    answer = client.post(at("step_complete", world, step_id=step.pk), headers=HTMX).content.decode()
    assert answer.lstrip().startswith("<section")
    assert "C’est une avancée" in answer
    assert "1 sur 1" in answer
    assert 'name="avant" value="in_progress"' in answer
    assert "hx-swap-oob" in answer
    client.post(at("step_reopen", world, step_id=step.pk), {"avant": "in_progress"}, headers=HTMX)
    step.refresh_from_db()
    assert step.state == StepState.IN_PROGRESS


def test_tick_without_script_comes_back_to_the_page(client: Client, world: World) -> None:
    step = make_step(world, make_goal(world))
    answer = client.post(at("step_complete", world, step_id=step.pk), follow=True)
    assert "C’est une avancée" in answer.content.decode()


def test_a_done_step_becomes_a_victory(client: Client, world: World) -> None:
    step = make_step(world, make_goal(world))
    plans.complete_step(actor=world.cast.actor("referent"), step=step, now=NOW)
    client.post(at("step_victory", world, step_id=step.pk), {"words": "Nadia a appelé seule"})
    victory = Victory.objects.get()
    assert (victory.words, victory.step_id, victory.happened_on) == ("Nadia a appelé seule", step.pk, TODAY)


def test_adding_a_step_keeps_the_hand_on_the_words(client: Client, world: World) -> None:
    goal = make_goal(world)
    data = {"title": "Appeler", "doer": "person", "_once": str(new_id())}
    address = at("step_add", world, goal_id=goal.pk)
    answer = client.post(address, data, headers=HTMX).content.decode()
    assert re.search(r'id="id_[^"]*_title"[^>]*autofocus', answer)
    client.post(address, data, headers=HTMX)
    assert Step.objects.get().title == "Appeler"


def test_a_step_without_its_partner_is_refused_and_kept(client: Client, world: World) -> None:
    goal = make_goal(world)
    data = {"title": "Suspendre", "doer": "partner"}
    answer = client.post(at("step_add", world, goal_id=goal.pk), data, headers=HTMX)
    assert answer.status_code == 422
    assert "Nommez le partenaire" in answer.content.decode()
    assert 'value="Suspendre"' in answer.content.decode()


def test_a_goal_from_the_map_with_a_first_step(client: Client, world: World) -> None:
    drawn = SituationMap.objects.create(dossier=world.dossier, person=world.person)
    item = MapItem.objects.create(
        map=drawn, person=world.person, kind=ItemKind.DIFFICULTY, topic=Topic.HOUSING, title="Loyers impayés"
    )
    assert "En faire un objectif" in client.get(at("plan_detail", world)).content.decode()
    page = client.get(at("goal_add", world), {"repond": str(item.pk)}).content.decode()
    hint = re.search(r"piste=(o\d+)", page)
    assert hint
    started = client.get(at("goal_add", world), {"repond": str(item.pk), "piste": hint[1]})
    assert started.context["form"].initial["title"]
    data = {"title": "Rester chez moi", "answers": [item.pk], "first_step": "Ouvrir le courrier"}
    client.post(at("goal_add", world), data)
    goal = Goal.objects.get()
    assert list(goal.answers.all()) == [item]
    assert goal.steps.get().title == "Ouvrir le courrier"


@pytest.mark.parametrize(
    "odd", ["repond=x", "repond=&piste=zz", "repond=01a20727-0000-7000-8000-000000000000"]
)
def test_an_odd_address_begins_a_plain_goal(client: Client, world: World, odd: str) -> None:
    assert client.get(f"{at('goal_add', world)}?{odd}").status_code == 200


def test_two_people_rewriting_one_goal_both_see_both(client: Client, world: World) -> None:
    goal = make_goal(world)
    plans.edit_goal(
        actor=world.cast.actor("colleague"),
        goal=Goal.objects.get(pk=goal.pk),
        title="Le leur",
        expected=1,
        now=NOW,
    )
    answer = client.post(at("goal_edit", world, goal_id=goal.pk), {"title": "Le mien", "revision": 1})
    assert answer.status_code == 409
    assert {"Le leur", "Le mien"} <= set(re.findall(r"Le leur|Le mien", answer.content.decode()))


def test_two_people_rewriting_one_step(client: Client, world: World) -> None:
    step = make_step(world, make_goal(world))
    plans.edit_step(
        actor=world.cast.actor("colleague"), step=step, title="Le leur", doer="both", expected=1, now=NOW
    )
    data = {"title": "Le mien", "doer": "person", "revision": 1}
    assert client.post(at("step_edit", world, step_id=step.pk), data).status_code == 409


def test_moving_with_buttons_and_by_hand(client: Client, world: World) -> None:
    goal = make_plan(world)
    first = goal.steps.first()
    client.post(at("step_place", world, step_id=first.pk), {"place": "bas"})
    assert goal.steps.first() != first
    answer = client.post(
        at("step_place", world, step_id=first.pk), {"place": "3"}, headers={"X-Dragged": "1"}
    )
    assert answer.status_code == 204
    assert goal.steps.last() == first
    other = make_goal(world, "Dormir")
    client.post(at("goal_place", world, goal_id=other.pk), {"place": "haut"})
    assert goal.plan.goals.first() == other


def test_removing_is_for_mistakes_only(client: Client, world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    late = make_step(world, goal, "Erreur")
    client.post(at("step_remove", world, step_id=late.pk))
    assert not Step.objects.filter(pk=late.pk).exists()
    client.post(at("step_remove", world, step_id=goal.steps.first().pk))
    client.post(at("goal_remove", world, goal_id=goal.pk))
    assert goal.steps.count() == 4


def test_setting_aside_and_taking_up_again(client: Client, world: World) -> None:
    goal = make_goal(world)
    address = at("goal_set_aside", world, goal_id=goal.pk)
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Plus tard"})
    goal.refresh_from_db()
    assert goal.state == GoalState.SET_ASIDE
    client.post(at("goal_reopen", world, goal_id=goal.pk))
    goal.refresh_from_db()
    assert goal.state == GoalState.ACTIVE


def said(world: World, **changes: Any) -> dict[str, Any]:
    plan = Plan.objects.get(dossier=world.dossier)
    return {
        "expression": "spoken",
        "agreed_on": "2026-11-23",
        "next_review_on": "2027-05-24",
        "move_on": "on",
        "shown": digest_of(plan_content(plan)),
        "_once": str(new_id()),
    } | changes


def test_agreeing_keeps_a_version_sets_the_review_and_moves_on(client: Client, world: World) -> None:
    make_plan(world)
    data = said(world, person_remark="Sans en parler au père")
    for _ in range(2):  # a double click
        answer = client.post(at("agreement_create", world), data, follow=True)
    assert PlanAgreement.objects.get().person_remark == "Sans en parler au père"
    assert "empreinte vérifiée" in answer.content.decode()
    assert Review.objects.get().planned_on == date(2027, 5, 24)
    world.dossier.refresh_from_db()
    assert world.dossier.phase == Phase.ACTION


def test_what_changed_while_reading_is_shown_again(client: Client, world: World) -> None:
    goal = make_plan(world)
    data = said(world)
    make_step(world, goal, "Ajoutée entretemps")
    answer = client.post(at("agreement_create", world), data)
    assert answer.status_code == 422
    assert not PlanAgreement.objects.exists()
    again = re.search(r'name="shown" value="(\w+)"', answer.content.decode())
    assert again
    assert "Ajoutée entretemps" in answer.content.decode()
    client.post(at("agreement_create", world), data | {"shown": again[1], "_once": str(new_id())})
    assert PlanAgreement.objects.count() == 1


def test_versions_are_compared_in_words(client: Client, world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    plans.edit_goal(
        actor=world.cast.actor("referent"), goal=goal, title="Rester chez moi", expected=1, now=NOW
    )
    assert "Modifié depuis l’accord" in client.get(at("plan_detail", world)).content.decode()
    make_agreement(world, goal, amends_because="Ses mots ont changé")
    page = client.get(at("agreement_list", world), {"de": "1", "a": "2"}).content.decode()
    assert "Garder mon logement" in page
    assert "Rester chez moi" in page
    assert "Rien n’a changé" in client.get(at("agreement_list", world), {"de": "2"}).content.decode()
    assert "Garder mon logement" in client.get(at("agreement_detail", world, version=1)).content.decode()


def test_a_review_prepared_and_held(client: Client, world: World) -> None:
    goal = make_plan(world)
    actor = world.cast.actor("referent")
    review = plan_review(actor=actor, plan=goal.plan, planned_on=TODAY, now=NOW)
    at_review = {"review_id": review.pk}
    client.post(at("review_prepare", world, **at_review), {"said_by_person": "Je dors mieux"})
    assert "Je dors mieux" in client.get(at("review_hold", world, **at_review)).content.decode()
    data = {
        "held_on": "2026-11-23",
        "summary": "On continue",
        "next_on": "2027-05-24",
        f"{goal.pk}-progress": "moving",
        f"{goal.pk}-learnt": "Le matin, c’est mieux",
    }
    assert (
        client.post(at("review_hold", world, **at_review), data | {"next_on": "2026-11-01"}).status_code
        == 422
    )
    page = client.post(at("review_hold", world, **at_review), data, follow=True).content.decode()
    assert "On continue" in page
    assert "ça avance" in page
    assert "Le matin, c’est mieux" in page
    assert Plan.objects.get().next_review_on == date(2027, 5, 24)


def test_an_unknown_step_state_is_refused(client: Client, world: World) -> None:
    step = make_step(world, make_goal(world))
    for state in ("done", "abandoned", "x"):
        assert client.post(at("step_move", world, step_id=step.pk), {"state": state}).status_code == 400


def test_goals_of_another_dossier_are_not_here(client: Client, world: World) -> None:
    goal = plans.add_goal(
        actor=world.cast.actor("referent"), dossier=world.restricted, title="Ailleurs", now=NOW
    )
    assert client.get(at("goal_edit", world, goal_id=goal.pk)).status_code == 404


def test_a_late_step_shows(client: Client, world: World) -> None:
    make_step(world, make_goal(world), due_on=clock.today() - timedelta(days=1))
    assert "prévue le" in client.get(at("plan_detail", world), {"etapes": "retard"}).content.decode()
