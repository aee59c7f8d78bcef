"""Who changed what: told in French, private notes kept private, ways to reach someone never spelt out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.authorship import written_by
from tisserand.people.models import ContactPoint, Person
from tisserand.support.choices import EntryKind, Phase, Visibility
from tisserand.support.history import Line, events_of, told
from tisserand.support.services.dossiers import move_to_phase
from tisserand.support.services.journal import correct_entry, write_entry
from tisserand.support.services.victories import note_victory, remove_victory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def read_by(world: World, name: str) -> list[Line]:
    actor = world.cast.actor(name)
    return told(actor, events_of(actor, world.dossier))


def sentences(lines: list[Line]) -> list[str]:
    return [f"{line.who} {line.what}" for line in lines]


def test_who_when_what_from_what_to_what(world: World) -> None:
    actor = world.cast.actor("colleague")
    with written_by(actor):
        move_to_phase(actor=actor, dossier=world.dossier, phase=Phase.ACTION, now=NOW)
    line = next(line for line in read_by(world, "referent") if line.changes)
    assert (line.who, line.what) == ("Colleague Essai", "a modifié le dossier")
    assert line.changes == [("phase", "étude de la demande", "mise en œuvre")]


def test_what_is_taken_back_stays_in_the_history(world: World) -> None:
    actor = world.cast.actor("referent")
    with written_by(actor):
        victory = note_victory(
            actor=actor, dossier=world.dossier, words="Elle a appelé", happened_on=TODAY, now=NOW
        )
        remove_victory(actor=actor, victory=victory, now=NOW)
    # Events of one transaction share their moment: only those of one table have an order.
    assert [said for said in sentences(read_by(world, "colleague")) if "avancée" in said] == [
        "Referent Essai a retiré l’avancée « Elle a appelé »",
        "Referent Essai a noté l’avancée « Elle a appelé »",
    ]


def test_an_author_only_note_is_in_the_history_of_its_author_alone(world: World) -> None:
    actor = world.cast.actor("referent")
    with written_by(actor):
        entry = write_entry(
            actor=actor, dossier=world.dossier, body="Un doute.", kind=EntryKind.CALL,
            visibility=Visibility.AUTHOR, happened_at=NOW, now=NOW,
        )  # fmt: skip
    assert any("a écrit une note" in said for said in sentences(read_by(world, "referent")))
    for name in ("colleague", "head", "coordinator"):
        assert not any("note" in said for said in sentences(read_by(world, name))), name
    with written_by(actor):
        correct_entry(
            actor=actor, entry=entry, expected=1, now=NOW, body="Plus de doute.", visibility=Visibility.TEAM
        )
    seen = [line for line in read_by(world, "colleague") if "note" in line.what]
    assert [(line.what, line.changes) for line in seen] == [
        ("a écrit une note (appel du 23\u00a0novembre)", [])
    ]


def test_the_text_of_a_note_is_said_to_have_changed_without_its_words(world: World) -> None:
    actor = world.cast.actor("referent")
    with written_by(actor):
        entry = write_entry(
            actor=actor, dossier=world.dossier, body="Avant.", kind=EntryKind.CALL, happened_at=NOW, now=NOW
        )
        correct_entry(actor=actor, entry=entry, expected=1, now=NOW, body="Après.")
    corrected = next(line for line in read_by(world, "colleague") if "corrigé" in line.what)
    assert corrected.changes == [("ce qui s’est passé", "…", "modifié")]


def test_of_the_person_only_what_this_organisation_changed_and_no_address(world: World) -> None:
    with written_by(world.cast.actor("partner")):
        Person.objects.get(pk=world.person.pk).save()
        world.person.used_first_name = "Nana"
        world.person.save()
    with written_by(world.cast.actor("referent")):
        contact = ContactPoint.objects.create(person=world.person, kind="address", value="3 rue Cachée")
        contact.value = "4 rue Cachée"
        contact.save()
    lines = read_by(world, "head")
    assert not any(line.who == "Partner Essai" for line in lines)
    assert "Cachée" not in str(lines)
    assert "Nana" not in str(lines)


@pytest.mark.parametrize("name", ["history_detail", "road_detail"])
def test_pages_read_well(world: World, name: str) -> None:
    actor = world.cast.actor("referent")
    with written_by(actor):
        note_victory(actor=actor, dossier=world.dossier, words="Elle a appelé", happened_on=TODAY, now=NOW)
    text = client_of(world.cast.referent).get(reverse(f"support:{name}", args=[world.dossier.pk]))
    assert "Elle a appelé" in text.content.decode()


def test_trail_detail_names_those_of_this_organisation_and_merges_readings(world: World) -> None:
    referent = client_of(world.cast.referent)
    for _ in range(3):
        referent.get(reverse("support:dossier_detail", args=[world.dossier.pk]))
    text = referent.get(reverse("support:trail_detail", args=[world.person.pk])).content.decode()
    assert "(3 fois)" in text
    assert "référent·e" in text
