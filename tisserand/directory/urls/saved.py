"""Addresses of the searches that are kept."""

from django.urls import path

from tisserand.directory.views import saved

ONE = "annuaire/recherches/<uuid:search_id>"

urlpatterns = [
    path("annuaire/recherches/garder/", saved.search_keep, name="search_keep"),
    path(f"{ONE}/", saved.search_open, name="search_open"),
    path(f"{ONE}/renommer/", saved.search_rename, name="search_rename"),
    path(f"{ONE}/retirer/", saved.search_remove, name="search_remove"),
    path(f"{ONE}/remettre/", saved.search_restore, name="search_restore"),
]
