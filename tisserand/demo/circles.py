"""The circles of support of some stories: who stands around, who left, who held the whole path."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.models import Organisation
from tisserand.demo.territory import Territory
from tisserand.people.models import Person, Relation
from tisserand.sharing.choices import Expression, Ring
from tisserand.sharing.models import CircleMember, PathReferent

Source = dict[str, Any]


def make_circle(territory: Territory, person: Person, organisation: Organisation, source: Source) -> None:
    """`[[circle]]`: `tie` is the name of a tie told before, `user` a key of the cast, otherwise a name is typed.

    `path = [[from, to, why], …]`: when they held the whole path; without an end, they hold it still.
    """
    for told in source.get("circle", []):
        member = _make_member(territory, person, organisation, told)
        for start, *end in told.get("path", []):
            PathReferent.objects.create(
                person=person,
                organisation=organisation,
                member=member,
                agreed_on=territory.day(start),
                expression=told.get("said", Expression.SPOKEN),
                until_on=territory.day(end[0]) if end else None,
                end_reason=end[1] if end else "",
            )


def _make_member(
    territory: Territory, person: Person, organisation: Organisation, told: Source
) -> CircleMember:
    user = territory.users[told["user"]] if "user" in told else None
    relation = Relation.objects.get(person=person, name=told["tie"]) if "tie" in told else None
    left = told.get("left")
    return CircleMember.objects.create(
        person=person,
        organisation=organisation,
        user=user,
        relation=relation,
        kind=told["kind"],
        name=told.get("name") or told.get("tie") or (user.get_full_name() if user else ""),
        works_for=told.get("works_for", organisation.name if user else ""),
        role=told.get("role", ""),
        ring=Ring[told.get("ring", "around").upper()],
        phone=told.get("phone", ""),
        email=told.get("email", ""),
        reach_note=told.get("reach", ""),
        introduced_by=told.get("by", ""),
        since_on=territory.day(told["since"]) if "since" in told else None,
        until_on=territory.day(left[0]) if left else None,
        end_reason=left[1] if left else "",
    )
