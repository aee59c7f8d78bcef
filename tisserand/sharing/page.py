"""What sharing adds to the page of a person and to the navigation; what it shows of its own within an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.people.models import Person
from tisserand.people.page import Tab
from tisserand.sharing.choices import Topic
from tisserand.sharing.policies import may_receive, may_share_of
from tisserand.sharing.queries import covered_blocks
from tisserand.sharing.scope import Scope, Section, register_content

NAVIGATION: list[dict[str, Any]] = [
    {
        "label": "Partagé avec nous",
        "url_name": "sharing:opening_list",
        "icon": "share",
        "order": 37,
        "visible": may_receive,
    },
]


@dataclass(frozen=True)
class Link:
    """Where else one goes from the rubric « Partage »: an address that takes the id of the person."""

    label: str
    name: str
    icon: str


LINKS: list[Link] = []


def register_link(link: Link) -> None:
    """Let a room above add its own; called from its `AppConfig.ready`."""
    LINKS.append(link)


def register() -> None:
    """Show the essential account within an agreement."""
    register_content(account_section, order=20)


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """Sharing, for those who accompany this person."""
    if may_share_of(actor, person):
        yield Tab("sharing.consent_list", "Partage", reverse("sharing:sharing_detail", args=[person.pk]), 70)


def account_section(scope: Scope) -> Section | None:
    """The blocks that may be read: what saves retelling."""
    order = [topic.value for topic in Topic]
    blocks = sorted(covered_blocks(scope), key=lambda block: order.index(block.topic))
    if not blocks:
        return None
    return Section("account", "L’essentiel", "sharing/_shared_account.html", {"blocks": blocks})
