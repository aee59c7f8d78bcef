"""Who changed what: told in French, private notes kept private, ways to reach someone never spelt out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.authorship import written_by
from tisserand.common.access import Action
from tisserand.people.choices import Gender, Tie
from tisserand.people.models import ContactPoint, Person, Relation
from tisserand.people.policies import TIE_QUALITY
from tisserand.people.services import (
    add_relation,
    edit_relation,
    end_relation,
    qualify_tie,
    restore_relation,
)
from tisserand.support.choices import EntryKind, Phase, Visibility
from tisserand.support.history import Line, events_of, told
from tisserand.support.queries import dossiers_visible_to
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


def test_ties_are_told_as_they_were_said_and_said_again(world: World) -> None:
    actor = world.cast.actor("referent")
    with written_by(actor):
        mother = add_relation(
            actor=actor, person=world.person, now=NOW,
            relation=Relation(tie=Tie.PARENT, name="Fatma", gender=Gender.FEMALE, phone="06 39 98 42 43"),
        )  # fmt: skip
        qualify_tie(actor=actor, relation=mother, quality="distant", now=NOW)
        mother.refresh_from_db()
        mother.phone = "06 39 98 42 44"
        edit_relation(actor=actor, relation=mother, expected=mother.revision, now=NOW)
        end_relation(actor=actor, relation=mother, now=NOW)
        restore_relation(actor=actor, relation=mother, now=NOW)
    lines = [line for line in read_by(world, "colleague") if "cercle" in line.what]
    assert {line.what for line in lines} == {
        "a noté dans le cercle : Fatma, mère",
        "a modifié dans le cercle : Fatma, mère",
        "a retiré du cercle : Fatma, mère",
        "a remis dans le cercle : Fatma, mère",
    }
    changes = [change for line in lines for change in line.changes]
    assert ("qualité du lien", "", "distant") in changes
    assert ("téléphone", "…", "modifié") in changes
    assert "39 98" not in str(lines)


def test_ties_with_someone_hidden_or_told_elsewhere_name_nobody(world: World) -> None:
    with written_by(world.cast.actor("referent")):
        Relation.objects.create(person=world.person, other=world.restricted.person, tie=Tie.SIBLING)
        child = Relation.objects.create(person=world.person, name="Sami", tie=Tie.CHILD)
        other = Relation.objects.create(
            person=world.person, other=world.restricted.person, tie=Tie.FORMER_SPOUSE
        )
        child.through = other
        child.save()
        Relation.objects.create(person=world.restricted.person, other=world.person, tie=Tie.FRIEND, name="N.")
    assert "Discrète" not in str(read_by(world, "colleague"))
    told_to_colleague = [line for line in read_by(world, "colleague") if "cercle" in line.what]
    assert {line.what for line in told_to_colleague} >= {
        "a noté dans le cercle : une personne, frère ou sœur",
        "a noté dans le cercle : Sami, enfant",
    }
    assert ("par qui", "", "une personne") in [c for line in told_to_colleague for c in line.changes]
    assert not any("ami" in line.what.split(":")[1].split(",")[1] for line in told_to_colleague)
    assert "Ana Discrète, frère ou sœur" in str(read_by(world, "referent"))


def test_whoever_reads_the_history_may_read_how_ties_are_lived(world: World) -> None:
    """What is said of ties there is kept from nobody who reads it."""
    for name in world.cast.names():
        actor = world.cast.actor(name)
        for dossier in dossiers_visible_to(actor, Action.READ):
            assert TIE_QUALITY.may(actor, Action.READ, dossier.person), name


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
