"""`demo_accounts`: who one may enter as in the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from tisserand.accounts.queries import demonstration_cast
from tisserand.common.clock import today
from tisserand.demo.territory import lines_of_the_cast


class Command(BaseCommand):
    help = "Dit sous quels noms on peut entrer dans la démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = lines_of_the_cast()
        for membership in demonstration_cast(today=today()):
            user = membership.user
            self.stdout.write(
                f"  {user.get_full_name():<18} {membership.get_role_display():<24} {membership.organisation.name}"
            )
            if self.verbosity(options) > 1:
                self.stdout.write(f"    {lines.get(user.email, '')}")

    def verbosity(self, options: dict[str, Any]) -> int:
        return int(options.get("verbosity", 1))
