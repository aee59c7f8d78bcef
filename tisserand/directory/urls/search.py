"""Addresses of the search."""

from django.urls import path

from tisserand.directory.views import search

urlpatterns = [
    path("annuaire/", search.service_search, name="service_search"),
    path("annuaire/communes/", search.place_search, name="place_search"),
]
