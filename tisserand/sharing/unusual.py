"""Readings that do not look like a day's work: three rules over the trail of one day, each easy to say and to check.

Thresholds are deliberately high: a warning that is always there is read by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tisserand.sharing.choices import UnusualKind

MANY_IN_AN_HOUR = 40  # people
MANY_AT_NIGHT = 3
NIGHT_FROM, NIGHT_UNTIL = 21, 6  # hours of the clock on the wall

# What one worker read in one organisation on one day, person by person; lists and searches name nobody in particular.
_READINGS = """
    WITH reading AS (
        SELECT actor_id, actor_name, person_id, at, at AT TIME ZONE %(zone)s AS local
        FROM audit_accessevent
        WHERE organisation_id = %(organisation)s AND at >= %(since)s AND at < %(until)s
            AND verb IN ('read', 'reveal', 'export') AND actor_id IS NOT NULL AND person_id IS NOT NULL
    )
"""
_RULES = {
    UnusualKind.MANY: """
        SELECT DISTINCT ON (actor_id) actor_id, max(actor_name), count(DISTINCT person_id) AS people, min(at), max(at)
        FROM reading GROUP BY actor_id, date_trunc('hour', at)
        HAVING count(DISTINCT person_id) >= %(many)s ORDER BY actor_id, people DESC
    """,
    UnusualKind.NIGHT: """
        SELECT actor_id, max(actor_name), count(DISTINCT person_id), min(at), max(at)
        FROM reading
        WHERE extract(hour FROM local) >= %(night_from)s OR extract(hour FROM local) < %(night_until)s
            OR extract(isodow FROM local) = 7
        GROUP BY actor_id HAVING count(DISTINCT person_id) >= %(many_at_night)s
    """,
    UnusualKind.SAME_NAME: """
        SELECT actor_id, max(actor_name), count(DISTINCT person_id), min(at), max(at)
        FROM reading JOIN accounts_user u ON u.id = actor_id JOIN people_person p ON p.id = person_id
        WHERE btrim(u.last_name) <> ''
            AND upper(unaccent(u.last_name)) IN (upper(unaccent(p.last_name)), upper(unaccent(p.birth_name)))
        GROUP BY actor_id
    """,
}


@dataclass(frozen=True)
class Found:
    """One worker and one reason to ask."""

    kind: UnusualKind
    actor_id: UUID
    actor_name: str
    people: int
    first_at: datetime
    last_at: datetime


def unusual_readings(organisation_id: UUID, day: date) -> Iterator[Found]:
    """What deserves a question, in one organisation, on one day of the clock on the wall. One query a rule."""
    values: dict[str, Any] = {
        "organisation": organisation_id,
        "zone": timezone.get_default_timezone_name(),
        "since": timezone.make_aware(datetime.combine(day, time.min)),
        "until": timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)),
        "many": MANY_IN_AN_HOUR,
        "many_at_night": MANY_AT_NIGHT,
        "night_from": NIGHT_FROM,
        "night_until": NIGHT_UNTIL,
    }
    with connection.cursor() as cursor:
        for kind, rule in _RULES.items():
            cursor.execute(_READINGS + rule, values)
            yield from (Found(kind, *row) for row in cursor.fetchall())
