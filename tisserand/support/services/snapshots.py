"""Dated maps: what the situation looked like one day, kept as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.models import Dossier, MapItem, MapLink, MapSnapshot, SituationMap
from tisserand.support.models.situation import PLACES
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.situation import PART, WRITTEN, start_map

KEPT_OF_ITEM = (*WRITTEN, *PLACES)


@transaction.atomic
def take_snapshot(
    *,
    actor: Actor,
    dossier: Dossier,
    label: str = "",
    taken_on: date | None = None,
    together: bool = False,
    now: datetime,
) -> MapSnapshot:
    """Keep the map as it is; `together`: it was looked at with the person, and that is its new date of assessment."""
    check_open(actor, dossier)
    situation = start_map(dossier)
    day = taken_on or timezone.localdate(now)
    snapshot = MapSnapshot.objects.create(
        map=situation,
        person_id=situation.person_id,
        taken_on=day,
        taken_by_id=actor.user_id,
        label=label.strip(),
        content=map_content(standing(situation.items.all()), situation.links.all()),
        created_at=now,
    )
    if together:
        _assess(situation, day)
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=situation.person_id, object_id=snapshot.pk)
    return snapshot


def _assess(situation: SituationMap, day: date) -> None:
    """The latest date wins, whatever the order in which dated maps are entered."""
    situation.assessed_on = max(day, situation.assessed_on or day)
    situation.save(update_fields=["assessed_on", "updated_at"])


def standing(items: QuerySet[MapItem]) -> QuerySet[MapItem]:
    """What stands on the map: neither untied nor taken off."""
    return items.filter(removed_at=None, resolved_on=None)


def map_content(items: Iterable[MapItem], links: Iterable[MapLink]) -> dict[str, Any]:
    """The map as a document: its items, and the links between them."""
    kept = {str(item.pk): item for item in items}
    return {
        "items": [
            {"id": key} | {field: getattr(item, field) for field in KEPT_OF_ITEM}
            for key, item in kept.items()
        ],
        "links": [
            {"source": str(link.source_id), "target": str(link.target_id), "kind": link.kind}
            for link in links
            if {str(link.source_id), str(link.target_id)} <= kept.keys()
        ],
    }
