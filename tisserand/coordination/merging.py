"""What of this room follows someone whose two records are brought together."""

from tisserand.coordination.models import (
    AgendaItem,
    Attendee,
    Availability,
    Conference,
    Decision,
    KeptAs,
    ListeningTurn,
    Mention,
    Message,
    Minutes,
    ProposedPoint,
    ProposedTime,
    Referral,
    ReferralMove,
    Thread,
    ThreadReading,
)
from tisserand.people.merging import follow, leave
from tisserand.support.models import Dossier

UNALTERABLE = "the database refuses any change; read through the meeting, which follows"


def register() -> None:
    """Say of every column of this room how it follows; parents before children."""
    follow(Thread, organisation="organisation", under=("dossier", Dossier))
    follow(ThreadReading, organisation="thread__organisation", under=("thread", Thread))
    follow(Message, organisation="thread__organisation", under=("thread", Thread))
    follow(Mention, organisation="message__thread__organisation", under=("message", Message))
    follow(KeptAs, organisation="message__thread__organisation", under=("message", Message))
    follow(Conference, organisation="organisation")
    for model in (ProposedTime, Attendee, AgendaItem, Decision, ListeningTurn, ProposedPoint):
        follow(model, organisation="conference__organisation", under=("conference", Conference))
    follow(Availability, organisation="attendee__conference__organisation", under=("attendee", Attendee))
    follow(Referral, organisation="organisation", under=("dossier", Dossier))
    follow(ReferralMove, organisation="referral__organisation", under=("referral", Referral))
    leave(Minutes, "person", because=UNALTERABLE)
