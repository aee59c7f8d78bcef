"""Addresses of the documents of a dossier."""

from django.urls import path

from tisserand.support.views import document, document_file, shared

DOCUMENTS = "dossiers/<uuid:dossier_id>/documents"
DOCUMENT = f"{DOCUMENTS}/<uuid:document_id>"
VERSION = f"{DOCUMENT}/versions/<int:number>"
SHARED = "partages/<uuid:grant_id>/documents/<uuid:document_id>"
GUESTS = f"invite/{SHARED}"  # see `sharing.visits`

urlpatterns = [
    path(f"{DOCUMENTS}/", document.document_list, name="document_list"),
    path(f"{DOCUMENTS}/deposer/", document.document_add, name="document_add"),
    path(f"{DOCUMENT}/", document.document_detail, name="document_detail"),
    path(f"{DOCUMENT}/modifier/", document.document_edit, name="document_edit"),
    path(f"{DOCUMENT}/remplacer/", document.document_replace, name="document_replace"),
    path(f"{DOCUMENT}/retirer/", document.document_remove, name="document_remove"),
    path(f"{DOCUMENT}/remettre/", document.document_restore, name="document_restore"),
    path(f"{VERSION}/fichier/", document_file.document_file, name="document_file"),
    path(f"{VERSION}/pages/<int:page>/", document_file.document_page, name="document_page"),
    path(
        "documents/<uuid:version_id>/avancement/", document_file.document_progress, name="document_progress"
    ),
    path(f"{SHARED}/fichier/", shared.shared_document_file, name="shared_document_file"),
    path(f"{SHARED}/pages/<int:page>/", shared.shared_document_page, name="shared_document_page"),
    path(f"{GUESTS}/fichier/", shared.guest_document_file, name="guest_document_file"),
    path(f"{GUESTS}/pages/<int:page>/", shared.guest_document_page, name="guest_document_page"),
    path("administration/antivirus/", document_file.antivirus_panel, name="antivirus_panel"),
]
