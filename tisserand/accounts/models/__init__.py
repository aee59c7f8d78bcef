"""People who work, and what they leave around: invitations, one-time keys, long work, demonstration mail."""

from tisserand.accounts.models.allowance import Allowance
from tisserand.accounts.models.departure import Departure
from tisserand.accounts.models.draft import Draft
from tisserand.accounts.models.job import Job
from tisserand.accounts.models.membership import INSTALLERS, Invitation, Membership
from tisserand.accounts.models.organisation import Organisation, Team
from tisserand.accounts.models.outbox import OutboxMessage
from tisserand.accounts.models.submission import Submission
from tisserand.accounts.models.user import User
from tisserand.accounts.models.working import WorkingSpan, WorkingWeek

__all__ = [
    "INSTALLERS",
    "Allowance",
    "Departure",
    "Draft",
    "Invitation",
    "Job",
    "Membership",
    "Organisation",
    "OutboxMessage",
    "Submission",
    "Team",
    "User",
    "WorkingSpan",
    "WorkingWeek",
]
