"""How those around the table are named: to those who keep the meeting, and on what leaves the house.

A relative may have a record of their own that asks for discretion: their name is read on the tie, never copied.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.coordination.choices import Seat
from tisserand.coordination.models import Attendee
from tisserand.people.models import Person
from tisserand.people.queries import ties_of
from tisserand.sharing.models import CircleMember
from tisserand.sharing.recipients import of_grant


class TableNames:
    """The names around one table, as this reader may know of them."""

    def __init__(self, actor: Actor, person: Person) -> None:
        self.actor, self.person = actor, person

    @cached_property
    def _ties(self) -> dict[UUID, Any]:
        return {tie.relation.pk: tie for tie in ties_of(self.actor, self.person) if not tie.is_reciprocal}

    def of(self, attendee: Attendee) -> str:
        """Of one attendee."""
        if attendee.member and attendee.member.relation_id:
            return self.of_member(attendee.member)
        return name_outside(attendee, self.person)

    def of_member(self, member: CircleMember) -> str:
        """Of someone in the circle."""
        tie = self._ties.get(member.relation_id) if member.relation_id else None
        return tie.name if tie else member.name


def name_outside(attendee: Attendee, person: Person) -> str:
    """What anyone at the table may read of who else is there."""
    if attendee.seat == Seat.PERSON:
        return str(person.name)
    if attendee.user:
        return attendee.user.get_full_name()
    if attendee.member:
        return with_place(attendee.member)
    return _recipient(attendee)


def with_place(member: CircleMember) -> str:
    """« Dr Koné, cabinet des Tilleuls »."""
    return ", ".join(filter(None, [member.name, member.works_for]))


def _recipient(attendee: Attendee) -> str:
    named = of_grant(attendee.grant) if attendee.grant else None
    if named is None or named.organisation is None or named.user:
        return named.words if named else ""
    return ", ".join(filter(None, [named.organisation.name, _team(named)]))


def _team(named: Any) -> str:
    return f"équipe {named.team.name}" if named.team else ""
