"""What is being typed: kept within seconds for its author alone, taken up again, thrown away, forgotten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import DraftState
from tisserand.accounts.models import Draft
from tisserand.accounts.policies import DRAFT
from tisserand.common.access import Action
from tisserand.common.sealing import BrokenSeal, seal, unseal
from tisserand.common.secret_fields import is_secret

PURPOSE = "draft"  # of what is sealed
TYPED_AT_MOST = 200_000  # characters: far more than a note
KEPT_AT_MOST = 100  # drafts of one person: the oldest give way
Fields = Sequence[tuple[str, str, str]]


class DraftLeft(Exception):
    """The draft is not this page's any more: its form was saved, or another page went on with it."""


@dataclass(frozen=True)
class Typed:
    """What a draft holds: the words of its page, and (name, value, label) of each field in order.

    Only what is written freely has a label: a choice is not read out of its form. `page` tells which open page
    holds it now.
    """

    title: str = ""
    fields: Fields = field(default_factory=tuple)
    page: str = ""


def keep_draft(
    *,
    actor: Actor,
    token: UUID,
    address: str,
    form: str,
    title: str,
    fields: Fields,
    page: str = "",
    taken_from: str = "",
    now: datetime,
) -> Draft:
    """Keep what is typed, in place of what the same page kept before; secrets of sign-in are left out.

    `page` is the open page that types, `taken_from` the one whose draft it took up. Raises ValidationError
    (`address` is not a page of ours, too long), Http404 (the token is somebody else's), DraftLeft.
    """
    _check(address, form, title, fields, page)
    draft = Draft.objects.filter(pk=token).first()
    if draft is None:
        draft = Draft(token=token, user_id=actor.user_id, organisation_id=actor.organisation_id)
        draft.address, draft.form = address, form
        _make_room(actor)
    DRAFT.check(actor, Action.EDIT, draft)
    if draft.state == DraftState.SENT or read_draft(draft).page not in ("", page, taken_from):
        raise DraftLeft
    draft.state = DraftState.OPEN
    held = {"title": title, "fields": [each for each in fields if not is_secret(each[0])], "page": page}
    draft.sealed = seal(json.dumps(held), purpose=PURPOSE)
    draft.saved_at, draft.expires_at = now, now + timedelta(days=settings.DRAFT_DAYS)
    draft.save()
    return draft


def _make_room(actor: Actor) -> None:
    """Nobody fills the disk by typing: beyond `KEPT_AT_MOST`, the oldest are forgotten."""
    mine = Draft.objects.filter(user_id=actor.user_id).exclude(state=DraftState.SENT).order_by("-saved_at")
    Draft.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT_AT_MOST - 1 :])).delete()


def _check(address: str, form: str, title: str, fields: Fields, page: str) -> None:
    if len(page) > 64 or len(form) > 450 or "\0" in address + form:
        raise ValidationError("Cette page n’existe pas.")
    if sum(len(text) for field in fields for text in field) > TYPED_AT_MOST or len(title) > 500:
        raise ValidationError("Ce texte est trop long pour être gardé en brouillon.")
    for path in (address, form.rpartition("#")[0]):
        parts = urlsplit(path)
        try:
            resolve(parts.path)
        except Resolver404 as error:
            raise ValidationError("Cette page n’existe pas.") from error
        # The query may hold what was searched for, hence a name: it is not kept.
        if parts.netloc or parts.query or len(path) > 450:
            raise ValidationError("Cette page n’existe pas.")


def read_draft(draft: Draft) -> Typed:
    """What it holds; nothing when it is new, or when the secret key it was sealed with is gone."""
    try:
        held = json.loads(unseal(draft.sealed, purpose=PURPOSE))
    except (BrokenSeal, ValueError):
        return Typed()
    fields = [(name, value, label) for name, value, label in held["fields"]]
    return Typed(held["title"], fields, held.get("page", ""))


def settle_draft(*, actor: Actor, token: UUID, now: datetime) -> None:
    """Its form was saved: nothing of it is kept but the token, so that a late arrival is not heard."""
    rows = DRAFT.filter(actor, Action.EDIT, Draft.objects.filter(pk=token))
    rows.update(state=DraftState.SENT, sealed="", saved_at=now)


def discard_draft(*, actor: Actor, draft: Draft, now: datetime) -> None:
    """Throw it away; it can be taken back until it is forgotten."""
    DRAFT.check(actor, Action.EDIT, draft)
    Draft.objects.filter(pk=draft.pk).exclude(state=DraftState.SENT).update(state=DraftState.DISCARDED)


def take_back_draft(*, actor: Actor, draft: Draft, now: datetime) -> None:
    """It was thrown away by mistake."""
    DRAFT.check(actor, Action.EDIT, draft)
    Draft.objects.filter(pk=draft.pk, state=DraftState.DISCARDED).update(state=DraftState.OPEN)
