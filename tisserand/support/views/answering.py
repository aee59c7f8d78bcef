"""What every page of a dossier does: load what may be seen, leave a line in the trail, draw the frame."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tisserand.accounts.walled import look_at
from tisserand.audit.services import record_read
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.page import person_page
from tisserand.support.models import Dossier
from tisserand.support.page import accompaniments
from tisserand.support.policies import DOSSIER, HANDOVER, right_over
from tisserand.support.queries import dossiers_visible_to
from tisserand.support.queries.dossiers import whose, with_referent
from tisserand.support.queries.handovers import handover_of
from tisserand.support.services.handovers import headed_blocks


def load_dossier(request: HttpRequest, dossier_id: UUID, action: Action = Action.READ) -> Dossier:
    """The dossier, with its referent: 404 for a stranger, 403 for someone who may know of it but not do this."""
    look_at(dossier_id)
    person = whose(request.actor, dossier_id)
    if person is None:
        raise Http404
    # Read with the others of this person, which the frame of the page needs anyway.
    dossier = next(known for known in accompaniments(request.actor, person) if known.pk == dossier_id)
    dossier.person = person
    DOSSIER.check(request.actor, action, dossier)
    return dossier


def read_dossier(request: HttpRequest, dossier_id: UUID) -> Dossier:
    """Like `load_dossier` to read it, with its map and its plan, for the pages that speak of these alone."""
    look_at(dossier_id)
    seen = with_referent(dossiers_visible_to(request.actor))
    dossier = get_object_or_404(seen.select_related("organisation", "plan", "situation_map"), pk=dossier_id)
    DOSSIER.check(request.actor, Action.READ, dossier)
    return dossier


def note_reading(request: HttpRequest, dossier: Dossier, part: str) -> None:
    """Leave a line in the trail: which part was read, by what right."""
    record_read(
        actor=request.actor,
        person_id=dossier.person_id,
        part=part,
        object_id=dossier.pk,
        right=right_over(request.actor, dossier),
    )


def dossier_page(request: HttpRequest, dossier: Dossier, *, active: str = "people.person") -> dict[str, Any]:
    """The context of a page about a dossier: the person's frame, and what may be done here."""
    may = {
        action.value: DOSSIER.may(request.actor, action, dossier) for action in (Action.EDIT, Action.MANAGE)
    }
    may["edit"] = may["edit"] and dossier.is_open
    page = person_page(request.actor, dossier.person, active=active)
    return page | {"dossier": dossier, "may": may, "today": clock.today()}


def handover_context(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """The handover that matters on a dossier; whoever has just received it reads its summary first."""
    handover = handover_of(dossier) if dossier.has_handover else None
    if handover is None or not HANDOVER.may(request.actor, Action.READ, handover):
        return {"handover": None}
    takes = handover.receiver_id == request.actor.user_id and handover.acknowledged_at is None
    return {
        "handover": handover,
        "takes": takes and handover.is_done,
        "blocks": headed_blocks(handover, today=clock.today()) if takes and handover.is_done else [],
        "tells": handover.told_on is None and HANDOVER.may(request.actor, Action.EDIT, handover),
    }
