"""What *Aujourd’hui* asks each time, put into SQL once; lists cut short know their whole number."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.questions import question
from tisserand.support.models import (
    Deadline,
    Document,
    Dossier,
    Entry,
    FirstWelcome,
    PutOff,
    Review,
    Step,
    Victory,
)
from tisserand.support.queries import today as queries
from tisserand.support.queries.deadlines import deadlines_due
from tisserand.support.queries.documents import documents_due
from tisserand.support.queries.plan import reviews_planned_by, steps_due
from tisserand.support.queries.today import not_put_off, whole

KEPT = 40
VICTORIES, MENTIONS = 6, 5


@question
def put_off(actor: Actor, today: date) -> QuerySet[PutOff]:
    """What was asked to be seen again later."""
    return queries.put_off_by(actor, today)


@question
def held(actor: Actor, today: date) -> QuerySet[Dossier, Any]:
    """The open dossiers whose thread one holds: to be made `Held`."""
    return queries.held_dossiers(actor, today)


@question
def steps_by_dossier(_: None, dossiers: tuple[UUID, ...]) -> QuerySet[Step, Any]:
    """How far their steps have got."""
    return queries.steps_by_dossier(dossiers)


@question
def deadlines(actor: Actor, today: date) -> QuerySet[Deadline]:
    """The dates that come."""
    return whole(not_put_off(deadlines_due(actor, today), "dossier_id", actor, today))[:KEPT]


@question
def documents(actor: Actor, today: date) -> QuerySet[Document]:
    """The documents that end."""
    return whole(not_put_off(documents_due(actor, today), "dossier_id", actor, today))[:KEPT]


@question
def steps(actor: Actor, today: date) -> QuerySet[Step]:
    """The steps to take."""
    return whole(not_put_off(steps_due(actor, today), "goal__plan__dossier_id", actor, today))[:KEPT]


@question
def reviews(actor: Actor, today: date, planned_by: date) -> QuerySet[Review]:
    """The reviews to prepare."""
    return whole(not_put_off(reviews_planned_by(actor, planned_by), "plan__dossier_id", actor, today))[:KEPT]


@question
def welcomes(actor: Actor) -> QuerySet[FirstWelcome]:
    """Those who wait for an answer."""
    return queries.welcomes_waiting(actor)[:KEPT]


@question
def victories(actor: Actor, before: date, today: date) -> QuerySet[Victory]:
    """The wins of the week."""
    return queries.victories_since(actor, before, today)[:VICTORIES]


@question
def mentions(actor: Actor, moment: datetime) -> QuerySet[Entry]:
    """The notes that call for someone by name."""
    return queries.mentions_since(actor, moment)[:MENTIONS]
