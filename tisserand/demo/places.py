"""Places of the demonstration: two files of real ones, brought in as any other; and a few invented, which say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tisserand.accounts.actors import system_actor
from tisserand.demo.territory import HERE, read_toml
from tisserand.directory.choices import Room
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.exchange.reading import Given
from tisserand.directory.models import RoomSaid, Service, Structure
from tisserand.directory.services.loading import load_directory

FILES = ("france_services_20221201.csv.gz", "conseillers_numeriques_2022.json.gz")
INVENTED, INVENTED_FILE = "demonstration", "places.toml"
LOADED_BY = "Démonstration"
# Where Valmont stands, wherever a real commune is asked for.
COMMUNE, COMMUNE_CODE, POSTCODE = "Épinal", "88160", "88000"
Source = dict[str, Any]


def bring_in_places(*, now: datetime) -> int:
    """Fill an empty directory; one that holds anything is left as it is. How many structures it then has."""
    if not Structure.objects.exists():
        for name in FILES:
            path = HERE / "data" / name
            load_directory(actor=system_actor(LOADED_BY), given=given_by(path), file_name=path.name, now=now)
        invent_places(now=now)
    return Structure.objects.count()


def invent_places(*, now: datetime) -> None:
    """Those of the territory, and what was said this morning of the room that is left there."""
    places = read_toml(HERE / INVENTED_FILE)["places"]
    given = list(_given(places, now))
    load_directory(actor=system_actor(LOADED_BY), given=given, file_name=INVENTED_FILE, now=now)
    by_key = {service.key: service for service in Service.objects.filter(source__slug=INVENTED)}
    RoomSaid.objects.bulk_create(
        RoomSaid(
            service=by_key[_key(place, service)],
            level=Room(service["room"]),
            word=service.get("word", ""),
            author_name=LOADED_BY,
            created_at=now,
        )
        for place in places
        for service in place["services"]
        if "room" in service
    )


def remove_invented_places() -> None:
    """They leave with the demonstration; the real ones stay."""
    Service.objects.filter(source__slug=INVENTED).delete()
    Structure.objects.filter(source__slug=INVENTED).delete()


def _given(places: list[Source], now: datetime) -> Iterator[Given]:
    """As a file of data·inclusion would say them."""
    number = 0
    for place in places:
        common = _common(place, now)
        number += 1
        yield Given(number, "structure", common | {"id": _key(place), "nom": place["name"]})
        for service in place["services"]:
            number += 1
            told = {"id": _key(place, service), "structure_id": _key(place), "nom": service["name"]}
            yield Given(number, "service", common | told | _offered(service))


def _key(place: Source, service: Source | None = None) -> str:
    return "--".join(filter(None, [INVENTED, place["key"], service["key"] if service else ""]))


def _common(place: Source, now: datetime) -> Source:
    return {
        "source": INVENTED,
        "date_maj": (now - timedelta(days=place["days"])).date().isoformat(),
        "description": "Lieu inventé, pour essayer Tisserand : personne n’y répond.",
        "commune": COMMUNE,
        "code_postal": POSTCODE,
        "code_insee": COMMUNE_CODE,
        "adresse": place["address"],
        "latitude": place["latitude"],
        "longitude": place["longitude"],
        "telephone": place["phone"],
        "courriel": place["email"],
        "horaires_accueil": place["hours"],
    }


def _offered(service: Source) -> Source:
    return {
        "description": f"{service['text']} Lieu inventé, pour essayer Tisserand.",
        "type": service["kind"],
        "thematiques": service["topics"],
        "publics": service["publics"],
        "frais": "gratuit",
        "conditions_acces": service.get("conditions"),
        "modes_accueil": ["en-presentiel"],
        "modes_mobilisation": ["telephoner", "se-presenter", "envoyer-un-courriel"],
        "mobilisable_par": ["usagers", "professionnels"],
    }
