"""Dossiers opened because someone was in danger: why, what was seen, and what those who lead thought of it."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.authorship import written_by
from tisserand.audit.services import happening_at, record_read
from tisserand.demo.territory import Territory
from tisserand.people.emergencies import RIGHT
from tisserand.people.models import EmergencyOpening
from tisserand.people.services.emergency import (
    Why,
    end_emergency,
    open_in_emergency,
    review_emergency,
    tell_emergency,
)
from tisserand.support.models import Dossier

Source = dict[str, Any]


def open_for_danger(territory: Territory, dossier: Dossier, source: Source) -> None:
    """`[[emergencies]]`: `by` someone who could not read; `hours` when it was opened, closed and told, of day `at`.

    `review` is what someone else thought of it, another day; without it, it waits.
    """
    actor = territory.actor(source["by"], dossier.organisation)
    opened_at, ended_at, told_at = (territory.moment(source["at"], hour) for hour in source["hours"])
    why = Why(source["danger"], " ".join(source["reason"].split()))
    with written_by(actor):
        with happening_at(opened_at):
            opening = open_in_emergency(actor=actor, person=dossier.person, why=why, now=opened_at)
            record_read(
                actor=actor,
                person_id=dossier.person_id,
                part="support.dossier",
                object_id=dossier.pk,
                right=RIGHT,
            )
        with happening_at(ended_at):
            end_emergency(actor=actor, opening=opening, now=ended_at)
        with happening_at(told_at):
            account = " ".join(source["account"].split())
            opening = tell_emergency(actor=actor, opening=opening, account=account, now=told_at)
    if "review" in source:
        _review(territory, opening, source["review"])


def _review(territory: Territory, opening: EmergencyOpening, source: Source) -> None:
    reader = territory.actor(source["by"], opening.organisation)
    moment = territory.moment(source["d"], "09:20")
    opening.verdict, opening.words = source["verdict"], " ".join(source["words"].split())
    opening.person_told, opening.person_told_on = source["told"], territory.day(source["told_on"])
    with written_by(reader), happening_at(moment):
        review_emergency(actor=reader, opening=opening, expected=opening.revision, now=moment)
