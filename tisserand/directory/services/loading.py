"""Bringing a file in: each record checked, told from what is already there by its key, nothing deleted.

All of a file or nothing: a directory half brought in would say that the other half is gone. Checking takes most of the
time and holds nothing; what is written is written at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.common.copying import copy_rows, rewrite_rows
from tisserand.directory.choices import LineOutcome, ListedKind, LoadingState
from tisserand.directory.exchange.checking import Checked, checked
from tisserand.directory.exchange.fields import SERVICE, STRUCTURE, Record, columns_of
from tisserand.directory.exchange.reading import Given, structures_first
from tisserand.directory.models import Listed, Loading, LoadingLine, Service, Source, Structure
from tisserand.directory.policies import may_load_directory
from tisserand.directory.quality import quality_of
from tisserand.directory.services.corrections import Corrections
from tisserand.directory.services.placing import place_roughly
from tisserand.directory.sources import known

AT_ONCE = 1_000
MODELS: dict[str, tuple[type[Listed], dict[str, str]]] = {
    ListedKind.STRUCTURE: (Structure, STRUCTURE),
    ListedKind.SERVICE: (Service, SERVICE),
}
TWICE = "id : cet identifiant est déjà dans le fichier, plus haut"
NOWHERE = "structure_id : aucune structure ne porte cet identifiant"
NOT_THERE_ANY_MORE = "n’est plus dans le fichier de son producteur"
COUNTED = ("new", "changed", "same", "refused", "remarked", "gone")
ONE_AT_A_TIME = 20_26_11  # the lock of whoever writes the directory
Progress = Callable[[int], None]


class AlreadyLoading(Exception):
    """Another file is being brought in; two at once would each say that the other’s places are gone."""

    def __str__(self) -> str:
        return "Un autre fichier est en cours d’import. Attendez qu’il soit terminé, puis recommencez."


class LoadingCancelled(Exception):
    """Someone stopped it while it was being checked: nothing is written."""


@dataclass
class _Run:
    """What is known while a file is brought in."""

    loading: Loading
    now: datetime
    today: date
    sources: dict[str, Source] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in MODELS})
    told: set[tuple[str, str]] = field(default_factory=set)  # (kind, source) that the file speaks of
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[LoadingLine] = field(default_factory=list)


def load_directory(
    *,
    actor: Actor,
    given: Sequence[Given],
    file_name: str,
    now: datetime,
    is_whole: bool = True,
    progress: Progress | None = None,
    loading: Loading | None = None,
) -> Loading:
    """Bring the records of a file in. `is_whole`: what its sources published before and is not in it is gone.

    `progress` is told how many rows were checked; `loading`: the row that was made when the file was sent. Raises
    PermissionDenied, AlreadyLoading, LoadingCancelled.
    """
    if not may_load_directory(actor):
        raise PermissionDenied
    results = []
    for batch in _batches(structures_first(given)):
        results.append([(each, checked(each.record, each.kind)) for each in batch])
        if progress:
            progress(sum(len(part) for part in results))
    with transaction.atomic():
        _hold_directory()
        if loading is None:
            loading = Loading.objects.create(
                file_name=file_name[:250], loaded_by=actor.name, is_whole=is_whole, created_at=now
            )
        elif not Loading.objects.select_for_update(of=("self",)).get(pk=loading.pk).is_under_way:
            raise LoadingCancelled
        run = _Run(loading, now, timezone.localdate(now))
        for part in results:
            _bring_in(run, part)
        if is_whole:
            _mark_gone(run)
        place_roughly()
        return _close(run, now)


def _hold_directory() -> None:
    """Let go of by itself with the transaction, even if its process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise AlreadyLoading


def _batches(given: Sequence[Given]) -> Iterator[list[Given]]:
    """The rows, so many at once, of one kind."""
    for kind in MODELS:
        rows = [each for each in given if each.kind == kind]
        for first in range(0, len(rows), AT_ONCE):
            yield rows[first : first + AT_ONCE]


def _bring_in(run: _Run, batch: list[tuple[Given, Checked]]) -> None:
    kind = batch[0][0].kind
    kept: dict[str, Record] = {}
    rows: dict[str, Given] = {}
    for each, seen_alone in batch:
        result = _told_once(run, each, seen_alone)
        if result.record is None:
            _say(run, each, result.key, LineOutcome.REFUSED, result.reasons)
        else:
            kept[result.key], rows[result.key] = result.record, each
        remarks = (*each.remarks, *result.remarks)
        if remarks and result.record is not None:
            _say(run, each, result.key, LineOutcome.REMARKED, remarks)
    if kind == ListedKind.SERVICE:
        _refuse_homeless(run, rows, kept)
    if kept:
        _write(run, kind, kept, rows)


def _told_once(run: _Run, given: Given, result: Checked) -> Checked:
    """The same, refused when its key was met before; a refused row is no sign that its place is gone."""
    met = run.seen[given.kind]
    if result.key and result.key in met:
        return Checked(result.key, reasons=(TWICE,))
    if result.key:
        met.add(result.key)
        run.told.add((given.kind, str(given.record.get("source") or "")))
    return result


def _refuse_homeless(run: _Run, rows: dict[str, Given], kept: dict[str, Record]) -> None:
    """Take out the services of a structure that nobody knows."""
    there = _structures_of(kept)
    for key in [key for key, record in kept.items() if record["structure_id"] not in there]:
        del kept[key]
        _say(run, rows[key], key, LineOutcome.REFUSED, (NOWHERE,))


