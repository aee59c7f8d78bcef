"""Threads and messages made in one line, for the tests of this room and of those above."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.cast import World
from tisserand.accounts.models import Organisation, User
from tisserand.coordination.models import Message, Thread, ThreadReading
from tisserand.sharing.choices import BlockReach, Topic
from tisserand.sharing.tests.factories import NOW
from tisserand.support.models import Dossier


def make_thread(world: World, *, dossier: Dossier | None = None, **said: Any) -> Thread:
    """A shareable thread of the open dossier about housing, begun by its referent, unless said."""
    dossier = dossier or world.dossier
    fields: dict[str, Any] = {
        "topic": Topic.HOUSING,
        "reach": BlockReach.SHAREABLE,
        "title": "Relogement",
        "started_by": world.cast.referent,
        "last_sent_at": NOW,
    }
    held = {"person_id": dossier.person_id, "organisation_id": dossier.organisation_id}
    return Thread.objects.create(dossier=dossier, **held, **(fields | said))


def make_message(
    world: World,
    thread: Thread | None = None,
    *,
    author: User | None = None,
    organisation: Organisation | None = None,
    **said: Any,
) -> Message:
    """A message of the referent, in a new thread unless said."""
    thread = thread or make_thread(world)
    fields: dict[str, Any] = {"text": "Le bailleur rappelle jeudi.", "sent_at": NOW}
    return Message.objects.create(
        thread=thread,
        person_id=thread.person_id,
        author=author or world.cast.referent,
        organisation=organisation or world.ccas,
        **(fields | said),
    )


def make_reading(
    thread: Thread, user: User, organisation: Organisation, *, read_at: datetime | None = None, **said: Any
) -> ThreadReading:
    """How far someone has read."""
    return ThreadReading.objects.create(
        thread=thread,
        person_id=thread.person_id,
        user=user,
        organisation=organisation,
        read_at=read_at,
        **said,
    )
