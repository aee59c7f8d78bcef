"""What this room adds to the page of a person, to the navigation, and to what a partner reads through an opening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Message
from tisserand.coordination.policies.threads import may_have_messages
from tisserand.coordination.queries.threads import covered_threads, latest_threads
from tisserand.people.models import Person
from tisserand.people.page import Tab
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.scope import Scope, Section, register_content
from tisserand.support.page import accompaniments

NAVIGATION: list[dict[str, Any]] = [
    {
        "label": "Messages",
        "url_name": "coordination:thread_list",
        "icon": "chat-dots",
        "order": 27,
        "visible": may_have_messages,
        "badge": "coordination:thread_count",
    },
]


def register() -> None:
    """Show the messages that an agreement covers."""
    register_content(messages_section, order=60)


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """Messages, for those who read the dossier."""
    if any(dossier.is_readable for dossier in accompaniments(actor, person)):
        yield Tab(
            "coordination.message_list",
            "Messages",
            reverse("coordination:person_thread_list", args=[person.pk]),
            45,
        )


def messages_section(scope: Scope) -> Section | None:
    """The threads it covers; with all that is written in them beforehand, and for whoever comes by a link."""
    if not scope.goes_to(ShareLevel.ACCOUNT) or not scope.topics:
        return None
    if scope.grant is not None and scope.grant.to_member_id is None:
        return _messages({"threads": latest_threads(scope), "grant": scope.grant})
    written = Message.objects.select_related("author", "organisation")
    threads = covered_threads(scope).prefetch_related(Prefetch("messages", queryset=written))
    return _messages({"threads": threads, "grant": None}) if threads else None


def _messages(context: dict[str, Any]) -> Section:
    return Section("messages", "Messages", "coordination/_shared_threads.html", context)
