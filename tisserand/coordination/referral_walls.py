"""Referrals: for those who keep the dossier; for those who receive, while they may; for the person, those told.

See `common.walls`. Of the person, whoever receives reads what the referral tells: no other table opens.
"""

from tisserand.accounts.walls import BY_LINK, HERE_ACCOMPANYING, at
from tisserand.audit.models import AccessEvent
from tisserand.common.walls import KEY, also_open, ask, guard
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.models.referral import READ_AFTER
from tisserand.sharing.walls import KEPT

_READABLE = f"""sent_at IS NOT NULL AND state NOT IN ('preparing', 'revoked', 'expired')
    AND (closed_on IS NULL OR closed_on >= wall_day() - {READ_AFTER.days})
    AND (consent_id IS NULL OR wall_opened_by(consent_id))"""
_TO_US = f"{at(HERE_ACCOMPANYING, 'to_organisation_id')} AND {_READABLE}"
_BY_THEIR_LINK = f"{BY_LINK} AND member_id IS NOT NULL AND wall_is_my_place(member_id) AND {_READABLE}"
_ABOUT_ME = f"""{BY_LINK} AND state <> 'preparing' AND wall_is_me(person_id, organisation_id)
    AND (consent_id IS NULL OR NOT wall_is_untold(consent_id))"""


def register() -> None:
    """Say who sees a referral, and what happened to it."""
    ask(
        "wall_reads_referral",
        "which uuid",
        f"""SELECT EXISTS (SELECT FROM public.coordination_referral
            WHERE id = which AND ({_TO_US} OR {_BY_THEIR_LINK} OR {_ABOUT_ME}))""",
    )
    ask(
        "wall_keeps_referral",
        "which uuid",
        """SELECT EXISTS (SELECT FROM public.coordination_referral r
            WHERE r.id = which AND r.organisation_id = wall_here() AND wall_keeps(r.person_id, r.organisation_id))""",
    )
    # What others read by a referral is theirs to know who sent it, and the person's.
    for name, rule in (("wall_is_referral_of_ours", "wall_reads"), ("wall_is_referral_of_me", "wall_is_me")):
        ask(
            name,
            "which uuid",
            f"""SELECT EXISTS (SELECT FROM public.coordination_referral r
                WHERE r.id = which AND {rule}(r.person_id, r.organisation_id))""",
        )
    also_open(AccessEvent, "object_id IS NOT NULL AND wall_is_referral_of_ours(object_id)")
    also_open(AccessEvent, f"{BY_LINK} AND object_id IS NOT NULL AND wall_is_referral_of_me(object_id)")
    guard(Referral, KEPT)
    also_open(Referral, f"wall_reads_referral({KEY})")
    guard(ReferralMove, "wall_keeps_referral(referral_id)")
    also_open(ReferralMove, "wall_reads_referral(referral_id)")
