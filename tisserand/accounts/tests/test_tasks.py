"""The nightly sweep: what no longer opens anything is forgotten, the rest stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.contrib.sessions.models import Session

from tests.cast import World
from tisserand.accounts.models import Allowance, Invitation, OutboxMessage, Submission
from tisserand.accounts.services.invitations import digest
from tisserand.accounts.tasks import purge
from tisserand.common.clock import now


def test_dead_keys_and_sessions_go(world: World) -> None:
    for age in (timedelta(days=3), timedelta(days=1)):
        key = Submission.objects.create(key=uuid4(), user=world.cast.head).pk
        Submission.objects.filter(pk=key).update(created_at=now() - age)
        ends = now() + timedelta(days=2) - age
        Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=ends)
        Invitation.objects.create(
            organisation=world.ccas,
            role="reception",
            email="x@exemple.test",
            invited_by=world.cast.head,
            key_digest=digest(str(age)),
            expires_at=ends,
        )
        Allowance.objects.create(key=str(age), count=3, ends_at=ends)
        message = OutboxMessage.objects.create(to="x", subject="x", body="x")
        OutboxMessage.objects.filter(pk=message.pk).update(created_at=now() - age * 15)
    purge.func(timestamp=0)
    purge.func(timestamp=0)
    assert (Submission.objects.count(), Session.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)
    assert Allowance.objects.count() == 1
    assert Invitation.objects.filter(key_digest__startswith="-").count() == 1
