"""« Ce n’est pas moi »: a sign-in that its owner does not recognise, told by mail and undone from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate

from tisserand.accounts.choices import Role
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import Membership, User
from tisserand.accounts.queries import bare_actor
from tisserand.accounts.services.sessions import end_every_session
from tisserand.audit.choices import Verb
from tisserand.audit.services import record

log = structlog.get_logger("tisserand.accounts")
SALT = "tisserand.disown"
VALIDITY = timedelta(days=7)
AddressOf = Callable[[str], str]


class NotValid(Exception):
    """The link is too old, altered, or has served: the password has changed since."""


@dataclass(frozen=True)
class SignedIn:
    """A sign-in and whose account it was."""

    user: User
    at: datetime


def tell_new_browser(*, user: User, browser: str, address_of: AddressOf, now: datetime) -> None:
    """Tell by mail of a sign-in from a browser never seen; `address_of(key)` is the page that undoes it.

    A mail server that is down keeps nobody from working: it is noted, and the sign-in stands.
    """
    context = {"user": user, "browser": browser, "at": now, "address": address_of(key_of(user, now))}
    try:
        post("new_browser", user.email, context)
    except MailNotSent:
        log.warning("new browser not told")


def key_of(user: User, at: datetime) -> str:
    """What the link holds: signed, and worth nothing once the password has changed."""
    return signing.dumps({"user": str(user.pk), "at": at.timestamp(), "stamp": _stamp(user)}, salt=SALT)


def sign_in_of_key(key: str) -> SignedIn:
    """The sign-in a link speaks of. Raises NotValid."""
    try:
        said = signing.loads(key, salt=SALT, max_age=VALIDITY)
    except signing.BadSignature as error:
        raise NotValid from error
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    if user is None or not constant_time_compare(said["stamp"], _stamp(user)):
        raise NotValid
    return SignedIn(user, datetime.fromtimestamp(said["at"], UTC))


@transaction.atomic
def disown_sign_in(*, key: str, now: datetime) -> User:
    """Close the account to whoever was there: sessions, password, and what they may have added to come back.

    A passkey, an application of codes or a ProConnect identity older than the sign-in stays: it is the owner's.
    Those who administer are told (art. 33 GDPR: seventy-two hours to tell the CNIL of a breach). Raises NotValid.
    """
    signed_in = sign_in_of_key(key)
    user = User.objects.select_for_update().get(pk=signed_in.user.pk)
    if not constant_time_compare(_stamp(user), _stamp(signed_in.user)):
        raise NotValid  # the first of two clicks has just been served
    end_every_session(user)
    Authenticator.objects.filter(user_id=user.pk, created_at__gte=signed_in.at).delete()
    delete_dangling_recovery_codes(user)
    SocialAccount.objects.filter(user_id=user.pk, date_joined__gte=signed_in.at).delete()
    user.set_unusable_password()
    user.browsers_known_since = now
    user.save(update_fields=["password", "browsers_known_since"])
    record(actor=bare_actor(user, today=localdate(now)), verb=Verb.CHANGE, part="accounts.sign_in_disowned")
    transaction.on_commit(lambda: _tell_administrators(user, signed_in.at, now))
    return user


def _tell_administrators(user: User, at: datetime, now: datetime) -> None:
    roles = Membership.objects.current(localdate(now))
    theirs = roles.filter(user_id=user.pk).values("organisation_id")
    to = roles.filter(
        role=Role.ADMINISTRATOR, organisation_id__in=theirs, user__is_active=True
    ).select_related("user")
    for email in {role.user.email for role in to} - {user.email}:
        try:
            post("sign_in_disowned", email, {"user": user, "at": at})
        except MailNotSent:
            log.error("disowned sign-in not told")


def _stamp(user: User) -> str:
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()[:24]
