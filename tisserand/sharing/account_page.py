"""The essential account as its pages show it: block by block, who may read each, what should be read over again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.common.clock import today
from tisserand.people.models import Person
from tisserand.sharing import rubric_questions as asked
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, Grant
from tisserand.sharing.queries import own_proposals
from tisserand.sharing.scope import Scope

READ_OVER_EVERY = timedelta(days=183)
LONG = 600  # characters: past that, a newcomer skims
ORDER = {topic.value: place for place, topic in enumerate(Topic)}


@dataclass(frozen=True)
class ShownBlock:
    """One block, to whom an agreement lets it be read today, and what to say quietly of it."""

    block: AccountBlock
    today: date
    readers: list[str] = field(default_factory=list)

    @property
    def is_shareable(self) -> bool:
        """Whether agreements may show it."""
        return self.block.reach == BlockReach.SHAREABLE

    @property
    def is_read_today(self) -> bool:
        """Just read over: one press undoes it."""
        return self.block.read_over_on == self.today

    @property
    def is_stale(self) -> bool:
        """Read over once, a long time ago."""
        read = self.block.read_over_on
        return read is not None and read < self.today - READ_OVER_EVERY

    @property
    def is_long(self) -> bool:
        """More than a newcomer reads."""
        return len(self.block.text) > LONG


def account_of(actor: Actor, person: Person) -> dict[str, Any]:
    """The whole account for those who keep it: blocks in the order of topics, proposals to read."""
    grants = asked.account_grants(actor, person.pk)
    blocks = sorted(asked.blocks(actor, person.pk), key=lambda block: ORDER[block.topic])
    day = today()
    return {
        "account": [ShownBlock(block, day, _readers_of(block, grants)) for block in blocks],
        "proposals": asked.proposals(actor, person.pk),
        "first_name": person.first_name or person.name,
    }


def _readers_of(block: AccountBlock, grants: Iterable[Grant]) -> list[str]:
    """The partners to whom an agreement in force opens this block, by name."""
    if block.reach != BlockReach.SHAREABLE:
        return []
    return list(dict.fromkeys(grant.recipient for grant in grants if block.topic in grant.consent.topics))


def topics_left(account: Iterable[ShownBlock]) -> list[str]:
    """The topics of which nothing is told yet."""
    told = {shown.block.topic for shown in account}
    return [topic.value for topic in Topic if topic.value not in told]


def proposing(actor: Actor, scope: Scope) -> dict[str, Any]:
    """What a partner may propose through an opening, and what became of what they proposed."""
    proposes = scope.goes_to(ShareLevel.ACCOUNT) and bool(scope.topics)
    return {
        "may_propose": proposes,
        "own_proposals": own_proposals(actor, scope) if proposes else [],
    }
