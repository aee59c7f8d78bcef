"""The demonstration as a Django application: commands only, no page and no table."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "tisserand.demo"
    verbose_name = "Démonstration"

    def ready(self) -> None:
        """Say a word of each person on the entry page."""
        from tisserand.accounts.demonstration import describe_cast
        from tisserand.demo.territory import lines_of_the_cast

        describe_cast(lines_of_the_cast)
