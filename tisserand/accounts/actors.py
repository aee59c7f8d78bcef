"""On whose behalf something is done: built once per request and passed explicitly to every rule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from tisserand.accounts.choices import Role
from tisserand.common.access_sql import DAY_STAND_IN, stand_in

# A UUID or None: Django's lookups take either, their type stubs do not.
Id = Any


@dataclass(frozen=True)
class Actor:
    """A person who works, acting for one organisation; or nobody; or a named system actor.

    `duties` holds the current (role, team) pairs in that organisation; a team of None means the whole of it.
    """

    user_id: Id = None
    name: str = ""
    organisation_id: Id = None
    organisation_name: str = ""
    duties: frozenset[tuple[Role, UUID | None]] = field(default_factory=frozenset)
    team_names: tuple[str, ...] = ()
    system: str = ""
    is_demonstration: bool = False  # the organisation is one of the demonstration
    # The day for which the duties were read: what was opened until a day ends by itself, like a membership.
    today: date | None = None
    # The people whom they opened in an emergency, at the moment when the duties were read.
    opened: frozenset[UUID] = frozenset()
    # Someone without an account, let in by a link (`sharing.Guest`): the link, whom they are in the circle (nothing:
    # the person themself), about whom. They act for no organisation.
    guest_id: Id = None
    member_id: Id = None
    person_id: Id = None

    @property
    def is_authenticated(self) -> bool:
        """Whether someone is signed in."""
        return self.user_id is not None

    @property
    def is_guest(self) -> bool:
        """Whether a link let them in."""
        return self.guest_id is not None

    @property
    def is_the_person(self) -> bool:
        """Whether they are the person themself, let in by their own link."""
        return self.guest_id is not None and self.member_id is None

    @property
    def witness_id(self) -> Id:
        """Under what id the trail knows them: their account, or the link that let them in."""
        return self.user_id or self.guest_id

    @property
    def is_member(self) -> bool:
        """Whether they act for an organisation they belong to today."""
        return bool(self.duties)

    def has_role(self, *roles: Role) -> bool:
        """Whether one of `roles` is held, in any team."""
        return any(role in roles for role, _ in self.duties)

    def teams_as(self, *roles: Role) -> frozenset[UUID]:
        """The teams in which one of `roles` is held."""
        return frozenset(team for role, team in self.duties if role in roles and team)

    def leads_organisation(self) -> bool:
        """Whether they are head of service of the whole organisation."""
        return (Role.HEAD_OF_SERVICE, None) in self.duties

    @property
    def is_accompanying(self) -> bool:
        """Whether their work is to accompany people (so: not only reception, not only administration)."""
        return self.has_role(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)

    @property
    def ordinary(self) -> Actor:
        """The same, without what an emergency opened: lists, searches and whatever is written know nothing of it."""
        return replace(self, opened=frozenset()) if self.opened else self

    @property
    def is_peer(self) -> bool:
        """Whether they know from their own life what people go through: they read only what each chose to show them."""
        return self.has_role(Role.PEER)

    @cached_property
    def shape(self) -> tuple[Actor, tuple[Id, ...]]:
        """An actor like this one with stand-ins for its ids and its day, and what they stand for: see `access_sql`."""
        ids = [
            self.user_id,
            self.organisation_id,
            self.guest_id,
            self.member_id,
            self.person_id,
            *sorted({team for _, team in self.duties if team}, key=self._place),
            *sorted(self.opened),
        ]
        known = {pk: stand_in(rank) for rank, pk in enumerate(ids) if pk is not None}
        duties = frozenset((role, known.get(team)) for role, team in self.duties)
        who: dict[str, Any] = {
            "user_id": known.get(self.user_id),
            "organisation_id": known.get(self.organisation_id),
            "guest_id": known.get(self.guest_id),
            "member_id": known.get(self.member_id),
            "person_id": known.get(self.person_id),
            "today": self.today and DAY_STAND_IN,
            "opened": frozenset(known[person] for person in self.opened),
        }
        alike = replace(self, **who, duties=duties, name="", organisation_name="", team_names=())
        return alike, (*ids, self.today)

    def _place(self, team: UUID) -> tuple[list[Role], UUID]:
        """Teams in the order of what one does there, so that two actors who do the same have the same shape."""
        return sorted(role for role, where in self.duties if where == team), team


NOBODY = Actor()


def system_actor(name: str, *, organisation_id: UUID | None = None) -> Actor:
    """A named actor for background work: it appears in the trail under its name."""
    return Actor(system=name, name=name, organisation_id=organisation_id)
