"""Questions put into SQL once: each time with the values of that time, and never with those of somebody else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import SINCE, TODAY, World, client_of
from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership
from tisserand.common.access import Action
from tisserand.common.prepared import Text, Texts
from tisserand.common.questions import ALL, Question, known_in_advance
from tisserand.common.row_sql import RowSql
from tisserand.people.models import Person, Registration
from tisserand.support.models import Dossier, Referent
from tisserand.support.policies import DOSSIER

pytestmark = pytest.mark.django_db


def readable_of(actor: Actor, person_id: UUID) -> QuerySet[Dossier]:
    known = Dossier.objects.filter(person_id=person_id)
    manages = Exists(DOSSIER.filter(actor, Action.MANAGE, known).filter(pk=OuterRef("pk")))
    return (
        DOSSIER.filter(actor, Action.READ, known).select_related("person", "team").annotate(manages=manages)
    )


def test_the_answer_is_what_one_would_ask_anew(world: World) -> None:
    kept = Question(readable_of)
    for _ in range(2):
        for actor in world.cast.actors().values():
            for dossier in (world.dossier, world.restricted):
                anew = list(readable_of(actor, dossier.person_id))
                answer = kept(actor, dossier.person_id)
                assert answer == anew
                assert [row.manages for row in answer] == [row.manages for row in anew]
                assert [row.person.name for row in answer] == [row.person.name for row in anew]
    assert kept.is_kept
    assert len(kept._kept) < len(world.cast.actors())  # those who do the same share one


def test_joined_rows_come_in_the_same_query(world: World) -> None:
    kept = Question(readable_of)
    actor = world.cast.actor("referent")
    with CaptureQueriesContext(connection) as queries:
        (row,) = kept(actor, world.dossier.person_id)
        assert (row.person, row.team) == (world.person, world.north)
    assert len(queries) == 1


def since(_: None, day: date) -> QuerySet[Membership, UUID]:
    return Membership.objects.filter(since_on__gt=day).order_by("pk").values_list("user_id", flat=True)


def later(_: None, day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(since_on__gte=day + timedelta(days=30))


def of_this_day(_: None) -> QuerySet[Membership]:
    return Membership.objects.filter(since_on__lte=TODAY)


def with_roles_in(actor: Actor) -> QuerySet[Person]:
    here = Registration.objects.filter(organisation_id=actor.organisation_id)
    return Person.objects.order_by("pk").prefetch_related(
        Prefetch("registrations", queryset=here, to_attr="here")
    )


def in_words(_: None, user_id: UUID) -> QuerySet[Referent]:
    return Referent.objects.annotate(words=Concat("person__last_name", "person__first_names")).filter(
        words=f"held by {user_id}"
    )


def test_days_are_values_too(world: World) -> None:
    kept = Question(since)
    assert kept(None, SINCE) == []
    assert kept(None, SINCE - timedelta(days=1)) == list(since(None, SINCE - timedelta(days=1)))
    assert kept.is_kept


def test_what_cannot_be_kept_is_asked_anew(world: World) -> None:
    for build, values in (
        (later, (SINCE - timedelta(days=30),)),
        (of_this_day, ()),
        (in_words, (UUID(int=7),)),
    ):
        asked = Question(build)  # type: ignore[arg-type]
        assert asked(None, *values) == list(build(None, *values))  # type: ignore[operator]
        assert not asked.is_kept
    roles = Question(with_roles_in)
    for name in ("partner", "referent"):
        actor = world.cast.actor(name)
        assert [row.here for row in roles(actor)] == [row.here for row in with_roles_in(actor)]  # type: ignore[attr-defined]


def test_a_question_that_nothing_meets_is_not_asked(world: World) -> None:
    kept = Question(readable_of)
    with CaptureQueriesContext(connection) as queries:
        assert kept(world.cast.actor("stranger"), world.dossier.person_id) == []
    assert len(queries) <= 1


def test_rows_known_in_advance_are_not_asked_for(world: World) -> None:
    held = list(world.dossier.referents.all())
    dossier = Dossier.objects.get(pk=world.dossier.pk)
    known_in_advance(dossier, "referents", held)
    with CaptureQueriesContext(connection) as queries:
        assert list(dossier.referents.all()) == held
    assert not queries.captured_queries


def test_those_of_the_pages_are_all_kept(world: World) -> None:
    """A question that is built anew each time is only a slower page: here one learns of it."""
    about = {"dossier_id": world.dossier.pk}
    for user in (world.cast.referent, world.cast.head, world.cast.reception):
        client = client_of(user)
        client.get(reverse("people:person_detail", args=[world.person.pk]))
        client.get(reverse("support:today"))
        client.get(reverse("support:dossier_list"))
        for name in (
            "dossier_detail",
            "journal_detail",
            "plan_detail",
            "map_detail",
            "road_detail",
            "document_list",
        ):
            client.get(reverse(f"support:{name}", kwargs=about))
    mine = [
        each
        for each in ALL
        if each.build.__module__.startswith("tisserand.") and ".tests." not in each.__module__
    ]
    assert [f"{each.__module__}.{each.__name__}" for each in mine if not each.is_kept] == []


def with_signs(_: None, day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(since_on__gte=day, user__job_title__contains="100 % $1 ' \\").order_by(
        "pk"
    )


def test_it_is_planned_once_whatever_is_written_in_it(world: World) -> None:
    title = "à 100 % $1 ' \\ du temps"
    type(world.cast.referent).objects.filter(pk=world.cast.referent.pk).update(job_title=title)
    kept = Question(with_signs)
    for _ in range(3):
        assert kept(None, SINCE) == list(with_signs(None, SINCE)) != []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%job_title%'")
        assert cursor.fetchone() == (1,)


def borne(_: None, names: Texts, beginning: Text) -> QuerySet[Person]:
    where = "<row>.last_name = ANY(%s::text[]) AND strpos(<row>.first_names, %s) = 1"
    return Person.objects.filter(RowSql("pk", where, (names, beginning), BooleanField()))


def test_wrapped_texts_vary_without_another_shape(world: World) -> None:
    kept = Question(borne)
    for name in ("Martin", "Diallo"):
        Person.objects.create(first_names="Ana", last_name=name)
    for name, first, count in [("Martin", "An", 1), ("Diallo", "An", 1), ("Diallo", "Z", 0)] * 2:
        found = kept(None, Texts([name]), Text(first))
        assert [person.last_name for person in found] == [name] * count
    assert kept.is_kept
    assert len(kept._kept) == 1


def test_a_wrapped_text_that_is_changed_on_the_way_is_not_kept(world: World) -> None:
    kept = Question(lambda _, name: Person.objects.filter(last_name=f"{name}z"))
    Person.objects.create(first_names="Ana", last_name="Martinez")
    for name, count in [("Martine", 1), ("Diallo", 0)]:
        assert len(kept(None, Text(name))) == count
    assert not kept.is_kept


def among(_: None, ids: tuple[UUID, ...]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=ids).order_by("pk")


def test_several_ids_are_counted_and_asked_anew_as_well(world: World) -> None:
    ids = (world.person.pk, world.restricted.person.pk)
    assert Question(among).count(None, ids) == 2
    anew = Question(among, is_planned_once=False)
    assert {person.pk for person in anew(None, ids)} == set(ids)
    assert [person.pk for person in anew(None, ids[:1])] == [world.person.pk]
