"""Identities of a provider: linked to an account by its owner or by an invitation, never by an address alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.identity import Identity, provider_label
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import Invitation, Organisation, User
from tisserand.accounts.queries import bare_actor, pending_invitations
from tisserand.accounts.services.invitations import NotPending, accept_invitation
from tisserand.audit.choices import Verb
from tisserand.audit.services import record

log = structlog.get_logger("tisserand.accounts")


class IdentityTaken(Exception):
    """The identity opens another account already."""


class NotInvited(Exception):
    """No invitation awaits this identity."""


class OtherAddress(Exception):
    """The invitation went to an address that is not the one the provider gives."""


class OtherSiret(Exception):
    """The provider places the person in another organisation than the one that invites."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.organisation = organisation


class LastWayIn(Exception):
    """Without this identity the account would not open any more."""


@transaction.atomic
def link_identity(*, actor: Actor, user: User, identity: Identity, now: datetime) -> SocialAccount:
    """Have an identity open one's own account. Linking twice changes nothing. Raises IdentityTaken."""
    if actor.user_id != user.pk:
        raise PermissionDenied
    linked, is_new = _link(user, identity)
    if is_new:
        record(actor=actor, verb=Verb.CHANGE, part="accounts.identity_linked")
        transaction.on_commit(lambda: _tell(user, "identity_linked"))
    return linked


@transaction.atomic
def unlink_identity(*, actor: Actor, user: User, identity_id: int, now: datetime) -> None:
    """Have an identity open nothing any more. Raises SocialAccount.DoesNotExist, LastWayIn."""
    if actor.user_id != user.pk:
        raise PermissionDenied
    user = User.objects.select_for_update().get(pk=user.pk)  # two tabs must not remove the last two at once
    linked = SocialAccount.objects.get(pk=identity_id, user_id=user.pk)
    if not has_another_way_in(user, besides=linked):
        raise LastWayIn
    linked.delete()
    record(actor=actor, verb=Verb.CHANGE, part="accounts.identity_unlinked")
    transaction.on_commit(lambda: _tell(user, "identity_unlinked"))


def has_another_way_in(user: User, *, besides: SocialAccount) -> bool:
    """A password, a passkey (it opens alone), or another identity of the same provider."""
    others = SocialAccount.objects.filter(user_id=user.pk, provider=besides.provider).exclude(pk=besides.pk)
    passkeys = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or passkeys.exists() or others.exists()


@transaction.atomic
def enter_by_invitation(*, identity: Identity, shown: UUID | None, now: datetime) -> User:
    """The first sign-in of an identity: join by the invitation that awaits it, and link it.

    `shown` is the invitation whose link was opened in this browser; otherwise those sent to the address the provider
    has verified. Raises NotInvited, OtherAddress, OtherSiret, IdentityTaken.
    """
    invitations = _awaiting(identity, shown, now)
    for invitation in invitations:
        if _is_elsewhere(identity, invitation.organisation):
            raise OtherSiret(invitation.organisation)
    user = User.objects.filter(email=invitations[0].email).first() or _newcomer(identity, invitations[0])
    # An account that exists is worth more than a mailbox someone may read.
    is_vouched_for = user._state.adding or identity.is_email_verified
    if not is_vouched_for or not user.is_active or user.is_demonstration:
        raise NotInvited
    for invitation in invitations:
        try:
            accept_invitation(invitation=invitation, user=user, now=now)
        except NotPending as error:  # the first of two clicks has just been served
            raise NotInvited from error
    link_identity(actor=bare_actor(user, today=localdate(now)), user=user, identity=identity, now=now)
    return user


def _awaiting(identity: Identity, shown: UUID | None, now: datetime) -> list[Invitation]:
    if shown is None:
        found = pending_invitations(now).filter(email=identity.email) if identity.is_email_verified else []
    else:
        found = pending_invitations(now).filter(pk=shown)
    if not found or not identity.email:
        raise NotInvited
    if any(invitation.email != identity.email for invitation in found):
        raise OtherAddress
    return list(found)


def _is_elsewhere(identity: Identity, organisation: Organisation) -> bool:
    return bool(identity.siret and organisation.siret and identity.siret != organisation.siret)


def _newcomer(identity: Identity, invitation: Invitation) -> User:
    user = User(
        email=invitation.email,
        first_name=identity.first_name or invitation.first_name,
        last_name=identity.last_name or invitation.last_name,
    )
    user.set_unusable_password()
    return user


def _link(user: User, identity: Identity) -> tuple[SocialAccount, bool]:
    key = {"provider": identity.issuer, "uid": identity.subject}
    try:
        with transaction.atomic():
            linked, is_new = SocialAccount.objects.get_or_create(
                **key, defaults={"user": user, "extra_data": identity.kept()}
            )
    except IntegrityError as error:
        raise IdentityTaken from error
    if linked.user_id != user.pk:
        raise IdentityTaken
    return linked, is_new


def _tell(user: User, message: str) -> None:
    try:
        post(message, user.email, {"user": user, "label": provider_label()})
    except MailNotSent:
        log.warning("change of identities not told")
