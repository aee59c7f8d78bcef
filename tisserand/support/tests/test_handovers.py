"""Passing the relay: on its day, once, with what goes along; read on for a time; taken up, declined, undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World, client_of, make_dossier, make_world
from tisserand.accounts.models import Job, Membership, User
from tisserand.audit.models import AccessEvent
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.models import ContactPoint, Keyholder
from tisserand.support.choices import DeadlineKind, EntryKind, HandoverState, Visibility
from tisserand.support.handover_spread import spread
from tisserand.support.handover_summary import summary_of
from tisserand.support.history import events_of, told
from tisserand.support.models import (
    Deadline,
    Dossier,
    Entry,
    Goal,
    Handover,
    HandoverBatch,
    Plan,
    Step,
    Victory,
)
from tisserand.support.policies import DOSSIER, ENTRY
from tisserand.support.queries.handovers import colleagues_to_receive, to_receive, to_tell, turned_down
from tisserand.support.services.dossiers import close_dossier
from tisserand.support.services.handover_batches import run_batch, start_batch, undo_batch
from tisserand.support.services.handovers import (
    HandoverRefused,
    acknowledge_handover,
    call_off_handover,
    decline_handover,
    propose_handover,
    tell_person,
    write_summary,
)
from tisserand.support.services.journal import correct_entry, write_entry
from tisserand.support.services.referents import change_referent
from tisserand.support.tasks import hand_over, take_due_handovers, undo_hand_over

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def today() -> date:
    return timezone.localdate(now())


def hand(
    world: World, to: User, *, by: str = "referent", dossier: Dossier | None = None, **said: Any
) -> Handover:
    """Pass the relay of the open dossier (or of `dossier`), today unless `on` is said."""
    actor, dossier = world.cast.actor(by), dossier or world.dossier
    batch = start_batch(
        actor=actor,
        choices={dossier: to},
        takes_effect_on=said.get("on", today()),
        reading_days=said.get("reading_days", 30),
        now=now(),
    )
    return propose_handover(actor=actor, batch=batch, dossier=dossier, receiver=to, now=now())


def holder(dossier: Dossier) -> User | None:
    held = dossier.referents.filter(until_on=None).first()
    return held.user if held else None


def test_today_the_thread_changes_hands_at_once(world: World) -> None:
    cast = world.cast
    handover = hand(world, cast.neighbour)
    assert handover.state == HandoverState.DONE
    assert holder(world.dossier) == cast.neighbour
    assert handover.entry is not None
    assert handover.entry.kind == EntryKind.HANDOVER
    assert "Relais de Referent Essai à Neighbour Essai" in handover.entry.body
    assert AccessEvent.objects.filter(part="support.handover", person_id=world.person.pk).count() == 2


def test_a_coming_day_changes_nothing_before_it(world: World) -> None:
    cast = world.cast
    handover = hand(world, cast.neighbour, on=today() + WEEK)
    take_due_handovers(timestamp=0)
    assert holder(world.dossier) == cast.referent
    Handover.objects.filter(pk=handover.pk).update(takes_effect_on=today())
    take_due_handovers(timestamp=0)
    take_due_handovers(timestamp=0)
    assert holder(world.dossier) == cast.neighbour
    assert world.dossier.referents.count() == 2
    lines = told(cast.actor("head"), events_of(cast.actor("head"), world.dossier))
    assert any("a confié le fil à Neighbour Essai" in line.what for line in lines)
    assert any("a proposé de passer le relais à Neighbour Essai" in line.what for line in lines)


def test_what_no_longer_holds_on_the_day_is_refused_and_said(world: World) -> None:
    cast, head = world.cast, world.cast.actor("head")
    handover = hand(world, cast.neighbour, on=today() + WEEK)
    change_referent(actor=head, dossier=world.dossier, referent=cast.coordinator, on=today(), now=now())
    Handover.objects.filter(pk=handover.pk).update(takes_effect_on=today())
    take_due_handovers(timestamp=0)
    handover.refresh_from_db()
    assert handover.state == HandoverState.REFUSED
    assert "changé de mains" in handover.outcome
    assert holder(world.dossier) == cast.coordinator
    assert list(turned_down(cast.actor("referent"), today())) == [handover]


@pytest.mark.parametrize("why", ["closed", "gone"])
def test_a_closed_dossier_or_a_colleague_who_left(world: World, why: str) -> None:
    cast = world.cast
    handover = hand(world, cast.neighbour, on=today() + WEEK)
    Handover.objects.filter(pk=handover.pk).update(takes_effect_on=today())
    if why == "closed":
        close_dossier(
            actor=cast.actor("head"), dossier=world.dossier, reason="moved", closed_on=today(), now=now()
        )
    else:
        Membership.objects.filter(user=cast.neighbour).update(until_on=today() - timedelta(days=1))
    take_due_handovers(timestamp=0)
    handover.refresh_from_db()
    assert handover.state == HandoverState.REFUSED
    assert holder(world.dossier) == cast.referent


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("referent", "tient déjà"),
        ("former", "n’accompagne"),
        ("reception", "n’accompagne"),
        ("partner", "n’accompagne"),
    ],
)
def test_it_goes_to_someone_who_works_here(world: World, who: str, words: str) -> None:
    with pytest.raises(HandoverRefused, match=words):
        hand(world, getattr(world.cast, who))


@pytest.mark.parametrize(
    "who", ["colleague", "neighbour", "reception", "administrator", "partner", "stranger"]
)
def test_only_who_holds_or_leads_hands_over(world: World, who: str) -> None:
    with pytest.raises((PermissionDenied, Http404)):
        hand(world, world.cast.neighbour, by=who)


def test_two_at_once_meet_one_clear_refusal(world: World) -> None:
    hand(world, world.cast.neighbour, by="head", on=today() + WEEK)
    with pytest.raises(
        HandoverRefused, match=r"vers Neighbour Essai est déjà prévu .* proposé par Head Essai"
    ):
        hand(world, world.cast.colleague, by="coordinator", on=today() + WEEK)


def test_deadlines_and_steps_follow_the_thread_and_come_back(world: World) -> None:
    cast, its = world.cast, {"dossier": world.dossier, "person": world.person}
    deadline = Deadline.objects.create(
        **its, kind=DeadlineKind.HEARING, title="Audience", due_on=today(), owner=cast.referent
    )
    theirs = Deadline.objects.create(
        **its, kind=DeadlineKind.HEARING, title="Autre", due_on=today(), owner=cast.colleague
    )
    goal = Goal.objects.create(plan=Plan.objects.create(**its), person=world.person, title="Rester")
    step = Step.objects.create(goal=goal, person=world.person, title="Appeler", worker=cast.referent)
    handover = hand(world, cast.neighbour)
    for row in (deadline, theirs, step):
        row.refresh_from_db()
    assert (deadline.owner, theirs.owner, step.worker) == (cast.neighbour, cast.colleague, cast.neighbour)
    call_off_handover(actor=cast.actor("head"), handover=handover, now=now())
    deadline.refresh_from_db()
    step.refresh_from_db()
    assert (deadline.owner, step.worker) == (cast.referent, cast.referent)
    assert holder(world.dossier) == cast.referent


# --- reading on


def leave_team(user: User, world: World) -> None:
    """So that only the handover lets them read."""
    Membership.objects.filter(user=user).update(team=world.south)


def test_whoever_handed_over_reads_on_for_a_time_and_does_nothing_else(world: World) -> None:
    cast = world.cast
    leave_team(cast.referent, world)
    note = write_entry(
        actor=cast.actor("referent"), dossier=world.dossier, body="Vue ce matin.", kind="interview",
        happened_at=now(), now=now(),
    )  # fmt: skip
    hand(world, cast.neighbour, reading_days=14)
    dossier = Dossier.objects.get(pk=world.dossier.pk)
    actor = cast.actor("referent")
    for day, reads in ((today(), True), (today() + 2 * WEEK, True), (today() + timedelta(days=15), False)):
        then = replace(actor, today=day)
        assert DOSSIER.may(then, Action.READ, dossier) is reads
        assert (
            DOSSIER.filter(then, Action.READ, Dossier.objects.all()).filter(pk=dossier.pk).exists() is reads
        )
        for action in (Action.EDIT, Action.MANAGE, Action.EXPORT):
            assert not DOSSIER.may(then, action, dossier)
    with pytest.raises((PermissionDenied, Http404)):
        correct_entry(actor=actor, entry=note, expected=1, body="Autre chose.", now=now())
    assert ENTRY.may(actor, Action.READ, note)


def test_no_reading_is_left_when_none_was_chosen(world: World) -> None:
    leave_team(world.cast.referent, world)
    hand(world, world.cast.neighbour, reading_days=0)
    assert not DOSSIER.may(
        world.cast.actor("referent"), Action.READ, Dossier.objects.get(pk=world.dossier.pk)
    )


def test_of_a_restricted_person_the_key_follows_and_comes_back(world: World) -> None:
    cast, dossier = world.cast, world.restricted
    keys = Keyholder.objects.filter(registration__person=dossier.person)
    handover = hand(world, cast.neighbour, by="head", dossier=dossier)
    assert [key.user for key in keys.all()] == [cast.neighbour]
    assert handover.before is not None
    assert handover.before.reads_until_on is None
    assert not DOSSIER.may(cast.actor("referent"), Action.SEE, Dossier.objects.get(pk=dossier.pk))
    call_off_handover(actor=cast.actor("head"), handover=handover, now=now())
    assert [key.user for key in keys.all()] == [cast.referent]


def test_of_a_restricted_person_whoever_is_asked_learns_nothing_before_the_day(world: World) -> None:
    cast = world.cast
    hand(world, cast.neighbour, by="head", dossier=world.restricted, on=today() + WEEK)
    assert list(to_receive(cast.actor("neighbour"))) == []


# --- answered


def test_whoever_is_asked_reads_and_may_decline_with_a_word(world: World) -> None:
    cast, asked = world.cast, world.cast.actor("neighbour")
    handover = hand(world, cast.neighbour, on=today() + WEEK)
    assert list(to_receive(asked)) == [handover]
    with pytest.raises(HandoverRefused):
        decline_handover(actor=asked, handover=handover, why=" ", now=now())
    decline_handover(actor=asked, handover=handover, why="Je pars aussi.", now=now())
    assert list(to_receive(asked)) == []
    assert [one.outcome for one in turned_down(cast.actor("referent"), today())] == ["Je pars aussi."]
    hand(world, cast.colleague)  # the way is free
    assert list(turned_down(cast.actor("referent"), today())) == []


def test_nobody_answers_for_another(world: World) -> None:
    handover = hand(world, world.cast.neighbour, on=today() + WEEK)
    said: Any = {"actor": world.cast.actor("head"), "handover": handover, "now": now()}
    with pytest.raises((PermissionDenied, Http404)):
        acknowledge_handover(**said)
    with pytest.raises((PermissionDenied, Http404)):
        decline_handover(why="non", **said)


def test_once_done_it_is_taken_up_and_declined_no_more(world: World) -> None:
    handover, taker = hand(world, world.cast.neighbour), world.cast.actor("neighbour")
    with pytest.raises(HandoverRefused, match="plus à décliner"):
        decline_handover(actor=taker, handover=handover, why="non", now=now())
    first = acknowledge_handover(actor=taker, handover=handover, now=now()).acknowledged_at
    assert acknowledge_handover(actor=taker, handover=handover, now=now()).acknowledged_at == first
    with pytest.raises(HandoverRefused, match="a dit avoir pris le relais"):
        call_off_handover(actor=world.cast.actor("head"), handover=handover, now=now())


def test_it_is_undone_as_long_as_nobody_acted(world: World) -> None:
    handover = hand(world, world.cast.neighbour)
    Victory.objects.create(
        dossier=world.dossier, person=world.person, words="Elle a appelé.", happened_on=today(),
        noted_by=world.cast.neighbour,
    )  # fmt: skip
    with pytest.raises(HandoverRefused, match="a travaillé"):
        call_off_handover(actor=world.cast.actor("head"), handover=handover, now=now())
    assert holder(world.dossier) == world.cast.neighbour


def test_an_author_only_note_stops_nothing_and_says_nothing(world: World) -> None:
    handover = hand(world, world.cast.neighbour)
    write_entry(
        actor=world.cast.actor("neighbour"), dossier=world.dossier, body="…", kind="other",
        visibility=Visibility.AUTHOR, happened_at=now(), now=now(),
    )  # fmt: skip
    call_off_handover(actor=world.cast.actor("head"), handover=handover, now=now())
    assert holder(world.dossier) == world.cast.referent


def test_the_person_is_told_by_someone_on_a_day(world: World) -> None:
    cast, actor = world.cast, world.cast.actor("referent")
    handover = hand(world, cast.neighbour)
    assert handover in to_tell(cast.actor("neighbour"), today())
    with pytest.raises(HandoverRefused, match="à venir"):
        tell_person(
            actor=actor, handover=handover, told_on=today() + WEEK, expected=handover.revision, now=now()
        )
    handover.refresh_from_db()
    tell_person(actor=actor, handover=handover, told_on=today(), expected=handover.revision, now=now())
    assert handover.told_by_id == cast.referent.pk
    assert handover not in to_tell(cast.actor("neighbour"), today())


# --- the summary


def test_the_summary_says_what_is_recorded_and_no_secret(world: World) -> None:
    cast, its = world.cast, {"dossier": world.dossier, "person": world.person}
    ContactPoint.objects.create(
        person=world.person,
        kind="phone",
        value="+33639980112",
        safety="safe",
        no_message=True,
        hours="après 17 h",
    )
    ContactPoint.objects.create(person=world.person, kind="address", value="3, rue Haute", is_protected=True)
    Deadline.objects.create(
        **its,
        kind=DeadlineKind.HEARING,
        title="Audience au tribunal",
        due_on=today() + WEEK,
        owner=cast.referent,
    )
    for visibility, body in ((Visibility.AUTHOR, "SECRET de l’auteur"), (Visibility.TEAM, "Vue au bureau.")):
        Entry.objects.create(
            **its, author=cast.referent, kind="interview", visibility=visibility, body=body, happened_at=now()
        )
    blocks = summary_of(world.dossier, today=today())
    whole = "\n".join(blocks.values())
    assert "Audience au tribunal" in blocks["pressing"]
    assert "ne jamais laisser de message" in blocks["know"]
    assert "après 17 h" in blocks["know"]
    assert "Vue au bureau." in blocks["know"]
    for secret in ("SECRET", "39980112", "39 98", "rue Haute"):
        assert secret not in whole


def test_what_is_typed_is_kept_in_the_journal_with_what_it_said_before(world: World) -> None:
    cast = world.cast
    handover = hand(world, cast.neighbour)
    said = dict.fromkeys(("matters", "standing", "pressing"), "") | {"know": "Elle préfère le matin."}
    write_summary(
        actor=cast.actor("referent"), handover=handover, blocks=said, expected=handover.revision, now=now()
    )
    entry = Entry.objects.get(pk=handover.entry_id)
    assert "Elle préfère le matin." in entry.body
    assert "Résumé relu." in entry.body
    assert entry.versions.count() == 1
    acknowledge_handover(actor=cast.actor("neighbour"), handover=handover, now=now())
    handover.refresh_from_db()
    with pytest.raises(HandoverRefused, match="ne change plus"):
        write_summary(
            actor=cast.actor("referent"),
            handover=handover,
            blocks=said,
            expected=handover.revision,
            now=now(),
        )


def test_the_summary_costs_the_same_whatever_the_dossier_holds(
    world: World, django_assert_max_num_queries: Any
) -> None:
    its = {"dossier": world.dossier, "person": world.person}
    plan = Plan.objects.create(**its)
    for number in range(12):
        goal = Goal.objects.create(plan=plan, person=world.person, title=f"Objectif {number}")
        Step.objects.create(goal=goal, person=world.person, title="Appeler", worker=world.cast.referent)
    dossier = Dossier.objects.select_related("plan", "person").get(pk=world.dossier.pk)
    with django_assert_max_num_queries(14):
        summary_of(dossier, today=today())


# --- many at once


def many(world: World, count: int = 4) -> list[Dossier]:
    return [
        make_dossier(world.ccas, world.north, world.cast.referent, first_names=f"P{number}")
        for number in range(count)
    ]


def test_one_that_fails_stops_no_other_and_the_rest_goes_on(world: World) -> None:
    cast, head = world.cast, world.cast.actor("head")
    dossiers = many(world)
    batch = start_batch(
        actor=head,
        choices=dict.fromkeys(dossiers, cast.colleague),
        takes_effect_on=today(),
        reading_days=0,
        now=now(),
    )
    close_dossier(actor=head, dossier=dossiers[1], reason="moved", closed_on=today(), now=now())
    seen: list[int] = []

    def stop(done: int) -> None:
        seen.append(done)
        if done == 3 and len(seen) == 3:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run_batch(actor=head, batch=batch, now=now(), progress=stop)
    assert batch.handovers.count() == 3
    run_batch(actor=head, batch=batch, now=now(), progress=seen.append)
    run_batch(actor=head, batch=batch, now=now())
    states = {one.dossier_id: one.state for one in batch.handovers.all()}
    assert states.pop(dossiers[1].pk) == HandoverState.REFUSED
    assert set(states.values()) == {HandoverState.DONE}
    assert len(states) == 3
    assert seen[-1] == 4


def test_many_are_undone_but_those_worked_on(world: World) -> None:
    cast, head = world.cast, world.cast.actor("head")
    dossiers = many(world, 3)
    batch = start_batch(
        actor=head, choices=dict.fromkeys(dossiers, cast.colleague), takes_effect_on=today(), reading_days=0, now=now()
    )  # fmt: skip
    run_batch(actor=head, batch=batch, now=now())
    write_entry(
        actor=cast.actor("colleague"), dossier=dossiers[0], body="Vu.", kind="interview", happened_at=now(), now=now()
    )  # fmt: skip
    kept = undo_batch(actor=head, batch=batch, now=now())
    assert [one.dossier_id for one in kept] == [dossiers[0].pk]
    assert [holder(one) for one in dossiers] == [cast.colleague, cast.referent, cast.referent]


def test_nobody_starts_a_batch_with_a_dossier_they_do_not_lead(world: World) -> None:
    with pytest.raises((PermissionDenied, Http404)):
        start_batch(
            actor=world.cast.actor("colleague"),
            choices={world.dossier: world.cast.neighbour},
            takes_effect_on=today(),
            reading_days=0,
            now=now(),
        )
    assert HandoverBatch.objects.count() == 0


def test_the_load_of_colleagues_is_said_without_what_is_hidden(world: World) -> None:
    """The referent holds an open and a restricted dossier; the neighbour, who has no key, counts one."""
    for who, count in (("neighbour", 1), ("head", 2), ("referent", 2)):
        loads = {one.user_id: one.open for one in colleagues_to_receive(world.cast.actor(who), today=today())}
        assert loads[world.cast.referent.pk] == count, who


@given(
    weights=st.lists(st.integers(1, 3), max_size=60),
    loads=st.lists(st.integers(0, 60), min_size=1, max_size=8),
)
def test_a_spread_gives_all_and_never_widens_the_gap(weights: list[int], loads: list[int]) -> None:
    dossiers = list(enumerate(weights))
    given = spread(dossiers, dict(enumerate(loads)))
    assert set(given) == set(range(len(weights)))
    after = list(loads)
    for dossier, colleague in given.items():
        after[colleague] += weights[dossier]
    grown = [new for old, new in zip(loads, after, strict=True) if new > old]
    # Whoever received something is at most one dossier above the least loaded.
    assert all(new <= min(after) + 3 for new in grown)


@pytest.mark.django_db(transaction=True)
def test_of_two_in_the_same_second_one_wins_and_the_other_is_told() -> None:
    world = make_world()

    def propose(by: str, to: str) -> str:
        try:
            hand(world, getattr(world.cast, to), by=by, on=today() + WEEK)
        except HandoverRefused as refusal:
            return " ".join(refusal.messages)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(propose, ("head", "coordinator"), ("neighbour", "colleague")))
    assert said[0] == ""
    assert "déjà prévu" in said[1]
    assert Handover.objects.count() == 1


def test_a_batch_and_its_undoing_in_the_background(world: World) -> None:
    head, dossiers = client_of(world.cast.head), many(world, 2)
    data = {"takes_effect_on": today().isoformat(), "reading_days": "0"}
    data |= {f"to_{one.pk}": str(world.cast.colleague.pk) for one in dossiers}
    query = "&".join(f"dossier={one.pk}" for one in dossiers)
    assert head.post(f"{reverse('support:handover_start')}?{query}", data).status_code == 302
    batch = HandoverBatch.objects.get()
    hand_over(batch_id=str(batch.pk))
    assert {holder(one) for one in dossiers} == {world.cast.colleague}
    for _ in range(2):  # a finger that shakes
        head.post(reverse("support:handover_batch_undo", args=[batch.pk]))
    assert Job.objects.filter(kind="support.handover_undo").count() == 1
    hand_over(batch_id=str(batch.pk))  # taken up late: it is being undone
    undo_hand_over(batch_id=str(batch.pk))
    undo_hand_over(batch_id=str(batch.pk))
    assert {holder(one) for one in dossiers} == {world.cast.referent}
    assert Job.objects.filter(state="done").count() == 2
