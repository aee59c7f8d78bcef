"""What of this room follows someone whose two records are brought together."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.people.merging import Ledger, follow, join_before
from tisserand.people.models import Person
from tisserand.sharing.choices import BlockReach
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


def register() -> None:
    """Say of every column of this room how it follows; parents before children."""
    follow(Consent, organisation="organisation")
    follow(Grant, organisation="organisation", under=("consent", Consent))
    follow(ChosenItem, organisation="consent__organisation", under=("consent", Consent))
    follow(GuarantorChange, organisation="organisation", under=("consent", Consent))
    follow(Proposal, organisation="organisation", under=("grant", Grant))
    follow(SharingCode, organisation="organisation", staying=_code_of_both)
    follow(JoinRequest, organisation="organisation")
    follow(CircleMember, organisation="organisation")
    follow(Guest, organisation="organisation", staying=_own_link_of_both)
    follow(GuestMessage, organisation="organisation", under=("guest", Guest))
    follow(PathReferent, organisation="organisation", staying=_held_by_both)
    follow(AccountBlock, organisation="organisation", staying=_told_by_both)
    follow(SamePerson, organisation="organisation")
    follow(SamePerson, "theirs", organisation="their_organisation", staying=_said_of_both)
    join_before(join_accounts)


def _told_by_both(kept: Person, absorbed: Person) -> Q:
    """A topic that both accounts tell: the kept one's goes on with the words of both (`join_accounts`)."""
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


def _own_link_of_both(kept: Person, absorbed: Person) -> Q:
    """One link of their own at a time: the kept record's goes on, the other one leads to the absorbed record."""
    held = Guest.objects.filter(
        person=kept, organisation=OuterRef("organisation"), member=None, ended_at=None
    )
    return Q(Exists(held), member=None, ended_at=None)


def _said_of_both(kept: Person, absorbed: Person) -> Q:
    """Another organisation said of either whom it is there: what it said of the kept record goes on."""
    said = SamePerson.objects.filter(theirs=kept, organisation=OuterRef("organisation"), ended_at=None)
    return Q(Exists(said), ended_at=None)


def join_accounts(actor: Actor, ledger: Ledger, now: datetime) -> None:
    """Where both accounts tell the same topic, the kept block says both, one after the other, to be read over again."""
    merge = ledger.merge
    kept = {block.topic: block for block in _blocks(merge.kept, merge.organisation_id).select_for_update()}
    for other in _blocks(merge.absorbed, merge.organisation_id):
        if other.topic in kept:
            _join(actor, ledger, kept[other.topic], other)


def _blocks(person: Person, organisation_id: object) -> QuerySet[AccountBlock]:
    return AccountBlock.objects.filter(person=person, organisation_id=organisation_id)


def _join(actor: Actor, ledger: Ledger, kept: AccountBlock, other: AccountBlock) -> None:
    is_same = kept.text.split() == other.text.split()
    ledger.change(
        kept,
        text=kept.text if is_same else f"{kept.text}\n\n{other.text}",
        # Nobody agreed to show what only this organisation could read.
        reach=BlockReach.TEAM if BlockReach.TEAM in (kept.reach, other.reach) else kept.reach,
        read_over_on=kept.read_over_on if is_same else None,
    )
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part="sharing.account",
        person_id=kept.person_id,
        object_id=kept.pk,
        reason="réuni avec l’autre fiche",
    )
