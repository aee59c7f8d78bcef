"""Who reads which note: the list rule and the object rule agree, and an author-only note is its author's alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cast import World
from tisserand.common.access import Action
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models import Dossier, Entry
from tisserand.support.policies import ENTRY
from tisserand.support.queries import entries_visible_to
from tisserand.support.services.journal import write_entry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def write(world: World, dossier: Dossier, who: str, visibility: str) -> Entry:
    return write_entry(
        actor=world.cast.actor(who),
        dossier=dossier,
        body=f"{who} {visibility}",
        kind=EntryKind.CALL,
        visibility=visibility,
        happened_at=NOW,
        now=NOW,
    )


@pytest.fixture
def notes(world: World) -> list[Entry]:
    """A note of each visibility by everyone who may write, in both dossiers."""
    around = [(world.dossier, who) for who in ("referent", "colleague", "coordinator", "head")]
    keyholders = [(world.restricted, who) for who in ("referent", "head")]
    return [
        write(world, dossier, who, visibility)
        for dossier, who in [*around, *keyholders]
        for visibility in Visibility.values
    ]


def test_list_rule_and_object_rule_agree_on_notes(world: World, notes: list[Entry]) -> None:
    for name, actor in world.cast.actors().items():
        for action in ENTRY.rules:
            listed = set(ENTRY.filter(actor, action, Entry.objects.all()))
            assert listed == {n for n in notes if ENTRY.may(actor, action, n)}, f"{name} · {action}"


def test_an_author_only_note_is_read_by_its_author_alone(world: World, notes: list[Entry]) -> None:
    private = {note for note in notes if note.visibility == Visibility.AUTHOR}
    for name, actor in world.cast.actors().items():
        seen = private & set(entries_visible_to(actor))
        assert seen == {note for note in private if note.author_id == actor.user_id}, name


def test_an_author_who_left_reads_nothing(world: World, notes: list[Entry]) -> None:
    former = world.cast.actor("former")
    Entry.objects.filter(pk=notes[0].pk).update(author_id=former.user_id)
    assert not entries_visible_to(former).exists()


def test_only_authors_correct(world: World, notes: list[Entry]) -> None:
    for name, actor in world.cast.actors().items():
        editable = {note for note in notes if ENTRY.may(actor, Action.EDIT, note)}
        assert all(note.author_id == actor.user_id for note in editable), name
