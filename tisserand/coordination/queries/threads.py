"""Threads and messages that the actor may read, what they have not read, whom they may write to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Prefetch, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.common.prepared import Texts
from tisserand.common.questions import question
from tisserand.common.row_sql import OUTER, RowSql
from tisserand.coordination.models import KeptAs, Mention, Message, Thread, ThreadReading
from tisserand.coordination.policies.threads import ALL_TOPICS, THREAD, openings_over
from tisserand.people.models import Person
from tisserand.sharing.choices import BlockReach, ShareLevel
from tisserand.sharing.models import Grant
from tisserand.sharing.queries import openings_visible_to
from tisserand.sharing.scope import Scope
from tisserand.support.models import Referent

A_FEW = 5  # on the page of an opening, which leads to all of them


def threads_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Thread]:
    """The threads that exist for the actor at this moment, the latest spoken of first."""
    return THREAD.filter(actor, action, Thread.objects.all())


def open_thread(actor: Actor, thread_id: UUID) -> Thread | None:
    """A thread, if the actor may read it at this moment, with its dossier and whoever holds it."""
    rows = threads_visible_to(actor, Action.READ).filter(pk=thread_id)
    rows = rows.select_related("person", "organisation", "dossier__person", "dossier__team", "started_by")
    held = Prefetch("dossier__referents", queryset=Referent.objects.select_related("user"))
    return rows.prefetch_related(held).first()


def threads_about(actor: Actor, person: Person) -> QuerySet[Thread]:
    """Those about one person, of the actor's organisation."""
    rows = threads_visible_to(actor, Action.READ).filter(person=person, organisation_id=actor.organisation_id)
    return noted_for(actor, rows)


def covered_threads(scope: Scope) -> QuerySet[Thread]:
    """The threads that an agreement lets see."""
    if not scope.goes_to(ShareLevel.ACCOUNT):
        return Thread.objects.none()
    rows = Thread.objects.filter(person=scope.person, organisation=scope.organisation)
    topics = {*scope.topics, ""} if scope.covers_everything else scope.topics
    return rows.filter(reach=BlockReach.SHAREABLE, topic__in=topics)


def latest_threads(scope: Scope) -> list[Thread]:
    """The first few of them."""
    if not scope.goes_to(ShareLevel.ACCOUNT):
        return []
    topics = Texts([*sorted(scope.topics), *([""] if scope.covers_everything else [])])
    return _latest_threads(None, scope.person.pk, scope.organisation.pk, topics)


@question
def _latest_threads(_: None, person_id: UUID, organisation_id: UUID, topics: Texts) -> QuerySet[Thread]:
    rows = Thread.objects.filter(person_id=person_id, organisation_id=organisation_id)
    covered = RowSql("pk", f"{OUTER}.topic = ANY(%s::text[])", (topics,), BooleanField())
    return rows.filter(Q(covered), reach=BlockReach.SHAREABLE)[:A_FEW]


def opening_over(actor: Actor, thread: Thread) -> Grant | None:
    """The opening through which a partner reads a thread: named in the trail, and the way back."""
    rows = openings_visible_to(actor).filter(
        person_id=thread.person_id, organisation_id=thread.organisation_id
    )
    rows = rows.filter(
        consent__topics__contains=thread.topics or ALL_TOPICS, consent__level__gte=ShareLevel.ACCOUNT
    )
    return rows.select_related("consent", "organisation").first()


def concerning(actor: Actor) -> Q:
    """The threads that concern the actor, among those they may read; see `readers.Readers.concerns`."""
    readings = ThreadReading.objects.filter(thread_id=OuterRef("pk"))
    mine = readings.filter(user_id=actor.user_id)
    taken_up = readings.filter(organisation_id=actor.organisation_id)
    holds = Referent.objects.filter(dossier_id=OuterRef("dossier_id"), user_id=actor.user_id, until_on=None)
    named = openings_over(actor).filter(Q(to_team__isnull=False) | Q(to_user__isnull=False))
    at_home = Q(organisation_id=actor.organisation_id)
    elsewhere = ~at_home & (Q(Exists(named)) | Q(~Exists(taken_up)))
    undecided = Q(~Exists(mine)) & (at_home & Q(Exists(holds)) | elsewhere)
    return Q(Exists(mine.filter(follows=True))) | undecided


