"""Bringing in the caseload one has: a file, what its columns mean, and what became of each row."""

from django.db import models

from tisserand.accounts.models import Job, Organisation, Team, User
from tisserand.common.rows import Revised, Row
from tisserand.people.models import Person
from tisserand.support.choices import ImportState, RowState
from tisserand.support.models.dossier import Dossier


class CaseloadImport(Revised):
    """One imported file. The file itself is removed when the import ends; its rows keep what they held."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="+", verbose_name="équipe d’accueil"
    )
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField("fichier", max_length=200)
    digest = models.CharField(max_length=64)
    # One entry a sheet: {"name", "headings", "mapping": {field: [columns]}, "skip": bool, "first_names": [...]}
    sheets = models.JSONField("feuilles", default=list)
    referents = models.JSONField("référent·es", default=dict)  # {as written in the file: user id or ""}
    state = models.CharField("état", max_length=10, choices=ImportState.choices, default=ImportState.MAPPING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="imports_of_organisation")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportRow(Row):
    """One row of the file: what it held, what was understood, what became of it and why."""

    caseload_import = models.ForeignKey(CaseloadImport, models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField("feuille", default=0)  # place in `sheets`
    number = models.PositiveIntegerField("ligne")  # as in the file: the first line is 1
    cells = models.JSONField()  # as read
    state = models.CharField("résultat", max_length=10, choices=RowState.choices, default=RowState.PENDING)
    reasons = models.JSONField("pourquoi", default=list)  # sentences, in French
    remarks = models.JSONField("remarques gardées", default=list)
    candidates = models.JSONField("se ressemblent", default=list)  # [{"person": id, "reasons": [...]}]
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.SET_NULL, null=True, related_name="+")
    # What it added to someone already known: {"contacts": [ids], "entry": id}, so that it can be taken back.
    added = models.JSONField(default=dict)
    created_person = models.BooleanField(default=False)
    created_dossier = models.BooleanField(default=False)

    class Meta:
        verbose_name = "ligne importée"
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["caseload_import", "sheet", "number"], name="one_result_a_row"),
        ]
        indexes = [
            models.Index(fields=["caseload_import", "state", "sheet", "number"], name="rows_by_result")
        ]

    def __str__(self) -> str:
        return f"row {self.number}"
