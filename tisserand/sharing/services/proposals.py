"""What a partner proposes to add to an essential account: kept through the opening, taken up or not by its keepers."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.choices import BlockReach, ProposalState, ShareLevel
from tisserand.sharing.models import AccountBlock, Consent, Grant, Proposal
from tisserand.sharing.policies import HELD, OPENING, right_of
from tisserand.sharing.scope import of_grant
from tisserand.sharing.services.account import edit_block, write_block

PART = "sharing.proposal"
LONGEST = 1200


@transaction.atomic
def create_proposal(*, actor: Actor, grant: Grant, topic: str, text: str, now: datetime) -> Proposal:
    """Propose an addition or a correction on a topic that the opening covers. Closed meanwhile, it does not exist."""
    # Whoever withdraws the agreement at this very moment waits, or has done so already.
    Consent.objects.select_for_update(no_key=True).get(pk=grant.consent_id)
    grant = Grant.objects.select_related("person", "organisation", "consent").get(pk=grant.pk)
    OPENING.check(actor, Action.READ, grant)
    scope = of_grant(grant)
    if not scope.goes_to(ShareLevel.ACCOUNT):
        raise Http404
    if topic not in scope.topics:
        raise ValidationError("La personne n’a pas accepté de partager ce thème avec vous.")
    proposal = Proposal.objects.create(
        grant=grant,
        person_id=grant.person_id,
        organisation_id=grant.organisation_id,
        topic=topic,
        text=text.strip(),
        author_id=actor.user_id,
        created_at=now,
    )
    record(
        actor=actor,
        verb=Verb.CREATE,
        part=PART,
        person_id=grant.person_id,
        object_id=grant.pk,
        right=right_of(grant),
    )
    return proposal


@transaction.atomic
def take_up_proposal(
    *,
    actor: Actor,
    proposal: Proposal,
    text: str,
    joins: bool = True,
    reach: str = BlockReach.TEAM,
    read_over: bool = False,
    answer: str = "",
    expected: int = 0,
    now: datetime,
) -> AccountBlock:
    """Take it up, in these words: after what the account says of the topic, or in its place.

    A topic not told yet begins with them, lisible by `reach`. In its place: raises StaleRevision if what stood there
    was rewritten since `expected`.
    """
    HELD.check(actor, Action.EDIT, proposal)
    held = _hold(proposal)
    block = AccountBlock.objects.filter(
        person_id=held.person_id, organisation_id=held.organisation_id, topic=held.topic
    ).first()
    if block is None:
        new = AccountBlock(
            person_id=held.person_id,
            organisation_id=held.organisation_id,
            topic=held.topic,
            text=text.strip(),
            reach=reach,
        )
        block = write_block(actor=actor, block=new, read_over=read_over, now=now)
    else:
        expected = block.revision if joins else expected
        block.text = _joined(block.text, text.strip()) if joins else text.strip()
        edit_block(actor=actor, block=block, read_over=read_over, expected=expected, now=now)
    _answer(actor, held, ProposalState.ACCEPTED, answer, now)
    return block


@transaction.atomic
def decline_proposal(*, actor: Actor, proposal: Proposal, answer: str, now: datetime) -> Proposal:
    """Not taken up, and the word that says why: whoever proposed it reads it."""
    HELD.check(actor, Action.EDIT, proposal)
    held = _hold(proposal)
    _answer(actor, held, ProposalState.DECLINED, answer, now)
    return held


def _joined(said: str, added: str) -> str:
    text = f"{said}\n\n{added}"
    if len(text) > LONGEST:
        raise ValidationError(
            f"Mis bout à bout, cela ferait {len(text)} caractères : raccourcissez, ou choisissez de remplacer "
            f"({LONGEST} au plus)."
        )
    return text


def _hold(proposal: Proposal) -> Proposal:
    """The row as it is kept, held until the end of the transaction, still to be answered."""
    held = Proposal.objects.select_for_update(of=("self",)).select_related("grant").get(pk=proposal.pk)
    if held.state != ProposalState.PROPOSED:
        raise ValidationError("Quelqu’un a déjà répondu à cette proposition : rouvrez sa page.")
    return held


def _answer(actor: Actor, held: Proposal, state: ProposalState, answer: str, now: datetime) -> None:
    held.state, held.answer, held.decided_at, held.decided_by_id = state, answer.strip(), now, actor.user_id
    held.save_gesture("state", "answer", "decided_at", "decided_by")
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=held.person_id,
        object_id=held.pk,
        reason=held.get_state_display(),
    )
