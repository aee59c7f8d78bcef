"""What is said through a link and answered to it; what the person takes back by theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.choices import Basis, ConsentState, GuestWord
from tisserand.sharing.models import Consent, Guest, GuestMessage
from tisserand.sharing.policies import HELD, OWN, SAID
from tisserand.sharing.queries import what_reads
from tisserand.sharing.services.consents import cut_consent

PART = "sharing.guest_message"
# What the person may close alone: their own yes, and the care team to which they may object (CSP L.1110-4 IV). The
# other bases ask for no yes: the person says that they disagree, and is answered.
TAKEN_BACK_ALONE = frozenset({Basis.CONSENT, Basis.CARE_TEAM})


@transaction.atomic
def send_guest_message(
    *, actor: Actor, guest: Guest, text: str, key: UUID | None = None, now: datetime
) -> GuestMessage:
    """A guest writes to those around the dossier, by their link or, later, by their account. Sent twice, said once."""
    message = _said(guest, GuestWord.MESSAGE, text=text.strip(), created_at=now)
    SAID.check(actor, Action.READ, message)
    return _keep(actor, message, key)


@transaction.atomic
def answer_guest(
    *, actor: Actor, guest: Guest, text: str, key: UUID | None = None, now: datetime
) -> GuestMessage:
    """One of those around the dossier answers; whatever the guest had said is read.

    Whoever has an account since reads it there, as long as something is open to them.
    """
    HELD.check(actor, Action.EDIT, guest)
    if not goes_on(guest, on=localdate(now)):
        raise ValidationError("Cet échange est fini : personne ne lirait votre réponse.")
    see_guest_messages(actor=actor, guest=guest, now=now)
    answer = _said(guest, GuestWord.ANSWER, text=text.strip(), author_id=actor.user_id, created_at=now)
    return _keep(actor, answer, key)


def goes_on(guest: Guest, *, on: date) -> bool:
    """Whether what is written in answer will be read: by the link, or by the account it was attached to."""
    return guest.ended_at is None or (guest.has_account and bool(what_reads(guest, on=on)))


@transaction.atomic
def see_guest_messages(*, actor: Actor, guest: Guest, now: datetime) -> int:
    """What the guest said has been read by one of those around the dossier; returns how many were not yet."""
    HELD.check(actor, Action.EDIT, guest)
    waiting = GuestMessage.objects.filter(guest=guest, author=None, seen_at=None)
    return waiting.update(seen_at=now, seen_by_id=actor.user_id)


@transaction.atomic
def take_back_as_person(
    *, actor: Actor, guest: Guest, consent: Consent, words: str = "", now: datetime
) -> Consent:
    """The person does not agree any more, by their own link: closed at once where that is theirs to say.

    Whoever keeps the dossier is told, in both cases. Twice changes nothing more.
    """
    OWN.check(actor, Action.EDIT, consent)
    held = Consent.objects.select_for_update().get(pk=consent.pk)
    if held.state != ConsentState.GIVEN:
        return held
    is_closed = held.basis in TAKEN_BACK_ALONE
    if is_closed:
        cut_consent(held, words=words.strip(), now=now)
        record(
            actor=actor,
            verb=Verb.CHANGE,
            part="sharing.consent",
            person_id=held.person_id,
            object_id=held.pk,
            reason="retiré",
        )
    kind = GuestWord.WITHDRAWAL if is_closed else GuestWord.OBJECTION
    told = GuestMessage.objects.filter(guest=guest, consent=held, kind=kind, text=words.strip(), seen_at=None)
    if not told.exists():
        _keep(actor, _said(guest, kind, text=words.strip(), consent=held, created_at=now), None)
    return held


def _said(guest: Guest, kind: GuestWord, **said: Any) -> GuestMessage:
    return GuestMessage(
        guest=guest, person_id=guest.person_id, organisation_id=guest.organisation_id, kind=kind, **said
    )


def _keep(actor: Actor, message: GuestMessage, key: UUID | None) -> GuestMessage:
    if key and (kept := GuestMessage.objects.filter(key=key, guest=message.guest).first()):
        return kept
    message.key = key
    GuestMessage.objects.bulk_create([message], ignore_conflicts=True)  # two at once: the first one
    record(
        actor=actor,
        verb=Verb.CREATE,
        part=PART,
        person_id=message.person_id,
        object_id=message.guest_id,
        reason="" if message.kind in _PLAIN else message.get_kind_display(),
    )
    return message


_PLAIN: Collection[str] = (GuestWord.MESSAGE, GuestWord.ANSWER)
