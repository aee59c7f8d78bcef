"""Places of the directory that fit someone: near the commune where they live; their address is not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Referral
from tisserand.directory.doorways import DOORWAYS, Doorway
from tisserand.directory.lines import distance_words
from tisserand.directory.models import Service
from tisserand.directory.opening import Now, now_words
from tisserand.directory.queries import services_near
from tisserand.directory.spots import Spot, rough_spot, spot_of
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint, Person
from tisserand.sharing.choices import Topic

A_FEW = 4
LOOKED_AT = 60  # the nearest, among which those that are open come first
SHOWN = 12
FAR_KM = 30
# The needs of every day that answer each topic.
DOORS = {
    Topic.HOUSING: ("logement", "loyer"),
    Topic.FOOD_ENERGY: ("manger", "factures"),
    Topic.MONEY: ("dettes",),
    Topic.RIGHTS: ("droits", "papiers"),
    Topic.HEALTH: ("sante",),
    Topic.MENTAL_HEALTH: ("moral",),
    Topic.WORK: ("travail",),
    Topic.FAMILY: ("enfants",),
    Topic.SOCIAL_TIES: ("seul",),
    Topic.MOBILITY: ("transport",),
    Topic.DIGITAL: ("ordinateur",),
    Topic.LANGUAGE: ("francais",),
    Topic.SAFETY: ("violences",),
}
# What cannot wait for tomorrow, and under which topic it is written.
TONIGHT = {
    "dormir": Topic.HOUSING,
    "manger": Topic.FOOD_ENERGY,
    "sante": Topic.HEALTH,
    "violences": Topic.SAFETY,
}


@dataclass(frozen=True)
class Nearby:
    """A service, whether it is open, how far it is."""

    service: Service
    now: Now | None

    @property
    def distance(self) -> str:
        """« à 1,2 km »; nothing when nobody can tell."""
        km = getattr(self.service, "km", None)
        return "" if km is None else distance_words(km, is_rough=self.service.is_roughly_at)


def commune_code_of(person: Person) -> str:
    """Where they live, to within a commune; nothing of a protected address."""
    rows = ContactPoint.objects.filter(
        person=person, kind=ContactKind.ADDRESS, until_on=None, is_protected=False
    )
    return rows.exclude(commune_code="").values_list("commune_code", flat=True).first() or ""


def doorways_tonight() -> list[Doorway]:
    """The needs that cannot wait."""
    return [DOORWAYS[key] for key in TONIGHT]


def open_tonight(actor: Actor, doorway: Doorway, insee_code: str, at: datetime) -> list[Nearby]:
    """What answers a need near there: those known to be open first, those known to be closed last."""
    rows = services_near(
        actor,
        spot=spot_of(insee_code) if insee_code else None,
        radius_km=FAR_KM,
        insee_code=insee_code,
        topics=doorway.topics,
    )
    found = [Nearby(service, now_words(service.hours, at)) for service in rows[:LOOKED_AT]]
    return list(islice(sorted(found, key=_how_open), SHOWN))


def _how_open(nearby: Nearby) -> int:
    if nearby.now is None:
        return 1
    return 0 if nearby.now.is_open else 2


def alternatives_to(actor: Actor, referral: Referral) -> list[Service]:
    """Others that do the same, the nearest first, but those where the person was sent already."""
    asked = referral.service
    topics = list(asked.topics or []) if asked else _topics_of(referral.topic)
    if not topics:
        return []
    code = commune_code_of(referral.person)
    rows = services_near(actor, spot=_spot(asked, code), radius_km=FAR_KM, insee_code=code, topics=topics)
    tried = Referral.objects.filter(person_id=referral.person_id, organisation_id=referral.organisation_id)
    return list(rows.exclude(pk__in=tried.filter(service__isnull=False).values("service_id"))[:A_FEW])


def _topics_of(topic: str) -> list[str]:
    return [each for key in DOORS.get(Topic(topic), ()) for each in DOORWAYS[key].topics]


def _spot(asked: Service | None, code: str) -> Spot | None:
    """Where they live; else where they were sent."""
    if code and (known := spot_of(code)):
        return known
    if asked is None:
        return None
    if asked.latitude is not None and asked.longitude is not None:
        return Spot(asked.latitude, asked.longitude)
    return rough_spot(asked.insee_code, asked.postcode)
