"""What happens to files behind the scenes: scanned, drawn, erased; and nothing left over on the shelf."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from django.db import transaction

from config.env import ROOT
from tisserand.accounts.actors import system_actor
from tisserand.audit.choices import Verb
from tisserand.support.choices import ScanState
from tisserand.support.files import antivirus, shelf
from tisserand.support.models import Document, DocumentVersion
from tisserand.support.services.documents import UNDO_FOR, trace

log = structlog.get_logger(__name__)
DRAWING = "tisserand.support.files.drawing"
DRAWN_AT_MOST = 20
DRAWING_SECONDS = 90
STRAY_AFTER = timedelta(days=1)  # a file this old without a row was left by something that stopped half-way


def prepare_version(version: DocumentVersion) -> bool:
    """Scan a file, then draw its pages; returns whether nothing is left to do. Called again, it goes on from there."""
    if version.scan == ScanState.WAITING and not _scan(version):
        return False
    if version.is_open and version.drawn is None:
        drawn = _draw(version)
        DocumentVersion.objects.filter(pk=version.pk).update(drawn=drawn)
    return True


def _scan(version: DocumentVersion) -> bool:
    if not antivirus.is_configured():
        version.scan = ScanState.UNSCANNED
    else:
        try:
            with shelf.read(version.key) as content:
                verdict = antivirus.scan(content)
        except antivirus.Unreachable:
            log.warning("antivirus_unreachable")
            return False
        version.scan = ScanState(verdict.value)
    with transaction.atomic():
        DocumentVersion.objects.filter(pk=version.pk, scan=ScanState.WAITING).update(scan=version.scan)
        if version.scan == ScanState.INFECTED:
            _erase_infected(version)
    return True


def _erase_infected(version: DocumentVersion) -> None:
    """The file goes at once; the row stays, to say why there is nothing to open."""
    log.warning("infected_document_erased", version=str(version.pk))
    organisation = version.document.dossier.organisation_id
    trace(system_actor("antivirus", organisation_id=organisation), Verb.DELETE, version.document)
    DocumentVersion.objects.filter(pk=version.pk).update(drawn=0)
    transaction.on_commit(lambda: shelf.erase(version.key))


def _draw(version: DocumentVersion) -> int:
    """Draw in a process of its own; what cannot be drawn has no picture, and stays a download."""
    with TemporaryDirectory(prefix="tisserand-pages-") as place:
        folder = Path(place)
        source = folder / "source"
        with shelf.read(version.key) as content, source.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        try:
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    DRAWING,
                    *map(str, (source, version.media_type, folder, DRAWN_AT_MOST)),
                ],
                cwd=ROOT,
                timeout=DRAWING_SECONDS,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
            )
        except (subprocess.SubprocessError, OSError) as error:
            log.warning("document_not_drawn", version=str(version.pk), error=type(error).__name__)
            return 0
        pages = sorted(folder.glob("*.webp"), key=lambda page: int(page.stem))
        for number, page in enumerate(pages, start=1):
            shelf.keep_page(version.key, number, page)
        return len(pages)


def erase_with_row(sender: Any, instance: DocumentVersion, **kwargs: Any) -> None:
    """A row that goes, whatever took it away (erasure of a person, end of the demonstration), takes its files."""
    key, drawn = instance.key, instance.drawn or 0
    transaction.on_commit(lambda: shelf.erase(key, drawn))


def erase_removed(*, now: datetime) -> int:
    """Erase for good the documents removed more than `UNDO_FOR` ago; returns how many."""
    erased = 0
    for document in Document.objects.filter(removed_at__lt=now - UNDO_FOR).select_related("dossier"):
        organisation = document.dossier.organisation_id
        with transaction.atomic():
            trace(system_actor("corbeille", organisation_id=organisation), Verb.DELETE, document)
            document.delete()
        erased += 1
    return erased


def sweep_shelf(*, now: datetime) -> int:
    """Remove the files that no row knows; returns how many. Recent ones may still be waiting for their row."""
    swept = 0
    batch: list[str] = []
    for key in shelf.kept_before(now - STRAY_AFTER):
        batch.append(key)
        if len(batch) == 500:
            swept += _sweep(batch)
            batch = []
    return swept + _sweep(batch)


def _sweep(keys: list[str]) -> int:
    owners = {shelf.document_key(key) for key in keys}
    known = DocumentVersion.objects.filter(key__in=owners).exclude(scan=ScanState.INFECTED)
    kept = set(known.values_list("key", flat=True))
    strays = [key for key in keys if shelf.document_key(key) not in kept]
    for key in strays:
        shelf.erase(key)
    return len(strays)
