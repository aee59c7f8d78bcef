"""What was agreed on, for those who keep the dossier; what an agreement opens, for those to whom it opens, today.

See `common.walls`. Who keeps what of whom is said by the room above (`wall_keeps`, `wall_reads`), as in `keepers`.
"""

from tisserand.accounts.walls import ACCOMPANYING, HELD_BY_ME
from tisserand.audit.models import AccessEvent
from tisserand.common.walls import KEY, also_open, ask, guard
from tisserand.people.models import Person
from tisserand.sharing.models import (
    AccountBlock,
    ChosenItem,
    CircleMember,
    Consent,
    Grant,
    JoinRequest,
    PathReferent,
    Proposal,
    SharingCode,
)

_KEPT = "wall_keeps(person_id, organisation_id)"
# Openings `g` that let the session in today.
OPEN_TO_ME = f"""
    public.sharing_grant g JOIN public.accounts_membership m ON m.organisation_id = g.to_organisation_id
    WHERE {HELD_BY_ME} AND m.role IN ({ACCOMPANYING})
    AND g.cut_at IS NULL AND g.opens_on <= wall_day() AND (g.closes_on IS NULL OR g.closes_on >= wall_day())
    AND (g.to_team_id IS NULL AND g.to_user_id IS NULL OR g.to_team_id = m.team_id OR g.to_user_id = m.user_id)
"""
_COVERING = "EXISTS (SELECT FROM public.sharing_consent c WHERE c.id = g.consent_id AND {})"


def register() -> None:
    """Say of every table of this room who sees its rows, and what an opening adds to those below."""
    _define_openings()
    for model in (Consent, SharingCode, CircleMember, PathReferent, AccountBlock, Proposal, JoinRequest):
        guard(model, _KEPT)
    guard(Grant, "wall_reads(person_id, organisation_id)")
    guard(ChosenItem, "wall_keeps_agreement(consent_id)")
    _open_to_partners()


def _define_openings() -> None:
    ask("wall_lets_me_in", "which uuid", f"SELECT EXISTS (SELECT FROM {OPEN_TO_ME} AND g.id = which)")
    ask(
        "wall_opened_by",
        "agreement uuid",
        f"SELECT EXISTS (SELECT FROM {OPEN_TO_ME} AND g.consent_id = agreement)",
    )
    ask("wall_opened", "whom uuid", f"SELECT EXISTS (SELECT FROM {OPEN_TO_ME} AND g.person_id = whom)")
    between = f"{OPEN_TO_ME} AND g.person_id = whom AND g.organisation_id = theirs"
    far = _COVERING.format("c.level >= how_far")
    ask(
        "wall_shared_as_far",
        "whom uuid, theirs uuid, how_far integer",
        f"SELECT EXISTS (SELECT FROM {between} AND {far})",
    )
    about = _COVERING.format("c.level >= 20 AND what = ANY(c.topics)")
    ask(
        "wall_shared_about",
        "whom uuid, theirs uuid, what text",
        f"SELECT EXISTS (SELECT FROM {between} AND {about})",
    )
    ask(
        "wall_keeps_agreement",
        "agreement uuid",
        "SELECT EXISTS (SELECT FROM public.sharing_consent c"
        " WHERE c.id = agreement AND wall_keeps(c.person_id, c.organisation_id))",
    )
    ask(
        "wall_is_door_of_mine",
        "which uuid",
        "SELECT EXISTS (SELECT FROM public.sharing_grant g"
        " WHERE g.id = which AND wall_reads(g.person_id, g.organisation_id))"
        " OR EXISTS (SELECT FROM public.sharing_joinrequest j"
        " WHERE j.id = which AND wall_reads(j.person_id, j.organisation_id))",
    )


def _open_to_partners() -> None:
    also_open(Person, f"wall_opened({KEY})")
    also_open(Consent, f"wall_opened_by({KEY})")
    also_open(Grant, f"wall_lets_me_in({KEY})")
    also_open(ChosenItem, "wall_opened_by(consent_id)")
    also_open(AccountBlock, "reach = 'shareable' AND wall_shared_about(person_id, organisation_id, topic)")
    also_open(Proposal, "author_id = (SELECT wall_user()) AND wall_lets_me_in(grant_id)")
    also_open(
        JoinRequest,
        "from_user_id = (SELECT wall_user()) AND from_organisation_id = (SELECT wall_here())",
    )
    # What others read through what one opened to them, or asked.
    also_open(AccessEvent, "object_id IS NOT NULL AND wall_is_door_of_mine(object_id)")
