"""Asking a structure whether its sheet is right: a link sent on someone’s gesture, for its own sheet, once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor, system_actor
from tisserand.accounts.mail import MailNotSent, post
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.ids import new_id
from tisserand.directory.choices import PlaceAnswer
from tisserand.directory.models import Check, Closure, Mistake, PlaceLink, Structure, about
from tisserand.directory.policies import may_tend_directory
from tisserand.directory.services.corrections import correct_sheet
from tisserand.directory.services.upkeep import mark_checked
from tisserand.directory.signing import signed

LASTS = timedelta(days=30)
AGAIN_AFTER = timedelta(days=7)  # whoever was written to this week is not written to again
MOST_AT_ONCE = 50
PURPOSE = b"directory.place"
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH, GROUP = 24, 4  # 31 ** 24: nobody guesses one
PART = "directory.place_link"
SAID_CLOSED = "La structure dit que le lieu a fermé."
BY_ITSELF = "dit par la structure elle-même"


class LinkIsOver(Exception):
    """It has been used, has expired, was withdrawn, or never was."""


def number_of(link_id: UUID) -> str:
    """What stands in the link, signed with the key of the house and kept nowhere: « K7QF-M9XT-… »."""
    digest = hmac.new(str(settings.SECRET_KEY).encode(), PURPOSE + link_id.bytes, hashlib.sha256).digest()
    whole = int.from_bytes(digest, "big")
    letters = []
    for _ in range(LENGTH):
        whole, at = divmod(whole, len(LETTERS))
        letters.append(LETTERS[at])
    text = "".join(letters)
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _tidy(said: str) -> str:
    return "".join(letter for letter in said.rpartition("#")[2].upper() if letter.isalnum())


def _digest(number: str) -> str:
    return hashlib.sha256(PURPOSE + _tidy(number).encode()).hexdigest()


@transaction.atomic
def ask_places(
    *, actor: Actor, structures: Iterable[Structure], now: datetime, queue: Callable[[UUID], None]
) -> list[PlaceLink]:
    """Write to those that were chosen, each at its own address; returns the links that leave.

    Left out: without an address, gone, or written to this week: pressed twice, written once.
    """
    if not may_tend_directory(actor):
        raise PermissionDenied
    chosen = [each for each in structures if each.email and not each.gone_on][:MOST_AT_ONCE]
    # Held: of two sendings at once, one writes.
    held = list(
        Structure.objects.select_for_update().filter(pk__in=[each.pk for each in chosen]).order_by("pk")
    )
    recent = PlaceLink.objects.filter(
        structure__in=held, created_at__gt=now - AGAIN_AFTER, is_undelivered=False, withdrawn_at=None
    )
    written = set(recent.values_list("structure_id", flat=True))
    links = []
    for structure in held:
        if structure.pk not in written:
            links.append(_link(actor, structure, now))
            queue(links[-1].pk)
    return links


def _link(actor: Actor, structure: Structure, now: datetime) -> PlaceLink:
    pk = new_id()
    link = PlaceLink.objects.create(
        id=pk,
        structure=structure,
        **signed(actor),
        number_digest=_digest(number_of(pk)),
        sent_to=structure.email,
        expires_at=now + LASTS,
        created_at=now,
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, object_id=structure.pk)
    return link


def send_link(*, link: PlaceLink, door: str, now: datetime) -> None:
    """Post it; sent twice, it goes once."""
    if link.sent_at or link.answered_at or link.withdrawn_at:
        return
    context = {
        "link": link,
        "structure": link.structure,
        "address": f"{door}#{number_of(link.pk)}",
        "until": link.expires_at,
    }
    try:
        post("place_check", link.sent_to, context)
    except MailNotSent:
        PlaceLink.objects.filter(pk=link.pk).update(is_undelivered=True)
    else:
        PlaceLink.objects.filter(pk=link.pk).update(sent_at=now, is_undelivered=False)


def link_of(number: str, *, now: datetime) -> PlaceLink:
    """The link whose number this is. Raises LinkIsOver, in the same words whatever is wrong with it."""
    link = PlaceLink.objects.select_related("structure__source").filter(number_digest=_digest(number)).first()
    if link is None or link.expires_at <= now or link.answered_at or link.withdrawn_at:
        raise LinkIsOver
    return link


@transaction.atomic
def withdraw_link(*, actor: Actor, link: PlaceLink, now: datetime) -> PlaceLink:
    """The link leads nowhere from the next request on (sent to the wrong address). Twice changes nothing more."""
    if not may_tend_directory(actor):
        raise PermissionDenied
    held = PlaceLink.objects.select_for_update().get(pk=link.pk)
    if held.answered_at is not None:
        raise ValidationError("La structure a déjà répondu\u00a0: ce lien ne sert plus.")
    if held.withdrawn_at is None:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=held.structure_id, reason="lien retiré")
    return held


@transaction.atomic
def answer_link(
    *,
    number: str,
    answer: PlaceAnswer,
    columns: Mapping[str, Any],
    word: str,
    expected: int,
    now: datetime,
) -> PlaceLink:
    """What the structure says of its own sheet, once. Raises LinkIsOver, ValidationError, StaleRevision."""
    link = PlaceLink.objects.select_for_update().get(pk=link_of(number, now=now).pk)
    if link.answered_at or link.withdrawn_at:
        raise LinkIsOver
    structure = link.structure
    assert structure is not None
    actor = system_actor(structure.name)
    if answer == PlaceAnswer.WRONG:
        correct_sheet(
            actor=actor, sheet=structure, columns=columns, why=BY_ITSELF, expected=expected, now=now
        )
    if answer == PlaceAnswer.CLOSED:
        today = timezone.localdate(now)
        Closure.objects.create(
            structure=structure, **signed(actor), begins_on=today, why=SAID_CLOSED, created_at=now
        )
    if answer != PlaceAnswer.CLOSED:
        Check.objects.create(structure=structure, **signed(actor), created_at=now)
        mark_checked(structure, now=now)
    if word or answer == PlaceAnswer.CLOSED:
        Mistake.objects.create(**about(structure), **signed(actor), word=word or SAID_CLOSED, created_at=now)
    link.answered_at, link.answer = now, answer
    link.save(update_fields=["answered_at", "answer"])
    record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=structure.pk)
    return link
