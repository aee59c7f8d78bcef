"""A round of listening: each says back what the one before said, then gives a view; silence is respected."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.coordination.choices import ConferenceState, TurnState
from tisserand.coordination.listening import Round, latest_round, round_table
from tisserand.coordination.models import AgendaItem, Attendee, Conference, ListeningTurn
from tisserand.coordination.queries.conferences import table_of
from tisserand.coordination.seen import eyes_of, point_of
from tisserand.coordination.services.holding import MOVED, hold, trace


def round_of(conference: Conference) -> Round:
    """The latest round of a meeting, with who takes part."""
    turns = conference.turns.select_related("attendee__member", "attendee__user", "item")
    return latest_round(list(turns))


def speakers(attendees: list[Attendee], item: AgendaItem | None, now: datetime) -> list[Attendee]:
    """Those who are there, and may hear of the point: before the others it is not opened."""
    there = [attendee for attendee in attendees if attendee.is_there]
    if item is None:
        return there
    today = localdate(now)
    return [attendee for attendee in there if eyes_of(attendee, today)(point_of(item))]


@transaction.atomic
def start_round(
    *, actor: Actor, conference: Conference, first: Attendee, item: AgendaItem | None = None, now: datetime
) -> Round:
    """Everyone who is there, in the order of the table, beginning by `first`. One round at a time."""
    held = hold(actor, conference, ConferenceState.LIVE)
    if held.turns.filter(state=TurnState.WAITING).exists():
        raise ValidationError("Un tour est déjà en cours\u00a0: finissez-le, ou arrêtez-le.")
    people = speakers(list(table_of(held)), item, now)
    if first not in people:
        raise ValidationError("Qui commence est autour de la table, et peut entendre parler de ce point.")
    number = (held.turns.order_by("-round").values_list("round", flat=True).first() or 0) + 1
    ListeningTurn.objects.bulk_create(
        ListeningTurn(
            conference=held,
            person_id=held.person_id,
            item=item,
            attendee=attendee,
            round=number,
            position=place,
            created_at=now,
        )
        for place, attendee in enumerate(round_table(people, first))
    )
    trace(actor, held, Verb.CHANGE, reason="tour d’écoute")
    return round_of(held)


def find_right(*, actor: Actor, turn: ListeningTurn, now: datetime) -> Round:
    """Whoever spoke before says: it is what I meant. Now the view of the one whose turn it is."""
    return _end(actor, turn, state=None)


def end_turn(*, actor: Actor, turn: ListeningTurn, state: TurnState, now: datetime) -> Round:
    """They spoke, or pass; the next one. Sent twice, only one turn ends."""
    return _end(actor, turn, state=state)


@transaction.atomic
def _end(actor: Actor, turn: ListeningTurn, *, state: TurnState | None) -> Round:
    held = hold(actor, turn.conference, ConferenceState.LIVE)
    known = round_of(held)
    if known.current is None or known.current.pk != turn.pk:
        return known  # another screen has moved it on
    current = known.current
    if state is None:
        current.is_understood = True
    elif state == TurnState.WAITING:
        raise ValidationError(MOVED)
    else:
        current.state = state
    current.save(update_fields=["state", "is_understood"])
    return round_of(held)


@transaction.atomic
def take_back_turn(*, actor: Actor, conference: Conference, now: datetime) -> Round:
    """Too quick: the turn that was ended last goes on."""
    held = hold(actor, conference, ConferenceState.LIVE)
    last = round_of(held).last
    if last is not None:
        last.state, last.is_understood = TurnState.WAITING, False
        last.save(update_fields=["state", "is_understood"])
    return round_of(held)


@transaction.atomic
def stop_round(*, actor: Actor, conference: Conference, now: datetime) -> Round:
    """Those who had not their turn yet pass it."""
    held = hold(actor, conference, ConferenceState.LIVE)
    held.turns.filter(state=TurnState.WAITING).update(state=TurnState.PASSED)
    return round_of(held)
