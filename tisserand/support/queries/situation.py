"""Finding what stands on a map, what acts on what, its dated pictures, and the goals that answer it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, QuerySet

from tisserand.support.models import Dossier, Goal, MapItem, MapLink, MapSnapshot, SituationMap, Step


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
