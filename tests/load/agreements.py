"""Agreements of the bench: an organisation that gave two hundred thousand, workers in two thousand circles each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from tests.load.filling import Rows, Territory, unwatched
from tisserand.accounts.models import Organisation
from tisserand.common.clock import today
from tisserand.common.ids import new_id
from tisserand.people.models import Registration
from tisserand.sharing.choices import (
    Basis,
    BlockReach,
    ConsentState,
    Expression,
    InformedHow,
    Notice,
    ShareLevel,
    Topic,
)
from tisserand.sharing.models import AccountBlock, Consent, Grant

GIVEN = 200_000  # by the organisation that is measured
CIRCLES = 2_000  # openings to each of its workers, from others
OF_ONE = 3  # agreements of the person whose page is measured
SAID: dict[str, Any] = {
    "state": ConsentState.GIVEN,
    "basis": Basis.CONSENT,
    "purpose": "chercher un logement ensemble",
    "level": ShareLevel.PLAN,
    "topics": [Topic.HOUSING.value, Topic.MONEY.value],
    "informed_how": InformedHow.EXPLAINED,
    "notice": Notice.PRINTED,
    "expression": Expression.SIGNED,
}


def share(territory: Territory) -> None:
    """Keep them once: what comes later is about other people."""
    if territory.openings:
        return
    chance = random.Random(17)
    elsewhere = list(Organisation.objects.exclude(pk=territory.home).values_list("pk", flat=True))
    measured = [person for _, person in territory.thin]
    at_home = list(
        Registration.objects.filter(organisation_id=territory.home)
        .exclude(person_id__in=measured)
        .values_list("person_id", flat=True)
    )
    others = Registration.objects.exclude(organisation_id=territory.home).order_by("pk")
    let_in = list(others.values_list("organisation_id", "person_id")[:CIRCLES])
    with unwatched():
        _open(
            (territory.home, person, chance.choice(elsewhere), None)
            for person in (*(chance.choice(at_home) for _ in range(GIVEN)), *measured * OF_ONE)
        )
        _open(
            (where, person, territory.home, worker)
            for where, person in let_in[len(measured) :]
            for worker in territory.workers
        )
        _open(
            (where, person, territory.home, None) for where, person in let_in[: len(measured)]
        )  # all of them may read it
        blocks = Rows(AccountBlock)
        blocks.copy(
            blocks.line(
                person_id=person,
                organisation_id=where,
                topic=topic,
                text="Deux mois de loyer en retard ; le bailleur attend un plan pour la fin du mois.",
                reach=BlockReach.SHAREABLE,
                written_by_id=territory.workers[0],
            )
            for where, person in dict.fromkeys([*let_in, *((territory.home, person) for person in measured)])
            for topic in (Topic.HOUSING, Topic.MONEY)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sharing_consent, sharing_grant, sharing_accountblock")
    opened = Grant.objects.filter(to_organisation_id=territory.home, to_user=None)
    territory.openings = list(opened.values_list("pk", flat=True))


def _open(said: Iterator[tuple[UUID, Any, UUID, UUID | None]]) -> None:
    """Agreements and what they open: from whom, of whom, to whom, to which of them; ten thousand at a time."""
    consents, grants = Rows(Consent), Rows(Grant)
    since = today() - timedelta(days=30)
    noted_by = _anybody()
    while lot := [(new_id(), *one) for one in islice(said, 10_000)]:
        consents.copy(
            consents.line(
                id=pk,
                person_id=person,
                organisation_id=where,
                informed_on=since,
                decided_on=since,
                starts_on=since,
                noted_by_id=noted_by,
                **SAID,
            )
            for pk, where, person, _, _ in lot
        )
        grants.copy(
            grants.line(
                consent_id=pk,
                person_id=person,
                organisation_id=where,
                to_organisation_id=to,
                to_user_id=user,
                opens_on=since,
            )
            for pk, where, person, to, user in lot
        )


def _anybody() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user LIMIT 1")
        return UUID(str(cursor.fetchone()[0]))
