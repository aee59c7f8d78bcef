"""What the page of a circle shows: everyone by closeness, whoever left, who holds the path, what is open to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.queries import colleagues
from tisserand.common.folding import fold
from tisserand.people.models import Person
from tisserand.people.queries import TieShown, ties_of
from tisserand.sharing import rubric_questions as asked
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.models import CircleMember, Grant, PathReferent
from tisserand.sharing.picture.capsules import AT_HEART, Someone
from tisserand.sharing.picture.drawing import Drawing, draw_circle
from tisserand.sharing.queries import standing_grants

SHORT = 6  # how many the card of the rubric names
MOST_DRAWN = 24  # beyond, a picture is neither read nor printed; the list says everyone


@dataclass(frozen=True)
class Around:
    """Someone in the circle, as this reader may know of them."""

    member: CircleMember
    name: str
    tie: str
    grant: Grant | None
    is_colleague: bool
    holds_path: bool

    @property
    def asks_for_agreement(self) -> bool:
        """Whether their trade is to help: then one wonders what is open to them."""
        return MemberKind(self.member.kind) not in AT_HEART and not self.is_colleague

    @property
    def facts(self) -> str:
        """« assistante sociale, collège Jean-Moulin », « sœur, garde les petits »; said once."""
        said = fold(self.tie)
        place = "" if fold(self.member.works_for) in said else self.member.works_for
        return ", ".join(filter(None, [self.tie, place]))


@dataclass(frozen=True)
class Term:
    """Someone who holds the path, or held it, as this reader may know of them."""

    path: PathReferent
    name: str


class CirclePage:
    """The circle of one person, as the actor's organisation knows it."""

    def __init__(self, actor: Actor, person: Person, *, today: date) -> None:
        self.actor, self.person, self.today = actor, person, today

    @cached_property
    def members(self) -> list[CircleMember]:
        """Everyone, those who left too."""
        return asked.circle(self.actor, self.person.pk)

    @cached_property
    def ties(self) -> dict[UUID, TieShown]:
        """The ties of the person, told on their side."""
        return {tie.relation.pk: tie for tie in ties_of(self.actor, self.person) if not tie.is_reciprocal}

    @cached_property
    def terms(self) -> list[Term]:
        """Who held the path, latest first."""
        known = {member.pk: member for member in self.members}
        rows = asked.path_referents(self.actor, self.person.pk)
        return [Term(path, self.name_of(known.get(path.member_id, path.member))) for path in rows]

    @property
    def path(self) -> Term | None:
        """Who holds the path now."""
        return next((term for term in self.terms if term.path.until_on is None), None)

    @property
    def past_terms(self) -> list[Term]:
        """Who held it before."""
        return [term for term in self.terms if term.path.until_on is not None]

    @cached_property
    def grants(self) -> list[Grant]:
        """What is open today to others."""
        return list(standing_grants(self.actor.organisation_id, self.person.pk, on=self.today))

    @cached_property
    def _here(self) -> set[UUID]:
        """Those of the circle who work in the actor's organisation today."""
        ids = {member.user_id for member in self.members if member.user_id}
        return set(colleagues(self.actor, today=self.today).filter(pk__in=ids).values_list("pk", flat=True))

    def name_of(self, member: CircleMember) -> str:
        """Of someone among the ties, what this reader may call them: their own record may ask for discretion."""
        tie = self.ties.get(member.relation_id) if member.relation_id else None
        return tie.name if tie else member.name

    def around(self, member: CircleMember) -> Around:
        """A member, dressed for the page."""
        tie = self.ties.get(member.relation_id) if member.relation_id else None
        return Around(
            member=member,
            name=self.name_of(member),
            tie=_words_of(tie) if tie else "",
            grant=self._grant_of(member),
            is_colleague=member.user_id in self._here,
            holds_path=bool(self.path and self.path.path.member_id == member.pk),
        )

    @cached_property
    def present(self) -> list[Around]:
        """Those who are around today."""
        return [self.around(member) for member in self.members if member.until_on is None]

    @property
    def past(self) -> list[Around]:
        """Those who left, latest first."""
        left = [member for member in self.members if member.until_on is not None]
        return [self.around(member) for member in sorted(left, key=_left_on, reverse=True)]

    @property
    def rings(self) -> list[tuple[Ring, list[Around]]]:
        """The list that says what the picture draws, ring by ring."""
        by_ring = {ring: [one for one in self.present if one.member.ring == ring] for ring in Ring}
        return [(ring, people) for ring, people in by_ring.items() if people]

    @property
    def few(self) -> list[Around]:
        """The first ones, for the card of the rubric."""
        return self.present[:SHORT]

    @property
    def others(self) -> int:
        """How many the card leaves out."""
        return max(0, len(self.present) - SHORT)

    @cached_property
    def drawn(self) -> list[Around]:
        """Those whom the picture shows: whoever holds the path, then the nearest."""
        by_closeness = sorted(self.present, key=lambda one: (not one.holds_path, one.member.ring))
        return by_closeness[:MOST_DRAWN]

    @property
    def undrawn(self) -> int:
        """How many are in the list alone."""
        return len(self.present) - len(self.drawn)

    @cached_property
    def drawings(self) -> list[Drawing]:
        """The picture, wide and narrow."""
        people = [
            Someone(
                str(one.member.pk),
                Ring(one.member.ring),
                one.name,
                MemberKind(one.member.kind),
                one.holds_path,
            )
            for one in self.drawn
        ]
        return draw_circle(self.person.name, people)

    def _grant_of(self, member: CircleMember) -> Grant | None:
        """What is open to them by name, or to where they work."""
        mine = (
            grant
            for grant in self.grants
            if grant.to_member_id == member.pk or (grant.to_user_id and grant.to_user_id == member.user_id)
        )
        return next(mine, None) or self._grants_by_place.get(fold(member.works_for))

    @cached_property
    def _grants_by_place(self) -> Mapping[str, Grant]:
        """By the name of the structure, as it may be typed."""
        rows = [(grant.to_organisation, grant) for grant in self.grants if grant.to_user_id is None]
        return {fold(there.name): grant for there, grant in reversed(rows) if there is not None}

    # Whom one may add

    @property
    def ties_to_add(self) -> list[TieShown]:
        """The ties that are not in the circle yet, the living ones."""
        there = {one.member.relation_id for one in self.present}
        return [tie for pk, tie in self.ties.items() if pk not in there and not _is_gone(tie)]

    @cached_property
    def colleagues(self) -> list[User]:
        """The people of the actor's organisation: nobody of another one is ever listed."""
        return list(colleagues(self.actor, today=self.today).order_by("last_name", "first_name"))

    @property
    def colleagues_to_add(self) -> list[User]:
        """Those who are not in the circle yet."""
        there = {one.member.user_id for one in self.present}
        return [user for user in self.colleagues if user.pk not in there]


def named_without_account(actor: Actor, person: Person, *, today: date) -> list[tuple[CircleMember, str]]:
    """Those around someone today who have no account, as this reader may call them: « Dr Koné, soignant·e »."""
    page = CirclePage(actor, person, today=today)
    there = [one for one in page.members if one.user_id is None and one.until_on is None]
    if not any(one.relation_id for one in there):
        page.ties = {}
    return [(one, f"{page.name_of(one)}, {one.get_kind_display()}") for one in there]


def _words_of(tie: TieShown) -> str:
    """What the tie says; of someone whose trade it is, the kind says what they are better than « professionnelle »."""
    return tie.relation.role if tie.is_professional else tie.details


def _is_gone(tie: TieShown) -> bool:
    opened = tie.person if not tie.is_discreet else None
    return tie.relation.is_deceased or bool(opened and opened.deceased_on)


def _left_on(member: CircleMember) -> date:
    return member.until_on or date.min
