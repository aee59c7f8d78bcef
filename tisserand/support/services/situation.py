"""The map of the situation: what stands on it, how each thing acts on another, what is untied or taken off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.rows import Revised
from tisserand.support.choices import LinkKind
from tisserand.support.models import Dossier, MapItem, MapLink, SituationMap
from tisserand.support.services.dossiers import check_open

PART = "support.map"
UNDO_FOR = timedelta(days=30)  # what was taken off the map can come back that long
HIGHEST = 9000

WEIGHTS = {"person": "weight_person", "worker": "weight_worker"}

# What is said of an item, as opposed to where it stands and how it ended.
WRITTEN = (
    "kind",
    "topic",
    "title",
    "words",
    "weight_person",
    "weight_worker",
    "is_urgent",
    "since",
    "expressed_need",
    "underlying_need",
    "note",
)


def _trace(actor: Actor, verb: Verb, row: models.Model, person_id: UUID) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=person_id, object_id=row.pk)


def start_map(dossier: Dossier) -> SituationMap:
    """The map of `dossier`, begun if there was none (something is about to stand on it)."""
    return SituationMap.objects.get_or_create(dossier=dossier, defaults={"person_id": dossier.person_id})[0]


@transaction.atomic
def add_item(
    *, actor: Actor, dossier: Dossier, kind: str, topic: str, title: str, now: datetime, **words: object
) -> MapItem:
    """Put a difficulty, a strength or a deeper need on the map; `words` are any other field of the item."""
    check_open(actor, dossier)
    situation = start_map(dossier)
    item = MapItem(
        map=situation,
        person_id=dossier.person_id,
        kind=kind,
        topic=topic,
        title=title.strip(),
        created_at=now,
        **words,
    )
    item.full_clean(exclude=["map", "person"], validate_constraints=False)
    item.save()
    _trace(actor, Verb.CREATE, item, item.person_id)
    return item


@transaction.atomic
def edit_item(*, actor: Actor, item: MapItem, expected: int, now: datetime) -> MapItem:
    """Save what was changed in `item`; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, item.map.dossier)
    item.save_revision(expected=expected, update_fields=[*WRITTEN, "updated_at"])
    _trace(actor, Verb.CHANGE, item, item.person_id)
    return item


@transaction.atomic
def weigh_item(*, actor: Actor, item: MapItem, view: str, weight: int | None, now: datetime) -> MapItem:
    """Say how much it weighs, as seen by the `view` of "person" or "worker"; the other view stays as it was."""
    check_open(actor, item.map.dossier)
    weighed: dict[str, Any] = {WEIGHTS[view]: weight}
    return _gesture(actor, item, **weighed)


@transaction.atomic
def resolve_item(*, actor: Actor, item: MapItem, on: date | None = None, now: datetime) -> MapItem:
    """It weighs no more: keep the date, and the item in the history of the map."""
    check_open(actor, item.map.dossier)
    return _gesture(actor, item, resolved_on=on or timezone.localdate(now))


@transaction.atomic
def reopen_item(*, actor: Actor, item: MapItem, now: datetime) -> MapItem:
    """It is back, or was untied too soon."""
    check_open(actor, item.map.dossier)
    return _gesture(actor, item, resolved_on=None)


@transaction.atomic
def remove_item(*, actor: Actor, item: MapItem, now: datetime) -> MapItem:
    """Take an item off the map; it can come back for a while, then is deleted."""
    check_open(actor, item.map.dossier)
    MapItem.objects.filter(map_id=item.map_id, removed_at__lt=now - UNDO_FOR).delete()
    return _gesture(actor, item, verb=Verb.DELETE, removed_at=now)


@transaction.atomic
def restore_item(*, actor: Actor, item: MapItem, now: datetime) -> MapItem:
    """Put back what was taken off, with its links."""
    check_open(actor, item.map.dossier)
    return _gesture(actor, item, removed_at=None)


def _gesture(actor: Actor, item: MapItem, verb: Verb = Verb.CHANGE, **changes: object) -> MapItem:
    """A gesture of one field, whatever others are writing in the item meanwhile."""
    held = MapItem.objects.select_for_update().get(pk=item.pk)
    for field, value in changes.items():
        setattr(held, field, value)
    held.save_revision(expected=held.revision, update_fields=[*changes, "updated_at"])
    _trace(actor, verb, held, held.person_id)
    return held


@transaction.atomic
def link_items(*, actor: Actor, source: MapItem, target: MapItem, kind: str, now: datetime) -> MapLink:
    """Say how one thing acts on another; said again, it replaces what was said."""
    check_open(actor, source.map.dossier)
    if source.pk == target.pk or source.map_id != target.map_id:
        raise ValidationError("Un lien va d’un élément de la carte à un autre.")
    link, _ = MapLink.objects.update_or_create(
        source=source,
        target=target,
        defaults={"kind": LinkKind(kind)},
        create_defaults={
            "kind": LinkKind(kind),
            "map_id": source.map_id,
            "person_id": source.person_id,
            "created_at": now,
        },
    )
    _trace(actor, Verb.CREATE, link, link.person_id)
    return link


@transaction.atomic
def unlink_items(*, actor: Actor, link: MapLink, now: datetime) -> None:
    """Take a link off; `link_items` says it again."""
    check_open(actor, link.map.dossier)
    _trace(actor, Verb.DELETE, link, link.person_id)
    link.delete()


Places = Mapping[UUID, tuple[int, int]]


@transaction.atomic
def arrange_items(
    *, actor: Actor, dossier: Dossier, places: Places, axes: tuple[str, str], expected: int, now: datetime
) -> SituationMap:
    """Keep where things were put on a drawing (`axes`: its fields); raises StaleRevision if it was rearranged since."""
    check_open(actor, dossier)
    situation = start_map(dossier)
    items = list(situation.items.filter(pk__in=places))
    for item in items:
        x, y = places[item.pk]
        setattr(item, axes[0], min(max(x, 0), 1000))
        setattr(item, axes[1], min(max(y, 0), HIGHEST))
    _step(situation, expected)
    MapItem.objects.bulk_update(items, list(axes))
    _trace(actor, Verb.CHANGE, situation, situation.person_id)
    return situation


@transaction.atomic
def let_arrange(*, actor: Actor, dossier: Dossier, now: datetime) -> SituationMap:
    """Forget where things were put: the drawing arranges itself."""
    check_open(actor, dossier)
    situation = start_map(dossier)
    _step(situation, situation.revision)
    situation.items.update(x=None, y=None, narrow_x=None, narrow_y=None)
    _trace(actor, Verb.CHANGE, situation, situation.person_id)
    return situation


def _step(situation: Revised, expected: int) -> None:
    situation.save_revision(expected=expected, update_fields=["updated_at"])
