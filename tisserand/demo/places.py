"""Real places, unlike the people of the demonstration: the two files kept here, brought in as any other would be."""

from __future__ import annotations

from datetime import datetime

from tisserand.accounts.actors import system_actor
from tisserand.demo.territory import HERE
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.models import Structure
from tisserand.directory.services.loading import load_directory

FILES = ("france_services_20221201.csv.gz", "conseillers_numeriques_2022.json.gz")
LOADED_BY = "Démonstration"


def bring_in_places(*, now: datetime) -> int:
    """Fill an empty directory; one that holds anything is left as it is. How many structures it then has."""
    if not Structure.objects.exists():
        for name in FILES:
            path = HERE / "data" / name
            load_directory(actor=system_actor(LOADED_BY), given=given_by(path), file_name=path.name, now=now)
    return Structure.objects.count()
