"""An organisation opened by those who install Tisserand; its own details."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Invitation, Organisation
from tisserand.accounts.policies import ORGANISATION
from tisserand.accounts.services.invitations import AddressOf, renew
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action


class SlugTaken(Exception):
    """Another organisation has this identifier."""


@dataclass(frozen=True)
class Opened:
    """A new organisation, its first invitation, and the page where that invitation is accepted."""

    organisation: Organisation
    invitation: Invitation
    address: str


@transaction.atomic
def open_organisation(
    *, actor: Actor, name: str, slug: str, administrator: str, address_of: AddressOf, now: datetime
) -> Opened:
    """Open an organisation and invite who will administer it; nothing is mailed yet.

    For those who install Tisserand alone: no account may do it. An empty `slug` is made from the name.
    Raises `SlugTaken`, or `ValidationError` when a word of it cannot be kept.
    """
    if not actor.system:
        raise PermissionDenied
    organisation = Organisation(name=" ".join(name.split()), slug=slug or slug_of(name))
    organisation.full_clean(validate_unique=False)
    if Organisation.objects.filter(slug=organisation.slug).exists():
        raise SlugTaken
    organisation.save()
    invitation = Invitation(
        organisation=organisation, role=Role.ADMINISTRATOR, email=administrator.strip().lower()
    )
    invitation.clean_fields(exclude={"key_digest", "expires_at", "invited_by"})
    opened = Opened(organisation, invitation, renew(invitation, address_of, now))
    for part, thing in (("organisation_opened", organisation), ("invitation_sent", invitation)):
        note = replace(actor, organisation_id=organisation.pk)
        record(actor=note, verb=Verb.ADMINISTER, part=f"accounts.{part}", object_id=thing.pk)
    return opened


def slug_of(name: str) -> str:
    """« CCAS d’Œuilly » is « ccas-d-oeuilly »."""
    plain = re.sub("[’']", " ", name.lower()).replace("œ", "oe").replace("æ", "ae")
    return slugify(plain)[:60].strip("-")


@transaction.atomic
def amend_organisation(
    *, actor: Actor, organisation: Organisation, expected: int, now: datetime
) -> Organisation:
    """Save what was changed, unless someone else saved meanwhile (`StaleRevision`)."""
    ORGANISATION.check(actor, Action.EDIT, organisation)
    organisation.save_revision(expected=expected)
    record(actor=actor, verb=Verb.ADMINISTER, part="accounts.organisation_amended", object_id=organisation.pk)
    return organisation
