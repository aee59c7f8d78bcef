"""Who may read a thread today, whom one may call there, and whom a new message concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_in
from tisserand.common.access import Action
from tisserand.coordination.models import Message, Thread, ThreadReading
from tisserand.coordination.policies.threads import grants_covering
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import OPENING
from tisserand.support.mentions import colleagues_reading


@dataclass
class Readers:
    """Those who may read `thread` on a day: at home around the dossier, elsewhere through an opening."""

    thread: Thread
    today: date
    known: dict[UUID, ThreadReading] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {row.user_id: row for row in self.thread.readings.select_related("user")}

    @cached_property
    def at_home(self) -> list[Actor]:
        """Those around the dossier, by name."""
        return _by_name(colleagues_reading(self.thread.dossier, today=self.today).values())

    @cached_property
    def grants(self) -> list[Grant]:
        """The openings that let someone read it today."""
        return [grant for grant in grants_covering(self.thread) if grant.is_open(self.today)]

    @cached_property
    def elsewhere(self) -> list[Actor]:
        """Those who read it through an opening, by name."""
        places = dict.fromkeys(grant.to_organisation_id for grant in self.grants if grant.to_organisation_id)
        there = (actor for place in places for actor in actors_in(place, today=self.today))
        return _by_name(actor for actor in there if self.openings_to(actor))

    @property
    def everyone(self) -> list[Actor]:
        """At home, then elsewhere."""
        return [*self.at_home, *self.elsewhere]

    @cached_property
    def authors(self) -> set[UUID]:
        """Those who wrote in it."""
        written = Message.objects.filter(thread=self.thread).order_by()
        return set(written.values_list("author_id", flat=True).distinct())

    def openings_to(self, actor: Actor) -> list[Grant]:
        """Through which of them this actor reads."""
        return [grant for grant in self.grants if OPENING.may(actor, Action.READ, grant)]

    def known_to(self, actor: Actor) -> list[Actor]:
        """Those whom `actor` may know to be readers, and so may call: never the others.

        At home: one's colleagues, and of the partners those whom an opening names or who showed themselves here. A
        partner: their own colleagues, whoever holds the thread of the dossier, and those who wrote here. A peer
        mediator: whoever holds it, whoever answers for the frame, and those who wrote here.
        """
        others = [one for one in self.everyone if one.user_id != actor.user_id]
        if actor.organisation_id == self.thread.organisation_id and not self._is_let_in(actor):
            named = {grant.to_user_id for grant in self.grants} | self.authors | self.known.keys()
            return [one for one in others if self._is_at_home(one) or one.user_id in named]
        shown = self.authors | {self.referent_id}
        if self._is_let_in(actor):
            return [one for one in others if one.user_id in shown | self._guarantors_for(actor)]
        return [one for one in others if one.organisation_id == actor.organisation_id or one.user_id in shown]

    @cached_property
    def referent_id(self) -> UUID | None:
        """Whoever holds the dossier today."""
        held = self.thread.dossier.referent
        return held.user_id if held else None

    def concerned(self) -> list[Actor]:
        """Whom a new message concerns: see `concerns`."""
        return [one for one in self.everyone if self.concerns(one)]

    def concerns(self, actor: Actor) -> bool:
        """Those who follow it; until they choose, whoever holds the dossier, and partners whom an opening names.

        An opening to a whole organisation calls everyone there until one of them has taken the thread up. The list
        asks the same of the database: `queries.threads.concerning`.
        """
        if (mine := self.known.get(actor.user_id)) is not None:
            return mine.follows
        if self._is_at_home(actor):
            return actor.user_id == self.referent_id
        taken_up = any(row.organisation_id == actor.organisation_id for row in self.known.values())
        return any(grant.to_user_id or grant.to_team_id or not taken_up for grant in self.openings_to(actor))

    def _is_let_in(self, actor: Actor) -> bool:
        """A peer mediator of the house: let in by an agreement, not one of those around the dossier."""
        return actor.is_peer and all(one.user_id != actor.user_id for one in self.at_home)

    def _guarantors_for(self, actor: Actor) -> set[UUID | None]:
        return {grant.consent.guarantor_id for grant in self.openings_to(actor)}

    def _is_at_home(self, actor: Actor) -> bool:
        return bool(actor.organisation_id == self.thread.organisation_id)


def _by_name(actors: Iterable[Actor]) -> list[Actor]:
    return sorted(actors, key=lambda actor: (actor.name.split(" ")[-1], actor.name))
