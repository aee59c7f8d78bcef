"""Addresses of this room."""

from django.urls import path

from tisserand.ui import views

app_name = "ui"
urlpatterns = [
    path("composants/", views.gallery, name="gallery"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("presence/", views.presence, name="presence"),
    path("apparence/", views.theme, name="theme"),
]
