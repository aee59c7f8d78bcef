"""Addresses of the sheets."""

from django.urls import path

from tisserand.directory.views import sheets

SERVICE = "annuaire/services/<uuid:service_id>"
STRUCTURE = "annuaire/structures/<uuid:structure_id>"

urlpatterns = [
    path(f"{SERVICE}/", sheets.service_detail, name="service_detail"),
    path(f"{SERVICE}/carte/", sheets.service_card, name="service_card"),
    path(f"{STRUCTURE}/", sheets.structure_detail, name="structure_detail"),
]
