"""Two records brought together and taken apart: nothing is lost, and undoing gives back exactly what there was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pghistory.models import Event

from tests.architecture.floors import room_apps
from tests.cast import World, client_of, make_dossier, make_world
from tisserand.audit.queries import events_about
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.people.choices import Gender, Place, Tie
from tisserand.people.duplicates import told_apart_from
from tisserand.people.merged import former_ids, standing_id
from tisserand.people.merging import questions
from tisserand.people.models import (
    CirclePicture,
    ContactPoint,
    DuplicatePair,
    Household,
    HouseholdMember,
    Keyholder,
    Merge,
    Person,
    Registration,
    Relation,
)
from tisserand.people.policies import PERSON
from tisserand.people.queries import homes_of, people_visible_to, ties_of
from tisserand.people.search import search_people
from tisserand.people.services import (
    CannotMerge,
    CannotUndo,
    add_contact,
    edit_contact,
    merge_people,
    tell_apart,
    undo_merge,
)
from tisserand.people.tasks import gather_late
from tisserand.support.models import Dossier, PhaseChange, Victory
from tisserand.support.services.dossiers import close_dossier
from tisserand.support.tests.factories_plan import make_agreement, make_plan
from tisserand.support.tests.factories_situation import make_map

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def picture() -> dict[str, list[dict[str, Any]]]:
    """Every row of the house but its trail, its histories, and what says who was merged; revisions only ever grow."""
    spared = {"people.Merge", "people.DuplicatePair"}
    moving = {"revision", "updated_at"}
    return {
        model._meta.label: sorted(
            (
                {name: value for name, value in row.items() if name not in moving}
                for row in model._base_manager.values()
            ),
            key=str,
        )
        for app in room_apps()
        if app.label in {"people", "support"}
        for model in app.get_models()
        if not issubclass(model, Event) and model._meta.label not in spared
    }


def twin(world: World, number: str = "2024-77", **names: Any) -> Person:
    """The same person, recorded a second time without a dossier."""
    person = Person.objects.create(
        **{"first_names": "Nadia", "last_name": "Benali", "birth_year": 1988} | names
    )
    Registration.objects.create(person=person, organisation=world.ccas, file_number=number)
    return person


def merge(
    world: World, absorbed: Person, kept: Person | None = None, who: str = "head", **said: Any
) -> Merge:
    return merge_people(
        actor=world.cast.actor(who),
        kept=kept or world.person,
        absorbed=absorbed,
        now=said.pop("now", NOW),
        **said,
    )


def undo(world: World, done: Merge, who: str = "head") -> Merge:
    return undo_merge(actor=world.cast.actor(who), merge=done, now=LATER)


def test_what_was_written_on_either_record_is_found_on_the_kept_one(world):
    other = make_dossier(
        world.ccas, world.north, world.cast.referent, first_names="Nadia", last_name="Benali"
    )
    close_dossier(
        actor=world.cast.actor("head"), dossier=other, reason="moved", closed_on=date(2026, 1, 5), now=NOW
    )
    ContactPoint.objects.create(person=other.person, kind="phone", value="+33612345678")
    done = merge(world, other.person)
    other.refresh_from_db()
    assert other.person == world.person
    assert set(PhaseChange.objects.filter(dossier=other).values_list("person", flat=True)) == {
        world.person.pk
    }
    assert world.person.contacts.get().value == "+33612345678"
    assert Person.objects.get(pk=done.absorbed_id).merged_into == world.person


def test_the_other_names_stay_known_and_find_the_person(world):
    absorbed = twin(world)
    merge(world, absorbed)
    person = Person.objects.get(pk=world.person.pk)
    assert person.name == "Nadia Essai"
    assert person.also_known[0]["last_name"] == "Benali"
    assert person.also_known[0]["birth"] == [1988, None, None]
    actor = world.cast.actor("referent")
    for text in ("benali", "benaly", "2024-77"):
        assert [hit.person for hit in search_people(actor, text)] == [person], text
    assert search_people(actor, "benali")[0].why == ["aussi connu·e sous ce nom"]


def test_each_value_comes_from_the_record_one_chose(world):
    absorbed = twin(world, gender=Gender.FEMALE, languages=["fr", "ar"], birth_month=3)
    Person.objects.filter(pk=world.person.pk).update(languages=["fr"], birth_year=1987)
    merge(world, absorbed, taken=["last_name", "birth", "gender"])
    person = Person.objects.get(pk=world.person.pk)
    assert (person.last_name, person.birth_year, person.birth_month) == ("Benali", 1988, 3)
    assert (person.gender, person.languages) == (Gender.FEMALE, ["fr", "ar"])
    assert [one["last_name"] for one in person.also_known] == ["Essai"]


def test_the_absorbed_record_is_seen_nowhere(world):
    absorbed = twin(world)
    merge(world, absorbed)
    absorbed.refresh_from_db()
    for name, actor in world.cast.actors().items():
        assert not people_visible_to(actor).filter(pk=absorbed.pk).exists(), name
        assert not PERSON.may(actor, Action.SEE, absorbed), name


def test_the_trail_is_read_through_and_never_rewritten(world):
    absorbed = twin(world)
    head = world.cast.actor("head")
    add_contact(actor=head, person=absorbed, contact=ContactPoint(kind="phone", value="0612345678"), now=NOW)
    before = list(events_about(absorbed.pk, organisation_id=world.ccas.pk).values_list("pk", "person_id"))
    merge(world, absorbed)
    told = dict(events_about(world.person.pk, organisation_id=world.ccas.pk).values_list("pk", "person_id"))
    assert dict(before).items() <= told.items()
    assert former_ids(world.person.pk) == [absorbed.pk]
    assert standing_id(absorbed.pk) == world.person.pk


# --- undone


def fill(world: World, kept: Person, absorbed: Person, things: set[str]) -> None:
    """A bit of everything, on both records."""
    if "contacts" in things:
        for person in (kept, absorbed):
            ContactPoint.objects.create(person=person, kind="phone", value="+33612345678", is_preferred=True)
        ContactPoint.objects.create(person=absorbed, kind="email", value="nadia@exemple.test")
    if "roof" in things:
        home = Household.objects.create(name="Chez Nadia")
        for person in (kept, absorbed):
            HouseholdMember.objects.create(household=home, person=person, place=Place.ADULT)
        HouseholdMember.objects.create(household=Household.objects.create(), person=absorbed)
    if "ties" in things:
        Relation.objects.create(person=kept, other=absorbed, tie=Tie.SIBLING)
        child = Relation.objects.create(person=absorbed, tie=Tie.CHILD, name="Inès")
        Relation.objects.create(person=absorbed, tie=Tie.GRANDCHILD, name="Léo", through=child)
        Relation.objects.create(person=world.restricted.person, other=absorbed, tie=Tie.FRIEND)
    if "picture" in things:
        for person in (kept, absorbed):
            CirclePicture.objects.create(person=person, moved={"me": [1, 2]})
    if "restricted" in things:
        there = Registration.objects.get(person=absorbed)
        Registration.objects.filter(pk=there.pk).update(is_restricted=True, restriction_reason="menaces")
        Keyholder.objects.create(registration=there, user=world.cast.coordinator)
    if "story" in things:
        make_agreement(world, make_plan(world))
        make_map(world)


THINGS = ["contacts", "roof", "ties", "picture", "restricted", "story"]
FIELDS = ["first_names", "last_name", "birth", "gender", "deceased_on", "interpreter"]


@contextmanager
def then_forgotten() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=40)
@given(
    things=st.sets(st.sampled_from(THINGS)),
    taken=st.sets(st.sampled_from(FIELDS)),
    ways=st.tuples(st.booleans(), st.booleans(), st.integers(0, 1)),
)
def test_undoing_gives_back_exactly_what_there_was(things, taken, ways):
    is_turned, has_dossier, goes_on = ways
    with then_forgotten():
        world = make_world()
        other = (
            make_dossier(
                world.ccas, world.south, world.cast.neighbour, first_names="Nadya", birth_year=1988
            ).person
            if has_dossier
            else twin(world, deceased_on=date(2026, 3, 1), languages=["ar"], interpreter="ar")
        )
        kept, absorbed = (other, world.person) if is_turned else (world.person, other)
        fill(world, kept, absorbed, things)
        before = picture()
        asked = [question for _, question in questions(world.cast.actor("head"), kept, absorbed)]
        answers = {question.key: question.options[goes_on][0] for question in asked}
        assert len(asked) == has_dossier
        done = merge(world, absorbed, kept, taken=taken, answers=answers)
        assert picture() != before
        undone = undo(world, done)
        assert picture() == before
        assert undone.left == []


def test_what_was_written_since_on_the_kept_record_stays_there(world):
    absorbed = twin(world)
    ContactPoint.objects.create(person=absorbed, kind="phone", value="+33612345678")
    done = merge(world, absorbed, taken=["last_name"])
    head = world.cast.actor("head")
    email = ContactPoint(kind="email", value="nadia@exemple.test")
    add_contact(actor=head, person=Person.objects.get(pk=world.person.pk), contact=email, now=NOW)
    Person.objects.filter(pk=world.person.pk).update(last_name="Benali-Roux")
    undone = undo(world, done)
    assert [one.kind for one in world.person.contacts.all()] == ["email"]
    assert absorbed.contacts.get().kind == "phone"
    assert Person.objects.get(pk=world.person.pk).last_name == "Benali-Roux"
    assert undone.left == [["rewritten", 1]]


def test_what_was_written_since_in_a_dossier_goes_where_the_dossier_goes(world):
    absorbed = twin(world)
    done = merge(world, world.person, absorbed)
    dossier = Dossier.objects.get(pk=world.dossier.pk)
    assert dossier.person == absorbed
    victory = Victory.objects.create(
        dossier=dossier, person=dossier.person, words="A ouvert ses lettres", happened_on=date(2026, 11, 23),
        noted_by=world.cast.referent,
    )  # fmt: skip
    undo(world, done)
    victory.refresh_from_db()
    assert victory.person == world.person


def test_of_two_merges_the_later_is_undone_first(world):
    first, second = twin(world), twin(world, "", last_name="Bénali")
    one = merge(world, first)
    two = merge(world, Person.objects.get(pk=world.person.pk), second, now=LATER)
    assert standing_id(first.pk) == second.pk
    assert set(former_ids(second.pk)) == {first.pk, world.person.pk}
    with pytest.raises((CannotUndo, PermissionDenied)):
        undo(world, Merge.objects.get(pk=one.pk))
    undo(world, two)
    undo(world, Merge.objects.get(pk=one.pk))
    assert not Person.objects.exclude(merged_into=None).exists()


def test_nothing_is_undone_twice(world):
    done = merge(world, twin(world))
    undo(world, done)
    with pytest.raises(CannotUndo):
        undo(world, done)


# --- who, and when not


@pytest.mark.parametrize(
    "who", ["referent", "colleague", "neighbour", "reception", "administrator", "partner"]
)
def test_only_who_coordinates_or_leads_brings_records_together(world, who):
    with pytest.raises((PermissionDenied, Http404)):
        merge(world, twin(world), who=who)


def test_someone_restricted_is_not_even_seen_by_a_coordinator_without_a_key(world):
    with pytest.raises(Http404):
        merge(world, world.restricted.person, who="coordinator")


def test_what_another_organisation_knows_is_not_touched(world):
    absorbed = twin(world)
    Registration.objects.create(person=absorbed, organisation=world.association)
    with pytest.raises(CannotMerge):
        merge(world, absorbed)


def test_if_one_was_discreet_both_are(world):
    Registration.objects.filter(person=world.restricted.person).update(restriction_reason="menaces")
    close_dossier(
        actor=world.cast.actor("head"),
        dossier=world.restricted,
        reason="moved",
        closed_on=date(2026, 1, 5),
        now=NOW,
    )
    merge(world, world.restricted.person)
    here = Registration.objects.get(person=world.person, organisation=world.ccas)
    assert here.is_restricted
    assert here.restriction_reason == "menaces"
    assert [key.user for key in here.keyholders.all()] == [world.cast.referent]
    assert not people_visible_to(world.cast.actor("neighbour")).filter(pk=world.person.pk).exists()


def test_two_open_dossiers_ask_which_goes_on(world):
    other = make_dossier(
        world.ccas, world.south, world.cast.neighbour, first_names="Nadia", last_name="Benali"
    )
    with pytest.raises(CannotMerge, match="Lequel reste ouvert"):
        merge(world, other.person)
    assert Person.objects.filter(merged_into=None).count() == 3
    merge(world, other.person, answers={"dossier": str(other.pk)})
    mine, theirs = Dossier.objects.get(pk=world.dossier.pk), Dossier.objects.get(pk=other.pk)
    assert (mine.is_open, theirs.is_open) == (False, True)
    assert mine.person == theirs.person == world.person
    assert "Réuni" in mine.closing_note


def test_a_coordinator_closes_only_what_they_may_close(world):
    other = make_dossier(
        world.ccas, world.south, world.cast.neighbour, first_names="Nadia", last_name="Benali"
    )
    [(_, question)] = questions(world.cast.actor("coordinator"), world.person, other.person)
    assert [value for value, _ in question.options] == [str(other.pk)]


def test_a_form_begun_on_either_record_writes_over_nothing(world):
    absorbed = twin(world)
    contact = ContactPoint.objects.create(person=absorbed, kind="phone", value="+33612345678")
    merge(world, absorbed)
    assert Person.objects.get(pk=world.person.pk).revision > max(absorbed.revision, world.person.revision)
    again = ContactPoint.objects.get(pk=contact.pk)
    again.value = "+33699999999"
    with pytest.raises(StaleRevision):
        edit_contact(
            actor=world.cast.actor("head"),
            contact=ContactPoint.objects.get(pk=contact.pk),
            expected=1,
            now=NOW,
        )


def test_what_was_told_apart_stays_told_apart(world):
    absorbed, stranger = twin(world), twin(world, "", last_name="Benalli")
    tell_apart(actor=world.cast.actor("head"), person=absorbed, other=stranger, now=NOW)
    merge(world, absorbed)
    assert stranger.pk in told_apart_from(world.person)
    assert world.person.pk in told_apart_from(stranger)


def test_homes_and_ties_speak_of_one_person(world):
    absorbed = twin(world)
    fill(world, world.person, absorbed, {"roof", "ties"})
    merge(world, absorbed)
    head = world.cast.actor("head")
    homes = homes_of(head, world.person)
    assert [len(home.mates) for home in homes] == [1, 1]
    assert sorted(tie.name for tie in ties_of(head, world.person)) == ["Ana Discrète", "Inès", "Léo"]


def test_the_pair_says_what_became_of_it(world):
    absorbed = twin(world)
    first, second = sorted([absorbed.pk, world.person.pk])
    pair = DuplicatePair.objects.create(
        organisation=world.ccas, first_id=first, second_id=second, probability=0.98, weight=9
    )
    done = merge(world, absorbed)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("merged", world.cast.head)
    undo(world, done)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("open", None)


# --- addresses


def test_the_address_of_the_absorbed_record_leads_to_the_kept_one(world):
    absorbed = twin(world)
    merge(world, absorbed)
    client = client_of(world.cast.referent)
    answer = client.get(reverse("people:person_circle", args=[absorbed.pk]), {"vue": "liste"})
    assert answer.status_code == 307
    assert answer["Location"] == reverse("people:person_circle", args=[world.person.pk]) + "?vue=liste"
    assert (
        client_of(world.cast.partner).get(reverse("people:person_detail", args=[absorbed.pk])).status_code
        == 404
    )
    assert client_of(None).get(reverse("people:person_detail", args=[absorbed.pk])).status_code == 302


def test_a_form_sent_to_the_absorbed_record_shows_both_versions(world):
    absorbed = twin(world)
    page = client_of(world.cast.referent)
    form = {
        "first_names": "Nadia",
        "last_name": "Benali",
        "gender": "female",
        "revision": str(absorbed.revision),
    }
    merge(world, absorbed)
    answer = page.post(reverse("people:person_edit", args=[absorbed.pk]), form)
    assert answer.status_code == 307
    assert page.post(answer["Location"], form).status_code == 409
    world.person.refresh_from_db()
    assert world.person.last_name == "Essai"


def test_the_page_says_under_which_names_they_are_also_known(world):
    merge(world, twin(world, birth_month=3, birth_day=4))
    page = (
        client_of(world.cast.referent)
        .get(reverse("people:person_detail", args=[world.person.pk]))
        .content.decode()
    )
    assert "Nadia Benali, 4 mars 1988" in page


def test_what_was_written_in_the_instant_of_a_merge_is_gathered(world):
    absorbed = twin(world)
    done = merge_people(actor=world.cast.actor("head"), kept=world.person, absorbed=absorbed, now=now())
    late = ContactPoint.objects.create(person=absorbed, kind="phone", value="+33612345678")
    gather_late(timestamp=0)
    late.refresh_from_db()
    assert late.person == world.person
    gather_late(timestamp=0)
    undo(world, Merge.objects.get(pk=done.pk))
    late.refresh_from_db()
    assert late.person == absorbed
