"""What this room holds of someone who leaves: roles, invitations, sessions, second factor, drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import DraftState, Role
from tisserand.accounts.departures import Held, Leaver
from tisserand.accounts.models import Draft, Invitation, Membership, User
from tisserand.ui.templatetags.words import date_fr, plural


def held(actor: Actor, leaver: Leaver, now: datetime) -> Iterable[Held]:
    """Roles and access, invitations sent, drafts that will expire."""
    yield _access(leaver)
    if pending := pending_invitations(leaver, now).count():
        yield Held(
            plural(pending, "invitation envoyée attend,invitations envoyées attendent"),
            "Elles seront retirées le lendemain du dernier jour. Renvoyez-les sous votre nom si elles servent.",
            icon="envelope",
            gesture="Voir les invitations" if actor.has_role(Role.ADMINISTRATOR) else "",
            url=reverse("accounts:invitation_list"),
            order=70,
        )
    if drafts := open_drafts(leaver, now).count():
        yield Held(
            plural(drafts, "brouillon non envoyé,brouillons non envoyés"),
            "Lisibles par leur auteur·e seulement, ils s’effacent avec le temps : à envoyer avant de partir.",
            icon="pencil",
            order=75,
        )


def _access(leaver: Leaver) -> Held:
    elsewhere = works_elsewhere(leaver)
    kept = (
        "La double vérification reste, pour l’autre structure."
        if elsewhere
        else "La double vérification est oubliée."
    )
    return Held(
        f"L’accès se ferme après le {date_fr(leaver.last_day)}",
        f"Les rôles s’arrêtent ce jour-là, les sessions ouvertes se ferment le lendemain. {kept}",
        icon="lock",
        order=60,
    )


def pending_invitations(leaver: Leaver, now: datetime) -> QuerySet[Invitation]:
    """The invitations they sent that still open."""
    return Invitation.objects.filter(
        organisation_id=leaver.organisation_id,
        invited_by=leaver.user,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
    )


def open_drafts(leaver: Leaver, now: datetime) -> QuerySet[Draft]:
    """What they were typing here: only ever counted."""
    return Draft.objects.filter(
        user=leaver.user,
        organisation_id=leaver.organisation_id,
        state=DraftState.OPEN,
        expires_at__gt=now,
    )


def works_elsewhere(leaver: Leaver) -> bool:
    """Whether they go on working in another organisation."""
    there = Membership.objects.exclude(organisation_id=leaver.organisation_id).filter(user=leaver.user)
    return there.current(leaver.last_day).exists()


def close(leaver: Leaver, now: datetime) -> dict[str, int]:
    """Withdraw invitations, close sessions; of who works nowhere any more, forget second factor and identities."""
    counts = {
        "invitations": pending_invitations(leaver, now).update(withdrawn_at=now),
        "sessions": close_sessions(leaver.user, now),
    }
    if not Membership.objects.filter(user=leaver.user).current(localdate(now)).exists():
        gone, _ = Authenticator.objects.filter(user=leaver.user).delete()
        counts["second_factors"] = gone
        counts["identities"], _ = SocialAccount.objects.filter(user=leaver.user).delete()
    return counts


def close_sessions(user: User, now: datetime) -> int:
    """End every open session of an account; returns how many. Sessions last half a day: there are never many."""
    opened = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now).iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=opened).delete()
    return len(opened)
