"""Meetings: read whole by those who keep the dossier; by whoever an opening or a link seats there, their part.

See `common.walls`. Of the points, they see those that `seen` lets them; the minutes, kept as one, are cut to it above.
"""

from tisserand.common.walls import KEY, also_open, ask, guard
from tisserand.coordination.models import (
    AgendaItem,
    Attendee,
    Availability,
    Conference,
    Decision,
    ListeningTurn,
    Minutes,
    ProposedPoint,
    ProposedTime,
)
from tisserand.sharing.choices import Topic
from tisserand.sharing.models import CircleMember, Grant
from tisserand.sharing.walls import KEPT

# Seats `a` at announced meetings that are the session's: by an opening of today, or by the link that let it in.
_BY_LINK = """(a.member_id IS NOT NULL AND wall_is_my_place(a.member_id)
    OR a.seat = 'person' AND wall_is_me(a.person_id, t.organisation_id))"""
_MY_SEATS = f"""SELECT FROM public.coordination_attendee a
    JOIN public.coordination_conference t ON t.id = a.conference_id
    WHERE t.invited_at IS NOT NULL
    AND (a.grant_id IS NOT NULL AND wall_lets_me_in(a.grant_id) OR {_BY_LINK})"""
_AT_THE_TABLE = "wall_sits_at(conference_id)"


def register() -> None:
    """Say of every table of meetings who sees its rows."""
    _define()
    guard(Conference, KEPT)
    also_open(Conference, f"invited_at IS NOT NULL AND wall_sits_at({KEY})")
    for model in (ProposedTime, Attendee, ListeningTurn, Minutes):
        guard(model, "wall_keeps_meeting(conference_id)")
        also_open(model, _AT_THE_TABLE)
    guard(AgendaItem, "wall_keeps_meeting(conference_id)")
    also_open(AgendaItem, "wall_sees_point(conference_id, topics, goal_id, is_for_relatives)")
    guard(Decision, "wall_keeps_meeting(conference_id)")
    guard(Availability, "wall_keeps_seat(attendee_id)")
    also_open(Availability, "wall_is_my_seat(attendee_id)")
    guard(ProposedPoint, "wall_keeps_meeting(conference_id)")
    also_open(ProposedPoint, "wall_is_my_seat(attendee_id)")
    # Who else is there, and by what: their names are read on these.
    for known, column in ((CircleMember, "member_id"), (Grant, "grant_id")):
        also_open(known, f"wall_sits_with_{column}({KEY})")


def _define() -> None:
    kept = "wall_keeps(c.person_id, c.organisation_id)"
    ask(
        "wall_keeps_meeting",
        "which uuid",
        f"SELECT EXISTS (SELECT FROM public.coordination_conference c WHERE c.id = which AND {kept})",
    )
    ask("wall_sits_at", "which uuid", f"SELECT EXISTS ({_MY_SEATS} AND a.conference_id = which)")
    ask("wall_is_my_seat", "which uuid", f"SELECT EXISTS ({_MY_SEATS} AND a.id = which)")
    ask(
        "wall_keeps_seat",
        "which uuid",
        "SELECT EXISTS (SELECT FROM public.coordination_attendee a"
        " WHERE a.id = which AND wall_keeps_meeting(a.conference_id))",
    )
    covered = f"""EXISTS (SELECT FROM public.sharing_grant g JOIN public.sharing_consent c ON c.id = g.consent_id
        WHERE g.id = a.grant_id AND g.cut_at IS NULL AND g.opens_on <= wall_day()
        AND (g.closes_on IS NULL OR g.closes_on >= wall_day())
        AND c.level >= CASE WHEN goal IS NULL THEN 20 ELSE 30 END
        AND CASE WHEN cardinality(about) = 0 THEN cardinality(c.topics) >= {len(Topic)}
            ELSE about::text[] <@ c.topics::text[] END)"""
    eyes = f"""CASE a.seat WHEN 'partner' THEN {covered} WHEN 'relative' THEN for_relatives ELSE true END"""
    ask(
        "wall_sees_point",
        "which uuid, about varchar[], goal uuid, for_relatives boolean",
        f"SELECT EXISTS ({_MY_SEATS} AND a.conference_id = which AND {eyes})",
    )
    for column in ("member_id", "grant_id"):
        ask(
            f"wall_sits_with_{column}",
            "which uuid",
            "SELECT EXISTS (SELECT FROM public.coordination_attendee o"
            f" WHERE o.{column} = which AND wall_sits_at(o.conference_id))",
        )
