"""A colleague who leaves soon, her dossiers half handed over; and a relay that waits for Sophie this morning."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.services.departures import plan_departure
from tisserand.demo.territory import Territory
from tisserand.support.models import Dossier, Handover
from tisserand.support.services.handover_batches import run_batch, start_batch
from tisserand.support.services.handovers import blocks_of, tell_person, write_summary

SLUG = "ccas-de-valmont"
LEAVES_IN = 18  # days
PREPARED, READ, TOLD = 6, 3, 2


def pass_relays(territory: Territory) -> int:
    """Claire leaves; Marc has handed some of her dossiers to Inès. Amadou hands one to Sophie. Returns how many."""
    last_day = territory.day(LEAVES_IN)
    administrator = territory.actor("nadege", territory.organisations[SLUG])
    with written_by(administrator):
        plan_departure(
            actor=administrator,
            member=territory.users["claire"],
            last_day=last_day,
            now=territory.moment(0, "08:00"),
        )
    leaving = list(_held_by(territory, "claire")[:PREPARED])
    handed = _hand(territory, "marc", leaving, "ines", last_day)
    for rank, handover in enumerate(handed[:READ]):
        _prepare(territory, handover, told=rank < TOLD)
    today = list(_held_by(territory, "amadou")[:1])
    return len(handed) + len(_hand(territory, "amadou", today, "sophie", territory.today))


def _held_by(territory: Territory, key: str) -> QuerySet[Dossier]:
    held = Dossier.objects.filter(
        organisation=territory.organisations[SLUG],
        closed_on=None,
        referents__user=territory.users[key],
        referents__until_on=None,
    )
    return held.order_by("opened_on", "person__last_name", "person__first_names")


def _hand(territory: Territory, by: str, dossiers: list[Dossier], to: str, on: date) -> list[Handover]:
    if not dossiers:
        return []
    actor, now = territory.actor(by, territory.organisations[SLUG]), territory.moment(0, "08:15")
    with written_by(actor):
        batch = start_batch(
            actor=actor,
            choices=dict.fromkeys(dossiers, territory.users[to]),
            takes_effect_on=on,
            reading_days=30,
            words="Merci de prendre la suite : chaque résumé se lit en deux minutes.",
            now=now,
        )
        run_batch(actor=actor, batch=batch, now=now)
    return list(batch.handovers.order_by("created_at", "id"))


def _prepare(territory: Territory, handover: Handover, *, told: bool) -> None:
    """What Claire has gone over, and whether she has told the person."""
    claire: Actor = territory.actor("claire", territory.organisations[SLUG])
    now = territory.moment(0, "08:40")
    blocks = blocks_of(handover, today=territory.today)
    blocks["know"] += "\n– Préfère qu’on annonce la veille ce dont on va parler."
    with written_by(claire):
        write_summary(actor=claire, handover=handover, blocks=blocks, expected=handover.revision, now=now)
        if told:
            tell_person(
                actor=claire,
                handover=handover,
                told_on=territory.today,
                words="Un peu d’appréhension, puis l’envie de rencontrer Inès.",
                expected=handover.revision,
                now=now,
            )
