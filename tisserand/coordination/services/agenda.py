"""The points of a meeting: drawn from the map and the plan, or free; placed; what was said of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import AgendaItem, Conference
from tisserand.coordination.models.conference import BEFORE
from tisserand.coordination.services.holding import hold, trace
from tisserand.sharing.choices import Topic
from tisserand.support.models import Goal, MapItem

OPEN = (*BEFORE, ConferenceState.LIVE)
WRITTEN = (ConferenceState.LIVE, ConferenceState.MINUTES)
MOST_POINTS = 20


@transaction.atomic
def add_item(*, actor: Actor, conference: Conference, item: AgendaItem, now: datetime) -> AgendaItem:
    """One more point, at the end. What it is drawn from is of the same person, and gives its topics."""
    held = hold(actor, conference, *OPEN)
    _check_source(held, item)
    if held.items.count() >= MOST_POINTS:
        raise ValidationError("Vingt points au plus\u00a0: prévoyez deux réunions.")
    item.conference, item.person_id, item.created_at = held, held.person_id, now
    item.words = item.words.strip()
    item.position = held.items.count()
    item.save()
    trace(actor, held, Verb.CHANGE, reason="ordre du jour")
    return item


@transaction.atomic
def draw_items(
    *,
    actor: Actor,
    conference: Conference,
    map_items: Iterable[MapItem],
    goals: Iterable[Goal],
    now: datetime,
) -> list[AgendaItem]:
    """Make points of what stands on the map and in the plan, in its own words."""
    drawn = [AgendaItem(words=one.title, topics=[one.topic], map_item=one) for one in map_items]
    drawn += [AgendaItem(words=goal.title, topics=topics_of(goal), goal=goal) for goal in goals]
    return [add_item(actor=actor, conference=conference, item=item, now=now) for item in drawn]


def topics_of(goal: Goal) -> list[str]:
    """The topics of what a goal answers, in the order of the house."""
    said = {item.topic for item in goal.answers.all()}
    return [topic.value for topic in Topic if topic.value in said]


def _check_source(conference: Conference, item: AgendaItem) -> None:
    for source in (item.map_item, item.goal):
        if source is not None and source.person_id != conference.person_id:
            raise ValidationError("Un point vient de la carte ou du projet de la même personne.")
    if item.proposed_by is not None and item.proposed_by.conference_id != conference.pk:
        raise ValidationError("Qui propose un point est autour de la table.")


@transaction.atomic
def edit_item(*, actor: Actor, item: AgendaItem, expected: int, now: datetime) -> AgendaItem:
    """Rewrite a point; raises StaleRevision on a stale page."""
    held = hold(actor, item.conference, *OPEN)
    _check_source(held, item)
    item.words = item.words.strip()
    item.save_revision(expected=expected)
    trace(actor, held, Verb.CHANGE, reason="ordre du jour")
    return item


@transaction.atomic
def remove_item(*, actor: Actor, item: AgendaItem, now: datetime) -> None:
    """It is not spoken of after all; nothing was said of it yet."""
    held = hold(actor, item.conference, *OPEN)
    if item.said or item.decisions.exists():
        raise ValidationError("On en a déjà parlé\u00a0: ce point reste dans la réunion.")
    item.delete()
    trace(actor, held, Verb.CHANGE, reason="ordre du jour")


@transaction.atomic
def place_item(*, actor: Actor, item: AgendaItem, position: int, now: datetime) -> None:
    """Move a point to `position` (from 0) among the others."""
    held = hold(actor, item.conference, *OPEN)
    others = list(held.items.exclude(pk=item.pk))
    place = min(max(position, 0), len(others))
    for rank, each in enumerate([*others[:place], item, *others[place:]]):
        each.position = rank
        each.save(update_fields=["position"])
    trace(actor, held, Verb.CHANGE, reason="ordre du jour")


@transaction.atomic
def write_said(*, actor: Actor, item: AgendaItem, expected: int, now: datetime) -> AgendaItem:
    """What the minutes keep of a point; raises StaleRevision if someone else wrote since `expected`."""
    held = hold(actor, item.conference, *WRITTEN)
    item.said = item.said.strip()
    item.save_revision(expected=expected)
    trace(actor, held, Verb.CHANGE, reason="ce qui s’est dit")
    return item


@transaction.atomic
def write_more(*, actor: Actor, conference: Conference, expected: int, now: datetime) -> Conference:
    """What was said outside of any point: for those who may see everything."""
    held = hold(actor, conference, *WRITTEN)
    conference.said_more = conference.said_more.strip()
    conference.save_revision(expected=expected)
    trace(actor, held, Verb.CHANGE, reason="ce qui s’est dit")
    return conference
