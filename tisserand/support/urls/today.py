"""Addresses of Aujourd’hui and of the team’s load."""

from django.urls import path

from tisserand.support.views import today

urlpatterns = [
    path("", today.today, name="today"),
    path("aujourdhui/<uuid:dossier_id>/demain/", today.line_put_off, name="line_put_off"),
    path("aujourdhui/<uuid:dossier_id>/maintenant/", today.line_take_back, name="line_take_back"),
    path("charge/", today.load, name="load"),
]
