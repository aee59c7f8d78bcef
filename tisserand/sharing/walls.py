"""What was agreed on, for those who keep the dossier; what an agreement opens, for those to whom it opens, today.

See `common.walls`. Who keeps what of whom is said by the room above (`wall_keeps`, `wall_reads`), as in `keepers`.
"""

from tisserand.accounts.walls import AS_ACCOMPANYING, AS_PEER, BY_LINK, HERE_ACCOMPANYING, HERE_AT_ALL, at
from tisserand.audit.models import AccessEvent
from tisserand.common.walls import KEY, also_open, also_open_by_id, ask, guard
from tisserand.people.models import Person
from tisserand.sharing.models import (
    AccountBlock,
    ChosenItem,
    CircleMember,
    Consent,
    Grant,
    GuarantorChange,
    Guest,
    GuestMessage,
    JoinRequest,
    PathReferent,
    Proposal,
    SamePerson,
    SharingCode,
)

_HELD = (
    Consent, SharingCode, CircleMember, PathReferent, AccountBlock, Proposal, JoinRequest, Guest, GuestMessage,
)  # fmt: skip
# Said of the row itself first: what others keep is asked of nobody.
_OURS = at("(SELECT wall_here())")
KEPT = f"{_OURS} AND wall_keeps(person_id, organisation_id)"
# The link `i` that let the session in, while it stands.
_LINK = """public.sharing_guest i WHERE (i.id = wall_guest() OR i.digest = ANY(wall_shown()))
    AND i.ended_at IS NULL AND i.locked_at IS NULL AND i.expires_at > statement_timestamp()"""
# Openings `g` that let the session in today: to an organisation, a team, someone; or to whom a link let in.
_OPEN_TO_ME = f"""public.sharing_grant g
    WHERE g.cut_at IS NULL AND g.opens_on <= wall_day() AND (g.closes_on IS NULL OR g.closes_on >= wall_day())
    AND (g.to_organisation_id = {AS_ACCOMPANYING} AND NOT g.is_peer AND (g.to_team_id IS NULL AND g.to_user_id IS NULL
                OR g.to_team_id = ANY (wall_teams()) OR g.to_user_id = wall_user())
        OR g.to_organisation_id = {AS_PEER} AND g.is_peer AND g.to_user_id = wall_user()
        OR EXISTS (SELECT FROM {_LINK} AND i.member_id = g.to_member_id AND i.person_id = g.person_id))
"""
# The same, of a row of the openings, when it is to the whole of an organisation or to someone: most are.
_OPEN_FOR_ALL_OR_ME = f"""{at(HERE_ACCOMPANYING, "to_organisation_id")} AND NOT is_peer
    AND (to_user_id = (SELECT wall_user()) OR to_user_id IS NULL AND to_team_id IS NULL)
    AND cut_at IS NULL AND opens_on <= (SELECT wall_day())
    AND (closes_on IS NULL OR closes_on >= (SELECT wall_day()))"""
_COVERING = "EXISTS (SELECT FROM public.sharing_consent c WHERE c.id = g.consent_id AND {})"


def register() -> None:
    """Say of every table of this room who sees its rows, and what an opening adds to those below."""
    _define_openings()
    for model in _HELD:
        guard(model, KEPT)
    guard(Grant, f"{_OURS} AND wall_reads(person_id, organisation_id)")
    guard(ChosenItem, "wall_keeps_agreement(consent_id)")
    guard(
        GuarantorChange,
        f"{KEPT} OR {at(HERE_AT_ALL)} AND (SELECT wall_user()) IN (before_id, after_id)",
    )
    _open_to_partners()
    _open_to_guests()
    _say_same_person()


def _define_openings() -> None:
    ask("wall_lets_me_in", "which uuid", f"SELECT EXISTS (SELECT FROM {_OPEN_TO_ME} AND g.id = which)")
    ask(
        "wall_opened_by",
        "agreement uuid",
        f"SELECT EXISTS (SELECT FROM {_OPEN_TO_ME} AND g.consent_id = agreement)",
    )
    ask("wall_opened", "whom uuid", f"SELECT EXISTS (SELECT FROM {_OPEN_TO_ME} AND g.person_id = whom)")
    between = f"{_OPEN_TO_ME} AND g.person_id = whom AND g.organisation_id = theirs"
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
    ask("wall_is_door_of_mine", "which uuid", _doors("wall_reads"))


def _doors(rule: str) -> str:
    """What others went through, or knocked at, towards what the session reads."""
    tables = ("sharing_grant", "sharing_joinrequest", "sharing_guest")
    return "SELECT " + " OR ".join(
        f"EXISTS (SELECT FROM public.{table} w WHERE w.id = which AND {rule}(w.person_id, w.organisation_id))"
        for table in tables
    )


