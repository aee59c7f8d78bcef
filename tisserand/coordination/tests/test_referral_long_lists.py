"""The lists of referrals cost the same however many were sent: an index leads to them; ten more, no more questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.json import Jsonb

from tests.cast import TODAY, World, client_of
from tests.load.filling import Rows, unwatched
from tisserand.coordination.models import Referral
from tisserand.coordination.queries.referrals import (
    answers_to_read,
    mine_to_follow,
    received_in,
    waiting_too_long,
)
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.tests.referral_factories import CONTENT, make_referral
from tisserand.people.tests.test_long_lists import indexes, read_whole
from tisserand.sharing.tests.factories import NOW

pytestmark = pytest.mark.django_db
State = ReferralState
MANY = 4_000
TABLE = "coordination_referral"


@pytest.fixture
def crowd(world: World) -> World:
    """Thousands sent by others to others, all answered or waiting; a few of ours, and to us."""
    one = make_referral(world, organisation=world.association, to_organisation=world.ccas)
    make_referral(world, answer_by=TODAY - timedelta(5))
    make_referral(world, State.ACCEPTED)
    rows = Rows(Referral)
    said = {
        "person_id": one.person_id,
        "dossier_id": one.dossier_id,
        "organisation_id": world.association.pk,
        "to_organisation_id": world.association.pk,
        "to_name": "Ailleurs",
        "topic": "housing",
        "why": "Le loyer",
        "asked": "Un rendez-vous",
        "content": Jsonb(CONTENT),
        "digest": "-",
        "sent_at": NOW,
        "informed_how": "explained",
        "expression": "spoken",
        "agreed_on": TODAY,
        "prepared_by_id": world.cast.neighbour.pk,
    }
    with unwatched():
        rows.copy(
            rows.line(
                **said,
                state=State.SENT if at % 2 else State.ACCEPTED,
                answer_by=TODAY + timedelta(at % 60 - 30),
                answered_at=None if at % 2 else NOW,
                seen_at=None if at % 2 else NOW,
            )
            for at in range(MANY)
        )
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")
    return world


def unanswered(world: World) -> QuerySet[Referral]:
    """What stands on *Aujourd’hui* of whoever sent."""
    actor = world.cast.actor("referent")
    return mine_to_follow(actor, waiting_too_long(actor, TODAY))


def answered(world: World) -> QuerySet[Referral]:
    """The answers that they have not read."""
    actor = world.cast.actor("referent")
    return mine_to_follow(actor, answers_to_read(actor))


def fresh(world: World) -> QuerySet[Referral]:
    """The triage: what is new."""
    return received_in(world.cast.actor("referent"), "nouvelles", TODAY)


def everything(world: World) -> QuerySet[Referral]:
    """The triage: all of it."""
    return received_in(world.cast.actor("referent"), "toutes", TODAY)


@pytest.mark.parametrize("rows", [unanswered, answered, fresh, everything])
def test_a_list_follows_an_index(crowd: World, rows: Callable[[World], QuerySet[Any]]) -> None:
    found = rows(crowd)[:26]
    if connection.pg_version < MOST_LIKELY:  # type: ignore[attr-defined]  # of the driver
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert TABLE not in read_whole(found)
    assert indexes(found)
    assert len(found) == 1


# Before, the planner reads four thousand rows rather than follow the index; that there is one is what is asked there.
MOST_LIKELY = 160000
ADDRESSES = ["received_list", "received_count", "sent_list", "referral_panel", "referral_list"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_ten_more_ask_no_more_questions(world: World, name: str) -> None:
    client = client_of(world.cast.referent)
    args = [world.person.pk] if name == "referral_list" else []
    address = reverse(f"coordination:{name}", args=args)

    def add() -> None:
        make_referral(world, answer_by=TODAY - timedelta(5))
        make_referral(world, State.ACCEPTED)
        make_referral(
            world, organisation=world.association, to_organisation=world.ccas, prepared_by=world.cast.partner
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    add()
    asked()
    before = asked()
    for _ in range(5):
        add()
    assert asked() <= before
