"""Addresses of this room."""

from django.urls import URLPattern

app_name = "coordination"
urlpatterns: list[URLPattern] = []
