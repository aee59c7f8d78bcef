"""The directory of structures and services, as a Django application."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tisserand.directory"
    verbose_name = "Annuaire"
