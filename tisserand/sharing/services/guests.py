"""A link for someone without an account: made, renewed, taken back; and, at the other end, let in by link and code."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.walled import showing
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.sharing.choices import Channel, GuestEnd
from tisserand.sharing.guest_actors import actor_of, may_come
from tisserand.sharing.link_secrets import (
    code_digest,
    is_code,
    new_code,
    new_number,
    number_digest,
    number_digests,
)
from tisserand.sharing.models import CircleMember, Guest
from tisserand.sharing.models.guest import MOST_TRIES
from tisserand.sharing.policies import HELD, may_share_of

PART = "sharing.guest"
USUAL = timedelta(days=30)
LONGEST = timedelta(days=183)
SAME_WAY = "Le code prend un autre chemin que le lien : qui intercepte l’un n’a pas l’autre."


@transaction.atomic
def invite_guest(
    *,
    actor: Actor,
    person: Person,
    member: CircleMember | None,
    link_channel: Channel | str,
    code_channel: Channel | str,
    expires_at: datetime,
    now: datetime,
) -> tuple[Guest, str, str]:
    """A link and its code, which nobody will be able to read again, for someone of the circle or for the person."""
    if not may_share_of(actor, person):
        raise Http404
    _check_member(actor, person, member)
    _check_ways(link_channel, code_channel)
    _check_end(expires_at, now)
    number, code = new_number(), new_code()
    guest = Guest(
        person=person,
        organisation_id=actor.organisation_id,
        member=member,
        digest=number_digest(number),
        code_made_at=now,
        link_channel=link_channel,
        code_channel=code_channel,
        invited_by_id=actor.user_id,
        expires_at=expires_at,
        created_at=now,
    )
    guest.code_digest = code_digest(guest.pk, code)
    try:
        with transaction.atomic():
            guest.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError("Un lien est déjà remis : renouvelez-le, ou révoquez-le d’abord.") from error
    _trace(actor, guest, Verb.CREATE)
    return guest, number, code


def post_guest_link(*, actor: Actor, guest: Guest, link: str) -> bool:
    """Send a link that was just made to whom it is for, without its code nor a word of the person; whether it left.

    Only to someone of the circle, whose address those who keep it noted, and by the way that was chosen.
    """
    HELD.check(actor, Action.EDIT, guest)
    if guest.member is None or not guest.member.email or guest.link_channel != Channel.EMAIL:
        return False
    context = {
        "organisation": guest.organisation.name,
        "link": link,
        "code_channel": guest.get_code_channel_display(),
        "until": guest.expires_at,
    }
    try:
        post("guest_link", guest.member.email, context)
    except MailNotSent:
        return False
    _trace(actor, guest, Verb.CHANGE, "lien envoyé par courriel")
    return True


@transaction.atomic
def renew_guest(
    *, actor: Actor, guest: Guest, with_link: bool, expires_at: datetime, now: datetime
) -> tuple[Guest, str, str]:
    """Another code, and another link if the first one is lost: what was given before opens nothing any more.

    Whoever was inside comes in again. The link that stays is not shown again: nobody keeps it.
    """
    HELD.check(actor, Action.EDIT, guest)
    held = hold_guest(guest)
    if held.ended_at is not None:
        raise ValidationError("Ce lien est fini : remettez-en un autre.")
    _check_end(expires_at, now)
    number, code = new_number() if with_link else "", new_code()
    if number:
        held.digest = number_digest(number)
    held.code_digest, held.code_made_at = code_digest(held.pk, code), now
    held.tries, held.locked_at, held.expires_at = 0, None, expires_at
    held.save_gesture("digest", "code_digest", "code_made_at", "tries", "locked_at", "expires_at")
    _trace(actor, held, Verb.CHANGE, "lien et code renouvelés" if number else "code renouvelé")
    return held, number, code


@transaction.atomic
def revoke_guest(*, actor: Actor, guest: Guest, now: datetime) -> Guest:
    """The link leads nowhere from the next request on. Twice changes nothing more."""
    HELD.check(actor, Action.EDIT, guest)
    held = hold_guest(guest)
    if held.ended_at is None:
        held.ended_at, held.ended_by_id, held.ended_why = now, actor.user_id, GuestEnd.REVOKED
        held.save_gesture("ended_at", "ended_by", "ended_why")
        _trace(actor, held, Verb.CHANGE, "révoqué")
    return held


@transaction.atomic
def let_in(*, number: str, code: str, now: datetime) -> Guest | None:
    """Whoever holds both, while the link stands and something is open to them; nobody otherwise, whatever the reason.

    Nothing is raised: a wrong try stays counted. Five of them close the link until it is renewed.
    """
    digests = number_digests(number)
    with showing(*digests):
        return _let_in(digests, code, now)


def _let_in(digests: list[str], code: str, now: datetime) -> Guest | None:
    rows = Guest.objects.select_for_update(of=("self",)).filter(digest__in=digests)
    guest = rows.select_related("member", "person", "organisation").first()
    if guest is None:
        is_code(code, Person().pk, "")  # the same work, whatever is wrong
        return None
    is_right = is_code(code, guest.pk, guest.code_digest)
    if not guest.is_standing(now):
        return None
    actor = actor_of(guest, today=localdate(now))
    if not is_right:
        _count_wrong(actor, guest, now)
        return None
    if not may_come(actor, guest):
        return None
    guest.tries, guest.last_used_at = 0, now
    guest.save(update_fields=["tries", "last_used_at"])
    _trace(actor, guest, Verb.SIGN_IN)
    return guest


def _count_wrong(actor: Actor, guest: Guest, now: datetime) -> None:
    guest.tries += 1
    guest.locked_at = now if guest.tries >= MOST_TRIES else None
    guest.save(update_fields=["tries", "locked_at"])
    _trace(actor, guest, Verb.REFUSED, "code faux" if guest.locked_at is None else "code faux, lien fermé")


def hold_guest(guest: Guest) -> Guest:
    """The link as it is kept, held until the end of the transaction."""
    return Guest.objects.select_for_update(of=("self",)).select_related("member").get(pk=guest.pk)


def _check_member(actor: Actor, person: Person, member: CircleMember | None) -> None:
    if member is None:
        return
    here = (member.person_id, member.organisation_id) == (person.pk, actor.organisation_id)
    if not here or member.until_on is not None:
        raise ValidationError({"member": "Cette personne n’est pas dans le cercle."})
    if member.user_id is not None:
        raise ValidationError({"member": "Cette personne a un compte : elle n’a pas besoin de lien."})


def _check_ways(link_channel: Channel | str, code_channel: Channel | str) -> None:
    if link_channel == code_channel != Channel.HAND:
        raise ValidationError({"code_channel": SAME_WAY})


def _check_end(expires_at: datetime, now: datetime) -> None:
    if expires_at <= now:
        raise ValidationError({"until_on": "Ce jour est déjà passé."})
    if expires_at > now + LONGEST + timedelta(days=1):
        raise ValidationError({"until_on": "Six mois au plus : on en reparle avant."})


def _trace(actor: Actor, guest: Guest, verb: Verb, reason: str = "") -> None:
    record(actor=actor, verb=verb, part=PART, person_id=guest.person_id, object_id=guest.pk, reason=reason)
