"""A point proposed by whoever does not keep the meeting: said from their seat, taken up or set aside by its keepers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.coordination.choices import PointState, Seat
from tisserand.coordination.models import AgendaItem, Attendee, Conference, ProposedPoint
from tisserand.coordination.models.conference import BEFORE
from tisserand.coordination.policies.conferences import ATTENDEE
from tisserand.coordination.policies.proposed_points import PROPOSED_POINT
from tisserand.coordination.seen import Point, eyes_of
from tisserand.coordination.services.agenda import add_item
from tisserand.coordination.services.attendees import right_to_answer
from tisserand.coordination.services.holding import MOVED, hold, trace

MOST_WAITING = 5


@transaction.atomic
def propose_point(
    *,
    actor: Actor,
    attendee: Attendee,
    words: str,
    topics: Sequence[str] = (),
    is_for_relatives: bool = True,
    now: datetime,
) -> ProposedPoint:
    """Say what one would like spoken of. From elsewhere, only what one would see oneself. Said twice, said once."""
    ATTENDEE.check(actor, Action.EDIT, attendee)
    held = Conference.objects.select_for_update(no_key=True).get(pk=attendee.conference_id)
    if held.state not in BEFORE:
        raise ValidationError(MOVED)
    # A relative sees what is for relatives: what they propose is.
    is_for_relatives = is_for_relatives or attendee.seat != Seat.PERSON
    if not eyes_of(attendee, localdate(now))(Point(tuple(topics), False, is_for_relatives)):
        raise ValidationError({"topics": "Choisissez parmi les thèmes qu’un accord vous ouvre."})
    waiting = ProposedPoint.objects.filter(attendee=attendee, state=PointState.PROPOSED)
    if kept := waiting.filter(words=words.strip()).first():
        return kept
    if waiting.count() >= MOST_WAITING:
        raise ValidationError("Cinq points attendent déjà une réponse\u00a0: retirez-en un, ou attendez-la.")
    point = ProposedPoint.objects.create(
        conference=held,
        person_id=held.person_id,
        attendee=attendee,
        words=words.strip(),
        topics=list(topics),
        is_for_relatives=is_for_relatives,
        created_at=now,
    )
    trace(actor, held, Verb.CHANGE, reason="un point proposé", right=right_to_answer(actor, attendee))
    return point


@transaction.atomic
def take_back_point(*, actor: Actor, point: ProposedPoint, now: datetime) -> None:
    """Whoever proposed it does not any more; once it was answered, it stays told."""
    PROPOSED_POINT.check(actor, Action.READ, point)
    held = _held(point)
    if not held.is_waiting:
        raise ValidationError("On vous a répondu\u00a0: ce point ne se retire plus.")
    trace(
        actor,
        held.conference,
        Verb.CHANGE,
        reason="un point proposé est retiré",
        right=right_to_answer(actor, point.attendee),
    )
    held.delete()


@transaction.atomic
def take_up_point(
    *, actor: Actor, point: ProposedPoint, item: AgendaItem, answer: str = "", now: datetime
) -> AgendaItem:
    """It is on the agenda, in the words of `item`; one that was set aside may be taken up after all."""
    hold(actor, point.conference, *BEFORE)
    held = _held(point)
    if held.state == PointState.ACCEPTED:
        raise ValidationError("Ce point est déjà à l’ordre du jour.")
    item.proposed_by = held.attendee
    made = add_item(actor=actor, conference=held.conference, item=item, now=now)
    held.item = made
    _decide(actor, held, PointState.ACCEPTED, answer, now)
    return made


@transaction.atomic
def set_point_aside(*, actor: Actor, point: ProposedPoint, answer: str, now: datetime) -> ProposedPoint:
    """Not this time, and the word that says why: whoever proposed it reads it."""
    hold(actor, point.conference, *BEFORE)
    held = _held(point)
    if not held.is_waiting:
        raise ValidationError("Quelqu’un a déjà répondu\u00a0: rouvrez la réunion.")
    if not answer.strip():
        raise ValidationError({"answer": "Dites en un mot pourquoi\u00a0: la personne qui propose le lira."})
    _decide(actor, held, PointState.DECLINED, answer, now)
    trace(actor, held.conference, Verb.CHANGE, reason="un point proposé est mis de côté")
    return held


def _held(point: ProposedPoint) -> ProposedPoint:
    rows = ProposedPoint.objects.select_for_update(of=("self",)).select_related("conference", "attendee")
    return rows.get(pk=point.pk)


def _decide(actor: Actor, held: ProposedPoint, state: PointState, answer: str, now: datetime) -> None:
    held.state, held.answer, held.decided_at, held.decided_by_id = state, answer.strip(), now, actor.user_id
    held.save_gesture("state", "answer", "item", "decided_at", "decided_by")
