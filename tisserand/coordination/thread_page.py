"""A thread as its page shows it: what was written, who may read it, who has, and when the others will."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import hours_of
from tisserand.accounts.working_hours import is_working, moment_words, next_working_moment
from tisserand.common.access import Action
from tisserand.coordination.models import KeptAs, Message, Thread, ThreadReading
from tisserand.coordination.policies.threads import THREAD, is_at_home
from tisserand.coordination.queries.threads import messages_of
from tisserand.coordination.readers import Readers
from tisserand.coordination.services.threads import TAKEN_BACK_WITHIN
from tisserand.sharing.models import Grant

A_PAGE = 40


@dataclass(frozen=True)
class ShownMessage:
    """One message, for one reader."""

    message: Message
    is_mine: bool
    is_new: bool
    calls_me: bool
    may_take_back: bool

    @property
    def calls(self) -> list[str]:
        """Whom it calls, by name."""
        return [mention.user.get_full_name() for mention in self.message.mentions.all()]

    @property
    def became(self) -> list[KeptAs]:
        """What became of it; shown only at home."""
        return list(self.message.kept_as.all())


@dataclass(frozen=True)
class Later:
    """Someone who will read later, and from when."""

    name: str
    when: str


class ThreadPage:
    """What the page of a thread asks for."""

    def __init__(self, actor: Actor, thread: Thread, *, now: datetime, number: Any = None) -> None:
        self.actor, self.thread, self.now, self.number = actor, thread, now, number
        self.is_at_home = is_at_home(actor, thread)
        self.readers = Readers(thread, localdate(now))

    @cached_property
    def reading(self) -> ThreadReading | None:
        """How far the actor has read."""
        return self.readers.known.get(self.actor.user_id)

    @property
    def follows(self) -> bool:
        """Whether what is written here concerns the actor."""
        return self.readers.concerns(self.actor)

    @cached_property
    def page(self) -> Page[Message]:
        """The messages, latest first, a page at a time."""
        return Paginator(messages_of(self.thread), A_PAGE).get_page(self.number)

    @cached_property
    def shown(self) -> list[ShownMessage]:
        """Those of this page, in the order in which they were written."""
        return [self._show(message) for message in reversed(self.page.object_list)]

    def _show(self, message: Message) -> ShownMessage:
        read_at = self.reading.read_at if self.reading else None
        is_mine = message.author_id == self.actor.user_id
        is_new = not is_mine and (read_at is None or message.sent_at > read_at)
        return ShownMessage(
            message,
            is_mine=is_mine,
            is_new=is_new,
            calls_me=any(mention.user_id == self.actor.user_id for mention in message.mentions.all()),
            may_take_back=is_mine and self._may_take_back(message),
        )

    def _may_take_back(self, message: Message) -> bool:
        others = (row for user, row in self.readers.known.items() if user != self.actor.user_id)
        is_read = any(row.read_at and row.read_at >= message.sent_at for row in others)
        return not is_read and self.now - message.sent_at <= TAKEN_BACK_WITHIN

    @property
    def latest(self) -> datetime | None:
        """When the last of the messages shown was written, if something here is new."""
        return self.shown[-1].message.sent_at if any(one.is_new for one in self.shown) else None

    @cached_property
    def may_write(self) -> bool:
        """Whether the actor may answer."""
        return THREAD.may(self.actor, Action.EDIT, self.thread)

    @cached_property
    def may_settle(self) -> bool:
        """Whether the actor may close it, open it again, and keep its messages in the dossier."""
        return THREAD.may(self.actor, Action.MANAGE, self.thread)

    @cached_property
    def others(self) -> list[Actor]:
        """Those whom the actor may know to read it, and call."""
        return self.readers.known_to(self.actor)

    @property
    def at_home(self) -> list[str]:
        """Those around the dossier whom the actor may know, by name."""
        return [one.name for one in self.others if one.organisation_id == self.thread.organisation_id]

    @property
    def elsewhere(self) -> list[str]:
        """To whom agreements show it: at home, each recipient; for a partner, those who showed themselves."""
        if self.is_at_home:
            whole = {grant.to_organisation_id for grant in self.readers.grants if _is_for_all(grant)}
            named = (
                one for one in self.readers.grants if _is_for_all(one) or one.to_organisation_id not in whole
            )
            return list(dict.fromkeys(grant.recipient for grant in named))
        there = (one for one in self.others if one.organisation_id != self.thread.organisation_id)
        return [f"{one.name}, {one.organisation_name}" for one in there]

    @property
    def have_read(self) -> list[tuple[str, datetime]]:
        """Who has read it, among those whom the actor may know, and until when."""
        rows = (self.readers.known.get(one.user_id) for one in self.others)
        read = [(row.user.get_full_name(), row.read_at) for row in rows if row and row.read_at]
        return sorted(read, key=lambda pair: pair[1], reverse=True)

    @property
    def later(self) -> list[Later]:
        """Those whom a message concerns and who are not at work: when they will read it."""
        return later(self.readers.concerned(), self.others, now=self.now)


def _is_for_all(grant: Grant) -> bool:
    """Whether a whole structure reads through it: naming one of its teams beside says nothing more."""
    return bool(grant.to_organisation_id) and grant.to_team_id is None and grant.to_user_id is None


def later(concerned: Iterable[Actor], known: Iterable[Actor], *, now: datetime) -> list[Later]:
    """Of those concerned whom one may know, those who are not at work, and when they will be."""
    shown = {one.user_id for one in known}
    asked = [one for one in concerned if one.user_id in shown]
    hours = hours_of(one.user_id for one in asked)
    return [
        Later(one.name, moment_words(next_working_moment(theirs.spans, now, theirs.holidays), now))
        for one in asked
        if not is_working((theirs := hours[one.user_id]).spans, now, theirs.holidays)
    ]
