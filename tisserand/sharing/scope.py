"""How far an agreement goes, as one value: the only thing that the rooms holding the content look at.

Made from an opening that the policy let through (`of_grant`), or from an agreement in preparation, to show beforehand
what a partner would see (`of_consent`): both show by the same rules, so what was shown is what is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tisserand.accounts.models import Organisation
from tisserand.people.models import Person
from tisserand.sharing.choices import ItemKind, ShareLevel, Topic
from tisserand.sharing.models import Consent, Grant


@dataclass(frozen=True)
class Scope:
    """What may be seen: of whom, from whom, how far, about what, and which items chosen one by one."""

    person: Person
    organisation: Organisation
    level: ShareLevel
    topics: frozenset[str]
    notes: frozenset[UUID] = frozenset()
    documents: frozenset[UUID] = frozenset()
    grant: Grant | None = None  # nothing: shown beforehand

    @property
    def is_preview(self) -> bool:
        """Nobody reads through it yet."""
        return self.grant is None

    @property
    def covers_everything(self) -> bool:
        """Every topic was agreed on: what has no topic of its own is covered too."""
        return self.topics >= {topic.value for topic in Topic}

    def goes_to(self, level: ShareLevel) -> bool:
        """Whether it goes as far as that."""
        return self.level >= level

    def covers(self, topics: Iterable[str]) -> bool:
        """Whether all of these topics were agreed on; of something without a topic, whether all there are were."""
        said = set(topics)
        return said <= self.topics if said else self.covers_everything


def of_consent(consent: Consent, *, grant: Grant | None = None) -> Scope:
    """How far this agreement goes."""
    chosen = list(consent.chosen.all())
    level = ShareLevel(consent.level)
    return Scope(
        person=consent.person,
        organisation=consent.organisation,
        level=level,
        topics=frozenset(consent.topics),
        notes=frozenset(item.object_id for item in chosen if item.kind == ItemKind.NOTE)
        if level >= ShareLevel.NOTES
        else frozenset(),
        documents=frozenset(item.object_id for item in chosen if item.kind == ItemKind.DOCUMENT),
        grant=grant,
    )


def of_grant(grant: Grant) -> Scope:
    """How far this opening goes; the caller has asked the policy (see `queries.open_grant`)."""
    return of_consent(grant.consent, grant=grant)


@dataclass(frozen=True)
class Section:
    """One part of what is shared: its title, the template that draws it, what it is given."""

    key: str
    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Scope], Section | None]
_providers: list[tuple[int, Provider]] = []


def register_content(provider: Provider, *, order: int) -> Provider:
    """Let a room show what it holds, within a scope; called from its `AppConfig.ready`."""
    _providers.append((order, provider))
    return provider


def sections_of(scope: Scope) -> list[Section]:
    """All that the scope lets see, room by room."""
    ordered = (provider for _, provider in sorted(_providers, key=lambda known: known[0]))
    return [section for provider in ordered if (section := provider(scope)) is not None]
