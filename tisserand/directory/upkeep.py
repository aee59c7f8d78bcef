"""What is known here of the life of a sheet, for pages and lists: last checked, closed, full, wrong, corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team
from tisserand.common.access import Action
from tisserand.directory.choices import CorrectionState, Room
from tisserand.directory.models import (
    Check,
    Closure,
    Correction,
    Listed,
    Mistake,
    PlaceLink,
    RoomSaid,
    Service,
    Structure,
    TeamNote,
    about,
)
from tisserand.directory.policies import NOTE, may_report_mistake, may_tend_directory, teams_of

KNOWN_FOR = timedelta(days=30)  # what is said of the room left is forgotten after that
STALE_AFTER = timedelta(days=180)


def notes_visible_to(actor: Actor) -> QuerySet[TeamNote]:
    """The notes of one’s teams, those taken away included: they are given back from their own page."""
    return NOTE.filter(actor, Action.READ, TeamNote.objects.select_related("team"))


def corrections_visible_to(actor: Actor) -> QuerySet[Correction]:
    """What was corrected, for those who may mend."""
    rows = Correction.objects.select_related("structure", "service__structure")
    return rows if may_tend_directory(actor) else rows.none()


def corrections_to_review(actor: Actor) -> QuerySet[Correction]:
    """Those of which the producer says something new."""
    return corrections_visible_to(actor).filter(state=CorrectionState.OPEN, is_to_review=True)


def mistakes_visible_to(actor: Actor) -> QuerySet[Mistake]:
    """What was said to be wrong: all of it for those who mend, one’s own for whoever reads."""
    rows = Mistake.objects.select_related("structure", "service__structure")
    if may_tend_directory(actor):
        return rows
    return rows.filter(author_id=actor.user_id) if may_report_mistake(actor) else rows.none()


def mistakes_to_answer(actor: Actor) -> QuerySet[Mistake]:
    """Those that nobody has answered."""
    return mistakes_visible_to(actor).filter(answered_at=None, withdrawn_at=None)


def checks_visible_to(actor: Actor) -> QuerySet[Check]:
    """Who checked what, for those who may take it back."""
    return Check.objects.all() if may_tend_directory(actor) else Check.objects.none()


def closures_visible_to(actor: Actor) -> QuerySet[Closure]:
    """Closures, for those who may lift them."""
    return Closure.objects.all() if may_tend_directory(actor) else Closure.objects.none()


def rooms_visible_to(actor: Actor) -> QuerySet[RoomSaid]:
    """What was said of the room left, for those who may take it back."""
    return RoomSaid.objects.all() if may_tend_directory(actor) else RoomSaid.objects.none()


def unchecked_structures(actor: Actor, *, now: datetime) -> QuerySet[Structure]:
    """Those with an address, not checked for six months, the longest unheard of first."""
    if not may_tend_directory(actor):
        return Structure.objects.none()
    before = now - STALE_AFTER
    silent = Q(checked_at=None) | Q(checked_at__lt=before)
    rows = Structure.objects.filter(silent, gone_on=None, modified_on__lt=timezone.localdate(before))
    return rows.exclude(email="").order_by("modified_on", "id")


def closures_under_way(sheet: Listed, today: date) -> QuerySet[Closure]:
    """Those that hold today or later; of a service, those of its structure as well."""
    of_it = Q(**about(sheet))
    if isinstance(sheet, Service):
        of_it |= Q(structure_id=sheet.structure_id)
    lasting = Q(ends_on=None) | Q(ends_on__gte=today)
    return Closure.objects.filter(of_it, lasting, lifted_at=None)


def room_of(service: Service, now: datetime) -> RoomSaid | None:
    """What was last said of the room left, while it still counts."""
    return RoomSaid.objects.filter(service=service, withdrawn_at=None, created_at__gt=now - KNOWN_FOR).first()


def has_room(now: datetime) -> Q:
    """Of services: neither closed today, nor full as far as anyone said. Few are: they are looked up once."""
    today = timezone.localdate(now)
    closed = Closure.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), lifted_at=None, begins_on__lte=today
    )
    said = RoomSaid.objects.filter(withdrawn_at=None, created_at__gt=now - KNOWN_FOR)
    latest = said.order_by("service_id", "-created_at", "-id").distinct("service_id")
    full = RoomSaid.objects.filter(pk__in=latest.values("pk"), level=Room.FULL)
    return ~(
        Q(pk__in=closed.exclude(service=None).values("service_id"))
        | Q(structure_id__in=closed.exclude(structure=None).values("structure_id"))
        | Q(pk__in=full.exclude(service=None).values("service_id"))
    )


@dataclass(frozen=True)
class Life:
    """What a list of results says of a service beside its name."""

    closed_until: date | None = None
    is_closed: bool = False
    room: str = ""

    @property
    def is_full(self) -> bool:
        """Nobody is taken for now."""
        return self.room == Room.FULL


def lives_of(services: Iterable[Service], *, now: datetime) -> dict[UUID, Life]:
    """Closed today, and the room left, of a page of services: two questions, however many they are."""
    rows = list(services)
    today = timezone.localdate(now)
    closed: dict[Any, Closure] = {}
    held = Closure.objects.filter(
        Q(service__in=rows) | Q(structure__in=[each.structure_id for each in rows]),
        Q(ends_on=None) | Q(ends_on__gte=today),
        lifted_at=None,
        begins_on__lte=today,
    )
    for closure in held:
        closed[closure.service_id or closure.structure_id] = closure
    rooms: dict[Any, str] = {}
    said = RoomSaid.objects.filter(service__in=rows, withdrawn_at=None, created_at__gt=now - KNOWN_FOR)
    for room in said.order_by("created_at", "id"):
        rooms[room.service_id] = room.level
    return {
        each.pk: _life(closed.get(each.pk) or closed.get(each.structure_id), rooms.get(each.pk, ""))
        for each in rows
    }


def _life(closure: Closure | None, room: str) -> Life:
    return Life(closure.ends_on if closure else None, closure is not None, room)


def last_check(sheet: Listed) -> Check | None:
    """The last time that someone found it right."""
    return Check.objects.filter(**about(sheet), undone_at=None).first()


def open_corrections(sheet: Listed) -> QuerySet[Correction]:
    """What is corrected here today."""
    return Correction.objects.filter(**about(sheet), state=CorrectionState.OPEN).order_by("created_at")


def links_to(structure: Structure) -> QuerySet[PlaceLink]:
    """The links that were sent to it, the last first."""
    return PlaceLink.objects.filter(structure=structure)


def links_visible_to(actor: Actor) -> QuerySet[PlaceLink]:
    """The links that were sent, for those who may send and withdraw them."""
    rows = PlaceLink.objects.select_related("structure")
    return rows if may_tend_directory(actor) else rows.none()


def teams_that_note(actor: Actor) -> QuerySet[Team]:
    """The teams for which one may keep a note."""
    return Team.objects.filter(pk__in=teams_of(actor), closed_on=None).order_by("name", "pk")


def departments_of(structures: QuerySet[Structure]) -> list[str]:
    """The first two digits of their postcodes: choosing one types nothing."""
    firsts = structures.order_by().exclude(postcode="").values_list(Left("postcode", 2), flat=True)
    return sorted(set(firsts.distinct()))
