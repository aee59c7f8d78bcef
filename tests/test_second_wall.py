"""With the application's filters taken away, the database shows each member of the cast what it promises, exactly.

Every table is read whole, as the web role, and compared with `second_wall`, a reading of the access tables in Python.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tests.cast import TODAY, World
from tests.furnishing import furnish
from tests.second_wall import KNOWN, exists_for, link, was_for
from tisserand.accounts.acting import behind_the_wall, tell_database
from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import AccessTable
from tisserand.common.wall_building import WEB_ROLE
from tisserand.common.walls import guards, rules
from tisserand.coordination.models import Conference, Referral, Thread
from tisserand.coordination.policies.conferences import CONFERENCE
from tisserand.coordination.policies.referrals import REFERRAL
from tisserand.coordination.policies.threads import THREAD
from tisserand.people.choices import ContactKind, PairState
from tisserand.people.models import (
    ContactPoint,
    EmergencyOpening,
    Household,
    Person,
    Registration,
)
from tisserand.people.policies import EMERGENCY, PERSON, REGISTRATION
from tisserand.people.queries import count_hidden_pairs, homes_of
from tisserand.sharing.models import AccountBlock, Consent, Grant, Guest, GuestMessage, JoinRequest
from tisserand.sharing.policies import HELD, JOINING, OPENING, SAID
from tisserand.sharing.tests.factories import guest_actor
from tisserand.support import models as support
from tisserand.support.policies import (
    DEADLINE,
    DOCUMENT,
    DOSSIER,
    ENTRY,
    HANDOVER,
    STEP_REPORT,
    VICTORY,
    WELCOME,
)

pytestmark = pytest.mark.usefixtures("furnished")


@pytest.fixture(scope="module")
def furnished(standing: World, django_db_blocker: Any) -> None:
    """The world, with something in every guarded table."""
    with django_db_blocker.unblock():
        furnish(standing)


def hats(world: World) -> dict[str, Actor]:
    """The cast, both hats of whoever wears two, and whoever came in by a link."""
    known = world.cast.actors()
    for organisation in (world.ccas, world.association):
        known[f"two_hats at {organisation.slug}"] = world.cast.actor("two_hats", organisation)
    for guest in Guest.objects.order_by("pk"):
        known[f"guest {guest.called}"] = guest_actor(guest)
    return known


def seen(actor: Actor, table: str, column: str, *, looked_at: str = "") -> set[Any]:
    """Every row of a table, asked for as the web role does for this actor, who says which dossier they look at."""
    with behind_the_wall(actor), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tisserand.looked_at', %s, true)", [looked_at])
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return {key for (key,) in cursor.fetchall()}


@pytest.mark.parametrize("model", [guard.model for guard in guards()], ids=lambda model: model.__name__)
def test_each_sees_exactly_the_rows_that_are_promised(model: type[Model], world: World):
    rows = list(model._base_manager.all())
    found = set()
    for name, actor in hats(world).items():
        expected = {row.pk for row in rows if exists_for(actor, row)}
        assert seen(actor, model._meta.db_table, model._meta.pk.column) == expected, name
        found |= expected
    # Otherwise nothing was tried.
    assert found
    assert seen(NOBODY, model._meta.db_table, model._meta.pk.column) == set()


LOOKED_AT = (support.Entry, support.Plan, support.Goal, support.Step, support.Victory, support.Deadline)


@pytest.mark.parametrize("model", LOOKED_AT, ids=lambda model: model.__name__)
def test_looking_at_a_dossier_opens_nothing(model: type[Model], world: World):
    """Said by a session to have it judged once: whichever it names, each finds what they would have found."""
    dossiers = [str(key) for key in support.Dossier.objects.values_list("pk", flat=True)]
    assert len(dossiers) > 1
    for name, actor in hats(world).items():
        expected = seen(actor, model._meta.db_table, model._meta.pk.column)
        for looked_at in dossiers:
            found = seen(actor, model._meta.db_table, model._meta.pk.column, looked_at=looked_at)
            assert found == expected, (name, looked_at)


def test_a_dossier_that_is_looked_at_is_judged_once(world: World):
    """And not with each of its notes: read by someone who leads, and holds nothing."""
    note = support.Entry.objects.filter(
        visibility="team", dossier__referents__user=world.cast.referent
    ).first()
    assert note
    support.Entry.objects.bulk_create(
        support.Entry(
            dossier_id=note.dossier_id,
            person_id=note.person_id,
            author_id=note.author_id,
            happened_at=note.happened_at,
            body="Point téléphonique.",
            visibility=note.visibility,
            kind=note.kind,
        )
        for _ in range(100)
    )
    head = world.cast.actor("head")
    one_by_one, together = (
        _blocks(head, note.dossier_id, looked_at=said) for said in (None, note.dossier_id)
    )
    assert one_by_one > together + 100


def _blocks(actor: Actor, dossier_id: Any, *, looked_at: Any) -> int:
    """Blocks that counting the notes of a dossier reads."""
    with behind_the_wall(actor), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tisserand.looked_at', %s, true)", [str(looked_at or "")])
        for _ in range(2):  # the first reads what the database knows of its tables
            cursor.execute(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT count(*) FROM support_entry WHERE dossier_id = %s",
                [dossier_id],
            )
            read = cursor.fetchone()[0][0]["Plan"]
    return int(read["Shared Hit Blocks"] + read["Shared Read Blocks"])


HISTORIES = [
    (model.pgh_tracked_model, model)
    for model in apps.get_models()
    if getattr(model, "pgh_tracked_model", None) in KNOWN
]


@pytest.mark.parametrize(("model", "history"), HISTORIES, ids=lambda model: model.__name__)
def test_what_rows_were_is_kept_from_the_same(model: type[Model], history: type[Model], world: World):
    rows = list(history._base_manager.all())
    assert rows
    for name, actor in hats(world).items():
        expected = {row.pk for row in rows if was_for(actor, row, model)}
        assert seen(actor, history._meta.db_table, "pgh_id") == expected, name


LISTS: list[tuple[AccessTable, type[Model]]] = [
    (PERSON, Person),
    (REGISTRATION, Registration),
    (DOSSIER, support.Dossier),
    (ENTRY, support.Entry),
    (DOCUMENT, support.Document),
    (VICTORY, support.Victory),
    (DEADLINE, support.Deadline),
    (HANDOVER, support.Handover),
    (WELCOME, support.FirstWelcome),
    (EMERGENCY, EmergencyOpening),
    (HELD, Consent),
    (HELD, AccountBlock),
    (OPENING, Grant),
    (JOINING, JoinRequest),
    (SAID, GuestMessage),
    (STEP_REPORT, support.StepReport),
    (THREAD, Thread),
    (CONFERENCE, Conference),
    (REFERRAL, Referral),
]


@pytest.mark.parametrize(("table", "model"), LISTS, ids=lambda value: getattr(value, "__name__", ""))
def test_no_list_of_the_application_loses_a_row(table: AccessTable, model: type[Model], world: World):
    """Nor gains one: a rule that asks whether something is *not* there must not be deceived by what is hidden."""
    for name, actor in hats(world).items():
        # Whoever comes by a link that ended is turned away at the door, and by the wall.
        for action in table.rules if link(actor) or not actor.is_guest else ():
            listed = set(table.filter(actor, action, model._base_manager.all()).values_list("pk", flat=True))
            with behind_the_wall(actor):
                behind = set(
                    table.filter(actor, action, model._base_manager.all()).values_list("pk", flat=True)
                )
            assert behind == listed, f"{name} · {action}"


def test_what_is_not_seen_is_not_told_by_omission(world: World):
    """A stranger who lives with someone known counts, and keeps back where both live."""
    stranger = Person.objects.get(first_names="Yonas")
    _protect(stranger)
    for name, actor in hats(world).items():
        for person in (world.person, stranger):
            told = [(home.commune, [mate.name for mate in home.mates]) for home in homes_of(actor, person)]
            with behind_the_wall(actor):
                behind = [
                    (home.commune, [mate.name for mate in home.mates]) for home in homes_of(actor, person)
                ]
            # Asked of someone of whom they may not know, the wall finds less, and that is its trade.
            assert behind in ((told,) if PERSON.may(actor, "read", person) else (told, [])), name
            assert not any(commune for commune, _ in behind), name
        pairs = count_hidden_pairs(actor, PairState.OPEN)
        with behind_the_wall(actor):
            if actor.is_accompanying and actor.organisation_id == world.ccas.pk:
                assert count_hidden_pairs(actor, PairState.OPEN) == pairs, name


def _protect(person: Person) -> None:
    ContactPoint.objects.create(
        person=person, kind=ContactKind.ADDRESS, value="…", is_protected=True, commune="Œuilly"
    )
    Household.objects.filter(members__person=person).update(commune_name="Œuilly")


def test_the_database_looks_for_itself_who_works_where(world: World):
    """Whatever duties the application believes in."""
    liar = world.cast.actor("referent")
    stranger = Actor(
        user_id=world.cast.stranger.pk,
        organisation_id=world.ccas.pk,
        duties=frozenset({(Role.HEAD_OF_SERVICE, None)}),
        today=TODAY,
    )
    assert liar.duties
    for table, column in (("people_person", "id"), ("support_entry", "id"), ("sharing_consent", "id")):
        assert seen(stranger, table, column) == set()


def test_without_an_actor_nobody_exists(world: World):
    tell_database(Actor(), role=WEB_ROLE)
    with connection.cursor() as cursor:
        for table in rules():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table
        cursor.execute("RESET ROLE")


def test_what_is_not_seen_is_neither_changed_nor_removed(world: World):
    with behind_the_wall(world.cast.actor("partner")), connection.cursor() as cursor:
        cursor.execute("UPDATE people_contactpoint SET note = 'lu'")
        changed = cursor.rowcount
        cursor.execute("DELETE FROM support_putoff")
        removed = cursor.rowcount
    assert ContactPoint.objects.filter(note="lu").count() == changed
    assert not ContactPoint.objects.filter(
        note="lu", person__in=[world.person, world.restricted.person]
    ).exists()
    assert support.PutOff.objects.filter(dossier__organisation=world.ccas).count() > removed
