"""What of this room follows someone whose two records are brought together."""

from tisserand.coordination.models import KeptAs, Mention, Message, Thread, ThreadReading
from tisserand.people.merging import follow
from tisserand.support.models import Dossier


def register() -> None:
    """Say of every column of this room how it follows; parents before children."""
    follow(Thread, organisation="organisation", under=("dossier", Dossier))
    follow(ThreadReading, organisation="thread__organisation", under=("thread", Thread))
    follow(Message, organisation="thread__organisation", under=("thread", Thread))
    follow(Mention, organisation="message__thread__organisation", under=("message", Message))
    follow(KeptAs, organisation="message__thread__organisation", under=("message", Message))
