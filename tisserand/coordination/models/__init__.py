"""What those around one person say to one another; their meetings; where the person is sent, and what came of it."""

from tisserand.coordination.models.agenda import AgendaItem, Decision, ListeningTurn
from tisserand.coordination.models.attendee import Attendee, Availability
from tisserand.coordination.models.conference import Conference, ProposedTime
from tisserand.coordination.models.message import KeptAs, Mention, Message
from tisserand.coordination.models.minutes import Minutes
from tisserand.coordination.models.notice import Notice
from tisserand.coordination.models.proposed_point import ProposedPoint
from tisserand.coordination.models.referral import Referral, ReferralMove
from tisserand.coordination.models.service_figures import ServiceFigures
from tisserand.coordination.models.thread import Thread, ThreadReading

__all__ = [
    "AgendaItem",
    "Attendee",
    "Availability",
    "Conference",
    "Decision",
    "KeptAs",
    "ListeningTurn",
    "Mention",
    "Message",
    "Minutes",
    "Notice",
    "ProposedPoint",
    "ProposedTime",
    "Referral",
    "ReferralMove",
    "ServiceFigures",
    "Thread",
    "ThreadReading",
]