def _say(run: _Run, given: Given, key: str, outcome: LineOutcome, reasons: Sequence[str]) -> None:
    run.counts[outcome.value] += 1
    run.lines.append(_line(run, given.kind, key, outcome, reasons, number=given.number, record=given.record))


def _line(
    run: _Run,
    kind: str,
    key: str,
    outcome: LineOutcome,
    reasons: Sequence[str] = (),
    *,
    number: int = 0,
    record: Record | None = None,
) -> LoadingLine:
    return LoadingLine(
        loading=run.loading,
        number=number,
        kind=kind,
        key=key[:250],
        outcome=outcome,
        reasons=list(reasons),
        record=record,
    )


def _write(run: _Run, kind: str, kept: dict[str, Record], rows: dict[str, Given]) -> None:
    model, names = MODELS[kind]
    there = _those_there(model, kept)
    structures = _structures_of(kept) if kind == ListedKind.SERVICE else {}
    corrections = Corrections(model, [key for key, row in there.items() if row.given != kept[key]], run.now)
    fresh, changed, back = [], [], []
    for key, record in kept.items():
        row = there.get(key)
        if row is not None and row.given == record:
            run.counts["same"] += 1
            back += [row.pk] if row.gone_on else []
            continue
        shown = corrections.over(key, record)
        values = columns_of(shown, names) | {
            "source": _source(run, record["source"]),
            "given": record,
            "gone_on": None,
        }
        if structures:
            values["structure_id"] = structures[record["structure_id"]]
            values["quality"] = quality_of(shown, today=run.today, checked_on=_checked_on(row)).score
        outcome = LineOutcome.NEW if row is None else LineOutcome.CHANGED
        reasons = () if row is None else _unlike(row.given, record)
        run.lines.append(_line(run, kind, key, outcome, reasons, number=rows[key].number))
        if row is None:
            fresh.append(model(**values, updated_at=run.now))
        else:
            changed.append(model(pk=row.pk, revision=row.revision + 1, **values, updated_at=run.now))
    copy_rows(fresh)
    rewrite_rows(changed, _rewritten(model, names))
    corrections.save()
    model._default_manager.filter(pk__in=back).update(gone_on=None)
    run.counts["new"] += len(fresh)
    run.counts["changed"] += len(changed)


_HELD = ("gone_on", "revision", "checked_at")


def _those_there(model: type[Listed], kept: dict[str, Record]) -> dict[str, Listed]:
    """The rows that are there by their key; those that will change are held, so that nobody corrects them meanwhile."""
    rows = model._default_manager.only("key", "given", *_HELD)
    there = {row.key: row for row in rows.filter(key__in=kept)}
    unlike = {row.pk: row for key, row in there.items() if row.given != kept[key]}
    if unlike:
        # What its producer gave changes with an import only, and one at a time is brought in: it is not read again.
        held = model._default_manager.filter(pk__in=unlike).select_for_update().order_by("pk")
        for pk, *said in held.values_list("pk", *_HELD):
            for name, value in zip(_HELD, said, strict=True):
                setattr(unlike[pk], name, value)
    return there


def _checked_on(row: Listed | None) -> date | None:
    return timezone.localdate(row.checked_at) if row and row.checked_at else None


def _rewritten(model: type[Listed], names: dict[str, str]) -> list[str]:
    """The fields of a row that a file may change."""
    written = [*(column for column in names.values() if column != "key"), "source", "given", "gone_on"]
    return [*written, "revision", "updated_at", *(["structure", "quality"] if model is Service else [])]


def _unlike(before: Record, after: Record) -> list[str]:
    """The fields that the producer says otherwise than before."""
    return [name for name, value in after.items() if before.get(name) != value]


def _structures_of(kept: dict[str, Record]) -> dict[str, Any]:
    keys = {record["structure_id"] for record in kept.values()}
    return dict(Structure.objects.filter(key__in=keys).values_list("key", "pk"))


def _source(run: _Run, slug: str) -> Source:
    if slug not in run.sources:
        about = known(slug)
        told = {"name": about.name, "licence": about.licence, "url": about.url}
        run.sources[slug] = Source.objects.get_or_create(slug=slug, defaults=told)[0]
    return run.sources[slug]


def _mark_gone(run: _Run) -> None:
    """Say since when what its source does not publish any more is gone; refused rows are still published."""
    for kind, slug in sorted(run.told):
        model, _ = MODELS[kind]
        rows = model._default_manager.filter(source__slug=slug, gone_on=None)
        gone = {key: pk for pk, key in rows.values_list("pk", "key") if key not in run.seen[kind]}
        run.counts["gone"] += len(gone)
        run.lines += [_line(run, kind, key, LineOutcome.GONE, (NOT_THERE_ANY_MORE,)) for key in gone]
        model._default_manager.filter(pk__in=gone.values()).update(gone_on=run.today)


def _close(run: _Run, now: datetime) -> Loading:
    copy_rows(run.lines)
    slugs = sorted(run.sources.keys() | {slug for _, slug in run.told if slug})
    Source.objects.filter(slug__in=slugs).update(loaded_at=now)
    loading = run.loading
    loading.sources, loading.state, loading.trouble = slugs, LoadingState.DONE, ""
    for name in COUNTED:
        setattr(loading, name, run.counts[name])
    loading.save()
    return loading
