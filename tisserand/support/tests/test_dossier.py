"""The life of a dossier: opening, phases, who holds the thread, closing, reopening."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.cast import World, make_dossier
from tisserand.audit.models import AccessEvent
from tisserand.common.access import Action
from tisserand.common.rows import StaleRevision
from tisserand.people.models import Keyholder, Person, Registration
from tisserand.support.choices import ClosingReason, Origin, Phase, Priority
from tisserand.support.models import Dossier, PhaseChange
from tisserand.support.policies import DOSSIER
from tisserand.support.queries.dossiers import without_active_referent
from tisserand.support.services import dossiers
from tisserand.support.services.referents import change_referent, hand_to_team

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def known(world: World, name: str = "Kévin") -> Person:
    person = Person.objects.create(first_names=name)
    Registration.objects.create(person=person, organisation=world.ccas)
    return person


def open_one(world: World, person: Person | None = None, who: str = "referent", **frame: object) -> Dossier:
    return dossiers.open_dossier(
        actor=world.cast.actor(who),
        person=person or known(world),
        team=world.north,
        referent=world.cast.referent,
        request=dossiers.Asked("Je voudrais souffler.", Origin.RELATIVE, topics=["housing"]),
        opened_on=TODAY,
        now=NOW,
        **frame,  # type: ignore[arg-type]
    )


def close_it(world: World, who: str = "referent", **said: object) -> Dossier:
    given = {"reason": ClosingReason.AUTONOMY, "closed_on": TODAY, "now": NOW} | said
    return dossiers.close_dossier(
        actor=world.cast.actor(who),
        dossier=Dossier.objects.get(pk=world.dossier.pk),
        **given,  # type: ignore[arg-type]
    )


def test_opening_keeps_request_phase_and_referent(world: World) -> None:
    dossier = open_one(world, welcomed_on=TODAY - timedelta(days=3))
    assert dossier.requests.get().words == "Je voudrais souffler."
    assert [change.phase for change in dossier.phase_changes.all()] == [Phase.WELCOME, Phase.REQUEST]
    assert dossier.referent.user == world.cast.referent
    assert AccessEvent.objects.filter(object_id=dossier.pk, verb="create").count() == 1


def test_one_open_dossier_a_person(world: World) -> None:
    with pytest.raises(dossiers.AlreadyOpenError) as refusal:
        open_one(world, world.person)
    assert refusal.value.dossier == world.dossier


def test_who_may_open(world: World) -> None:
    open_one(world, who="neighbour")
    with pytest.raises(PermissionDenied):
        open_one(world, known(world, "Lina"), who="reception")
    with pytest.raises(Http404):
        open_one(world, world.restricted.person, who="colleague")


def test_phases_go_forward_and_back_and_leave_their_mark(world: World) -> None:
    actor = world.cast.actor("colleague")
    for phase in (Phase.ASSESSMENT, Phase.ASSESSMENT, Phase.REQUEST):
        dossiers.move_to_phase(actor=actor, dossier=world.dossier, phase=phase, now=NOW)
    assert list(PhaseChange.objects.values_list("phase", flat=True)) == [Phase.ASSESSMENT, Phase.REQUEST]
    with pytest.raises(ValidationError):
        dossiers.move_to_phase(actor=actor, dossier=world.dossier, phase=Phase.CLOSED, now=NOW)
    with pytest.raises(PermissionDenied):
        dossiers.move_to_phase(
            actor=world.cast.actor("neighbour"), dossier=world.dossier, phase=Phase.ACTION, now=NOW
        )


def test_the_thread_is_handed_on_with_its_history(world: World) -> None:
    change_referent(
        actor=world.cast.actor("coordinator"),
        dossier=world.dossier,
        referent=world.cast.colleague,
        on=TODAY,
        reason="Congé",
        now=NOW,
    )
    before, after = world.dossier.referents.order_by("since_on")
    assert (before.until_on, after.user, after.reason) == (TODAY, world.cast.colleague, "Congé")
    with pytest.raises(PermissionDenied):
        change_referent(
            actor=world.cast.actor("referent"), dossier=Dossier.objects.get(pk=world.dossier.pk),
            referent=world.cast.referent, on=TODAY, now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("keeps", [True, False])
def test_the_key_of_a_restricted_person_follows_the_thread(world: World, keeps: bool) -> None:
    change_referent(
        actor=world.cast.actor("referent"),
        dossier=world.restricted,
        referent=world.cast.colleague,
        on=TODAY,
        keeps_key=keeps,
        now=NOW,
    )
    holders = set(Keyholder.objects.values_list("user_id", flat=True))
    assert world.cast.colleague.pk in holders
    assert (world.cast.referent.pk in holders) is keeps


def test_another_team_takes_over(world: World) -> None:
    hand_to_team(
        actor=world.cast.actor("referent"), dossier=world.dossier, team=world.south,
        referent=world.cast.neighbour, on=TODAY, reason="Déménagement", now=NOW,
    )  # fmt: skip
    dossier = Dossier.objects.get(pk=world.dossier.pk)
    assert DOSSIER.may(world.cast.actor("neighbour"), Action.READ, dossier)
    assert not DOSSIER.may(world.cast.actor("referent"), Action.READ, dossier)


def test_closing_and_taking_up_again_where_it_stood(world: World) -> None:
    actor = world.cast.actor("referent")
    dossiers.move_to_phase(actor=actor, dossier=world.dossier, phase=Phase.ACTION, now=NOW)
    closed = close_it(world, words="Elle a ses clés.")
    assert (closed.phase, closed.closing_note) == (Phase.CLOSED, "Elle a ses clés.")
    with pytest.raises(PermissionDenied):
        dossiers.move_to_phase(actor=actor, dossier=closed, phase=Phase.REVIEW, now=NOW)
    again = dossiers.reopen_dossier(actor=actor, dossier=closed, now=NOW)
    assert (again.phase, again.closed_on, again.closing_reason) == (Phase.ACTION, None, "")
    assert [change.phase for change in again.phase_changes.all()][-2:] == [Phase.CLOSED, Phase.ACTION]


def test_who_may_close_and_when(world: World) -> None:
    with pytest.raises(PermissionDenied):
        close_it(world, "colleague")
    with pytest.raises(ValidationError):
        close_it(world, closed_on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError):
        close_it(world, closed_on=date(2024, 1, 1))
    close_it(world, "head")


def test_reopening_meets_the_dossier_opened_since(world: World) -> None:
    closed = close_it(world)
    newer = open_one(world, world.person)
    with pytest.raises(dossiers.AlreadyOpenError) as refusal:
        dossiers.reopen_dossier(actor=world.cast.actor("head"), dossier=closed, now=NOW)
    assert refusal.value.dossier == newer


def test_a_stale_frame_is_refused(world: World) -> None:
    actor = world.cast.actor("referent")
    frame = {"household": None, "priority": Priority.URGENT, "contact_every_days": 7, "now": NOW}
    first, second = (Dossier.objects.get(pk=world.dossier.pk) for _ in range(2))
    dossiers.edit_dossier(actor=actor, dossier=first, expected=1, **frame)
    with pytest.raises(StaleRevision):
        dossiers.edit_dossier(actor=actor, dossier=second, expected=1, **frame)


def test_dossiers_that_nobody_holds(world: World) -> None:
    orphan = make_dossier(world.ccas, world.north, world.cast.former, first_names="Lucien")
    assert list(without_active_referent(Dossier.objects.all(), TODAY)) == [orphan]
    world.dossier.referents.update(until_on=TODAY)
    assert set(without_active_referent(Dossier.objects.all(), TODAY)) == {orphan, world.dossier}
