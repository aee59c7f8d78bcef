"""The invented territory: whole, believable to the database, the same every time, gone without a trace of itself."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from tests.cast import make_world
from tisserand.accounts.models import Departure, Organisation, User
from tisserand.accounts.queries import actors_of
from tisserand.common.clock import now
from tisserand.coordination.models import Referral, Thread
from tisserand.coordination.queries.threads import inbox_of
from tisserand.coordination.readers import Readers
from tisserand.coordination.referral_nearby import commune_code_of, doorways_tonight, open_tonight
from tisserand.demo.places import INVENTED, bring_in_places, invent_places, remove_invented_places
from tisserand.demo.territory import HERE, Territory, read_toml
from tisserand.directory.models import Loading, Source, Structure
from tisserand.people.models import Person
from tisserand.sharing.models import Grant
from tisserand.sharing.queries import opened_people
from tisserand.support.models import (
    DocumentVersion,
    Dossier,
    Entry,
    Handover,
    MapSnapshot,
    PlanAgreement,
    Victory,
)
from tisserand.support.services.agreements import holds

TODAY = date(2026, 11, 23)
STORIES = sorted((HERE / "stories").glob("*.toml"))


def create(*options: str) -> None:
    call_command("demo_create", "--today", TODAY.isoformat(), *options, stdout=StringIO())


def test_there_are_twelve_stories() -> None:
    assert len(STORIES) == 12


def test_nothing_is_dated_after_today_but_what_is_planned() -> None:
    for path in STORIES:
        source = read_toml(path)
        past = [note["d"] for note in source["journal"]] + [v["d"] for v in source.get("victories", [])]
        assert max(past) < 0, path.name
        assert past[: len(source["journal"])] == sorted(past[: len(source["journal"])]), path.name


def test_nobody_works_on_a_sunday() -> None:
    territory = Territory(TODAY)
    assert all(territory.day(offset).weekday() < 5 for offset in range(-900, 0))


@pytest.mark.django_db
def test_the_stories_become_dossiers_that_hold() -> None:
    create("--stories-only")
    assert Dossier.objects.count() == 12
    assert Organisation.objects.filter(slug="ccas-de-valmont").exists()
    assert all(Person.objects.values_list("is_demonstration", flat=True))
    assert all(User.objects.values_list("is_demonstration", flat=True))
    assert MapSnapshot.objects.count() > 10
    assert all(holds(agreement) for agreement in PlanAgreement.objects.select_related("plan"))
    assert Victory.objects.count() > 24


@pytest.mark.django_db
def test_the_directory_is_filled_once_with_real_places_and_a_few_invented() -> None:
    assert bring_in_places(now=now()) == 7620
    loadings = Loading.objects.order_by("created_at", "id")
    told = [(each.new, each.refused, each.remarked) for each in loadings]
    assert told == [(5366, 0, 5), (9858, 2, 10), (19, 0, 0)]
    real = Source.objects.exclude(slug=INVENTED)
    assert {source.licence for source in real} == {"Licence Ouverte 2.0"}
    invented = Structure.objects.filter(source__slug=INVENTED)
    assert all("(lieu inventé)" in each.name and "inventé" in each.description for each in invented)
    assert bring_in_places(now=now()) == 7620
    assert loadings.count() == 3, "one that holds anything is left as it is"
    remove_invented_places()
    assert Structure.objects.count() == 7612


@pytest.mark.django_db
def test_what_cannot_wait_finds_a_place_near_each_person() -> None:
    invent_places(now=now())
    create("--stories-only")
    sophie = actors_of(User.objects.get(first_name="Sophie"), today=TODAY)
    (actor,) = sophie.values()
    for person in Person.objects.filter(dossiers__isnull=False).exclude(first_names="Anaïs").distinct():
        code = commune_code_of(person)
        assert code, person
        for doorway in doorways_tonight():
            assert open_tonight(actor, doorway, code, now()), (person, doorway.key)
    states = set(Referral.objects.values_list("state", flat=True))
    assert states >= {"sent", "to_complete", "accepted", "refused", "redirected", "started", "ended"}
    assert Referral.objects.filter(service__key="demonstration--toit--chercher").exists()


@pytest.mark.django_db
def test_what_is_shared_is_what_each_person_said() -> None:
    create("--stories-only")
    opened = Grant.objects.filter(opens_on__lte=TODAY, cut_at=None)
    of_nadia = opened.filter(person__first_names="Nadia")
    assert {grant.to_organisation.slug for grant in of_nadia.filter(to_member=None)} == {
        "maison-des-solidarites",
        "passerelles-du-val",
    }
    landlord = of_nadia.get(to_member__isnull=False)
    assert landlord.to_member.name == "M. Castel"
    assert landlord.consent.topics == ["housing"]
    assert not any("health" in grant.consent.topics for grant in of_nadia), "she took it back"
    assert not opened.filter(person__first_names="Anaïs").exists(), "nobody else knows where she is"
    sophie = actors_of(User.objects.get(first_name="Sophie"), today=TODAY)
    (actor,) = sophie.values()
    assert {grant.person.first_names for grant in opened_people(actor)} == {"Marguerite", "Kévin"}
    threads = list(Thread.objects.all())
    assert threads
    for thread in threads:
        readers = Readers(thread, TODAY)
        assert readers.authors <= {one.user_id for one in readers.everyone}, thread.title
    assert any(thread.calls_me for thread in inbox_of(actor))


@pytest.mark.django_db
def test_it_is_the_same_every_time() -> None:
    told = []
    for _ in range(2):
        create("--stories-only")
        told.append(list(Entry.objects.order_by("happened_at", "body").values_list("body", "happened_at")))
        call_command("demo_remove", stdout=StringIO())
    assert told[0] == told[1]


@pytest.mark.django_db
def test_its_papers_are_the_same_every_time_and_leave_no_file(
    django_capture_on_commit_callbacks: Any,
) -> None:
    kept = []
    for _ in range(2):
        create("--stories-only")
        versions = list(DocumentVersion.objects.order_by("file_name"))
        kept.append([(version.file_name, version.digest) for version in versions])
        with django_capture_on_commit_callbacks(execute=True):
            call_command("demo_remove", stdout=StringIO())
        assert not any(default_storage.exists(version.key) for version in versions)
    assert kept[0] == kept[1]
    assert len(kept[0]) == 5


@pytest.mark.django_db
def test_a_second_call_changes_nothing() -> None:
    create("--stories-only")
    before = Entry.objects.count()
    create("--stories-only")
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_removing_it_leaves_real_people_alone() -> None:
    world = make_world()
    create("--stories-only")
    call_command("demo_remove", stdout=StringIO())
    assert set(Dossier.objects.all()) == {world.dossier, world.restricted}
    assert Organisation.objects.count() == 2
    assert User.objects.count() == len(world.cast.names())


@pytest.mark.django_db
def test_someone_leaves_soon_and_hands_dossiers_over() -> None:
    create("--without-places")
    departure = Departure.objects.get()
    assert departure.last_day > TODAY
    assert departure.user.memberships.filter(until_on=departure.last_day).exists()
    waiting = Handover.objects.filter(state="proposed")
    assert waiting.count() == 6
    assert waiting.exclude(written_at=None).count() == 3
    assert waiting.exclude(told_on=None).count() == 2
    done = Handover.objects.get(state="done")
    assert done.receiver.first_name == "Sophie"
    assert done.dossier.referent is not None
    assert done.dossier.referent.user == done.receiver
    call_command("demo_remove", stdout=StringIO())
    assert not Handover.objects.exists()
    assert not Departure.objects.exists()
