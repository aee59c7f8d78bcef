"""What a list shows is exactly what the object rule allows: meetings and seats, for everybody, at every moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.common.access import AccessTable, Action
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import Attendee, Conference
from tisserand.coordination.policies.conferences import ATTENDEE, CONFERENCE
from tisserand.coordination.queries.conferences import conferences_of, seat_of
from tisserand.coordination.tests.conference_factories import invite_partner, make_conference
from tisserand.sharing.choices import ConsentState

State = ConferenceState


@pytest.fixture
def furnished(world: World) -> World:
    """Meetings at every moment, seats by openings of every kind; of the restricted person too."""
    team = world.association.teams.get()
    for state in State:
        invite_partner(world, make_conference(world, state))
    invite_partner(world, make_conference(world), team=team)
    invite_partner(world, make_conference(world), user=world.cast.two_hats)
    invite_partner(world, make_conference(world), state=ConsentState.WITHDRAWN)
    invite_partner(world, make_conference(world), ends_on=TODAY - timedelta(1))
    restricted = make_conference(world, person=world.restricted.person)
    invite_partner(world, restricted, person=world.restricted.person)
    return world


def _actors(world: World) -> dict[str, Actor]:
    return world.cast.actors() | {"two_hats_there": world.cast.actor("two_hats", world.association)}


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "model"), [(CONFERENCE, Conference), (ATTENDEE, Attendee)])
def test_list_and_object_agree(table: AccessTable, model: type, furnished: World) -> None:
    rows = list(model.objects.all())
    for who, actor in _actors(furnished).items():
        for action in table.rules:
            listed = set(table.filter(actor, action, model.objects.all()))
            assert listed == {row for row in rows if table.may(actor, action, row)}, (who, action)


@pytest.mark.django_db
def test_elsewhere_one_reads_what_was_announced_and_edits_nothing(furnished: World) -> None:
    partner = furnished.cast.actor("partner")
    seen = CONFERENCE.filter(partner, Action.READ, Conference.objects.all())
    assert seen.count() == 7  # five announced, one to the team, that of the restricted person
    assert not seen.filter(invited_at=None)
    assert not CONFERENCE.filter(partner, Action.EDIT, Conference.objects.all())
    assert not conferences_of(partner, furnished.person)


@pytest.mark.django_db
def test_an_opening_cut_closes_the_meeting_at_the_next_request(world: World) -> None:
    conference = make_conference(world)
    _, grant = invite_partner(world, conference)
    partner = world.cast.actor("partner")
    assert seat_of(partner, grant, conference.pk)
    grant.cut_at = conference.invited_at
    grant.save()
    assert seat_of(partner, grant, conference.pk) is None
