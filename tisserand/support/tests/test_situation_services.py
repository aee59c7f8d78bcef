"""The map from day to day: who may write, what is traced, what can be undone, what never changes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404

from tests.cast import World
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import LinkKind
from tisserand.support.models import MapItem, MapLink, MapSnapshot, SituationMap
from tisserand.support.services import situation as maps
from tisserand.support.services.snapshots import map_content, standing, take_snapshot
from tisserand.support.situation.kept import read_map
from tisserand.support.tests.factories_situation import NOW, TODAY, make_item, make_link, make_map

pytestmark = pytest.mark.django_db


def test_only_those_around_write_and_strangers_know_nothing(world: World) -> None:
    item = make_item(world)
    for name, refusal in (("neighbour", PermissionDenied), ("partner", Http404), ("stranger", Http404)):
        with pytest.raises(refusal):
            maps.resolve_item(actor=world.cast.actor(name), item=item, now=NOW)


def test_every_gesture_is_traced(world: World) -> None:
    items = make_map(world)
    assert AccessEvent.objects.filter(person_id=world.person.pk, part="support.map").count() == 7
    assert items["rent"].map == items["fear"].map


def test_two_people_editing_one_thing_both_keep_their_words(world: World) -> None:
    item, actor = make_item(world), world.cast.actor("referent")
    mine, theirs = MapItem.objects.get(pk=item.pk), MapItem.objects.get(pk=item.pk)
    theirs.words = "J’ai peur du courrier."
    maps.edit_item(actor=actor, item=theirs, expected=1, now=NOW)
    mine.words = "J’ouvre plus rien."
    with pytest.raises(StaleRevision) as stale:
        maps.edit_item(actor=actor, item=mine, expected=1, now=NOW)
    assert stale.value.theirs.words == "J’ai peur du courrier."


def test_untying_and_tying_again(world: World) -> None:
    item, actor = make_item(world), world.cast.actor("colleague")
    assert maps.resolve_item(actor=actor, item=item, now=NOW).resolved_on == TODAY
    assert not standing(MapItem.objects.all()).exists()
    assert maps.reopen_item(actor=actor, item=item, now=NOW).resolved_on is None


def test_taken_off_comes_back_with_its_links_then_is_deleted(world: World) -> None:
    items, actor = make_map(world), world.cast.actor("referent")
    maps.remove_item(actor=actor, item=items["rent"], now=NOW)
    assert map_content(standing(MapItem.objects.all()), MapLink.objects.all())["links"] == []
    maps.restore_item(actor=actor, item=items["rent"], now=NOW)
    assert len(map_content(standing(MapItem.objects.all()), MapLink.objects.all())["links"]) == 3
    maps.remove_item(actor=actor, item=items["rent"], now=NOW)
    maps.remove_item(actor=actor, item=items["fear"], now=NOW + maps.UNDO_FOR + timedelta(days=1))
    assert not MapItem.objects.filter(pk=items["rent"].pk).exists()


def test_a_link_said_again_replaces_what_was_said(world: World) -> None:
    a, b = make_item(world), make_item(world, "Découvert")
    first = make_link(world, a, b)
    again = make_link(world, a, b, LinkKind.FEEDS)
    assert (again.pk, again.kind) == (first.pk, LinkKind.FEEDS)
    maps.unlink_items(actor=world.cast.actor("referent"), link=again, now=NOW)
    assert not MapLink.objects.exists()


def test_a_link_stays_on_one_map(world: World) -> None:
    a = make_item(world)
    elsewhere = maps.add_item(
        actor=world.cast.actor("referent"),
        dossier=world.restricted,
        kind="need",
        topic="family",
        title="x",
        now=NOW,
    )
    for target in (a, elsewhere):
        with pytest.raises(ValidationError):
            make_link(world, a, target)


def test_rearranging_is_safe_and_no_event_of_a_life(world: World) -> None:
    item, actor = make_item(world), world.cast.actor("referent")
    history = item.events.count()
    arrange = {"actor": actor, "dossier": world.dossier, "axes": ("x", "y"), "now": NOW}
    maps.arrange_items(places={item.pk: (250, 1400)}, expected=1, **arrange)
    item.refresh_from_db()
    assert (item.x, item.y, item.narrow_x, item.revision) == (250, 1400, None, 1)
    assert item.events.count() == history
    with pytest.raises(StaleRevision):
        maps.arrange_items(places={item.pk: (1, 1)}, expected=1, **arrange)
    maps.let_arrange(actor=actor, dossier=world.dossier, now=NOW)
    item.refresh_from_db()
    assert item.x is None


def test_a_dated_map_keeps_what_it_saw_and_refuses_any_change(world: World) -> None:
    items, actor = make_map(world), world.cast.actor("referent")
    maps.resolve_item(actor=actor, item=items["health"], now=NOW)
    snapshot = take_snapshot(
        actor=actor,
        dossier=world.dossier,
        label="Premier bilan",
        taken_on=date(2026, 5, 12),
        together=True,
        now=NOW,
    )
    kept = read_map(snapshot.content)
    assert {item.title for item in kept.items} == {"Loyers impayés", "Sa sœur", "Se sent mauvaise mère"}
    assert len(kept.links) == 2
    assert SituationMap.objects.get().assessed_on == date(2026, 5, 12)
    with pytest.raises(DatabaseError), transaction.atomic():
        MapSnapshot.objects.update(label="autre")


def test_an_earlier_assessment_does_not_hide_a_later_one(world: World) -> None:
    actor = world.cast.actor("referent")
    for day in (date(2026, 11, 3), date(2026, 5, 12)):
        take_snapshot(actor=actor, dossier=world.dossier, taken_on=day, together=True, now=NOW)
    assert SituationMap.objects.get().assessed_on == date(2026, 11, 3)
