"""Addresses of what goes in and out of the directory as a file."""

from django.urls import path

from tisserand.directory.views import exports, loadings

urlpatterns = [
    path("annuaire/imports/", loadings.loading_list, name="loading_list"),
    path("annuaire/imports/nouveau/", loadings.loading_start, name="loading_start"),
    path("annuaire/imports/<uuid:loading_id>/", loadings.loading_detail, name="loading_detail"),
    path(
        "annuaire/imports/<uuid:loading_id>/avancement/", loadings.loading_progress, name="loading_progress"
    ),
    path("annuaire/imports/<uuid:loading_id>/relancer/", loadings.loading_run, name="loading_run"),
    path("annuaire/imports/<uuid:loading_id>/annuler/", loadings.loading_cancel, name="loading_cancel"),
    path("annuaire/imports/<uuid:loading_id>/lignes.csv", loadings.loading_refused, name="loading_refused"),
    path("annuaire/export/", exports.directory_export, name="directory_export"),
    path("annuaire/export/fichier/", exports.directory_file, name="directory_file"),
]
