"""The twin test: what a list shows is exactly what the object rule allows, for everybody and every action."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import SINCE, World, make_dossier
from tisserand.common.access import AccessTable
from tisserand.people.models import EmergencyOpening, Person, Registration
from tisserand.people.policies import EMERGENCY, MERGE, PERSON, REGISTRATION, TIE_QUALITY
from tisserand.people.tests.factories import make_opening
from tisserand.support.choices import ClosingReason, DeadlineKind, WelcomeOutcome
from tisserand.support.models import (
    CaseloadImport,
    Deadline,
    Document,
    Dossier,
    Entry,
    FirstWelcome,
    Handover,
    HandoverBatch,
    Referent,
    Victory,
)
from tisserand.support.policies import (
    BATCH,
    DEADLINE,
    DOCUMENT,
    DOSSIER,
    ENTRY,
    HANDOVER,
    IMPORT,
    VICTORY,
    WELCOME,
)

TWINS = [
    (PERSON, Person),
    (REGISTRATION, Registration),
    (MERGE, Person),
    (TIE_QUALITY, Person),
    (EMERGENCY, EmergencyOpening),
    (DOSSIER, Dossier),
    (ENTRY, Entry),
    (WELCOME, FirstWelcome),
    (VICTORY, Victory),
    (DEADLINE, Deadline),
    (DOCUMENT, Document),
    (IMPORT, CaseloadImport),
    (HANDOVER, Handover),
    (BATCH, HandoverBatch),
]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def furnished(world: World) -> World:
    """The world, with a closed dossier, one of another organisation, and something of each kind in each."""
    cast = world.cast
    make_dossier(world.ccas, world.south, cast.neighbour, first_names="Odette")
    closed = make_dossier(world.ccas, world.north, cast.colleague, first_names="Lina")
    Dossier.objects.filter(pk=closed.pk).update(
        closed_on=TODAY, closing_reason=ClosingReason.MOVED, phase="closed"
    )
    make_dossier(world.association, world.association.teams.get(), cast.partner, first_names="Yonas")
    for dossier in Dossier.objects.all():
        its = {"dossier": dossier, "person": dossier.person}
        Victory.objects.create(**its, words="Elle a appelé.", happened_on=TODAY, noted_by=cast.referent)
        Deadline.objects.create(
            **its, kind=DeadlineKind.HEARING, title="Audience", due_on=TODAY, owner=cast.referent
        )
        for visibility in ("author", "team"):
            Entry.objects.create(
                **its, author=cast.colleague, visibility=visibility, body="…", happened_at=NOW
            )
        for visibility in ("confidential", "team", "shareable"):
            for user in (cast.colleague, cast.partner):
                Document.objects.create(**its, title="Bail", visibility=visibility, added_by=user)
        for about in ({}, {"person": dossier.person}, its):
            for user in (cast.reception, cast.referent):
                FirstWelcome.objects.create(
                    organisation=dossier.organisation,
                    welcomed_by=user,
                    welcomed_at=NOW,
                    request="…",
                    outcome=WelcomeOutcome.INFORMED,
                    **about,
                )
    _make_handovers(world)
    # Open, over, of someone who hides, of nobody: what an emergency lets read is held to the same rule.
    make_opening(world, person=world.restricted.person)
    make_opening(world, person=world.dossier.person, by=cast.reception)
    make_opening(world, person=world.restricted.person, by=cast.colleague, is_over=True)
    make_opening(world, by=cast.partner, organisation=world.association)
    make_opening(world, by=cast.head)
    for user in (cast.head, cast.coordinator, cast.colleague, cast.administrator):
        CaseloadImport.objects.create(organisation=world.ccas, started_by=user, file_name="essai.csv")
    CaseloadImport.objects.create(
        organisation=world.association, started_by=cast.two_hats, file_name="essai.csv"
    )
    return world


def _make_handovers(world: World) -> None:
    """Each dossier was once held by the neighbour, who reads on for a while (or not any more), and is to go on."""
    cast = world.cast
    for number, dossier in enumerate(Dossier.objects.order_by("pk")):
        reads_until_on = TODAY + timedelta(days=number % 3 - 1)
        Referent.objects.create(
            dossier=dossier, person=dossier.person, user=cast.neighbour, since_on=SINCE, until_on=SINCE,
            reads_until_on=reads_until_on,
        )  # fmt: skip
        for state, receiver in (
            ("proposed", cast.neighbour),
            ("done", cast.colleague),
            ("declined", cast.partner),
        ):
            batch = HandoverBatch.objects.create(
                organisation=dossier.organisation, started_by=cast.coordinator, takes_effect_on=TODAY
            )
            Handover.objects.create(
                batch=batch,
                dossier=dossier,
                person=dossier.person,
                state=state,
                giver=cast.referent,
                receiver=receiver,
                proposed_by=cast.neighbour,
                takes_effect_on=TODAY,
                effected_at=NOW,
            )


@pytest.mark.parametrize(("table", "model"), TWINS, ids=lambda value: getattr(value, "__name__", ""))
def test_list_rule_and_object_rule_agree(table: AccessTable, model: type, furnished: World) -> None:
    everything = list(model.objects.all())
    assert everything
    for name, actor in furnished.cast.actors().items():
        for action in table.rules:
            listed = set(table.filter(actor, action, model.objects.all()))
            allowed = {row for row in everything if table.may(actor, action, row)}
            assert listed == allowed, f"{name} · {action}"


def test_someone_is_known_as_their_registration_is(furnished: World) -> None:
    for name, whole in furnished.cast.actors().items():
        actor = whole.ordinary  # what an emergency opened is in no list
        for action in PERSON.rules:
            known = REGISTRATION.filter(actor, action, Registration.objects.all())
            people = PERSON.filter(actor, action, Person.objects.all())
            assert {row.person_id for row in known} == {person.pk for person in people}, f"{name} · {action}"


def test_what_a_dossier_holds_is_read_like_the_dossier(furnished: World) -> None:
    for actor in furnished.cast.actors().values():
        readable = set(DOSSIER.filter(actor, "read", Dossier.objects.all()))
        for table, model in ((VICTORY, Victory), (DEADLINE, Deadline)):
            assert {row.dossier for row in table.filter(actor, "read", model.objects.all())} == readable
