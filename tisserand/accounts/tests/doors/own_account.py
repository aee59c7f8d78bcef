"""The doors of one's own account and of the sign-in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from tests.cast import World
from tests.doors import SIGNED_IN, Door, to
from tisserand.accounts.jobs import start_job
from tisserand.accounts.services.drafts import keep_draft
from tisserand.common.clock import now


def with_job(world: World) -> dict[str, Any]:
    """A long work the referent asked for."""
    job = start_job(
        actor=world.cast.actor("referent"), kind="accounts.trial", label="Essai", total=3, now=now()
    )
    return {"job_id": job.pk}


def with_draft(world: World) -> dict[str, Any]:
    """What the referent was typing."""
    token = uuid4()
    keep_draft(
        actor=world.cast.actor("referent"),
        token=token,
        address="/",
        form="/#0",
        title="Aujourd’hui",
        fields=[("body", "Elle a appelé.", "Note")],
        now=now(),
    )
    return {"token": token}


def typing(world: World) -> dict[str, Any]:
    """What a page sends to keep a draft."""
    return {"token": uuid4(), "address": "/", "form": "/#0", "title": "Aujourd’hui", "fields": "[]"}


def with_session(world: World) -> dict[str, Any]:
    """Where the referent is signed in."""
    session = UserSession.objects.create(user=world.cast.referent, session_key="door", ip="0.0.0.0")
    return {"session_id": session.pk}


def with_passkey(world: World) -> dict[str, Any]:
    """A passkey of the referent."""
    key = Authenticator.objects.create(
        user=world.cast.referent, type=Authenticator.Type.WEBAUTHN, data={"name": "Mon téléphone"}
    )
    return {"pk": key.pk}


def with_identity(world: World) -> dict[str, Any]:
    """An identity of a provider that opens the referent's account."""
    identity = SocialAccount.objects.create(
        user=world.cast.referent, provider="https://ailleurs.test", uid="sub"
    )
    return {"pk": identity.pk}


EVERYBODY = to(SIGNED_IN)
MOVED_ON = to(SIGNED_IN, 302)
MINE = {"referent": 200}
DOORS = {
    "accounts:profile": Door(allowed=EVERYBODY),
    "accounts:working_week": Door(allowed=EVERYBODY),
    "accounts:organisation_choose": Door(allowed=EVERYBODY),
    "accounts:lock": Door(method="post", allowed=to(SIGNED_IN, 423)),
    "accounts:unlock": Door(allowed=MOVED_ON),
    "accounts:identity_confirmed": Door(lambda world: {"token": "nothing-waits"}, allowed=MOVED_ON),
    "accounts:unlocked": Door(allowed=EVERYBODY),
    "accounts:session_list": Door(allowed=EVERYBODY),
    "accounts:session_end": Door(with_session, method="post", allowed={"referent": 302}),
    "accounts:session_end_others": Door(method="post", allowed=MOVED_ON),
    "accounts:job_list": Door(allowed=EVERYBODY),
    "accounts:job_detail": Door(with_job, allowed=MINE),
    "accounts:job_progress": Door(with_job, allowed=MINE),
    "accounts:job_resume": Door(with_job, method="post", allowed={"referent": 302}),
    "accounts:draft_list": Door(allowed=EVERYBODY),
    "accounts:draft_keep": Door(method="post", data=typing, allowed=EVERYBODY),
    "accounts:draft_offer": Door(allowed=EVERYBODY),
    "accounts:draft_panel": Door(allowed=EVERYBODY),
    "accounts:draft_fields": Door(with_draft, allowed=MINE),
    "accounts:draft_discard": Door(with_draft, method="post", allowed={"referent": 302}),
    "accounts:draft_take_back": Door(with_draft, method="post", allowed={"referent": 302}),
    # Signing in is for who is outside: the others are led home, or to what they already have.
    "account_login": Door(allowed=MOVED_ON, nobody=200),
    "mfa_login_webauthn": Door(allowed=MOVED_ON),
    "account_logout": Door(allowed=EVERYBODY),
    "account_reauthenticate": Door(allowed=EVERYBODY),
    "account_change_password": Door(allowed=EVERYBODY),
    "account_set_password": Door(allowed=MOVED_ON),
    # Where no provider is set up, these pages do not exist; with one, see test_proconnect.
    "proconnect_login": Door(method="post", nobody=404),
    "proconnect_callback": Door(nobody=404),
    "proconnect_goodbye": Door(allowed=MOVED_ON),
    "proconnect_link": Door(method="post"),
    "proconnect_unlink": Door(with_identity, allowed=MINE),
    "proconnect_reauthenticate": Door(),
    "mfa_index": Door(allowed=MOVED_ON),
    "mfa_authenticate": Door(allowed=MOVED_ON),
    "mfa_reauthenticate": Door(allowed=EVERYBODY),
    "mfa_activate_totp": Door(allowed=MOVED_ON),
    "mfa_deactivate_totp": Door(allowed=EVERYBODY),
    "mfa_list_webauthn": Door(allowed=MOVED_ON),
    "mfa_add_webauthn": Door(allowed=EVERYBODY),
    # Nobody else has one to show; those who have none are led to the way they have.
    "mfa_reauthenticate_webauthn": Door(allowed=MOVED_ON),
    "mfa_edit_webauthn": Door(with_passkey, allowed=MINE),
    "mfa_remove_webauthn": Door(with_passkey, allowed=MINE),
    "mfa_view_recovery_codes": Door(),
    "mfa_generate_recovery_codes": Door(allowed=EVERYBODY),
    "mfa_download_recovery_codes": Door(),
}
OPEN_TO_ALL = {
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:invitation_accept",  # the key opens
    "accounts:sign_in_disown",  # the key opens
    "accounts:demo_entry",  # answers 404 outside the demonstration
    "accounts:outbox",
}
