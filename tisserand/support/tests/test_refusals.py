"""A no to the plan: kept as it was said and as it was shown; a yes that follows it takes its place on the page."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.common import clock
from tisserand.support.models import PlanRefusal
from tisserand.support.plan_content import digest_of, plan_content
from tisserand.support.services import plan as plans
from tisserand.support.services.agreements import PlanMoved
from tisserand.support.services.refusals import decline_plan
from tisserand.support.tests.factories_plan import NOW, TODAY, make_agreement, make_goal, make_plan

pytestmark = pytest.mark.django_db
WORDS = "Je ne veux pas qu’on appelle ma sœur."


def test_a_no_is_kept_in_the_words_of_the_person_and_cannot_be_altered(world: World) -> None:
    plan = make_plan(world).plan
    client = client_of(world.cast.referent)
    address = reverse("support:refusal_create", args=[world.dossier.pk])
    said = {"words": WORDS, "declined_on": "2026-11-23", "shown": digest_of(plan_content(plan))}
    client.post(address, said)
    refusal = PlanRefusal.objects.get()
    assert (refusal.words, refusal.content["goals"][0]["title"]) == (WORDS, "Garder mon logement")
    assert WORDS in client.get(reverse("support:plan_detail", args=[world.dossier.pk])).content.decode()
    assert WORDS in client.get(reverse("support:agreement_list", args=[world.dossier.pk])).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanRefusal.objects.update(words="oui")


def test_a_yes_takes_its_place_on_the_page_and_the_no_stays_readable(world: World) -> None:
    goal = make_plan(world)
    actor = world.cast.actor("referent")
    refusal = decline_plan(actor=actor, plan=goal.plan, declined_on=TODAY, words=WORDS, now=NOW)
    make_agreement(world, goal)
    client = client_of(world.cast.referent)
    page = client.get(reverse("support:plan_detail", args=[world.dossier.pk])).content.decode()
    assert WORDS not in page
    detail = reverse("support:refusal_detail", args=[world.dossier.pk, refusal.pk])
    assert WORDS in client.get(detail).content.decode()


def test_a_no_to_what_is_new_leaves_what_was_agreed(world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    make_goal(world, "Revoir ma fille")
    actor = world.cast.actor("referent")
    decline_plan(actor=actor, plan=goal.plan, declined_on=TODAY, words=WORDS, now=clock.now())
    client = client_of(world.cast.referent)
    page = client.get(reverse("support:plan_detail", args=[world.dossier.pk])).content.decode()
    assert "n’est pas d’accord avec la nouvelle proposition" in page
    assert "tient toujours" in page


def test_a_no_to_what_was_agreed_says_of_which_version(world: World) -> None:
    goal = make_plan(world)
    make_agreement(world, goal)
    actor = world.cast.actor("referent")
    decline_plan(actor=actor, plan=goal.plan, declined_on=TODAY, words=WORDS, now=clock.now())
    client = client_of(world.cast.referent)
    page = client.get(reverse("support:plan_detail", args=[world.dossier.pk])).content.decode()
    assert "n’est plus d’accord avec la version 1" in page
    assert "tient toujours" not in page


def test_nobody_says_no_to_what_they_were_not_shown(world: World) -> None:
    goal = make_plan(world)
    shown = digest_of(plan_content(goal.plan))
    make_goal(world, "Revoir ma fille")
    actor = world.cast.actor("referent")
    with pytest.raises(PlanMoved):
        decline_plan(actor=actor, plan=goal.plan, declined_on=TODAY, shown=shown, now=NOW)
    client = client_of(world.cast.referent)
    said = {"words": WORDS, "declined_on": "2026-11-23", "shown": shown}
    answer = client.post(reverse("support:refusal_create", args=[world.dossier.pk]), said)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not PlanRefusal.objects.exists()


def test_there_is_nothing_to_refuse_before_a_first_goal(world: World) -> None:
    plan = plans.start_plan(world.dossier)
    with pytest.raises(ValidationError):
        decline_plan(actor=world.cast.actor("referent"), plan=plan, declined_on=TODAY, now=NOW)
