"""Doors of the dossier: those around read and write, colleagues know who to ask, others know nothing."""

from datetime import date
from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, KNOWING, THOSE_AROUND, Door, to, with_dossier, with_person
from tisserand.people.models import Person, Registration
from tisserand.support.choices import ClosingReason, DeadlineKind
from tisserand.support.models import Deadline, Dossier, Request, Victory

TODAY = date(2026, 11, 23)
LEADING = ("referent", "coordinator", "head")
SEEN_ONLY = {"neighbour": 403, "reception": 403}


def a_request(world: World) -> dict[str, Any]:
    row = Request.objects.create(dossier=world.dossier, person=world.person, words="Souffler", asked_on=TODAY)
    return with_dossier(world) | {"request_id": row.pk}


def a_victory(world: World) -> dict[str, Any]:
    row = Victory.objects.create(
        dossier=world.dossier,
        person=world.person,
        words="Elle a appelé",
        happened_on=TODAY,
        noted_by=world.cast.referent,
    )
    return with_dossier(world) | {"victory_id": row.pk}


def a_deadline(world: World) -> dict[str, Any]:
    row = Deadline.objects.create(
        dossier=world.dossier,
        person=world.person,
        kind=DeadlineKind.HEARING,
        title="Audience",
        due_on=TODAY,
        owner=world.cast.referent,
    )
    return with_dossier(world) | {"deadline_id": row.pk}


def someone_without_dossier(world: World) -> dict[str, Any]:
    person = Person.objects.create(first_names="Kévin")
    Registration.objects.create(person=person, organisation=world.ccas)
    return {"person_id": person.pk}


def a_closed_dossier(world: World) -> dict[str, Any]:
    Dossier.objects.filter(pk=world.dossier.pk).update(
        closed_on=TODAY, closing_reason=ClosingReason.AUTONOMY, phase="closed"
    )
    return with_dossier(world)


def around(args: Any = with_dossier, **more: Any) -> Door:
    """Those around get in; colleagues who may know of the dossier are told no."""
    return Door(args, allowed=to(THOSE_AROUND) | SEEN_ONLY, **more)


def inside(args: Any) -> Door:
    """Something held by a dossier exists only for those who read it."""
    return Door(args, allowed=to(THOSE_AROUND))


def leading(args: Any = with_dossier) -> Door:
    """Whoever holds the thread, coordinates or heads."""
    return Door(args, allowed=to(LEADING) | {"colleague": 403} | SEEN_ONLY)


PANEL = Door(with_person, allowed=to(KNOWING))
# A member of an organisation who neither accompanies nor welcomes finds no list at all.
LIST = Door(allowed=to((*KNOWING, "partner")))

DOORS = {
    "support:dossier_list": LIST,
    "support:dossier_export": Door(allowed=to((*ACCOMPANYING, "partner")) | {"reception": 403}),
    "support:dossier_open": Door(someone_without_dossier, allowed=to(ACCOMPANYING) | {"reception": 403}),
    "support:trail_detail": around(with_person),
    "support:dossier_panel": PANEL,
    "support:deadline_panel": PANEL,
    "support:victory_panel": PANEL,
    "support:entry_panel": PANEL,
    "support:dossier_detail": around(),
    "support:dossier_edit": around(),
    "support:dossier_move": around(),
    "support:dossier_close": leading(),
    "support:dossier_reopen": leading(a_closed_dossier),
    "support:referent_change": leading(),
    "support:dossier_hand": leading(),
    "support:request_add": around(),
    "support:request_edit": around(a_request),
    "support:history_detail": around(),
    "support:road_detail": around(),
    "support:victory_list": around(),
    "support:victory_note": around(),
    "support:victory_edit": inside(a_victory),
    "support:victory_remove": inside(a_victory),
    "support:deadline_list": around(),
    "support:deadline_set": around(),
    "support:deadline_edit": inside(a_deadline),
    "support:deadline_handle": inside(a_deadline),
    "support:deadline_call_off": inside(a_deadline),
    "support:deadline_reopen": Door(a_deadline, method="post", allowed=to(THOSE_AROUND, 302)),
}
