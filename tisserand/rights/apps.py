"""What a household may claim, as a Django application."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "tisserand.rights"
    verbose_name = "Droits"
