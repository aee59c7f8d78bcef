"""What a sheet says of its own life: facts under its title, buttons, and all that its page of upkeep shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.common.clock import now as present
from tisserand.directory.choices import CorrectionState, Room
from tisserand.directory.field_words import dressed
from tisserand.directory.models import Closure, Correction, Listed, Service, Structure, about
from tisserand.directory.policies import may_tend_directory
from tisserand.directory.quality import Quality, quality_of
from tisserand.directory.services.corrections import full_record
from tisserand.directory.sheet import SheetAction, SheetChip
from tisserand.directory.upkeep import (
    closures_under_way,
    last_check,
    links_to,
    mistakes_visible_to,
    notes_visible_to,
    open_corrections,
    room_of,
    teams_that_note,
)
from tisserand.ui.templatetags.words import date_fr

LOOKS = {
    Room.FREE: ("teal", "check-circle"),
    Room.STRAINED: ("ochre", "hourglass-split"),
    Room.FULL: ("terracotta", "x-octagon"),
}
SHOWN = 20  # of each kind, on the page of a sheet


def _kind(sheet: Listed) -> str:
    return "services" if isinstance(sheet, Service) else "structures"


def actions(actor: Actor, sheet: Listed) -> Iterator[SheetAction]:
    """The two gestures that everyone has at hand."""
    where = [_kind(sheet), sheet.pk]
    if may_tend_directory(actor):
        yield SheetAction("Corriger", reverse("directory:sheet_correct", args=where), "pencil", order=60)
    yield SheetAction(
        "Signaler une erreur", reverse("directory:mistake_report", args=where), "flag", order=70
    )
    yield SheetAction(
        "Vie de la fiche", reverse("directory:sheet_upkeep", args=where), "heart-pulse", order=80
    )


def chips(actor: Actor, sheet: Listed) -> Iterator[SheetChip]:
    """What one must know before sending someone there."""
    moment = present()
    today = timezone.localdate(moment)
    for closure in closures_under_way(sheet, today):
        yield SheetChip(closure_words(closure, today), "terracotta", "door-closed", order=10)
    if isinstance(sheet, Service) and (room := room_of(sheet, moment)):
        tone, icon = LOOKS[Room(room.level)]
        said = f"{room.get_level_display()}, dit le {date_fr(room.created_at)}"
        yield SheetChip(said[0].upper() + said[1:], tone, icon, order=20)
    if sheet.checked_at:
        yield SheetChip(f"Vérifié le {date_fr(sheet.checked_at)}", "teal", "patch-check", order=30)


def closure_words(closure: Closure, today: date) -> str:
    """« Fermé jusqu’au 3 janvier », « Fermera du … au … »."""
    if closure.begins_on > today:
        until = f" au {date_fr(closure.ends_on)}" if closure.ends_on else ""
        return f"Fermera {'du' if until else 'le'} {date_fr(closure.begins_on)}{until}"
    return f"Fermé jusqu’au {date_fr(closure.ends_on)}" if closure.ends_on else "Fermé, sans date de retour"


def quality_now(sheet: Service, moment: datetime) -> Quality:
    """Its score of today, and what is missing in words."""
    checked_on = timezone.localdate(sheet.checked_at) if sheet.checked_at else None
    return quality_of(full_record(sheet), today=timezone.localdate(moment), checked_on=checked_on)


def upkeep_context(actor: Actor, sheet: Service | Structure, *, now: datetime) -> dict[str, Any]:
    """All that the page of upkeep shows: a constant number of questions."""
    today = timezone.localdate(now)
    is_service = isinstance(sheet, Service)
    past = Correction.objects.filter(**about(sheet)).exclude(state=CorrectionState.OPEN)
    return {
        "may_tend": may_tend_directory(actor),
        "quality": quality_now(sheet, now) if isinstance(sheet, Service) else None,
        "check": last_check(sheet),
        "closures": [(each, closure_words(each, today)) for each in closures_under_way(sheet, today)],
        "room": room_of(sheet, now) if isinstance(sheet, Service) else None,
        "corrections": dressed(open_corrections(sheet).select_related("structure", "service")),
        "past_corrections": dressed(past.select_related("structure", "service")[:SHOWN]),
        "mistakes": mistakes_visible_to(actor).filter(**about(sheet))[:SHOWN],
        "notes": notes_visible_to(actor).filter(**about(sheet))[:SHOWN],
        "may_note": teams_that_note(actor).exists(),
        "links": links_to(sheet)[:5] if isinstance(sheet, Structure) else (),
        "is_service": is_service,
        "actor_id": actor.user_id,
    }
