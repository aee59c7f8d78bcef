"""A document of a dossier: an identity paper, a decision, a bill; each version kept, the file itself elsewhere."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tisserand.accounts.models import User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.support.choices import Caution, DocumentTag, DocumentVisibility, ScanState
from tisserand.support.files.accepted import BY_MEDIA_TYPE
from tisserand.support.models.dossier import Dossier
from tisserand.support.models.journal import Entry


@pghistory.track()
class Document(Revised):
    """What was handed in, whatever its versions. With `expires_on`, *Aujourd’hui* warns `lead_days` before.

    Removed, it can be put back for a while; then its files are erased, and its row with them.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="documents")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    title = models.CharField("ce que c’est", max_length=160)
    tags = ArrayField(
        models.CharField(max_length=12, choices=DocumentTag.choices),
        verbose_name="étiquettes",
        default=list,
        blank=True,
    )
    visibility = models.CharField(
        "lisible par",
        max_length=12,
        choices=DocumentVisibility.choices,
        default=DocumentVisibility.TEAM,
    )
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    # Nothing: nobody is warned.
    lead_days = models.PositiveSmallIntegerField("prévenir avant la fin", null=True, blank=True, default=60)
    # The number of its latest version: the row history tells of a replacement.
    version = models.PositiveSmallIntegerField("version", default=1)
    entry = models.ForeignKey(
        Entry, models.SET_NULL, null=True, blank=True, related_name="documents", verbose_name="note du fil"
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="déposé par")
    removed_at = models.DateTimeField("retiré le", null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = "document"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["dossier", "-created_at"], name="documents_of_dossier"),
            models.Index(
                fields=["expires_on"],
                name="documents_expiring",
                condition=Q(removed_at=None, lead_days__isnull=False, expires_on__isnull=False),
            ),
            models.Index(
                fields=["removed_at"], name="documents_removed", condition=Q(removed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def current(self) -> DocumentVersion | None:
        """The latest version whose file is still there; nothing when the only one was infected."""
        kept = (version for version in self.versions.all() if version.is_kept)
        return next(kept, None)


class DocumentVersion(Row):
    """One file of a document. Its row is written once the file is safe; `key` says nothing of anyone."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField("version", default=1)
    key = models.CharField(max_length=120, unique=True)
    file_name = models.CharField("nom du fichier", max_length=160)
    media_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille en octets")
    digest = models.CharField("empreinte SHA-256", max_length=64)
    pages = models.PositiveSmallIntegerField("pages", default=0)
    caution = models.CharField(
        "précaution", max_length=8, choices=Caution.choices, blank=True, default=Caution.NONE
    )
    scan = models.CharField("antivirus", max_length=10, choices=ScanState.choices, default=ScanState.WAITING)
    # How many pages are drawn; nothing: not yet.
    drawn = models.PositiveSmallIntegerField("pages dessinées", null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="déposé par")

    class Meta:
        verbose_name = "version d’un document"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_numbers"),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="versions_to_prepare",
                condition=Q(scan=ScanState.WAITING) | Q(drawn=None),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.document_id}"

    @property
    def is_kept(self) -> bool:
        """The file is still there."""
        return self.scan != ScanState.INFECTED

    @property
    def is_open(self) -> bool:
        """It may be handed out: scanned, or nobody scans here."""
        return self.scan in (ScanState.CLEAN, ScanState.UNSCANNED)

    @property
    def type_label(self) -> str:
        """What it is, in words."""
        return BY_MEDIA_TYPE[self.media_type].label

    @property
    def drawn_pages(self) -> range:
        """The numbers of the pages one may look at."""
        return range(1, (self.drawn or 0) + 1)
