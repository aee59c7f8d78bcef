"""Someone known to two organisations: said with the code, silent until the person agreed, undone, never merged."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import product
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from tests.cast import TODAY, World, client_of
from tisserand.accounts.acting import behind_the_wall
from tisserand.accounts.actors import Actor
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now
from tisserand.people.dates import PartialDate
from tisserand.people.exactly import people_named
from tisserand.people.models import Keyholder, Person, Registration
from tisserand.people.services.merging import merge_people
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.models import Consent, JoinRequest, SamePerson
from tisserand.sharing.queries import kept_there_too, openings_about, our_record_of
from tisserand.sharing.services.codes import answer_with_agreement, ask_to_join, decline_request, make_code
from tisserand.sharing.services.consents import give_consent, withdraw_consent
from tisserand.sharing.services.same_person import say_same_person, unsay_same_person
from tisserand.sharing.tests.factories import SAID, make_consent, make_record_elsewhere, make_same, open_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(world: World) -> Person:
    """What the association knows of the person, on its side."""
    return make_record_elsewhere(world, birth_year=1988, birth_month=3, birth_day=4)


@pytest.fixture
def partner(world: World) -> Actor:
    return world.cast.actor("partner")


def asked(world: World, same: Person | None) -> JoinRequest:
    _, letters = make_code(actor=world.cast.actor("referent"), person=world.person, now=now())
    words = {"said_name": "Nadia Essai", "purpose": "se loger", "same": same}
    return ask_to_join(actor=world.cast.actor("partner"), said_code=letters, now=now(), **words)


def agreed(world: World, request: JoinRequest) -> Consent:
    """The person says yes to what the request asks for."""
    referent = world.cast.actor("referent")
    consent = answer_with_agreement(actor=referent, request=request, now=now())
    for name, value in (SAID | {"decided_on": TODAY}).items():
        setattr(consent, name, value)
    consent.save()
    return give_consent(
        actor=referent, consent=consent, decided_on=TODAY, expected=consent.revision, now=now()
    )


# Whom one knows already


@pytest.mark.parametrize(
    ("said", "birth", "is_found"),
    [
        ("Nadia Essai", None, True),
        ("ESSAI nadia", None, True),
        ("Nadia Ben Essai", None, False),
        ("Nadia", None, False),
        ("", None, False),
        ("Nadia Essai", PartialDate(1988, 3, 4), True),
        ("Nadia Essai", PartialDate(1988), True),
        ("Nadia Essai", PartialDate(1989), False),
        ("Nadia Essai", PartialDate(1988, 3, 5), False),
    ],
)
def test_whom_one_knows_is_named_exactly(
    world: World, ours: Person, said: str, birth: PartialDate | None, is_found: bool
) -> None:
    assert people_named(world.cast.actor("partner"), said, birth) == ([ours] if is_found else [])


def test_only_among_one_s_own_people_and_those_one_may_know_of(world: World, ours: Person) -> None:
    assert people_named(world.cast.actor("partner"), "Nadia Essai") == [ours]
    assert people_named(world.cast.actor("referent"), "Nadia Essai") == [world.person]
    here = Registration.objects.get(person=ours)
    here.is_restricted = True
    here.save()
    assert people_named(world.cast.actor("partner"), "Nadia Essai") == []
    Keyholder.objects.create(registration=here, user=world.cast.partner)
    assert people_named(world.cast.actor("partner"), "Nadia Essai") == [ours]


# Said, and silent until the person agreed


def test_nobody_learns_anything_before_the_person_agreed(world: World, ours: Person, partner: Actor) -> None:
    request = asked(world, ours)
    assert not openings_about(partner, ours).exists()
    referent = world.cast.actor("referent")
    consent = answer_with_agreement(actor=referent, request=request, now=now())
    assert kept_there_too(consent) == set()
    with behind_the_wall(referent):
        assert not SamePerson.objects.exists(), "not even the database tells those who are asked"
    page = client_of(world.cast.referent).get(reverse("sharing:code_detail", args=[world.person.pk]))
    assert "fiche" not in page.content.decode().split("Demandes reçues")[1].split("Son code de partage")[0]
    assert not AccessEvent.objects.filter(part="sharing.same_person", person_id=world.person.pk).exists()


def test_agreed_to_each_finds_what_is_theirs(world: World, ours: Person, partner: Actor) -> None:
    consent = agreed(world, asked(world, ours))
    grant = consent.grants.get()
    assert our_record_of(partner, grant).person == ours
    assert openings_about(partner, ours).get() == grant
    assert kept_there_too(consent) == {world.association.pk}
    # Nothing moved: each record stays with those who wrote it.
    assert [one.organisation for one in Registration.objects.filter(person=ours)] == [world.association]
    assert not openings_about(world.cast.actor("referent"), world.person).exists()
    withdraw_consent(actor=world.cast.actor("referent"), consent=consent, now=now())
    assert not openings_about(partner, ours).exists()


@pytest.mark.parametrize("is_walled", [False, True])
def test_refused_nothing_is_joined_even_by_a_later_agreement(
    world: World, ours: Person, settings: Any, is_walled: bool
) -> None:
    settings.WALL = is_walled
    request = asked(world, ours)
    referent = world.cast.actor("referent")
    with behind_the_wall(referent) if is_walled else nullcontext():
        decline_request(actor=referent, request=request, answer="", now=now())
    assert SamePerson.objects.get().ended_at is not None
    grant = make_consent(world).grants.get()
    assert our_record_of(world.cast.actor("partner"), grant) is None


def test_somebody_else_after_all_before_it_is_answered(world: World, ours: Person) -> None:
    asked(world, ours)
    asked(world, None)
    assert SamePerson.objects.filter(ended_at=None).count() == 0


def test_another_of_our_people_takes_the_place(world: World, ours: Person) -> None:
    other = make_record_elsewhere(world)
    asked(world, ours)
    asked(world, other)
    asked(world, other)
    assert SamePerson.objects.get(ended_at=None).person == other
    assert SamePerson.objects.count() == 2


def test_one_says_it_of_one_s_own_people_only(world: World, partner: Actor) -> None:
    with pytest.raises(Http404):
        asked(world, world.restricted.person)
    assert not JoinRequest.objects.exists(), "nothing was sent either"


# Said on what is open, and undone


def test_said_and_undone_on_the_page_of_the_opening(world: World, ours: Person) -> None:
    consent = make_consent(world)
    grant = consent.grants.get()
    client = client_of(world.cast.partner)
    address = reverse("sharing:opening_detail", args=[grant.pk])
    assert "Une de vos fiches porte ce nom" in client.get(address).content.decode()
    said = client.post(reverse("sharing:same_person_say", args=[grant.pk]), {"person": ours.pk}, follow=True)
    assert "Cette personne est aussi accompagnée chez vous" in said.content.decode()
    panel = reverse("sharing:same_person_panel", args=[ours.pk])
    assert address in client.get(panel).content.decode()
    detail = reverse("sharing:consent_detail", args=[world.person.pk, consent.pk])
    assert "y a aussi sa propre fiche" in client_of(world.cast.referent).get(detail).content.decode()
    undo = reverse("sharing:same_person_unsay", args=[grant.pk])
    assert "C’est défait" in client.post(undo, follow=True).content.decode()
    assert client.post(undo).status_code == 302, "twice changes nothing more"
    assert client.get(panel).content == b""
    assert "Une de vos fiches porte ce nom" in client.get(address).content.decode()
    assert "propre fiche" not in client_of(world.cast.referent).get(detail).content.decode()
    assert SamePerson.objects.get().ended_by == world.cast.partner


def test_the_services_ask_the_policy(world: World, ours: Person, partner: Actor) -> None:
    grant = make_consent(world).grants.get()
    with pytest.raises(Http404):
        say_same_person(actor=world.cast.actor("referent"), grant=grant, person=world.person, now=now())
    with pytest.raises(Http404):
        say_same_person(actor=partner, grant=grant, person=world.restricted.person, now=now())
    same = make_same(world, ours)
    for who in ("referent", "reception", "stranger"):
        with pytest.raises(Http404):
            unsay_same_person(actor=world.cast.actor(who), same=same, now=now())
    unsay_same_person(actor=partner, same=same, now=now())
    assert SamePerson.objects.get().ended_at is not None


def test_told_when_and_only_when_both_may_be_read(world: World, ours: Person) -> None:
    """Every reader, every state of the agreement, ended or not, against a plain reading of the rule."""
    consents = {state: make_consent(world, state=state) for state in ConsentState}
    for consent in consents.values():
        open_to(consent, world.association, user=world.cast.two_hats)
    sames = [make_same(world, ours, said_by=world.cast.two_hats), make_same(world, ours, ended_at=now())]
    readers = {name: world.cast.actor(name) for name in world.cast.names()}
    readers["two_hats"] = world.cast.actor("two_hats", world.association)
    told = 0
    for (name, actor), state, same in product(readers.items(), ConsentState, sames):
        SamePerson.objects.exclude(pk=same.pk).update(theirs=world.restricted.person)
        SamePerson.objects.filter(pk=same.pk).update(theirs=world.person)
        for grant in consents[state].grants.all():
            opens = state == ConsentState.GIVEN
            theirs = name == "two_hats" if grant.to_user_id else name in ("partner", "two_hats")
            expected = opens and theirs and same.ended_at is None
            found = openings_about(actor, ours).filter(pk=grant.pk).exists()
            assert found == expected, (name, state, same.ended_at)
            told += found
    assert told == 3


# Beside merging


def test_each_side_may_still_bring_its_own_records_together(
    world: World, ours: Person, partner: Actor
) -> None:
    """The weak spot: someone known to two organisations is not merged across them; within each, one still may."""
    grant = make_consent(world).grants.get()
    same = make_same(world, ours)
    double = Person.objects.create(first_names="Nadia", last_name="Essay")
    Registration.objects.create(person=double, organisation=world.ccas)
    head = world.cast.actor("head")
    merge_people(actor=head, kept=double, absorbed=world.person, now=now())
    same.refresh_from_db()
    grant.refresh_from_db()
    assert (same.theirs, grant.person) == (double, double)
    assert our_record_of(partner, grant) == same


# The page where one asks


def _sent(client: Client, **said: Any) -> Any:
    return client.post(reverse("sharing:join_create"), said)


def test_asking_with_a_code_asks_first_whether_one_knows_them(world: World, ours: Person) -> None:
    _, letters = make_code(actor=world.cast.actor("referent"), person=world.person, now=now())
    client = client_of(world.cast.partner)
    said = {"code": letters, "said_name": "nadia essai", "said_birth": "4 mars 1988", "purpose": "se loger"}
    page = _sent(client, **said)
    text = page.content.decode()
    assert page.status_code == 200
    assert "C’est la même personne que Nadia Essai, naissance\u00a0: 4 mars 1988 (votre fiche)" in text
    assert "C’est quelqu’un d’autre" in text
    assert "se loger" in text, "what was typed stays"
    assert not JoinRequest.objects.exists()
    page = _sent(client, **said, offered="1")
    assert page.status_code == 422
    assert "Dites si c’est la même personne." in page.content.decode()
    # One may not choose whom one was not offered.
    assert _sent(client, **said, offered="1", same=str(world.person.pk)).status_code == 422
    assert _sent(client, **said, offered="1", same=str(ours.pk)).status_code == 302
    assert SamePerson.objects.get().person == ours
    assert "(votre fiche\u00a0: Nadia Essai)" in client.get(reverse("sharing:join_create")).content.decode()


def test_somebody_else_is_sent_without_more(world: World, ours: Person) -> None:
    _, letters = make_code(actor=world.cast.actor("referent"), person=world.person, now=now())
    said = {"code": letters, "said_name": "Nadia Essai", "purpose": "x", "offered": "1", "same": "another"}
    assert _sent(client_of(world.cast.partner), **said).status_code == 302
    assert JoinRequest.objects.exists()
    assert not SamePerson.objects.exists()


def test_the_question_says_nothing_of_whom_the_code_leads_to(world: World, ours: Person) -> None:
    """Asked or not by the name that was typed, whoever stands behind the code."""
    client = client_of(world.cast.partner)
    for person in (world.person, world.restricted.person):
        _, letters = make_code(actor=world.cast.actor("referent"), person=person, now=now())
        said = {"code": letters, "purpose": "x"}
        assert "votre fiche)" in _sent(client, **said, said_name="Nadia Essai").content.decode()
    assert _sent(client, **said, said_name="Ana Discrète").status_code == 302
