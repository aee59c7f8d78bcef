"""The trail as a Django application."""

from django.apps import AppConfig
from django.db.models import Model
from django.http import HttpRequest


class AuditConfig(AppConfig):
    name = "tisserand.audit"
    verbose_name = "Trace des consultations"

    def ready(self) -> None:
        """Let a page of two versions name whoever saved the other one."""
        from tisserand.audit.queries import writer_of
        from tisserand.ui.conflicts import ask_for_author

        def name_writer(request: HttpRequest, row: Model) -> str:
            return writer_of(row, organisation_id=request.actor.organisation_id)

        ask_for_author(name_writer)
