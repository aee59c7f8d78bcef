"""The look of every page, as a Django application."""

from django.apps import AppConfig

from tisserand.common import planning, timestamps


class UiConfig(AppConfig):
    name = "tisserand.ui"
    verbose_name = "Présentation"

    def ready(self) -> None:
        """Before any connection is made."""
        timestamps.install()
        planning.install()
