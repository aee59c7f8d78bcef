"""The look of every page, as a Django application."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tisserand.ui"
    verbose_name = "Présentation"
