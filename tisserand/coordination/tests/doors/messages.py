"""The doors of messages: those around the dossier, and partners through an opening that covers the thread."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.common.clock import now
from tisserand.coordination.tests.factories import make_message
from tisserand.sharing.tests.doors.sharing import with_opening
from tisserand.sharing.tests.factories import make_consent

READING = (*THOSE_AROUND, "partner")


def with_thread(world: World) -> dict[str, Any]:
    """A thread that an agreement shows to the association."""
    make_consent(world)
    return {"thread_id": make_message(world).thread_id}


def with_closed_thread(world: World) -> dict[str, Any]:
    """The same, closed by the referent."""
    make_consent(world)
    thread = make_message(world).thread
    thread.closed_at, thread.closed_by = now(), world.cast.referent
    thread.save()
    return {"thread_id": thread.pk}


def with_message(world: World) -> dict[str, Any]:
    """A message of the referent in it."""
    make_consent(world)
    message = make_message(world)
    return {"thread_id": message.thread_id, "message_id": message.pk}


def _follows(world: World) -> dict[str, Any]:
    return {"follows": "0"}


DOORS = {
    "coordination:thread_list": Door(allowed=to((*ACCOMPANYING, "partner"))),
    "coordination:thread_count": Door(allowed=to(SIGNED_IN)),  # none for whoever has no messages
    "coordination:thread_panel": Door(allowed=to(SIGNED_IN)),  # empty when nothing waits
    "coordination:person_thread_list": Door(with_person, allowed=to(THOSE_AROUND)),
    "coordination:thread_start": Door(with_person, allowed=to(THOSE_AROUND)),
    "coordination:opening_thread_list": Door(with_opening, allowed=to(("partner",))),
    "coordination:opening_thread_start": Door(with_opening, allowed=to(("partner",))),
    "coordination:thread_detail": Door(with_thread, allowed=to(READING)),
    "coordination:thread_read": Door(with_thread, "post", to(READING, 302)),
    "coordination:thread_unread": Door(with_thread, "post", to(READING, 302)),
    "coordination:thread_follow": Door(with_thread, "post", to(READING, 302), data=_follows),
    "coordination:thread_close": Door(with_thread, "post", to(THOSE_AROUND, 302) | {"partner": 403}),
    "coordination:thread_reopen": Door(with_closed_thread, "post", to(THOSE_AROUND, 302) | {"partner": 403}),
    "coordination:message_take_back": Door(with_message, "post", {"referent": 302}),
    "coordination:message_keep_note": Door(with_message, allowed=to(THOSE_AROUND) | {"partner": 403}),
    "coordination:message_keep_step": Door(with_message, allowed=to(THOSE_AROUND) | {"partner": 403}),
}
