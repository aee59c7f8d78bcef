"""Finding what stands on a map, what acts on what, its dated pictures, and the goals that answer it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.support.models import (
    Dossier,
    Goal,
    MapItem,
    MapLink,
    MapSnapshot,
    Request,
    SituationMap,
    Step,
)
from tisserand.support.queries import dossiers_visible_to


def map_of(dossier: Dossier) -> SituationMap:
    """The map of `dossier`, or an empty one that is not saved: looking writes nothing."""
    found = getattr(dossier, "situation_map", None)
    return found or SituationMap(dossier=dossier, person_id=dossier.person_id)


def items_of(dossier: Dossier) -> QuerySet[MapItem]:
    """Everything that stands or stood on the map, what was taken off included."""
    return MapItem.objects.filter(map__dossier=dossier).select_related("map")


def links_of(dossier: Dossier) -> QuerySet[MapLink]:
    """How things on the map act on each other."""
    links = MapLink.objects.filter(map__dossier=dossier, source__removed_at=None, target__removed_at=None)
    return links.select_related("source", "target", "map")


def removed_since(dossier: Dossier, since: datetime) -> QuerySet[MapItem]:
    """What was taken off the map and can still come back."""
    return items_of(dossier).filter(removed_at__gte=since).order_by("-removed_at")


def snapshots_of(dossier: Dossier) -> QuerySet[MapSnapshot]:
    """The dated maps, latest first."""
    return MapSnapshot.objects.filter(map__dossier=dossier).select_related("taken_by")


def goals_answering(item: MapItem) -> QuerySet[Goal]:
    """The goals of the plan that answer `item`, with their steps."""
    steps = Prefetch("steps", queryset=Step.objects.select_related("worker"))
    return Goal.objects.filter(answers=item, plan__dossier_id=item.map.dossier_id).prefetch_related(steps)


def topics_told(actor: Actor, person: Person) -> set[str]:
    """The topics of what was asked and of what stands on the map, in the dossiers that the actor reads."""
    readable = dossiers_visible_to(actor, Action.READ).filter(person=person)
    asked = Request.objects.filter(dossier__in=readable).values_list("topics", flat=True)
    standing = MapItem.objects.filter(map__dossier__in=readable, removed_at=None, resolved_on=None)
    return {topic for topics in asked for topic in topics} | set(standing.values_list("topic", flat=True))
