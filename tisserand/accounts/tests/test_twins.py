"""What a list of administration shows is what the object rule allows, for everybody and every action."""

from uuid import uuid4

import pytest

from tests.cast import World
from tisserand.accounts.jobs import start_job
from tisserand.accounts.models import Departure, Draft, Invitation, Job, Organisation, Team, User
from tisserand.accounts.policies import DEPARTURE, DRAFT, INVITATION, JOB, MEMBER, ORGANISATION, TEAM
from tisserand.common.access import AccessTable
from tisserand.common.clock import now, today

TWINS = [
    (ORGANISATION, Organisation),
    (TEAM, Team),
    (INVITATION, Invitation),
    (MEMBER, User),
    (JOB, Job),
    (DRAFT, Draft),
    (DEPARTURE, Departure),
]


@pytest.fixture
def peopled(world: World) -> World:
    for name in ("referent", "partner"):
        actor = world.cast.actor(name)
        Departure.objects.create(
            organisation_id=actor.organisation_id, user_id=actor.user_id, last_day=today()
        )
        start_job(actor=actor, kind="accounts.trial", label="Essai", now=now())
        Invitation.objects.create(
            organisation_id=actor.organisation_id,
            role="reception",
            email=f"{name}.invite@exemple.test",
            invited_by_id=actor.user_id,
            key_digest=name,
            expires_at=now(),
        )
    for actor in (world.cast.actor("two_hats", world.ccas), world.cast.actor("two_hats", world.association)):
        Draft.objects.create(
            token=uuid4(),
            user_id=actor.user_id,
            organisation_id=actor.organisation_id,
            saved_at=now(),
            expires_at=now(),
        )
    Draft.objects.create(
        token=uuid4(), user=world.cast.referent, organisation=world.ccas, saved_at=now(), expires_at=now()
    )
    return world


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "model"), TWINS, ids=lambda value: getattr(value, "__name__", ""))
def test_list_rule_and_object_rule_agree(table: AccessTable, model: type, peopled: World) -> None:
    everything = list(model.objects.all())
    for name, actor in peopled.cast.actors().items():
        for action in table.rules:
            listed = set(table.filter(actor, action, model.objects.all()))
            allowed = {row for row in everything if table.may(actor, action, row)}
            assert listed == allowed, f"{name} · {action}"
