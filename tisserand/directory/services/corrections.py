"""Correcting a sheet here: kept beside what its producer says, traced, undone; over once the producer says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.rows import StaleRevision
from tisserand.directory.choices import CorrectionState, ListedKind
from tisserand.directory.exchange.checking import checked
from tisserand.directory.exchange.fields import SERVICE, STRUCTURE, Record, columns_of, record_of
from tisserand.directory.models import Correction, Listed, Service, Structure, about
from tisserand.directory.policies import may_tend_directory
from tisserand.directory.quality import quality_of
from tisserand.directory.services.placing import place_roughly
from tisserand.directory.signing import signed

PART = "directory.correction"
PLACED = {"code_insee", "code_postal", "longitude", "latitude"}
# What tells one sheet from another, and its producer’s own: not ours to correct.
NOT_OURS = {"id", "source", "structure_id", "date_maj", "lien_source"}


def names_of(sheet: Listed) -> dict[str, str]:
    """The fields of a sheet, and the columns that keep them."""
    return SERVICE if isinstance(sheet, Service) else STRUCTURE


def full_record(sheet: Structure | Service) -> Record:
    """All that a sheet says, corrections included, in the words of the schema."""
    apart: Record = {"source": sheet.source.slug}
    if isinstance(sheet, Service):
        apart["structure_id"] = sheet.structure.key
    return apart | record_of(sheet, names_of(sheet))


@transaction.atomic
def correct_sheet(
    *, actor: Actor, sheet: Listed, columns: Mapping[str, Any], why: str, expected: int, now: datetime
) -> list[Correction]:
    """Say what some fields should be, by column. Raises StaleRevision, ValidationError (by column), PermissionDenied.

    What is said again as the producer says it is a correction undone.
    """
    if not may_tend_directory(actor):
        raise PermissionDenied
    held = _hold(sheet)
    if held.revision != expected:
        raise StaleRevision(held)
    now_said = full_record(held)
    asked = _checked(held, now_said, columns)
    made = [
        _correct(actor, held, name, asked[name], why=why, now=now)
        for name in names_of(held)
        if name not in NOT_OURS and asked[name] != now_said[name]
    ]
    if made:
        _write(held, {each.field: each.value for each in made}, now)
        record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=held.pk)
    return made


def _checked(sheet: Listed, said: Record, columns: Mapping[str, Any]) -> Record:
    """The record as it would be; the schema’s objections, each under the column it is about."""
    names = {column: name for name, column in names_of(sheet).items() if name not in NOT_OURS}
    asked = said | {
        names[column]: _nothing_if_empty(value) for column, value in columns.items() if column in names
    }
    kind = ListedKind.SERVICE if isinstance(sheet, Service) else ListedKind.STRUCTURE
    result = checked({name: value for name, value in asked.items() if value is not None}, kind)
    objections: dict[str, list[str]] = defaultdict(list)
    by_name = names_of(sheet)
    for reason in (*result.reasons, *result.remarks):
        field, _, words = reason.partition(" : ")
        objections[by_name.get(field.partition(",")[0], "__all__")].append(words)
    if result.record is None or objections:
        raise ValidationError(dict(objections))
    return result.record


def _nothing_if_empty(value: Any) -> Any:
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    return None if value in ("", [], ()) else value


def _correct(actor: Actor, sheet: Listed, name: str, value: Any, *, why: str, now: datetime) -> Correction:
    state = CorrectionState.REPLACED if value != sheet.given.get(name) else CorrectionState.UNDONE
    for earlier in Correction.objects.filter(**about(sheet), field=name, state=CorrectionState.OPEN):
        _close(earlier, state, actor, now)
    made = Correction(
        **about(sheet),
        **signed(actor),
        field=name,
        value=value,
        received=sheet.given.get(name),
        why=why,
        created_at=now,
    )
    if state == CorrectionState.UNDONE:  # said as the producer says it: told, and closed at once
        made.state, made.closed_at, made.closed_by = state, now, made.by
    made.save()
    return made


@transaction.atomic
def undo_correction(
    *, actor: Actor, correction: Correction, now: datetime, state: CorrectionState = CorrectionState.UNDONE
) -> Correction:
    """The sheet says again what its producer says. Undone twice, once."""
    if not may_tend_directory(actor):
        raise PermissionDenied
    sheet = _hold(correction.sheet)
    held = Correction.objects.select_for_update().get(pk=correction.pk)
    if held.state == CorrectionState.OPEN:
        _close(held, state, actor, now)
        _write(sheet, {held.field: sheet.given.get(held.field)}, now)
        record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=sheet.pk)
    return held


def take_theirs(*, actor: Actor, correction: Correction, now: datetime) -> Correction:
    """The producer is right after all."""
    return undo_correction(actor=actor, correction=correction, now=now, state=CorrectionState.THEIRS)


@transaction.atomic
def keep_ours(*, actor: Actor, correction: Correction, now: datetime) -> Correction:
    """The producer says something new, and we still know better: both were read."""
    if not may_tend_directory(actor):
        raise PermissionDenied
    sheet = _hold(correction.sheet)
    held = Correction.objects.select_for_update().get(pk=correction.pk)
    if held.state == CorrectionState.OPEN and held.is_to_review:
        held.received, held.is_to_review = sheet.given.get(held.field), False
        held.save(update_fields=["received", "is_to_review"])
        record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=sheet.pk)
    return held


def _hold(sheet: Listed) -> Any:
    return (
        type(sheet)._default_manager.select_for_update(of=("self",)).select_related("source").get(pk=sheet.pk)
    )


def _close(correction: Correction, state: CorrectionState, actor: Actor, now: datetime) -> None:
    correction.state, correction.closed_at, correction.is_to_review = state, now, False
    correction.closed_by = Correction(**signed(actor)).by
    correction.save(update_fields=["state", "closed_at", "closed_by", "is_to_review"])


def _write(sheet: Any, said: Record, now: datetime) -> None:
    """Put the values in their columns, whatever the revision: whoever reads meanwhile sees a stale page."""
    names = {name: column for name, column in names_of(sheet).items() if name in said}
    for column, value in columns_of(said, names).items():
        setattr(sheet, column, sheet._meta.get_field(column).to_python(value))
    changed = list(names.values())
    if isinstance(sheet, Service):
        today = timezone.localdate(now)
        checked_on = timezone.localdate(sheet.checked_at) if sheet.checked_at else None
        sheet.quality = quality_of(full_record(sheet), today=today, checked_on=checked_on).score
        changed.append("quality")
    sheet.save_gesture(*changed)
    if PLACED & said.keys():
        place_roughly()


class Corrections:
    """What is corrected here of the sheets of a batch that is being received."""

    def __init__(self, model: type[Listed], keys: Iterable[str], now: datetime) -> None:
        side = "service" if model is Service else "structure"
        rows = Correction.objects.filter(state=CorrectionState.OPEN, **{f"{side}__key__in": list(keys)})
        self.now = now
        self.by_key: dict[str, list[Correction]] = defaultdict(list)
        for row in rows.select_related(side):
            self.by_key[getattr(row, side).key].append(row)
        self.met: list[Correction] = []

    def over(self, key: str, received: Record) -> Record:
        """The record to show: ours where it holds; what the producer now says alike closes by itself."""
        shown = dict(received)
        for correction in self.by_key.get(key, ()):
            theirs = received.get(correction.field)
            if theirs == correction.value:
                correction.state, correction.closed_at = CorrectionState.CAUGHT_UP, self.now
                correction.is_to_review = False
            else:
                shown[correction.field] = correction.value
                correction.is_to_review = theirs != correction.received
            self.met.append(correction)
        return shown

    def save(self) -> None:
        """Write what became of those that were met."""
        Correction.objects.bulk_update(self.met, ["state", "closed_at", "is_to_review"])
