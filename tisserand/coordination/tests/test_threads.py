"""Threads: written in, read, followed, closed, taken back; whom they call, what a message becomes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from tests.cast import TODAY, World, join, make_user
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Organisation
from tisserand.accounts.queries import actors_of
from tisserand.audit.models import AccessEvent
from tisserand.coordination.models import KeptAs, Message, Thread, ThreadReading
from tisserand.coordination.queries.threads import inbox_of, waiting_for
from tisserand.coordination.readers import Readers
from tisserand.coordination.services.keeping import keep_as_note, keep_as_step
from tisserand.coordination.services.threads import (
    close_thread,
    follow_thread,
    read_thread,
    reopen_thread,
    send_message,
    start_thread,
    take_back_message,
    unread_thread,
)
from tisserand.coordination.tests.factories import make_message, make_thread
from tisserand.sharing.choices import BlockReach, Topic
from tisserand.sharing.services.consents import withdraw_consent
from tisserand.sharing.tests.factories import NOW, make_consent
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models import Entry, Goal, Plan

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def names(world: World, thread: Thread, who: str) -> set[str]:
    """The members of the cast whom someone may know to read a thread, and so may call."""
    known = {one.user_id for one in Readers(thread, TODAY).known_to(world.cast.actor(who))}
    return {name for name in world.cast.names() if getattr(world.cast, name).pk in known}


def test_one_writes_and_the_other_answers(world: World) -> None:
    make_consent(world, topics=[Topic.HOUSING])
    referent, partner = world.cast.actor("referent"), world.cast.actor("partner")
    thread = start_thread(
        actor=referent,
        dossier=world.dossier,
        title="Relogement",
        text="Le bailleur rappelle jeudi.",
        topic=Topic.HOUSING,
        reach=BlockReach.SHAREABLE,
        called=[world.cast.colleague.pk],
        now=NOW,
    )
    assert [row.is_new for row in inbox_of(partner)] == [True]
    assert [row.calls_me for row in inbox_of(world.cast.actor("colleague"))] == [True]
    assert list(inbox_of(world.cast.actor("coordinator"))) == []
    assert [row.is_new for row in inbox_of(referent)] == [False]
    answer = send_message(actor=partner, thread=thread, text="Nous y serons.", now=NOW + MINUTE)
    assert answer.organisation == world.association
    assert [row.is_new for row in inbox_of(referent)] == [True]
    assert [row.is_new for row in inbox_of(partner)] == [False]
    thread.refresh_from_db()
    assert thread.last_sent_at == NOW + MINUTE


def test_what_is_not_covered_cannot_be_written_either(world: World) -> None:
    make_consent(world, topics=[Topic.HOUSING])
    partner = world.cast.actor("partner")
    for said in ({"topic": Topic.MONEY}, {"topic": ""}, {"topic": Topic.HOUSING, "reach": BlockReach.TEAM}):
        with pytest.raises(Http404):
            start_thread(
                actor=partner,
                dossier=world.dossier,
                title="Dettes",
                text="Combien ?",
                now=NOW,
                **({"reach": BlockReach.SHAREABLE} | said),
            )
    assert not Message.objects.exists()


def test_withdrawn_the_thread_does_not_exist_any_more(world: World) -> None:
    consent = make_consent(world)
    thread = make_message(world).thread
    partner = world.cast.actor("partner")
    assert list(inbox_of(partner)) == [thread]
    withdraw_consent(actor=world.cast.actor("referent"), consent=consent, words="", now=NOW)
    assert list(inbox_of(partner)) == list(inbox_of(partner, everything=True)) == []
    with pytest.raises(Http404):
        send_message(actor=partner, thread=thread, text="Encore là ?", now=NOW)


def test_one_calls_only_those_whom_one_may_know_to_read(world: World) -> None:
    make_consent(world)
    thread = make_message(world).thread
    assert names(world, thread, "referent") == {"colleague", "coordinator", "head"}
    assert names(world, thread, "partner") == {"referent", "two_hats"}
    send_message(actor=world.cast.actor("partner"), thread=thread, text="Bonjour.", now=NOW)
    assert "partner" in names(world, thread, "referent")
    for who, called in (("referent", "neighbour"), ("partner", "colleague")):
        with pytest.raises(ValidationError):
            send_message(
                actor=world.cast.actor(who),
                thread=thread,
                text="Tu peux voir ?",
                called=[getattr(world.cast, called).pk],
                now=NOW,
            )


def test_partners_do_not_learn_of_each_other_until_they_write(world: World) -> None:
    clinic = Organisation.objects.create(name="Centre de santé d’essai", slug="sante-essai")
    nurse = make_user("nurse")
    join(nurse, clinic, Role.HEAD_OF_SERVICE)
    there = actors_of(nurse, today=TODAY)[clinic.pk]
    make_consent(world, user=world.cast.partner)
    make_consent(world, to=clinic)
    thread = make_message(world).thread

    def known() -> set[object]:
        return {one.user_id for one in Readers(thread, TODAY).known_to(world.cast.actor("partner"))}

    assert nurse.pk not in known()
    send_message(actor=there, thread=thread, text="Rendez-vous pris.", now=NOW)
    assert nurse.pk in known()


def test_left_a_thread_calls_by_name_only(world: World) -> None:
    make_consent(world)
    thread = make_message(world).thread
    referent, partner = world.cast.actor("referent"), world.cast.actor("partner")
    follow_thread(actor=partner, thread=thread, follows=False, now=NOW)
    send_message(actor=referent, thread=thread, text="Pour information.", now=NOW + MINUTE)
    assert list(inbox_of(partner)) == []
    send_message(
        actor=referent,
        thread=thread,
        text="Une question pour vous.",
        called=[world.cast.partner.pk],
        now=NOW + 2 * MINUTE,
    )
    assert [row.calls_me for row in inbox_of(partner)] == [True]


def test_read_then_kept_for_later(world: World) -> None:
    message = make_message(world, author=world.cast.colleague)
    referent = world.cast.actor("referent")
    read_thread(actor=referent, thread=message.thread, until=message.sent_at, now=NOW + MINUTE)
    assert [row.is_new for row in inbox_of(referent)] == [False]
    read_thread(actor=referent, thread=message.thread, until=NOW - MINUTE, now=NOW)
    assert ThreadReading.objects.get().read_at == message.sent_at
    unread_thread(actor=referent, thread=message.thread, now=NOW)
    assert [row.is_new for row in inbox_of(referent)] == [True]


def test_out_of_hours_only_what_is_urgent_counts(world: World) -> None:
    referent = world.cast.actor("referent")
    thread = make_message(world, author=world.cast.colleague, sent_at=NOW + MINUTE).thread
    assert list(waiting_for(referent, heard_until=NOW)) == []
    assert list(waiting_for(referent, heard_until=NOW + MINUTE)) == [thread]
    make_message(
        world, thread, author=world.cast.colleague, sent_at=NOW + 2 * MINUTE, urgent_reason="à la rue ce soir"
    )
    assert [row.is_pressing for row in waiting_for(referent, heard_until=NOW)] == [True]


def test_a_message_is_taken_back_while_nobody_read_it(world: World) -> None:
    referent, colleague = world.cast.actor("referent"), world.cast.actor("colleague")
    thread = make_thread(world)
    first = send_message(actor=referent, thread=thread, text="Un.", now=NOW)
    second = send_message(actor=referent, thread=thread, text="Deux.", now=NOW + MINUTE)
    with pytest.raises(PermissionDenied):
        take_back_message(actor=colleague, message=second, now=NOW + MINUTE)
    with pytest.raises(ValidationError):
        take_back_message(actor=referent, message=second, now=NOW + 7 * MINUTE)
    read_thread(actor=colleague, thread=thread, until=first.sent_at, now=NOW + MINUTE)
    take_back_message(actor=referent, message=second, now=NOW + 2 * MINUTE)
    thread.refresh_from_db()
    assert thread.last_sent_at == first.sent_at
    with pytest.raises(ValidationError):
        take_back_message(actor=referent, message=first, now=NOW + 2 * MINUTE)


def test_a_thread_goes_with_its_only_message(world: World) -> None:
    referent = world.cast.actor("referent")
    message = send_message(actor=referent, thread=make_thread(world), text="Erreur.", now=NOW)
    assert take_back_message(actor=referent, message=message, now=NOW) is None
    assert not Thread.objects.exists()


def test_closed_nobody_writes_and_all_go_on_reading(world: World) -> None:
    make_consent(world)
    thread = make_message(world).thread
    referent, partner = world.cast.actor("referent"), world.cast.actor("partner")
    with pytest.raises(PermissionDenied):
        close_thread(actor=partner, thread=thread, now=NOW)
    close_thread(actor=referent, thread=thread, now=NOW)
    thread.refresh_from_db()
    for actor in (referent, partner):
        with pytest.raises(PermissionDenied):
            send_message(actor=actor, thread=thread, text="Encore.", now=NOW)
        assert list(inbox_of(actor, everything=True)) == [thread]
    reopen_thread(actor=referent, thread=thread, now=NOW)
    thread.refresh_from_db()
    send_message(actor=partner, thread=thread, text="Encore.", now=NOW)


def test_a_closed_dossier_is_written_about_no_more(world: World) -> None:
    make_consent(world)
    thread = make_message(world).thread
    dossier = world.dossier
    dossier.closed_on, dossier.closing_reason, dossier.phase = TODAY, "moved", "closed"
    dossier.save()
    thread = Thread.objects.get(pk=thread.pk)
    for who in ("referent", "partner"):
        with pytest.raises(PermissionDenied):
            send_message(actor=world.cast.actor(who), thread=thread, text="Encore.", now=NOW)


def test_a_message_becomes_a_note_and_a_step(world: World) -> None:
    referent, partner = world.cast.actor("referent"), world.cast.actor("partner")
    make_consent(world)
    message = make_message(world)
    note = {"body": "Le bailleur rappelle.", "kind": EntryKind.MESSAGE, "happened_at": NOW}
    with pytest.raises(PermissionDenied):
        keep_as_note(actor=partner, message=message, note=note, now=NOW)
    with pytest.raises(ValidationError):
        keep_as_note(actor=referent, message=message, note=note | {"visibility": Visibility.AUTHOR}, now=NOW)
    entry = keep_as_note(actor=referent, message=message, note=note, now=NOW)
    goal = Goal.objects.create(
        plan=Plan.objects.create(dossier=world.dossier, person=world.person),
        person=world.person,
        title="Se loger",
    )
    step = keep_as_step(
        actor=referent, message=message, goal=goal, definition={"title": "Rappeler jeudi"}, now=NOW
    )
    kept = {(row.entry_id, row.step_id) for row in KeptAs.objects.filter(message=message)}
    assert kept == {(entry.pk, None), (None, step.pk)}
    assert Entry.objects.get().body == "Le bailleur rappelle."


def test_the_trail_names_the_opening_of_a_partner(world: World) -> None:
    grant = make_consent(world).grants.get()
    thread = make_thread(world)
    for who in ("referent", "partner"):
        send_message(actor=world.cast.actor(who), thread=thread, text="Bonjour.", now=NOW)
    lines = AccessEvent.objects.filter(part="coordination.message").order_by("position")
    assert [(line.object_id, line.right) for line in lines] == [
        (thread.pk, "référent·e"),
        (grant.pk, "accord de partage : l’accord de la personne"),
    ]
