"""What every gesture on a meeting does: ask the policy, hold the row, check where it has got to, leave a trace."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.common.rows import StaleRevision
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import Conference
from tisserand.coordination.policies.conferences import CONFERENCE

PART = "coordination.conference"
MOVED = "Cette réunion n’en est plus là\u00a0: rouvrez sa page."


def hold(
    actor: Actor, conference: Conference, *states: ConferenceState | str, expected: int | None = None
) -> Conference:
    """The row as it is kept, held until the end of the transaction, in one of `states` if any is said."""
    CONFERENCE.check(actor, Action.EDIT, conference)
    held = Conference.objects.select_for_update().get(pk=conference.pk)
    if expected is not None and held.revision != expected:
        raise StaleRevision(held)
    if states and held.state not in states:
        raise ValidationError(MOVED)
    return held


def trace(
    actor: Actor, conference: Conference, verb: Verb, *, reason: str = "", right: str = "", part: str = PART
) -> None:
    """One line of the trail about a meeting."""
    record(
        actor=actor,
        verb=verb,
        part=part,
        person_id=conference.person_id,
        object_id=conference.pk,
        right=right,
        reason=reason,
    )
