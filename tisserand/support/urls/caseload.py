"""Addresses of the imports of a caseload."""

from django.urls import path

from tisserand.support.views import caseload

urlpatterns = [
    path("reprises/", caseload.caseload_list, name="caseload_list"),
    path("reprises/nouvelle/", caseload.caseload_start, name="caseload_start"),
    path("reprises/<uuid:import_id>/", caseload.caseload_detail, name="caseload_detail"),
    path("reprises/<uuid:import_id>/colonnes/", caseload.caseload_map, name="caseload_map"),
    path("reprises/<uuid:import_id>/lancer/", caseload.caseload_run, name="caseload_run"),
    path("reprises/<uuid:import_id>/avancement/", caseload.caseload_progress, name="caseload_progress"),
    path("reprises/<uuid:import_id>/rejets.csv", caseload.caseload_rejected, name="caseload_rejected"),
    path("reprises/<uuid:import_id>/annuler/", caseload.caseload_undo, name="caseload_undo"),
    path(
        "reprises/<uuid:import_id>/doublons/<uuid:row_id>/", caseload.caseload_decide, name="caseload_decide"
    ),
]
