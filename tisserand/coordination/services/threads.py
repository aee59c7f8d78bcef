"""Threads: begun, written in, read, followed, closed; a message taken back while nobody has read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.coordination.models import Mention, Message, Thread, ThreadReading
from tisserand.coordination.policies.threads import THREAD, is_at_home
from tisserand.coordination.queries.threads import opening_over, read_by_others
from tisserand.coordination.readers import Readers
from tisserand.coordination.services.notices import forget_told, tell_concerned
from tisserand.sharing.choices import BlockReach
from tisserand.sharing.policies import right_of
from tisserand.support.models import Dossier
from tisserand.support.policies import right_over

PART = "coordination.message"
TAKEN_BACK_WITHIN = timedelta(minutes=5)


@transaction.atomic
def start_thread(
    *,
    actor: Actor,
    dossier: Dossier,
    title: str,
    text: str,
    topic: str = "",
    reach: str = BlockReach.TEAM,
    called: Collection[UUID] = (),
    urgent_reason: str = "",
    now: datetime,
) -> Thread:
    """Begin a thread with its first message."""
    thread = Thread(
        dossier=dossier,
        person_id=dossier.person_id,
        organisation_id=dossier.organisation_id,
        topic=topic,
        reach=reach,
        title=title.strip(),
        started_by_id=actor.user_id,
        last_sent_at=now,
    )
    THREAD.check(actor, Action.EDIT, thread)
    thread.save()
    send_message(actor=actor, thread=thread, text=text, called=called, urgent_reason=urgent_reason, now=now)
    return thread


@transaction.atomic
def send_message(
    *,
    actor: Actor,
    thread: Thread,
    text: str,
    called: Collection[UUID] = (),
    urgent_reason: str = "",
    now: datetime,
) -> Message:
    """Write to those who read a thread; `called` are accounts among those whom the actor may know to read it."""
    THREAD.check(actor, Action.EDIT, thread)
    readers = Readers(thread, localdate(now))
    _check_called(actor, readers, called)
    message = Message.objects.create(
        thread=thread,
        person_id=thread.person_id,
        author_id=actor.user_id,
        organisation_id=actor.organisation_id,
        text=text.strip(),
        urgent_reason=urgent_reason.strip(),
        sent_at=now,
        created_at=now,
    )
    _call(readers, message, called)
    _keep_reading(actor, thread, now, follows=True)
    Thread.objects.filter(pk=thread.pk, last_sent_at__lt=now).update(last_sent_at=now)
    tell_concerned(Readers(thread, readers.today), message, now=now)
    trace(actor, thread, Verb.CREATE)
    return message


def _check_called(actor: Actor, readers: Readers, called: Collection[UUID]) -> None:
    known = {one.user_id for one in readers.known_to(actor)} if called else set()
    if set(called) - known:
        raise ValidationError({"called": "Une des personnes appelées ne peut pas lire ce fil."})


def _call(readers: Readers, message: Message, called: Collection[UUID]) -> None:
    """Whoever is called follows the thread from then on, even if they had stopped."""
    places = {one.user_id: one.organisation_id for one in readers.everyone} if called else {}
    for user_id in called:
        Mention.objects.create(message=message, person_id=message.person_id, user_id=user_id)
        ThreadReading.objects.update_or_create(
            thread_id=message.thread_id,
            user_id=user_id,
            defaults={"follows": True},
            create_defaults={
                "person_id": message.person_id,
                "organisation_id": places[user_id],
                "follows": True,
            },
        )


@transaction.atomic
def take_back_message(*, actor: Actor, message: Message, now: datetime) -> Thread | None:
    """Take back what one has just written, as long as nobody has read it; the thread goes with its only message."""
    thread = Thread.objects.select_for_update().get(pk=message.thread_id)
    THREAD.check(actor, Action.READ, thread)
    if message.author_id != actor.user_id:
        raise PermissionDenied
    if now - message.sent_at > TAKEN_BACK_WITHIN or read_by_others(message):
        raise ValidationError("Ce message ne se reprend plus : il a été lu, ou cinq minutes ont passé.")
    trace(actor, thread, Verb.DELETE)
    message.delete()
    latest = thread.messages.aggregate(latest=Max("sent_at"))["latest"]
    if latest is None:
        thread.delete()
        return None
    Thread.objects.filter(pk=thread.pk).update(last_sent_at=latest)
    return thread


def read_thread(*, actor: Actor, thread: Thread, until: datetime, now: datetime) -> None:
    """Note that the actor has read all that was written until then; never less than before."""
    THREAD.check(actor, Action.READ, thread)
    _keep_reading(actor, thread, min(until, now))
    forget_told(actor)


def unread_thread(*, actor: Actor, thread: Thread, now: datetime) -> None:
    """Keep the last message of the others for later: it counts as unread again."""
    THREAD.check(actor, Action.READ, thread)
    others = thread.messages.exclude(author_id=actor.user_id)
    last = others.aggregate(last=Max("sent_at"))["last"]
    if last is not None:
        before = last - timedelta(microseconds=1)
        ThreadReading.objects.filter(thread=thread, user_id=actor.user_id).update(read_at=before)


def follow_thread(*, actor: Actor, thread: Thread, follows: bool, now: datetime) -> None:
    """Follow a thread, or stop: it stays readable, and calls only when somebody calls by name."""
    THREAD.check(actor, Action.READ, thread)
    _keep_reading(actor, thread, now, follows=follows)


@transaction.atomic
def close_thread(*, actor: Actor, thread: Thread, now: datetime) -> None:
    """Nobody writes in it any more; everyone who could goes on reading."""
    _settle(actor, thread, now)


@transaction.atomic
def reopen_thread(*, actor: Actor, thread: Thread, now: datetime) -> None:
    """Write in it again."""
    _settle(actor, thread, None)


def _settle(actor: Actor, thread: Thread, closed_at: datetime | None) -> None:
    THREAD.check(actor, Action.MANAGE, thread)
    held = Thread.objects.select_for_update().get(pk=thread.pk)
    if (held.closed_at is None) == (closed_at is None):
        return
    held.closed_at, held.closed_by_id = closed_at, actor.user_id if closed_at else None
    held.save_gesture("closed_at", "closed_by")
    trace(actor, held, Verb.CHANGE)


def _keep_reading(actor: Actor, thread: Thread, until: datetime, *, follows: bool | None = None) -> None:
    chosen = {} if follows is None else {"follows": follows}
    reading, is_new = ThreadReading.objects.get_or_create(
        thread=thread,
        user_id=actor.user_id,
        defaults={
            "person_id": thread.person_id,
            "organisation_id": actor.organisation_id,
            "read_at": until,
            **chosen,
        },
    )
    if not is_new:
        read_at = max(until, reading.read_at) if reading.read_at else until
        ThreadReading.objects.filter(pk=reading.pk).update(read_at=read_at, **chosen)


def trace(actor: Actor, thread: Thread, verb: Verb) -> None:
    """A line of the trail: of those around the dossier under the thread, of a partner under their opening."""
    grant = None if is_at_home(actor, thread) else opening_over(actor, thread)
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=thread.person_id,
        object_id=grant.pk if grant else thread.pk,
        right=right_of(grant) if grant else right_over(actor, thread.dossier),
    )
