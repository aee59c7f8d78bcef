"""`demo_create`: the invented territory, once."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from tisserand.accounts.models import Organisation
from tisserand.common.clock import now, today
from tisserand.demo.crowd import Crowd
from tisserand.demo.doubles import record_twice
from tisserand.demo.places import bring_in_places
from tisserand.demo.relays import pass_relays
from tisserand.demo.stories import tell_all
from tisserand.demo.territory import make_territory
from tisserand.ui.templatetags.words import plural


class Command(BaseCommand):
    help = "Crée le territoire de démonstration, s’il n’existe pas déjà."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="le jour d’où les dates sont comptées")
        parser.add_argument(
            "--stories-only",
            action="store_true",
            help="les douze situations, sans les dossiers légers ni les lieux",
        )

        parser.add_argument(
            "--without-places", action="store_true", help="sans les lieux réels de l’annuaire"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Organisation.objects.filter(is_demonstration=True).exists():
            self.stdout.write("La démonstration est déjà là.")
            return
        with transaction.atomic():
            territory = make_territory(options["today"] or today())
            is_short = options["stories_only"] or options["without_places"]
            places = 0 if is_short else bring_in_places(now=now())
            stories = tell_all(territory)
            others = 0 if options["stories_only"] else Crowd(territory).gather()
            pass_relays(territory)
            record_twice(territory)
        told = f"{len(stories)} situations racontées, {others} dossiers plus légers"
        self.stdout.write(
            f"{told}, {plural(places, 'structure dans l’annuaire,structures dans l’annuaire')}."
        )