def _within_reach(actor: Actor, *, is_waiting: bool = False) -> Q:
    """Where the threads that concern the actor may be: three short lists of ids, each of which leads an index to them.

    Without them the database would try the rules on every thread of the house. It allows nothing by itself.
    """
    followed = ThreadReading.objects.filter(user_id=actor.user_id, follows=True)
    if is_waiting:
        followed = followed.filter(Q(read_at=None) | Q(read_at__lt=F("thread__last_sent_at")))
    held = Referent.objects.filter(user_id=actor.user_id, until_on=None).order_by()
    opened = openings_visible_to(actor).order_by()
    return (
        Q(pk__in=list(followed.values_list("thread_id", flat=True)))
        | Q(dossier_id__in=list(held.values_list("dossier_id", flat=True)))
        | Q(person_id__in=list(opened.values_list("person_id", flat=True).distinct()))
    )


def noted_for(
    actor: Actor, rows: QuerySet[Thread], *, heard_until: datetime | None = None
) -> QuerySet[Thread]:
    """Each thread with `is_new` (something unread), `calls_me` (and it calls the actor), `is_pressing` (and urgent).

    With `heard_until`, what came later does not count yet, unless it is urgent.
    """
    new = _unread_by(actor, heard_until)
    calls = Mention.objects.filter(message_id=OuterRef("pk"), user_id=actor.user_id)
    return rows.annotate(
        is_new=Exists(new),
        calls_me=Exists(new.filter(Exists(calls))),
        is_pressing=Exists(new.exclude(urgent_reason="")),
    )


def _unread_by(actor: Actor, heard_until: datetime | None) -> QuerySet[Message]:
    """Of the thread in hand (`OuterRef`), what others wrote and the actor has not read."""
    read = ThreadReading.objects.filter(
        thread_id=OuterRef("thread_id"), user_id=actor.user_id, read_at__gte=OuterRef("sent_at")
    )
    rows = Message.objects.filter(~Exists(read), thread_id=OuterRef("pk")).exclude(author_id=actor.user_id)
    if heard_until is not None:
        rows = rows.filter(Q(sent_at__lte=heard_until) | ~Q(urgent_reason=""))
    return rows.order_by()


def inbox_of(actor: Actor, *, everything: bool = False) -> QuerySet[Thread]:
    """The threads that concern the actor, unread ones first; or all those they may read, the latest first."""
    rows = noted_for(actor, threads_visible_to(actor, Action.READ).select_related("person", "organisation"))
    if everything:
        return rows.order_by("-last_sent_at", "-pk")
    rows = rows.filter(_within_reach(actor), concerning(actor))
    return rows.order_by("-is_new", "-last_sent_at", "-pk")


def waiting_for(actor: Actor, *, heard_until: datetime) -> QuerySet[Thread]:
    """What waits for the actor as of their working hours: those that call them first, then urgent ones."""
    rows = threads_visible_to(actor, Action.READ)
    rows = rows.filter(_within_reach(actor, is_waiting=True), concerning(actor))
    rows = noted_for(actor, rows, heard_until=heard_until).filter(is_new=True)
    return rows.select_related("person", "organisation").order_by(
        "-is_pressing", "-calls_me", "-last_sent_at"
    )


def messages_of(thread: Thread) -> QuerySet[Message]:
    """The messages of a thread, latest first, with whom they call and what became of them."""
    calls = Mention.objects.select_related("user")
    kept = KeptAs.objects.select_related("entry", "step__goal__plan")
    rows = Message.objects.filter(thread=thread).select_related("author", "organisation")
    rows = rows.prefetch_related(Prefetch("mentions", queryset=calls), Prefetch("kept_as", queryset=kept))
    return rows.order_by("-sent_at", "-pk")


def reading_of(actor: Actor, thread: Thread) -> ThreadReading | None:
    """How far the actor has read a thread."""
    return ThreadReading.objects.filter(thread=thread, user_id=actor.user_id).first()


def read_by_others(message: Message) -> bool:
    """Whether someone else has read as far as this message."""
    others = ThreadReading.objects.filter(thread_id=message.thread_id, read_at__gte=message.sent_at)
    return others.exclude(user_id=message.author_id).exists()
