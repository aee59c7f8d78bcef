"""Addresses of the first welcome."""

from django.urls import path

from tisserand.support.views import welcome, welcome_open

WELCOME = "accueils/<uuid:welcome_id>"

urlpatterns = [
    path("accueils/", welcome.welcome_list, name="welcome_list"),
    path("accueils/nouveau/", welcome.welcome_create, name="welcome_create"),
    path("accueils/connus/", welcome.welcome_known, name="welcome_known"),
    path(f"{WELCOME}/", welcome.welcome_detail, name="welcome_detail"),
    path(f"{WELCOME}/modifier/", welcome.welcome_edit, name="welcome_edit"),
    path(f"{WELCOME}/suite/", welcome.welcome_handle, name="welcome_handle"),
    path(f"{WELCOME}/dossier/", welcome_open.welcome_open, name="welcome_open"),
    path(f"{WELCOME}/dossier/ressemblances/", welcome_open.welcome_alike, name="welcome_alike"),
]
