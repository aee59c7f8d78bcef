"""Documents: handed in once their file is safe, described, replaced, removed and put back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.choices import DocumentVisibility, ScanState
from tisserand.support.files import antivirus, shelf
from tisserand.support.files.accepted import safe_name, title_from
from tisserand.support.files.inspection import Inspected
from tisserand.support.models import Document, DocumentVersion, Dossier, Entry
from tisserand.support.policies import DOCUMENT, ENTRY
from tisserand.support.services.dossiers import check_open

PART = "support.document"
UNDO_FOR = timedelta(days=30)
LEAD_DAYS = 60
CHUNK = 256 * 1024


class ReplacedMeanwhile(Exception):
    """Someone else handed in another version since the page was drawn."""


@dataclass(frozen=True)
class About:
    """What is said of a document when it is handed in. `lead_days` None: nobody is warned of its end."""

    title: str = ""
    tags: Iterable[str] = field(default_factory=tuple)
    visibility: str = DocumentVisibility.TEAM
    expires_on: date | None = None
    lead_days: int | None = LEAD_DAYS


def trace(actor: Actor, verb: Verb, document: Document) -> None:
    """One line of the trail about a document."""
    record(actor=actor, verb=verb, part=PART, person_id=document.person_id, object_id=document.pk)


def add_document(
    *,
    actor: Actor,
    dossier: Dossier,
    file_name: str,
    inspected: Inspected,
    about: About,
    entry: Entry | None = None,
    now: datetime,
) -> DocumentVersion:
    """Hand in a document. The file is on the shelf before any row says so: a crash loses nothing but a stray file.

    Raises OSError when the file could not be kept. Whoever calls puts `tasks.prepare_document` in the queue.
    """
    check_open(actor, dossier)
    if entry is not None:
        ENTRY.check(actor, Action.READ, entry)
    kept = _keep(inspected, file_name)
    with transaction.atomic():
        document = Document.objects.create(
            dossier=dossier,
            person_id=dossier.person_id,
            title=about.title.strip() or title_from(kept["file_name"]),
            tags=list(about.tags),
            visibility=about.visibility,
            expires_on=about.expires_on,
            lead_days=about.lead_days,
            entry=entry,
            added_by_id=actor.user_id,
            created_at=now,
        )
        version = _add_version(actor, document, kept, now)
        trace(actor, Verb.CREATE, document)
    return version


def _keep(inspected: Inspected, file_name: str) -> dict[str, Any]:
    """Put the file on the shelf; what its row will say of it."""
    return {
        "digest": _digest(inspected.content),
        "key": shelf.keep(inspected.content),
        "file_name": safe_name(file_name, inspected.kind),
        "media_type": inspected.kind.media_type,
        "size": inspected.size,
        "pages": inspected.pages,
        "caution": inspected.caution,
        "scan": ScanState.WAITING if antivirus.is_configured() else ScanState.UNSCANNED,
        # Nothing to draw of a spreadsheet, nor of what one should be careful of.
        "drawn": None if inspected.pages else 0,
    }


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _add_version(actor: Actor, document: Document, kept: dict[str, Any], now: datetime) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        person_id=document.person_id,
        number=document.version,
        added_by_id=actor.user_id,
        created_at=now,
        **kept,
    )


def replace_document(
    *,
    actor: Actor,
    document: Document,
    file_name: str,
    inspected: Inspected,
    expires_on: date | None,
    expected_version: int,
    now: datetime,
) -> DocumentVersion:
    """Put a newer file in the place of the present one, which stays among the versions.

    Raises ReplacedMeanwhile when someone else did since version `expected_version` was seen.
    """
    check_open(actor, document.dossier)
    DOCUMENT.check(actor, Action.EDIT, document)
    kept = _keep(inspected, file_name)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        if document.version != expected_version or document.removed_at:
            raise ReplacedMeanwhile
        document.version, document.expires_on = expected_version + 1, expires_on
        document.save_revision(expected=document.revision)
        version = _add_version(actor, document, kept, now)
        trace(actor, Verb.CHANGE, document)
    return version


@transaction.atomic
def edit_document(
    *,
    actor: Actor,
    document: Document,
    title: str,
    tags: Iterable[str],
    visibility: str,
    expires_on: date | None,
    lead_days: int | None,
    expected: int,
    now: datetime,
) -> Document:
    """Change what is said of a document; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, document.dossier)
    # As it stands in the database: the form has already written on the one in hand.
    DOCUMENT.check(actor, Action.EDIT, Document.objects.select_related("dossier").get(pk=document.pk))
    document.title, document.tags, document.visibility = title.strip(), list(tags), visibility
    document.expires_on, document.lead_days = expires_on, lead_days
    if not DOCUMENT.may(actor, Action.READ, document):
        raise ValidationError(
            "Vous ne pourriez plus le lire : demandez à la personne qui l’a déposé, ou à qui tient le fil."
        )
    document.save_revision(expected=expected)
    trace(actor, Verb.CHANGE, document)
    return document


def remove_document(*, actor: Actor, document: Document, now: datetime) -> Document:
    """Take a document off the dossier; it can be put back for `UNDO_FOR`."""
    return _move(actor, document, Verb.DELETE, now)


def restore_document(*, actor: Actor, document: Document, now: datetime) -> Document:
    """Put a removed document back, with its versions."""
    return _move(actor, document, Verb.CHANGE, None)


@transaction.atomic
def _move(actor: Actor, document: Document, verb: Verb, removed_at: datetime | None) -> Document:
    check_open(actor, document.dossier)
    DOCUMENT.check(actor, Action.EDIT, document)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if (document.removed_at is None) == (removed_at is None):
        return document
    document.removed_at = removed_at
    document.removed_by_id = actor.user_id if removed_at else None
    document.save(update_fields=["removed_at", "removed_by", "updated_at"])
    trace(actor, verb, document)
    return document
