"""Writing and correcting notes: what is kept, who is told, what the last contact becomes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import World
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.mentions import mentions_in
from tisserand.support.models import Entry, Goal, Plan
from tisserand.support.services.journal import (
    AlreadySharedError,
    CannotReadError,
    NotInThisDossierError,
    correct_entry,
    write_entry,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


def note(world: World, who: str = "referent", **given: Any) -> Entry:
    """A call of yesterday, written today by `who`, unless said otherwise."""
    said = {
        "body": "Elle a appelé le bailleur.",
        "kind": EntryKind.CALL,
        "happened_at": YESTERDAY,
        "now": NOW,
    }
    return write_entry(actor=world.cast.actor(who), dossier=world.dossier, **said | given)


def last_contact(world: World) -> date | None:
    world.dossier.refresh_from_db()
    return world.dossier.last_contact_on


def test_a_note_keeps_both_dates_and_leaves_a_trace(world: World) -> None:
    entry = note(world)
    assert (entry.happened_at, entry.created_at) == (YESTERDAY, NOW)
    event = AccessEvent.objects.get(part="support.journal")
    assert (event.verb, event.person_id, event.object_id) == ("create", world.person.pk, entry.pk)


def test_reading_comes_before_writing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        note(world, "neighbour")
    with pytest.raises(Http404):
        note(world, "partner")


def test_hearing_from_the_person_moves_the_last_contact_forward_only(world: World) -> None:
    note(world)
    assert last_contact(world) == date(2026, 11, 22)
    note(world, happened_at=NOW - timedelta(days=30))
    assert last_contact(world) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ({"kind": EntryKind.VISIT}, True),
        ({"kind": EntryKind.ADMINISTRATIVE}, False),
        ({"kind": EntryKind.CALL, "person_present": False}, False),
        ({"kind": EntryKind.EMAIL, "from_person": True}, True),
        ({"kind": EntryKind.VISIT, "visibility": Visibility.AUTHOR}, False),
    ],
)
def test_what_counts_as_hearing_from_someone(world: World, given: dict[str, Any], counts: bool) -> None:
    note(world, **given)
    assert (last_contact(world) is not None) is counts


def test_correcting_keeps_what_was_said(world: World) -> None:
    entry = note(world)
    correct_entry(actor=world.cast.actor("referent"), entry=entry, expected=1, now=NOW, body="Autre texte.")
    version = entry.versions.get()
    assert (version.body, version.created_at) == ("Elle a appelé le bailleur.", NOW)
    assert version.replaced_by == world.cast.referent
    assert entry.revision == 2


def test_correcting_the_date_moves_the_last_contact_back(world: World) -> None:
    note(world, happened_at=NOW - timedelta(days=10))
    entry = note(world)
    earlier = NOW - timedelta(days=20)
    correct_entry(actor=world.cast.actor("referent"), entry=entry, expected=1, now=NOW, happened_at=earlier)
    assert last_contact(world) == date(2026, 11, 13)


def test_only_the_author_corrects(world: World) -> None:
    entry = note(world)
    for name in ("colleague", "coordinator", "head"):
        with pytest.raises(PermissionDenied):
            correct_entry(actor=world.cast.actor(name), entry=entry, expected=1, now=NOW, body="Non")


def test_a_stale_correction_changes_nothing(world: World) -> None:
    entry = note(world)
    actor = world.cast.actor("referent")
    correct_entry(actor=actor, entry=Entry.objects.get(pk=entry.pk), expected=1, now=NOW, body="Premier.")
    with pytest.raises(StaleRevision):
        correct_entry(actor=actor, entry=Entry.objects.get(pk=entry.pk), expected=1, now=NOW, body="Second.")
    assert Entry.objects.get(pk=entry.pk).body == "Premier."


def test_what_the_team_could_read_stays_readable(world: World) -> None:
    entry = note(world)
    with pytest.raises(AlreadySharedError):
        correct_entry(
            actor=world.cast.actor("referent"), entry=entry, expected=1, now=NOW, visibility=Visibility.AUTHOR
        )


def test_an_author_only_note_leaves_no_sign_of_itself_on_the_person(world: World) -> None:
    note(world, visibility=Visibility.AUTHOR)
    event = AccessEvent.objects.get(part="support.journal")
    assert (event.actor_id, event.person_id, event.object_id) == (world.cast.referent.pk, None, None)


def test_a_mentioned_colleague_must_be_able_to_read(world: World) -> None:
    assert list(note(world, mentions=[world.cast.colleague]).mentions.all()) == [world.cast.colleague]
    with pytest.raises(CannotReadError) as refusal:
        note(world, mentions=[world.cast.colleague, world.cast.neighbour])
    assert list(refusal.value.users) == [world.cast.neighbour]
    with pytest.raises(CannotReadError):
        note(world, mentions=[world.cast.colleague], visibility=Visibility.AUTHOR)


def test_goals_and_steps_are_those_of_the_same_person(world: World) -> None:
    plan = Plan.objects.create(dossier=world.restricted, person=world.restricted.person)
    goal = Goal.objects.create(plan=plan, person=world.restricted.person, title="Ailleurs")
    with pytest.raises(NotInThisDossierError):
        note(world, goals=[goal])


def test_mentions_are_read_in_the_text(world: World) -> None:
    text = "Vu avec @Colleague et @neighbour ; écrire à contact@colleague.fr et @inconnue."
    found = mentions_in(text, world.dossier, today=NOW.date())
    assert found.found == {world.cast.colleague.pk: "Colleague Essai"}
    assert found.cannot_read == ["Neighbour Essai"]
    assert found.shared == []


def test_a_shared_first_name_asks_who(world: World) -> None:
    world.cast.coordinator.first_name = "Colleague"
    world.cast.coordinator.last_name = "Autre"
    world.cast.coordinator.save()
    assert mentions_in("@Colleague", world.dossier, today=NOW.date()).shared == [
        "@Colleague Autre ou @Colleague Essai"
    ]
    full = mentions_in("@Colleague Autre a dit oui", world.dossier, today=NOW.date())
    assert full.found == {world.cast.coordinator.pk: "Colleague Autre"}
