"""The trail: written once, chained, and any tampering shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from config.env import ROOT
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.audit.parts import name_parts
from tisserand.audit.queries import broken_links, events_about, lines_of
from tisserand.audit.services import happening_at, record, record_read
from tisserand.common.clock import now

pytestmark = pytest.mark.django_db
PERSON, OTHER = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Someone:
    """Whoever acts."""

    user_id: UUID
    organisation_id: UUID
    name: str = "Quelqu’un"

    @property
    def witness_id(self) -> UUID:
        return self.user_id


ACTOR = Someone(uuid4(), uuid4())


@pytest.fixture
def events() -> list[AccessEvent]:
    """Four lines about one person, two about another."""
    return [
        record_read(actor=ACTOR, person_id=person, part="trial.plan")
        for person in [PERSON, OTHER] * 2 + [PERSON] * 2
    ]


@contextmanager
def without_guards() -> Iterator[None]:
    """Someone with every right on the database puts the triggers to sleep."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_accessevent DISABLE TRIGGER USER")
        yield
        cursor.execute("ALTER TABLE audit_accessevent ENABLE TRIGGER USER")


def found() -> list[tuple[UUID, int, str]]:
    return [(link.stream, link.position, link.what) for link in broken_links()]


def test_a_bar_slid_from_one_value_to_the_next_shows() -> None:
    record(
        actor=ACTOR,
        verb=Verb.REVEAL,
        part="trial.plan",
        person_id=PERSON,
        right="référente|appel",
        reason="x",
    )
    with without_guards(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_accessevent SET \"right\" = 'référente', reason = 'appel|x'")
    assert found() == [(PERSON, 1, "altered")]


def test_each_person_has_a_chain_without_a_gap(events: list[AccessEvent]) -> None:
    written = AccessEvent.objects.filter(person_id=PERSON).order_by("position")
    assert [event.position for event in written] == [1, 2, 3, 4]
    assert len({event.seal for event in written}) == 4
    assert found() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_accessevent SET actor_name = 'Personne'",
        "DELETE FROM audit_accessevent",
    ],
)
def test_the_database_refuses_to_change_or_remove(events: list[AccessEvent], statement: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AccessEvent.objects.count() == 6


def test_no_code_path_changes_a_line(events: list[AccessEvent]) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        events[0].save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        AccessEvent.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_accessevent SET actor_name = 'Personne'",
        "DELETE FROM audit_accessevent",
    ],
)
def test_asking_to_ignore_the_guards_is_of_no_use(events: list[AccessEvent], statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), pgtrigger.ignore(), transaction.atomic():
        connection.cursor().execute(statement)
    assert found() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_streamhead SET position = position - 1",
        "DELETE FROM audit_streamhead",
        "INSERT INTO audit_streamhead (stream, position, seal) VALUES (gen_random_uuid(), 0, '')",
    ],
)
def test_a_head_moves_only_with_its_chain(events: list[AccessEvent], statement: str) -> None:
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)


def test_an_altered_line_shows(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.filter(person_id=PERSON, position=2).update(actor_name="Personne")
    assert found() == [(PERSON, 2, "altered")]


def test_a_line_altered_and_sealed_again_shows_at_the_next(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.filter(person_id=PERSON, position=2).update(seal="f" * 64)
    assert [what for _, position, what in found() if position in (2, 3)] == ["altered", "altered"]


def test_a_removed_line_shows(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.filter(person_id=PERSON, position=2).delete()
    assert (PERSON, 3, "gap") in found()


def test_a_cut_end_shows(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.filter(person_id=PERSON, position=4).delete()
    assert found() == [(PERSON, 4, "cut")]


def test_a_whole_chain_removed_shows(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.filter(person_id=OTHER).delete()
    assert found() == [(OTHER, 2, "cut")]


def test_an_added_line_shows(events: list[AccessEvent]) -> None:
    with without_guards():
        AccessEvent.objects.create(
            person_id=PERSON, verb=Verb.READ, part="trial.plan", stream=PERSON, position=5, seal="0" * 64
        )
    assert (PERSON, 5, "altered") in found()


def test_the_command_says_whether_it_holds(events: list[AccessEvent]) -> None:
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert "intacte" in out.getvalue()
    with without_guards():
        AccessEvent.objects.filter(person_id=PERSON, position=2).update(reason="autre")
    with pytest.raises(CommandError, match="1 rupture"):
        call_command("audit_verify", stdout=out)
    assert f"chaîne {PERSON}, ligne 2" in out.getvalue()


def test_a_reading_repeated_in_one_sitting_is_one_line(events: list[AccessEvent]) -> None:
    name_parts({"trial.plan": "le projet"})
    trail = list(events_about(PERSON, organisation_id=ACTOR.organisation_id))
    (line,) = lines_of(trail)
    assert (line.times, line.part, line.since) == (4, "le projet", trail[-1].at)


def test_what_differs_or_is_far_apart_stays_apart(events: list[AccessEvent]) -> None:
    latest, *_ = trail = list(events_about(PERSON, organisation_id=ACTOR.organisation_id))
    trail[2].at = trail[1].at - timedelta(minutes=16)
    trail[3].at = trail[2].at
    assert [line.times for line in lines_of(trail)] == [2, 2]
    record(actor=ACTOR, verb=Verb.CHANGE, part="trial.plan", person_id=PERSON)
    record_read(actor=ACTOR, person_id=PERSON, part="trial.plan")
    shown = lines_of(events_about(PERSON, organisation_id=ACTOR.organisation_id))
    assert [(line.event.verb, line.times) for line in shown] == [("read", 1), ("change", 1), ("read", 4)]
    assert latest in trail


def test_what_another_organisation_reads_stays_with_it(events: list[AccessEvent]) -> None:
    assert list(events_about(PERSON, organisation_id=uuid4())) == []


def test_the_demonstration_alone_says_when_it_happened() -> None:
    long_ago = now() - timedelta(days=40)
    with happening_at(long_ago):
        assert record_read(actor=ACTOR, person_id=PERSON, part="trial.plan").at == long_ago
    assert record_read(actor=ACTOR, person_id=PERSON, part="trial.plan").at > long_ago
    assert not list(broken_links())
    rooms = ROOT / "tisserand"
    asking = {
        path.relative_to(rooms).parts[0]
        for path in rooms.rglob("*.py")
        if "happening_at" in path.read_text() and "tests" not in path.parts
    }
    assert asking == {"audit", "demo"}


def test_the_same_writing_in_one_sitting_is_one_line_and_another_is_not() -> None:
    said: dict[str, Any] = {"actor": ACTOR, "verb": Verb.CHANGE, "part": "trial.plan", "person_id": PERSON}
    for reason in ("ordre du jour", "ordre du jour", "un moment proposé"):
        record(**said, object_id=OTHER, reason=reason)
    record(**said, object_id=PERSON, reason="un moment proposé")
    shown = lines_of(events_about(PERSON, organisation_id=ACTOR.organisation_id))
    assert [(line.event.reason, line.times) for line in shown] == [
        ("un moment proposé", 1),
        ("un moment proposé", 1),
        ("ordre du jour", 2),
    ]
