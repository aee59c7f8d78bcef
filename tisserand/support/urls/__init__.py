"""Addresses of the accompaniment, noun by noun."""

from tisserand.support.urls import (
    caseload,
    document,
    dossier,
    handover,
    journal,
    plan,
    situation,
    today,
    welcome,
)

app_name = "support"
urlpatterns = [
    *today.urlpatterns,
    *welcome.urlpatterns,
    *dossier.urlpatterns,
    *handover.urlpatterns,
    *situation.urlpatterns,
    *plan.urlpatterns,
    *journal.urlpatterns,
    *caseload.urlpatterns,
    *document.urlpatterns,
]
