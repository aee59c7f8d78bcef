"""Places of the directory that fit someone: near the commune where they live; their address is not looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Referral
from tisserand.directory.doorways import DOORWAYS, Doorway
from tisserand.directory.fitting import Fit, Wanted, fitting_services
from tisserand.directory.lines import distance_words
from tisserand.directory.models import Service
from tisserand.directory.opening import Now, now_words
from tisserand.directory.queries import services_near
from tisserand.directory.spots import spot_of
from tisserand.directory.upkeep import Life, lives_of
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint, Person
from tisserand.sharing.choices import Topic

A_FEW = 4
MOST_TRIED = 40
LOOKED_AT = 60  # the nearest, among which those that are open come first
SHOWN = 12
FAR_KM = 30
NO_LIFE = Life()
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
    """A service, whether it is open, whether it has room, how far it is."""

    service: Service
    now: Now | None
    life: Life = NO_LIFE

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
    """What answers a need near there: those known to be open first, those known to be closed or full last."""
    rows = services_near(
        actor,
        spot=spot_of(insee_code) if insee_code else None,
        radius_km=FAR_KM,
        insee_code=insee_code,
        topics=doorway.topics,
    )
    looked_at = list(rows.select_related("structure")[:LOOKED_AT])
    lives = lives_of(looked_at, now=at)
    found = [Nearby(each, now_words(each.hours, at), lives[each.pk]) for each in looked_at]
    return list(islice(sorted(found, key=_how_open), SHOWN))


def _how_open(nearby: Nearby) -> int:
    if nearby.life.is_full or nearby.life.is_closed:
        return 3
    if nearby.now is None:
        return 1
    return 0 if nearby.now.is_open else 2


def alternatives_to(actor: Actor, referral: Referral, *, now: datetime) -> list[Fit]:
    """Others that do the same, with the reasons that they fit, but those where the person was sent already."""
    asked = referral.service
    topics = tuple(asked.topics or ()) if asked else topics_of([referral.topic])
    tried = Referral.objects.filter(
        person_id=referral.person_id, organisation_id=referral.organisation_id, service__isnull=False
    )
    known = set(tried.values_list("service_id", flat=True)[:MOST_TRIED])
    code = commune_code_of(referral.person) or (asked.insee_code if asked else "")
    found = fitting_services(actor, Wanted(topics, insee_code=code), now=now, most=A_FEW + len(known))
    return [fit for fit in found if fit.service.pk not in known][:A_FEW]


def fitting(actor: Actor, person: Person, topics: Iterable[str], *, now: datetime) -> list[Fit]:
    """Those that answer a goal or a difficulty of someone, near the commune where they live."""
    wanted = Wanted(topics_of(topics), insee_code=commune_code_of(person))
    return fitting_services(actor, wanted, now=now, most=A_FEW)


def topics_of(topics: Iterable[str]) -> tuple[str, ...]:
    """What answers our topics, in the words of the directory."""
    keys = (key for topic in topics if topic for key in DOORS.get(Topic(topic), ()))
    return tuple(dict.fromkeys(each for key in keys for each in DOORWAYS[key].topics))
