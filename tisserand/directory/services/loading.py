"""Bringing a file in: each record checked, told from what is already there by its key, nothing deleted.

All of a file or nothing: a directory half brought in would say that the other half is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.directory.choices import LineOutcome, ListedKind
from tisserand.directory.exchange.checking import Checked, checked
from tisserand.directory.exchange.fields import SERVICE, STRUCTURE, Record, columns_of
from tisserand.directory.exchange.reading import Given, structures_first
from tisserand.directory.models import Listed, Loading, LoadingLine, Service, Source, Structure
from tisserand.directory.policies import may_load_directory
from tisserand.directory.sources import known

AT_ONCE = 1_000
MODELS: dict[str, tuple[type[Listed], dict[str, str]]] = {
    ListedKind.STRUCTURE: (Structure, STRUCTURE),
    ListedKind.SERVICE: (Service, SERVICE),
}
TWICE = "id : cet identifiant est déjà dans le fichier, plus haut"
NOWHERE = "structure_id : aucune structure ne porte cet identifiant"
Progress = Callable[[int], None]


@dataclass
class _Run:
    """What is known while a file is brought in."""

    loading: Loading
    today: date
    sources: dict[str, Source] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in MODELS})
    told: set[tuple[str, str]] = field(default_factory=set)  # (kind, source) that the file speaks of
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[LoadingLine] = field(default_factory=list)


@transaction.atomic
def load_directory(
    *,
    actor: Actor,
    given: Sequence[Given],
    file_name: str,
    now: datetime,
    is_whole: bool = True,
    progress: Progress | None = None,
) -> Loading:
    """Bring the records of a file in. `is_whole`: what its sources published before and is not in it is gone.

    `progress` is told how many rows have been treated. Raises PermissionDenied.
    """
    if not may_load_directory(actor):
        raise PermissionDenied
    run = _Run(
        Loading.objects.create(file_name=file_name[:250], loaded_by=actor.name, created_at=now),
        timezone.localdate(now),
    )
    treated = 0
    for batch in _batches(structures_first(given)):
        _bring_in(run, batch)
        treated += len(batch)
        if progress:
            progress(treated)
    if is_whole:
        _mark_gone(run)
    return _close(run, now)


def _batches(given: Sequence[Given]) -> Iterator[list[Given]]:
    """The rows, so many at once, of one kind."""
    for kind in MODELS:
        rows = [each for each in given if each.kind == kind]
        for first in range(0, len(rows), AT_ONCE):
            yield rows[first : first + AT_ONCE]


def _bring_in(run: _Run, batch: list[Given]) -> None:
    kind = batch[0].kind
    kept: dict[str, Record] = {}
    for each in batch:
        result = _told_once(run, each, checked(each.record, kind))
        if result.record is None:
            _say(run, each, result.key, LineOutcome.REFUSED, result.reasons)
        else:
            kept[result.key] = result.record
        remarks = (*each.remarks, *result.remarks)
        if remarks and result.record is not None:
            _say(run, each, result.key, LineOutcome.REMARKED, remarks)
    if kind == ListedKind.SERVICE:
        _refuse_homeless(run, batch, kept)
    if kept:
        _write(run, kind, kept)


def _told_once(run: _Run, given: Given, result: Checked) -> Checked:
    """The same, refused when its key was met before; a refused row is no sign that its place is gone."""
    met = run.seen[given.kind]
    if result.key and result.key in met:
        return Checked(result.key, reasons=(TWICE,))
    if result.key:
        met.add(result.key)
        run.told.add((given.kind, str(given.record.get("source") or "")))
    return result


def _refuse_homeless(run: _Run, batch: list[Given], kept: dict[str, Record]) -> None:
    """Take out the services of a structure that nobody knows."""
    asked = {record["structure_id"] for record in kept.values()}
    there = set(Structure.objects.filter(key__in=asked).values_list("key", flat=True))
    for each in batch:
        record = kept.get(str(each.record.get("id") or ""))
        if record is not None and record["structure_id"] not in there:
            del kept[record["id"]]
            _say(run, each, record["id"], LineOutcome.REFUSED, (NOWHERE,))


def _say(run: _Run, given: Given, key: str, outcome: LineOutcome, reasons: Sequence[str]) -> None:
    run.counts[outcome.value] += 1
    run.lines.append(
        LoadingLine(
            loading=run.loading,
            number=given.number,
            kind=given.kind,
            key=key[:250],
            outcome=outcome,
            reasons=list(reasons),
            record=given.record,
        )
    )


def _write(run: _Run, kind: str, kept: dict[str, Record]) -> None:
    model, names = MODELS[kind]
    there = {row.key: row for row in model._default_manager.filter(key__in=kept).only(*_COMPARED)}
    structures = _structures_of(kept) if kind == ListedKind.SERVICE else {}
    fresh, changed, back = [], [], []
    for key, record in kept.items():
        row = there.get(key)
        if row is not None and row.given == record:
            run.counts["same"] += 1
            back += [row.pk] if row.gone_on else []
            continue
        apart: dict[str, Any] = {"source": _source(run, record["source"]), "given": record, "gone_on": None}
        if structures:
            apart["structure_id"] = structures[record["structure_id"]]
        values = columns_of(record, names) | apart
        if row is None:
            fresh.append(model(**values))
        else:
            changed.append(model(pk=row.pk, revision=row.revision + 1, **values))
    model._default_manager.bulk_create(fresh)
    if changed:
        written = [*(column for column in names.values() if column != "key"), "source", "given", "gone_on"]
        written += ["revision", *(["structure"] if structures else [])]
        model._default_manager.bulk_update(changed, written, batch_size=200)
    model._default_manager.filter(pk__in=back).update(gone_on=None)
    run.counts["new"] += len(fresh)
    run.counts["changed"] += len(changed)


_COMPARED = ("key", "given", "gone_on", "revision")


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
    for kind, slug in run.told:
        model, _ = MODELS[kind]
        rows = model._default_manager.filter(source__slug=slug, gone_on=None)
        gone = [pk for pk, key in rows.values_list("pk", "key") if key not in run.seen[kind]]
        run.counts["gone"] += len(gone)
        model._default_manager.filter(pk__in=gone).update(gone_on=run.today)


def _close(run: _Run, now: datetime) -> Loading:
    LoadingLine.objects.bulk_create(run.lines, batch_size=AT_ONCE)
    slugs = sorted(run.sources.keys() | {slug for _, slug in run.told if slug})
    Source.objects.filter(slug__in=slugs).update(loaded_at=now)
    loading = run.loading
    loading.sources = slugs
    for name in ("new", "changed", "same", "refused", "remarked", "gone"):
        setattr(loading, name, run.counts[name])
    loading.save()
    return loading
