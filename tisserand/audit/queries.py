"""Reading the trail, and proving that nobody touched it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q, QuerySet

from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.audit.parts import part_name
from tisserand.audit.triggers import SEALED_TEXT


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    stream: UUID
    position: int
    what: str


FormerIds = Callable[[UUID], list[UUID]]
_former_ids: list[FormerIds] = []


def name_former_ids(finder: FormerIds) -> None:
    """Let the room of people say under which other ids someone was known. The trail is never rewritten: whoever had two
    records has two chains, read together."""
    _former_ids.append(finder)


def _known_under(person_id: UUID) -> list[UUID]:
    return [person_id, *(former for finder in _former_ids for former in finder(person_id))]


def events_about(
    person_id: UUID, *, organisation_id: UUID | None, through: Any = ()
) -> QuerySet[AccessEvent]:
    """The trail of one person in one organisation, latest first: what others know of them stays with them.

    `through`: ids of what this organisation opened to others; what they read there is told too (`object_id`).
    """
    about = AccessEvent.objects.filter(person_id__in=_known_under(person_id))
    return about.filter(Q(organisation_id=organisation_id) | Q(object_id__in=through))


def events_by(witness_id: UUID) -> QuerySet[AccessEvent]:
    """What one account, or one link, did; latest first."""
    return AccessEvent.objects.filter(actor_id=witness_id)


def writer_of(row: Model, *, organisation_id: UUID | None) -> str:
    """The name of who last wrote `row` in this organisation, as the trail has it; an empty string when it has not."""
    about = getattr(row, "person_id", row.pk)
    # A role is written in the trail of whoever holds it.
    named = [key for key in (row.pk, getattr(row, "user_id", None)) if key]
    written = AccessEvent.objects.filter(
        Q(person_id__in=_known_under(about)) | Q(person_id=None),
        organisation_id=organisation_id,
        object_id__in=named,
        verb__in=[Verb.CREATE, Verb.CHANGE, Verb.ADMINISTER],
    )
    return written.values_list("actor_name", flat=True).first() or ""


def administrative_events(organisation_id: UUID | None) -> QuerySet[AccessEvent]:
    """What was administered in an organisation, and who came to work for it: nobody accompanied is named."""
    verbs = [Verb.ADMINISTER, Verb.SIGN_IN, Verb.SIGN_OUT, Verb.REFUSED]
    return AccessEvent.objects.filter(organisation_id=organisation_id, person_id=None, verb__in=verbs)


ONE_SITTING = timedelta(minutes=15)


@dataclass
class Line:
    """What the trail shows as one line: an event, or the same reading or writing repeated in one sitting."""

    event: AccessEvent
    since: datetime
    times: int = 1

    @property
    def part(self) -> str:
        """What it is about, in words."""
        return part_name(self.event.part)

    def absorbs(self, earlier: AccessEvent) -> bool:
        """Whether `earlier` is the same reading, or a writing of the same thing told alike, a little before."""
        return (
            self.event.verb == earlier.verb
            and (earlier.verb == Verb.READ or self._writes_the_same_as(earlier))
            and self.event.actor_id == earlier.actor_id
            and self.event.part == earlier.part
            and self.event.person_id == earlier.person_id
            and self.since - earlier.at <= ONE_SITTING
        )

    def _writes_the_same_as(self, earlier: AccessEvent) -> bool:
        told = [(one.verb, one.object_id, one.right, one.reason) for one in (self.event, earlier)]
        return told[0] == told[1] and earlier.verb == Verb.CHANGE


def lines_of(events: Iterable[AccessEvent]) -> list[Line]:
    """Events (latest first) as lines; only what is shown is merged, the trail keeps everything."""
    lines: list[Line] = []
    for event in events:
        if lines and lines[-1].absorbs(event):
            lines[-1].since = event.at
            lines[-1].times += 1
        else:
            lines.append(Line(event, event.at))
    return lines


_TEXT = SEALED_TEXT.replace("NEW.", '"new".')
# One pass in the database: recompute each seal from the line before, then compare the chain's end to its head.
_VERIFY = f"""
    WITH line AS (
        SELECT "NEW".*,
            lag("NEW".seal, 1, '') OVER (PARTITION BY stream ORDER BY position) AS seal_before,
            row_number() OVER (PARTITION BY stream ORDER BY position) AS expected
        FROM audit_accessevent AS "NEW"
    )
    SELECT stream, position, 'gap' FROM line WHERE position <> expected
    UNION ALL
    SELECT stream, position, 'altered' FROM line AS "new"
        WHERE seal <> encode(sha256(convert_to(seal_before || '|' || {_TEXT}, 'UTF8')), 'hex')
    UNION ALL
    SELECT h.stream, h.position, 'cut' FROM audit_streamhead h
        LEFT JOIN audit_accessevent e ON e.stream = h.stream AND e.position = h.position AND e.seal = h.seal
        WHERE e.id IS NULL
    UNION ALL
    SELECT e.stream, e.position, 'no head' FROM audit_accessevent e
        LEFT JOIN audit_streamhead h ON h.stream = e.stream WHERE h.stream IS NULL
    ORDER BY 1, 2
"""


def broken_links() -> Iterator[Break]:
    """Every place where a line was altered, removed, added or cut off. Nothing means that the trail holds."""
    with connection.cursor() as cursor:
        cursor.execute(_VERIFY)
        yield from (Break(*row) for row in cursor.fetchall())
