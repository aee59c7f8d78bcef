"""The circle and the path: who comes in, leaves, comes back; one at a time holds the whole path."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.cast import World
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.people.choices import Tie
from tisserand.people.models import Relation
from tisserand.sharing.choices import Expression, MemberKind
from tisserand.sharing.models import CircleMember, PathReferent
from tisserand.sharing.services import (
    PathChanged,
    add_circle_member,
    appoint_path,
    edit_circle_member,
    end_circle_member,
    end_path,
    restore_circle_member,
)
from tisserand.sharing.tests.factories import NOW, SINCE, make_member, make_path

pytestmark = pytest.mark.django_db
LEFT_ON = date(2026, 9, 1)


def add(world: World, who: str = "referent", **said: object) -> CircleMember:
    fields: dict[str, object] = {"kind": MemberKind.SCHOOL, "name": "Mme Ferrand"}
    member = CircleMember(**(fields | said))
    return add_circle_member(actor=world.cast.actor(who), person=world.person, member=member, now=NOW)


def appoint(world: World, member: CircleMember, expected: PathReferent | None = None) -> PathReferent:
    return appoint_path(
        actor=world.cast.actor("referent"),
        member=member,
        agreed_on=LEFT_ON,
        expression=Expression.SPOKEN,
        expected=expected.pk if expected else None,
        now=NOW,
    )


def lines(world: World, part: str) -> int:
    return AccessEvent.objects.filter(person_id=world.person.pk, part=part).count()


# Coming in


def test_phone_and_mail_are_tidied_and_the_trail_says_who(world: World) -> None:
    member = add(world, phone="06 12 34 56 78 (le matin)", email=" Ferrand@College.Exemple ")
    assert (member.phone, member.email) == ("+33612345678", "ferrand@college.exemple")
    assert member.reach_note == "le matin"
    assert member.shown_phone == "06\u00a012\u00a034\u00a056\u00a078"
    assert lines(world, "sharing.circle") == 1


@pytest.mark.parametrize("who", ["neighbour", "reception", "administrator", "partner", "stranger"])
def test_only_those_around_the_dossier_keep_the_circle(who: str, world: World) -> None:
    with pytest.raises(Http404):
        add(world, who)


def test_an_account_is_one_of_our_own_organisation(world: World) -> None:
    assert add(world, user=world.cast.neighbour).user == world.cast.neighbour
    for elsewhere in (world.cast.partner, world.cast.former, world.cast.stranger):
        with pytest.raises(ValidationError):
            add(world, user=elsewhere)


def test_a_tie_is_one_of_the_person(world: World) -> None:
    own = Relation.objects.create(person=world.person, tie=Tie.SIBLING, name="Samira")
    other = Relation.objects.create(person=world.restricted.person, tie=Tie.SIBLING, name="Sœur")
    assert add(world, relation=own).relation == own
    with pytest.raises(ValidationError, match="déjà"):
        add(world, relation=own)
    with pytest.raises(ValidationError):
        add(world, relation=other)


def test_a_stale_page_writes_over_nobody(world: World) -> None:
    member = make_member(world)
    mine, theirs = (CircleMember.objects.get(pk=member.pk) for _ in range(2))
    theirs.role, mine.role = "médecin traitant", "pédiatre"
    actor = world.cast.actor("colleague")
    edit_circle_member(actor=actor, member=theirs, expected=1, now=NOW)
    with pytest.raises(StaleRevision):
        edit_circle_member(actor=actor, member=mine, expected=1, now=NOW)


# Leaving, coming back


def test_leaving_keeps_the_day_and_why_once(world: World) -> None:
    member, actor = make_member(world), world.cast.actor("referent")
    end_circle_member(actor=actor, member=member, left_on=LEFT_ON, why=" parti en retraite ", now=NOW)
    end_circle_member(actor=actor, member=member, left_on=date(2026, 10, 1), now=NOW)
    member.refresh_from_db()
    assert (member.until_on, member.end_reason, member.revision) == (LEFT_ON, "parti en retraite", 2)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2027, 1, 1)])
def test_nobody_leaves_before_coming_nor_tomorrow(day: date, world: World) -> None:
    with pytest.raises(ValidationError):
        end_circle_member(actor=world.cast.actor("referent"), member=make_member(world), left_on=day, now=NOW)


def test_leaving_ends_the_path_and_coming_back_takes_it_up(world: World) -> None:
    path, actor = make_path(world), world.cast.actor("referent")
    end_circle_member(actor=actor, member=path.member, left_on=LEFT_ON, now=NOW)
    path.refresh_from_db()
    assert path.until_on == LEFT_ON
    restore_circle_member(actor=actor, member=path.member, now=NOW)
    path.refresh_from_db()
    path.member.refresh_from_db()
    assert path.until_on is None
    assert path.member.until_on is None


def test_coming_back_takes_the_path_from_nobody(world: World) -> None:
    path, actor = make_path(world), world.cast.actor("referent")
    end_circle_member(actor=actor, member=path.member, left_on=LEFT_ON, now=NOW)
    held = appoint(world, add(world))
    end_path(actor=actor, path=held, ended_on=LEFT_ON, now=NOW)
    restore_circle_member(actor=actor, member=path.member, now=NOW)
    path.refresh_from_db()
    assert path.until_on == LEFT_ON, "someone held it since"


def test_nobody_comes_back_twice(world: World) -> None:
    actor = world.cast.actor("referent")
    member = add(world, user=world.cast.neighbour)
    end_circle_member(actor=actor, member=member, left_on=LEFT_ON, now=NOW)
    add(world, user=world.cast.neighbour)
    with pytest.raises(ValidationError, match="déjà"):
        restore_circle_member(actor=actor, member=member, now=NOW)


# The path


def test_choosing_again_ends_what_was_chosen_the_same_day(world: World) -> None:
    first, second = make_path(world), make_member(world, name="Mme Ferrand")
    appoint(world, second, expected=first)
    first.refresh_from_db()
    assert first.until_on == LEFT_ON
    assert "choisi quelqu’un d’autre" in first.end_reason
    assert PathReferent.objects.get(until_on=None).member == second
    assert lines(world, "sharing.path") == 2


def test_the_second_to_choose_learns_of_the_first(world: World) -> None:
    one, other = make_member(world), make_member(world, name="Mme Ferrand")
    held = appoint(world, one)
    with pytest.raises(PathChanged) as changed:
        appoint(world, other)
    assert changed.value.current == held


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2027, 1, 1)])
def test_an_agreement_is_neither_to_come_nor_before_the_last(day: date, world: World) -> None:
    held, other = make_path(world), make_member(world, name="Mme Ferrand")
    with pytest.raises(ValidationError):
        appoint_path(
            actor=world.cast.actor("referent"),
            member=other,
            agreed_on=day,
            expression=Expression.SIGNED,
            expected=held.pk,
            now=NOW,
        )


def test_whoever_left_is_not_chosen(world: World) -> None:
    with pytest.raises(ValidationError):
        appoint(world, make_member(world, until_on=LEFT_ON))


def test_ending_twice_changes_nothing_more(world: World) -> None:
    path, actor = make_path(world), world.cast.actor("referent")
    for day in (LEFT_ON, date(2026, 10, 1)):
        end_path(actor=actor, path=path, ended_on=day, now=NOW)
    path.refresh_from_db()
    assert path.until_on == LEFT_ON


def test_the_database_holds_one_at_a_time(world: World) -> None:
    path = make_path(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_path(world, path.member)
    make_path(world, path.member, until_on=SINCE)


def test_the_path_of_someone_else_is_not_ours(world: World) -> None:
    path = make_path(world)
    for who in ("neighbour", "reception", "partner"):
        with pytest.raises(Http404):
            end_path(actor=world.cast.actor(who), path=path, ended_on=LEFT_ON, now=NOW)