def _open_to_partners() -> None:
    also_open_by_id(Person, f"wall_opened({KEY})")
    also_open(Consent, f"wall_opened_by({KEY})")
    also_open(Grant, _OPEN_FOR_ALL_OR_ME)
    also_open(Grant, f"cut_at IS NULL AND wall_lets_me_in({KEY})")
    also_open(ChosenItem, "wall_opened_by(consent_id)")
    also_open(GuarantorChange, "wall_opened_by(consent_id)")
    also_open(AccountBlock, "reach = 'shareable' AND wall_shared_about(person_id, organisation_id, topic)")
    also_open(Proposal, "author_id = (SELECT wall_user()) AND wall_lets_me_in(grant_id)")
    also_open(
        JoinRequest,
        "from_user_id = (SELECT wall_user()) AND from_organisation_id = (SELECT wall_here())",
    )
    # What others read through what one opened to them, or asked.
    also_open(AccessEvent, "object_id IS NOT NULL AND wall_is_door_of_mine(object_id)")


def _say_same_person() -> None:
    """Those who read of both; those who opened, once they did; whoever answers the request with which it was said."""
    guard(
        SamePerson,
        f"organisation_id = {HERE_ACCOMPANYING} AND wall_knows(person_id) AND (said_by_id = (SELECT wall_user())"
        " OR wall_shared_as_far(theirs_id, their_organisation_id, 0))",
    )
    ask(
        "wall_has_opened_to",
        "whom uuid, theirs uuid, there uuid",
        "SELECT EXISTS (SELECT FROM public.sharing_grant g WHERE g.person_id = whom AND g.organisation_id = theirs"
        " AND g.to_organisation_id = there AND g.opens_on IS NOT NULL)",
    )
    also_open(
        SamePerson,
        "wall_reads(theirs_id, their_organisation_id)"
        " AND wall_has_opened_to(theirs_id, their_organisation_id, organisation_id)",
    )
    also_open(SamePerson, "request_id::text = ANY((SELECT wall_shown())::text[])")


def _open_to_guests() -> None:
    """By a link: what it says of itself and what was said through it; by their own, what the person was told of."""
    mine = f"SELECT EXISTS (SELECT FROM {_LINK} AND {{}})"
    ask("wall_is_my_link", "which uuid", mine.format("i.id = which"))
    # Of whoever has an account since then, while something of the same person is open to it.
    ask(
        "wall_was_my_link",
        "which uuid",
        "SELECT EXISTS (SELECT FROM public.sharing_guest w WHERE w.id = which AND w.user_id = wall_user()"
        " AND wall_shared_as_far(w.person_id, w.organisation_id, 0))",
    )
    ask("wall_is_my_place", "which uuid", mine.format("i.member_id = which"))
    ask("wall_is_about_my_link", "whom uuid", mine.format("i.person_id = whom"))
    ask(
        "wall_is_me",
        "whom uuid, theirs uuid",
        mine.format("i.member_id IS NULL AND i.person_id = whom AND i.organisation_id = theirs"),
    )
    ask(
        "wall_was_me",
        "whom uuid, theirs uuid",
        "SELECT wall_is_me(whom, theirs) OR EXISTS (SELECT FROM public.people_person p"
        " WHERE p.id = whom AND p.merged_into_id IS NOT NULL AND wall_is_me(p.merged_into_id, theirs))",
    )
    ask("wall_is_door_of_me", "which uuid", _doors("wall_is_me"))
    # An agreement that protects someone without their knowing is not learnt from the trail either.
    ask(
        "wall_is_untold",
        "which uuid",
        "SELECT EXISTS (SELECT FROM public.sharing_consent c LEFT JOIN public.sharing_grant g ON g.consent_id = c.id"
        " WHERE c.informed_on IS NULL AND (c.id = which OR g.id = which))",
    )
    # Who shows its number finds it even as it closes, after too many wrong codes.
    was_mine = "(SELECT wall_user()) IS NOT NULL AND wall_was_my_link"
    shown = "digest = ANY((SELECT wall_shown())::text[])"
    also_open(Guest, f"{BY_LINK} AND (wall_is_my_link({KEY}) OR {shown}) OR {was_mine}({KEY})")
    # A code is shown by whoever it was given to; it lets one ask.
    also_open(SharingCode, shown)
    also_open(GuestMessage, f"{BY_LINK} AND wall_is_my_link(guest_id) OR {was_mine}(guest_id)")
    also_open(CircleMember, f"{BY_LINK} AND wall_is_my_place({KEY})")
    also_open(Consent, f"{BY_LINK} AND informed_on IS NOT NULL AND wall_is_me(person_id, organisation_id)")
    also_open(
        Grant, f"{BY_LINK} AND wall_is_me(person_id, organisation_id) AND NOT wall_is_untold(consent_id)"
    )
    also_open_by_id(Person, f"wall_comes_by_link() AND wall_is_about_my_link({KEY})")
    also_open(
        AccessEvent,
        f"{BY_LINK} AND (wall_was_me(person_id, organisation_id) OR wall_is_door_of_me(object_id))"
        " AND NOT wall_is_untold(object_id)",
    )
