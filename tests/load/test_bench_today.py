"""Aujourd’hui with 30, 300 and 3 000 dossiers held by one worker: time and queries."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import SINCE, World, client_of
from tisserand.common.clock import now, today
from tisserand.people.models import Person, Registration
from tisserand.people.names import search_text, sound_keys
from tisserand.support.choices import EntryKind, Priority, StepState
from tisserand.support.models import Deadline, Dossier, Entry, Goal, Plan, Referent, Step, Victory

SIZES = (30, 300, 3000)
TEXT = "Appel de Prénom12 Nom12 : elle a pris seule le rendez-vous avec le bailleur, jeudi 14 h."


def grow(world: World, first: int, last: int) -> None:
    """Dossiers `first` to `last`, each with a plan, a date, a win and four notes; one in ten is urgent."""
    user, day = world.cast.referent, today()
    people = []
    for index in range(first, last):
        names = (f"Prénom{index}", f"Nom{index}")
        people.append(
            Person(
                first_names=names[0],
                last_name=names[1],
                search_names=search_text(*names),
                sounds=sound_keys(*names),
            )
        )
    Person.objects.bulk_create(people)
    Registration.objects.bulk_create(Registration(person=p, organisation=world.ccas) for p in people)
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            organisation=world.ccas,
            team=world.north,
            person=person,
            opened_on=SINCE,
            last_contact_on=day - timedelta(days=index % 60),
            priority=Priority.URGENT if index % 10 == 0 else Priority.ORDINARY,
        )
        for index, person in enumerate(people)
    )
    about = [{"dossier": dossier, "person_id": dossier.person_id} for dossier in dossiers]
    Referent.objects.bulk_create(Referent(user=user, since_on=SINCE, **each) for each in about)
    plans = Plan.objects.bulk_create(Plan(**each) for each in about)
    goals = Goal.objects.bulk_create(Goal(plan=plan, person_id=plan.person_id, title="But") for plan in plans)
    Step.objects.bulk_create(
        Step(
            goal=goal,
            person_id=goal.person_id,
            title="Appeler le bailleur",
            due_on=day + timedelta(days=index % 40),
            **state,
        )
        for index, goal in enumerate(goals)
        for state in ({"state": StepState.PLANNED}, {"state": StepState.DONE, "done_on": day})
    )
    Deadline.objects.bulk_create(
        Deadline(kind="other", title="Une date", due_on=day + timedelta(days=index % 200), owner=user, **each)
        for index, each in enumerate(about)
    )
    Victory.objects.bulk_create(
        Victory(words="A souri", happened_on=day - timedelta(days=index % 300), noted_by=user, **each)
        for index, each in enumerate(about)
    )
    Entry.objects.bulk_create(
        Entry(
            author=user, kind=EntryKind.CALL, body="Appel.", happened_at=now() - timedelta(days=days), **each
        )
        for each in about
        for days in (1, 10, 100, 200)
    )


def measure(
    world: World, label: str, address: str, data: dict[str, str] | None = None, *, who: str = "referent"
) -> int:
    """Print the best of five, and the number of queries."""
    client = client_of(getattr(world.cast, who))
    ask = (lambda: client.post(address, data)) if data else (lambda: client.get(address))
    assert ask().status_code == 200
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begun)
    with CaptureQueriesContext(connection) as queries:
        ask()
    in_database = sum(float(query["time"]) for query in queries)
    best, sql = min(times) * 1000, in_database * 1000
    print(f"{label:34} {best:7.0f} ms, SQL {sql:5.0f} ms, {len(queries):3} queries")  # noqa: T201
    return len(queries)


@pytest.mark.bench
def test_today_holds(world: World) -> None:
    logging.disable(logging.INFO)
    counts = set()
    reached = 0
    print()  # noqa: T201
    for size in SIZES:
        grow(world, reached, size)
        reached = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        counts.add(measure(world, f"today, {size} dossiers", "/"))
        measure(world, f"guess, {size} dossiers", reverse("support:entry_guess"), {"body": TEXT})
        measure(world, f"load, {size} dossiers", reverse("support:load"), who="head")
    logging.disable(logging.NOTSET)
    assert len(counts) == 1
