"""What of this room follows someone whose two records are brought together."""

from django.db.models import Exists, OuterRef, Q

from tisserand.people.merging import follow
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


def register() -> None:
    """Say of every column of this room how it follows; parents before children."""
    follow(Consent, organisation="organisation")
    follow(Grant, organisation="organisation", under=("consent", Consent))
    follow(ChosenItem, organisation="consent__organisation", under=("consent", Consent))
    follow(Proposal, organisation="organisation", under=("grant", Grant))
    follow(SharingCode, organisation="organisation", staying=_code_of_both)
    follow(JoinRequest, organisation="organisation")
    follow(CircleMember, organisation="organisation")
    follow(PathReferent, organisation="organisation", staying=_held_by_both)
    follow(AccountBlock, organisation="organisation", staying=_told_by_both)


def _told_by_both(kept: Person, absorbed: Person) -> Q:
    """A topic that both accounts tell: the kept one's goes on, the other is read in the history of the merge."""
    told = AccountBlock.objects.filter(
        person=kept, organisation=OuterRef("organisation"), topic=OuterRef("topic")
    )
    return Q(Exists(told))


def _held_by_both(kept: Person, absorbed: Person) -> Q:
    """One path is held by one at a time: the kept record's goes on."""
    held = PathReferent.objects.filter(person=kept, organisation=OuterRef("organisation"), until_on=None)
    return Q(Exists(held), until_on=None)


def _code_of_both(kept: Person, absorbed: Person) -> Q:
    """One code at a time: the kept record's goes on working, the other one leads to the absorbed record."""
    held = SharingCode.objects.filter(person=kept, organisation=OuterRef("organisation"), ended_at=None)
    return Q(Exists(held), ended_at=None)
