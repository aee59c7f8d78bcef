"""Addresses that only the demonstration answers."""

from django.urls import path

from tisserand.accounts.views import demonstration

urlpatterns = [
    path("demonstration/", demonstration.demo_entry, name="demo_entry"),
    path("demonstration/courrier/", demonstration.outbox, name="outbox"),
]
