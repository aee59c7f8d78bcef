"""The accounts of the product, without anything that they bring along."""

from django.apps import AppConfig


class BareAccounts(AppConfig):
    """Tables only."""

    name = "tisserand.accounts"
    label = "accounts"
    default = False
