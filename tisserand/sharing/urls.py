"""Addresses of this room."""

from django.urls import path

from tisserand.sharing.views import openings, sharing

PERSON = "personnes/<uuid:person_id>"

app_name = "sharing"
urlpatterns = [
    path(f"{PERSON}/partage/", sharing.sharing_detail, name="sharing_detail"),
    path("partages/", openings.opening_list, name="opening_list"),
    path("partages/<uuid:grant_id>/", openings.opening_detail, name="opening_detail"),
]
