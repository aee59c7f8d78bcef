"""Addresses of the desk."""

from django.urls import path

from tisserand.directory.views import counter

urlpatterns = [
    path("guichet/", counter.counter, name="counter"),
    path("guichet/feuille/", counter.counter_sheet, name="counter_sheet"),
]
