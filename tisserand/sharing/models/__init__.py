"""Who stands around someone, what they agreed to share, with whom, and the account that saves retelling."""

from tisserand.sharing.models.account import AccountBlock, Proposal
from tisserand.sharing.models.circle import CircleMember, PathReferent
from tisserand.sharing.models.code import JoinRequest, SharingCode
from tisserand.sharing.models.consent import ChosenItem, Consent, Grant
from tisserand.sharing.models.guarantor import GuarantorChange
from tisserand.sharing.models.guest import Guest, GuestMessage
from tisserand.sharing.models.same_person import SamePerson
from tisserand.sharing.models.unusual import UnusualReading

__all__ = [
    "AccountBlock",
    "ChosenItem",
    "CircleMember",
    "Consent",
    "Grant",
    "GuarantorChange",
    "Guest",
    "GuestMessage",
    "JoinRequest",
    "PathReferent",
    "Proposal",
    "SamePerson",
    "SharingCode",
    "UnusualReading",
]
