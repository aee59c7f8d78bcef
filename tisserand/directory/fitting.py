"""The services that fit a need already known elsewhere (a goal, a difficulty), each with the reasons that it fits.

Plain values come in: topics, publics, the code of a commune. Nothing of a person does, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tisserand.accounts.actors import Actor
from tisserand.directory import vocabulary as words
from tisserand.directory.lines import distance_words
from tisserand.directory.models import Service
from tisserand.directory.opening import now_words
from tisserand.directory.queries import EVERYONE, REMOTE, areas_of, open_to_inhabitants, services_near
from tisserand.directory.spots import spot_of
from tisserand.directory.upkeep import has_room, lives_of

LOOKED_AT = 60  # of the nearest, from which the best are chosen
FAR_KM = 50


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `insee_code`: where the person lives, for the distance and for whom a service is kept."""

    topics: tuple[str, ...]
    publics: tuple[str, ...] = ()
    insee_code: str = ""
    radius_km: float = FAR_KM


@dataclass(frozen=True)
class Fit:
    """A service that fits: why, in words that a page shows, and what to look at first."""

    service: Service
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    km: float | None
    score: float


def fitting_services(actor: Actor, wanted: Wanted, *, now: datetime, most: int = 6) -> list[Fit]:
    """The best of the nearest, and of those that one reaches from home; neither full nor closed. Four questions."""
    if not wanted.topics:
        return []
    spot = spot_of(wanted.insee_code) if wanted.insee_code else None
    rows = services_near(
        actor,
        spot=spot,
        radius_km=wanted.radius_km,
        insee_code=wanted.insee_code,
        topics=wanted.topics,
        publics=wanted.publics,
    ).filter(has_room(now))
    found = {row.pk: row for row in rows[:LOOKED_AT]}
    if spot:
        found |= {row.pk: row for row in _from_home(actor, wanted, now) if row.pk not in found}
    lives = lives_of(found.values(), now=now)
    fits = [_fit(row, wanted, now, lives[row.pk].room) for row in found.values()]
    return sorted(fits, key=lambda fit: (-fit.score, fit.service.name))[:most]


def _from_home(actor: Actor, wanted: Wanted, now: datetime) -> Iterable[Service]:
    rows = services_near(actor, topics=wanted.topics, publics=wanted.publics)
    rows = rows.filter(
        open_to_inhabitants(wanted.insee_code), has_room(now), reception_modes__contains=[REMOTE]
    )
    return rows[:LOOKED_AT]


def _fit(service: Service, wanted: Wanted, now: datetime, room: str) -> Fit:
    km = getattr(service, "km", None)
    answered = [topic for topic in wanted.topics if topic in (service.topics or ())]
    publics = [public for public in wanted.publics if public in (service.publics or ())]
    reasons = [words.label(words.TOPICS, topic) for topic in answered]
    reasons += [f"Pour\u00a0: {words.label(words.PUBLICS, public)}" for public in publics]
    if EVERYONE in (service.publics or ()):
        reasons.append("Ouvert à tous les publics")
    if wanted.insee_code and service.eligibility_area:
        reasons.append("Couvre la commune" if _covers(service, wanted.insee_code) else "Couvre le pays")
    if km is not None:
        reasons.append(distance_words(km, is_rough=service.is_roughly_at).capitalize())
    elif REMOTE in (service.reception_modes or ()):
        reasons.append("À distance")
    opening = now_words(service.hours, now)
    if opening and opening.is_open:
        reasons.append(opening.words)
    return Fit(service, tuple(reasons), _cautions(service, room), km, _score(service, answered, publics, km))


def _covers(service: Service, insee_code: str) -> bool:
    near = areas_of(insee_code)[:2]  # the commune, the département
    return any(area in near for area in service.eligibility_area or ())


def _cautions(service: Service, room: str) -> tuple[str, ...]:
    told = []
    if service.conditions:
        told.append(f"Conditions\u00a0: {service.conditions}")
    if service.fees == "payant":
        told.append("Payant")
    if service.mobilised_by == ["professionnels"]:
        told.append("La demande se fait par un·e professionnel·le")
    if room == "strained":
        told.append("Presque complet")
    return tuple(told)


def _score(service: Service, answered: list[str], publics: list[str], km: float | None) -> float:
    """Each topic answered counts most, then whom it is for, then the distance."""
    score = 10.0 * len(answered) + 4.0 * len(publics)
    score -= min(km / 5, 8) if km is not None else 4
    return score + (1 if service.phone or service.email else 0)
