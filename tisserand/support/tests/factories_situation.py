"""Maps for tests, made through the services as people would."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.cast import World
from tisserand.support.choices import ItemKind, LinkKind, Topic
from tisserand.support.models import MapItem, MapLink
from tisserand.support.services.situation import add_item, link_items

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def make_item(world: World, title: str = "Loyers impayés", **words: object) -> MapItem:
    """Something on the map of the open dossier, a difficulty unless said otherwise."""
    said = {"kind": ItemKind.DIFFICULTY, "topic": Topic.HOUSING} | words
    return add_item(actor=world.cast.actor("referent"), dossier=world.dossier, title=title, now=NOW, **said)  # type: ignore[arg-type]


def make_link(world: World, source: MapItem, target: MapItem, kind: str = LinkKind.WORSENS) -> MapLink:
    """How one acts on the other."""
    return link_items(actor=world.cast.actor("referent"), source=source, target=target, kind=kind, now=NOW)


def make_map(world: World) -> dict[str, MapItem]:
    """A small tangle: rent arrears fed by health, a sister who helps, a fear underneath."""
    items = {
        "rent": make_item(
            world, words="J’ouvre plus les lettres.", weight_person=4, weight_worker=4, is_urgent=True
        ),
        "health": make_item(world, "Santé non soignée", topic=Topic.HEALTH, weight_person=2, weight_worker=3),
        "sister": make_item(
            world,
            "Sa sœur",
            kind=ItemKind.STRENGTH,
            topic=Topic.FAMILY,
            words="garde les petits",
            weight_person=3,
        ),
        "fear": make_item(world, "Se sent mauvaise mère", kind=ItemKind.NEED, topic=Topic.FAMILY),
    }
    make_link(world, items["health"], items["rent"])
    make_link(world, items["rent"], items["fear"], LinkKind.FEEDS)
    make_link(world, items["sister"], items["rent"], LinkKind.PROTECTS)
    return items
