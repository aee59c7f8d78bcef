"""The family in rows and couples, from the ties told around one person. Pure: no database, no place on paper.

A tie may lean on another (`through`): a child on the other parent, a grandparent on the parent whose father or mother
they are. Only links that make sense are followed, and never further than one step: what was written by mistake, even
in a circle, draws someone apart and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tisserand.people.choices import THROUGH, Gender, Parentage, Place, Tie
from tisserand.people.picture.circle import Circle, Someone

GRANDPARENTS, PARENTS, OWN, CHILDREN, GRANDCHILDREN = -2, -1, 0, 1, 2
PARTNERS = (Tie.SPOUSE, Tie.FORMER_SPOUSE)


@dataclass(frozen=True)
class Union:
    """One or two people, and the children who descend from them; nobody: brothers and sisters alone."""

    partners: tuple[str, ...]
    children: tuple[str, ...] = ()
    state: str = ""
    is_former: bool = False


@dataclass
class Family:
    """Rows of keys by generation, from left to right, and the unions that tie them."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    unions: list[Union] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """Everybody in the rows."""
        return {key for row in self.rows.values() for key in row}


def family_of(circle: Circle) -> Family:
    """The genogram of a circle."""
    return _Maker(circle).make()


def _by_age(people: Iterable[Someone]) -> list[Someone]:
    """The eldest on the left; whose age is not known come last, in the order they were told."""
    return sorted(people, key=lambda one: (one.birth_year is None, one.birth_year or 0))


def _couple(people: Sequence[Someone]) -> list[Someone]:
    """A man on the left, as the convention has it; otherwise as they were told."""
    return sorted(people, key=lambda one: {Gender.MALE.value: 0, Gender.FEMALE.value: 2}.get(one.gender, 1))


class _Maker:
    def __init__(self, circle: Circle) -> None:
        self.me = circle.me
        self.kin = [one for one in circle.others if one.is_kin]
        self.by_key = {one.key: one for one in self.kin}
        self.unions: list[Union] = []

    def of(self, *ties: Tie) -> list[Someone]:
        return [one for one in self.kin if one.tie in ties]

    def through(self, one: Someone, among: Sequence[Someone]) -> Someone | None:
        """The one of `among` by whom `one` comes; the only one there is, where it cannot be another."""
        said = self.by_key.get(one.through)
        whose = THROUGH.get(one.tie, set()) if one.tie else set()
        if said is not None and said is not one and said in among and said.tie in whose:
            return said
        alone = one.tie in (Tie.GRANDPARENT, Tie.GRANDCHILD) and len(among) == 1
        return among[0] if alone else None

    def make(self) -> Family:
        parents = self.parents()
        rows = {
            GRANDPARENTS: self.grandparents(parents),
            PARENTS: [one.key for one in parents],
        }
        own, children = self.own_row(parents)
        rows[OWN] = own
        rows[CHILDREN] = [one.key for one in children]
        rows[GRANDCHILDREN] = self.grandchildren(children)
        self.add_housemates(rows)
        return Family({level: row for level, row in rows.items() if row}, self.unions)

    def unite(
        self, partners: Sequence[Someone], children: Sequence[Someone] = (), *, former: bool = False
    ) -> None:
        states = [one.couple for one in partners if one.couple]
        self.unions.append(
            Union(
                tuple(one.key for one in partners),
                tuple(one.key for one in children),
                states[0] if states else "",
                former,
            )
        )

    # Parents, and who came with them

    def parents(self) -> list[Someone]:
        """Parents with their later partners beside them; those of a foster family apart."""
        told = self.of(Tie.PARENT)
        step = [one for one in told if one.parentage == Parentage.STEP]
        born = [one for one in told if one.parentage not in (Parentage.STEP, Parentage.FOSTER)]
        foster = [one for one in told if one.parentage == Parentage.FOSTER]
        partners = {one.key: self.through(one, [*born, *foster]) for one in step}
        siblings = self.of(Tie.SIBLING)
        self.half = {one.key: self.through(one, told) for one in siblings}
        self.siblings = _by_age(siblings)
        row: list[Someone] = []
        for group, has_siblings in ((born, True), (foster, False)):
            row += self._parent_group(group, has_siblings=has_siblings)
        for one in step:
            self._beside(row, one, partners[one.key])
        self._half_siblings(row)
        return row

    def _parent_group(self, group: list[Someone], *, has_siblings: bool) -> list[Someone]:
        full = [one for one in self.siblings if self.half[one.key] is None] if has_siblings else []
        pairs = [_couple(group[:2]), *([one] for one in group[2:])] if group else []
        for number, pair in enumerate(pairs):
            self.unite(pair, [*full, self.me] if number == 0 else [self.me])
        if has_siblings and not pairs and full:
            self.unions.append(Union((), tuple(one.key for one in [*full, self.me])))
        return [one for pair in pairs for one in pair]

    def _beside(self, row: list[Someone], one: Someone, partner: Someone | None) -> None:
        if partner is None:
            row.append(one)
            return
        at = row.index(partner)
        row.insert(at if at == 0 else at + 1, one)
        pair = (partner.key, one.key) if at else (one.key, partner.key)
        self.unions.append(Union(pair, (), one.couple))

    def _half_siblings(self, parents: Sequence[Someone]) -> None:
        for parent in parents:
            children = [one for one in self.siblings if self.half[one.key] is parent]
            if children:
                self.unite([parent], children)

    def grandparents(self, parents: Sequence[Someone]) -> list[str]:
        told = self.of(Tie.GRANDPARENT)
        blood = [one for one in parents if one.parentage != Parentage.STEP]
        whose = {one.key: self.through(one, blood) for one in told}
        row: list[Someone] = []
        for parent in parents:
            group = [one for one in told if whose[one.key] is parent]
            pairs = [_couple(group[:2]), *([one] for one in group[2:])] if group else []
            for pair in pairs:
                self.unite(pair, [parent])
                row += pair
        row += [one for one in told if whose[one.key] is None]
        return [one.key for one in row]

    # The person's own generation, and the next

    def own_row(self, parents: Sequence[Someone]) -> tuple[list[str], list[Someone]]:
        """Half-siblings of one side, elders, former partners, the person, partners, younger ones, the other side."""
        formers = _by_age(self.of(Tie.FORMER_SPOUSE))
        spouses = self.of(Tie.SPOUSE)
        partners = [*formers, *spouses]
        full = [one for one in self.siblings if self.half[one.key] is None]
        younger = [one for one in full if self._is_younger(one)]
        elder = [one for one in full if one not in younger]
        half = [one for one in self.siblings if self.half[one.key] is not None]
        left = [one for one in half if parents and self.half[one.key] is parents[0]]
        right = [one for one in half if one not in left]
        row = [*left, *elder, *formers, self.me, *spouses, *younger, *right]
        return [one.key for one in row], self._children(formers, spouses, partners)

    def _is_younger(self, one: Someone) -> bool:
        return bool(self.me.birth_year and one.birth_year and one.birth_year > self.me.birth_year)

    def _children(
        self, formers: Sequence[Someone], spouses: Sequence[Someone], partners: Sequence[Someone]
    ) -> list[Someone]:
        told = _by_age(self.of(Tie.CHILD))
        with_whom = {one.key: self.through(one, partners) for one in told}
        row: list[Someone] = []
        for partner in formers:
            row += self._children_with(partner, told, with_whom, former=True)
        alone = [one for one in told if with_whom[one.key] is None and one.parentage != Parentage.STEP]
        if alone:
            self.unite([self.me], alone)
            row += alone
        for partner in spouses:
            row += self._children_with(partner, told, with_whom, former=False)
        return row + [one for one in told if with_whom[one.key] is None and one not in alone]

    def _children_with(
        self,
        partner: Someone,
        told: Sequence[Someone],
        with_whom: dict[str, Someone | None],
        *,
        former: bool,
    ) -> list[Someone]:
        """Those of the couple, then those the partner came with."""
        children = [one for one in told if with_whom[one.key] is partner]
        ours = [one for one in children if one.parentage != Parentage.STEP]
        theirs = [one for one in children if one.parentage == Parentage.STEP]
        self.unite([partner, self.me] if former else [self.me, partner], ours, former=former)
        if theirs:
            self.unite([partner], theirs)
        return [*theirs, *ours] if former else [*ours, *theirs]

    def grandchildren(self, children: Sequence[Someone]) -> list[str]:
        told = _by_age(self.of(Tie.GRANDCHILD))
        whose = {one.key: self.through(one, children) for one in told}
        row: list[Someone] = []
        for child in children:
            group = [one for one in told if whose[one.key] is child]
            if group:
                self.unite([child], group)
                row += group
        return [one.key for one in [*row, *(one for one in told if whose[one.key] is None)]]

    # Under the same roof, without a family tie

    def add_housemates(self, rows: dict[int, list[str]]) -> None:
        for one in self.kin:
            if one.tie in THROUGH or one.tie in PARTNERS:
                continue
            rows[self._level(one)].append(one.key)

    def _level(self, one: Someone) -> int:
        """A generation, as far as the places in the household tell it."""
        mine = {stay.home: stay.place for stay in self.me.stays}
        for stay in one.stays:
            here = mine.get(stay.home)
            if stay.place == Place.CHILD and here != Place.CHILD:
                return CHILDREN
            if here == Place.CHILD and stay.place != Place.CHILD:
                return PARENTS
        return OWN
