"""Looking for the duplicates of the past: everyone known here compared in the background, pairs kept to decide."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q, QuerySet

from config.env import HOME
from tisserand.accounts.actors import Actor
from tisserand.accounts.jobs import start_job
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import ContactKind, Gender, PairState, ScreeningState
from tisserand.people.linkage import Likeness, Record, likenesses
from tisserand.people.models import ContactPoint, DuplicatePair, NotDuplicate, Person, Registration, Screening
from tisserand.people.policies import MERGE, may_screen_duplicates

KIND = "people.screening"
PART = "people.screening"
CHUNK = 2000
STORED = 500


class AlreadyScreening(Exception):
    """A search is under way in this organisation: `screening` is that one."""

    def __init__(self, screening: Screening) -> None:
        super().__init__(f"{screening.pk} is under way")
        self.screening = screening


def start_screening(*, actor: Actor, now: datetime) -> Screening:
    """Announce a search; the database lets only one run in an organisation (AlreadyScreening)."""
    if not may_screen_duplicates(actor):
        raise PermissionDenied
    try:
        with transaction.atomic():
            return _announce(actor, now)
    except IntegrityError:
        running = Screening.objects.filter(
            organisation_id=actor.organisation_id, state=ScreeningState.RUNNING
        ).first()
        if running is None:
            raise
        raise AlreadyScreening(running) from None


def _announce(actor: Actor, now: datetime) -> Screening:
    screening = Screening.objects.create(
        organisation_id=actor.organisation_id, started_by_id=actor.user_id, created_at=now
    )
    screening.job = start_job(
        actor=actor,
        kind=KIND,
        label="Recherche des doublons",
        total=2 * known_people(screening).count(),
        now=now,
    )
    screening.save(update_fields=["job", "updated_at"])
    record(actor=actor, verb=Verb.CREATE, part=PART, object_id=screening.pk)
    return screening


def known_people(screening: Screening) -> QuerySet[Registration]:
    """Everyone the organisation knows, restricted people too: who may see a pair is asked later."""
    return Registration.objects.filter(organisation_id=screening.organisation_id, is_merged=False)


def run_screening(
    *,
    screening: Screening,
    now: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Screening:
    """Compare everyone and keep the likely pairs. Done again after an interruption, it finds the same pairs and keeps
    them once; what was decided of a pair is never touched.

    `progress` is told how much is done, and out of how much: everyone is read, then everyone is compared.
    """
    running = Screening.objects.filter(pk=screening.pk, state=ScreeningState.RUNNING)
    if not running.exists():
        return screening  # finished by another worker
    people = known_people(screening).count()
    told_apart = _told_apart(screening.organisation_id)
    read = _counted(_records(screening), lambda count: progress(min(count, people), 2 * people))
    found = 0
    with _scratch(screening) as folder:
        for likely in likenesses(
            read, scratch=folder, progress=lambda share: progress(people + int(share * people), 2 * people)
        ):
            kept = [one for one in likely if (one.first, one.second) not in told_apart]
            found += _keep(screening, kept)
    with transaction.atomic():
        _forget_unfound(screening)
        running.update(state=ScreeningState.DONE, people=people, found=found, finished_at=now, updated_at=now)
    screening.refresh_from_db()
    return screening


@contextmanager
def _scratch(screening: Screening) -> Iterator[Path]:
    """Where what does not fit in memory goes; a search that died left it behind, its next run removes it first."""
    folder = HOME / "scratch" / f"screening-{screening.pk}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pair_up(*, actor: Actor, person: Person, other: Person, now: datetime) -> DuplicatePair:
    """A pair chosen by hand, to be decided like those that a search finds; what weighs is told if anything does."""
    for one in (person, other):
        if not MERGE.may(actor, Action.MANAGE, one):
            raise PermissionDenied
    first, second = sorted([person, other], key=lambda one: one.pk)
    known = DuplicatePair.objects.filter(
        organisation_id=actor.organisation_id, first=first, second=second
    ).first()
    if known:
        return known
    records = [
        record_of(one, one.contacts.filter(until_on=None, is_protected=False)) for one in (first, second)
    ]
    with tempfile.TemporaryDirectory() as folder:
        chunks = likenesses(records, scratch=Path(folder), least=0)
        found = next((one for chunk in chunks for one in chunk), None)
    return DuplicatePair.objects.get_or_create(
        organisation_id=actor.organisation_id,
        first=first,
        second=second,
        defaults={
            "probability": found.probability if found else 0,
            "weight": found.weight if found else 0,
            "reasons": [asdict(sign) for sign in found.signs] if found else [],
            "created_at": now,
        },
    )[0]


# --- read


def _records(screening: Screening) -> Iterator[Record]:
    contacts = ContactPoint.objects.filter(until_on=None, is_protected=False)
    rows = (
        known_people(screening)
        .select_related("person")
        .prefetch_related(Prefetch("person__contacts", queryset=contacts, to_attr="compared"))
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        yield record_of(row.person, row.person.compared)  # type: ignore[attr-defined]


def record_of(person: Person, contacts: Iterable[ContactPoint]) -> Record:
    """What is compared of one person."""
    by_kind: dict[str, list[ContactPoint]] = {}
    for contact in contacts:
        by_kind.setdefault(contact.kind, []).append(contact)
    addresses = by_kind.get(ContactKind.ADDRESS, [])
    others = [name for one in person.also_known for name in (one["last_name"], one["birth_name"])]
    return Record(
        id=str(person.pk),
        firsts=[person.first_name, person.used_first_name, person.first_names],
        lasts=[person.last_name, person.birth_name, *others],
        birth=(person.birth_year, person.birth_month, person.birth_day),
        gender=person.gender if person.gender in (Gender.FEMALE, Gender.MALE) else "",
        commune=next((one.commune_code or one.commune for one in addresses), ""),
        phones=[one.value for one in by_kind.get(ContactKind.PHONE, [])],
        emails=[one.value for one in by_kind.get(ContactKind.EMAIL, [])],
    )


def _counted(records: Iterable[Record], tell: Callable[[int], None]) -> Iterator[Record]:
    for count, each in enumerate(records, 1):
        yield each
        if count % CHUNK == 0:
            tell(count)


def _told_apart(organisation_id: UUID) -> set[tuple[str, str]]:
    """The pairs already said to be two people, by the records that stand for them today."""
    here = Registration.objects.filter(organisation_id=organisation_id).values("person_id")
    pairs = NotDuplicate.objects.filter(first__in=here, second__in=here)
    merged: dict[UUID, Any] = dict(
        Person.objects.filter(pk__in=here).exclude(merged_into=None).values_list("pk", "merged_into")
    )

    def standing(person_id: UUID) -> str:
        while person_id in merged:
            person_id = merged[person_id]
        return str(person_id)

    told = (sorted(map(standing, pair)) for pair in pairs.values_list("first_id", "second_id"))
    return {(first, second) for first, second in told}


# --- kept


def _keep(screening: Screening, likely: list[Likeness]) -> int:
    DuplicatePair.objects.bulk_create(
        [_pair(screening, one) for one in likely],
        batch_size=STORED,
        update_conflicts=True,
        unique_fields=["organisation", "first", "second"],
        update_fields=["probability", "weight", "reasons", "screening"],
    )
    return len(likely)


def _pair(screening: Screening, likely: Likeness) -> DuplicatePair:
    first, second = sorted([UUID(likely.first), UUID(likely.second)])
    return DuplicatePair(
        organisation_id=screening.organisation_id,
        first_id=first,
        second_id=second,
        probability=likely.probability,
        weight=likely.weight,
        reasons=[asdict(sign) for sign in likely.signs],
        screening=screening,
    )


def _forget_unfound(screening: Screening) -> None:
    """Pairs of before that nothing brings together any more, and of which nobody said anything."""
    DuplicatePair.objects.filter(
        Q(screening=None) | ~Q(screening=screening),
        organisation_id=screening.organisation_id,
        state=PairState.OPEN,
    ).delete()
