"""Who looked, on ordinary days: without it, the trail that the person reads would begin with the demonstration."""

from __future__ import annotations

from typing import Any

from tisserand.audit.services import happening_at, record_read
from tisserand.demo.territory import Territory
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import right_of
from tisserand.support.models import Dossier
from tisserand.support.policies import right_over

Source = dict[str, Any]


def note_readings(territory: Territory, dossier: Dossier, source: Source) -> None:
    """`readings = [[who, day, hour, part], …]`: someone of the house.

    `[[read_elsewhere]]`: `by` someone `of` another structure, `at` [[day, hour], …], through the agreement on `topic`.
    """
    about: dict[str, Any] = {"person_id": dossier.person_id}
    for who, day, hour, part in source.get("readings", []):
        actor = territory.actor(who, dossier.organisation)
        with happening_at(territory.moment(day, hour)):
            right = right_over(actor, dossier)
            record_read(actor=actor, part=part, object_id=dossier.pk, right=right, **about)
    for told in source.get("read_elsewhere", []):
        actor = territory.actor(told["by"], territory.organisations[told["of"]])
        grant = Grant.objects.select_related("consent").get(
            **about,
            organisation=dossier.organisation,
            to_organisation=actor.organisation_id,
            consent__topics__contains=[told["topic"]],
        )
        for day, hour in told["at"]:
            with happening_at(territory.moment(day, hour)):
                record_read(
                    actor=actor, part="sharing.opening", object_id=grant.pk, right=right_of(grant), **about
                )
