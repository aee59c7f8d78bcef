"""Dated maps: taken, listed, looked at as they were that day, compared."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.support.forms.situation import SnapshotForm
from tisserand.support.map_page import MapPage
from tisserand.support.models import MapSnapshot
from tisserand.support.queries.situation import snapshots_of
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.snapshots import take_snapshot
from tisserand.support.situation.chart import chart_of
from tisserand.support.situation.comparison import compare
from tisserand.support.situation.drawing import FORMATS, draw_map
from tisserand.support.situation.kept import KeptLink, KeptMap, read_map
from tisserand.support.situation.words import item_change_sentence, link_sentence, pronoun
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.situation import about, gesture, map_address, page_of, trace


@require_http_methods(["GET", "POST"])
@once
def snapshot_take(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Keep the map as it is today, or as it was on paper another day."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    form = SnapshotForm(request.POST or None, initial={"taken_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        take_snapshot(dossier=dossier, **form.cleaned_data, **gesture(request))
        messages.success(request, "La carte de ce jour est gardée.")
        return HttpResponseRedirect(map_address(request, dossier_id))
    context = about(request, dossier, form=form)
    return render(request, "support/snapshot_take.html", context, status=422 if form.errors else 200)


@require_GET
def snapshot_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Every dated map, and two dates to compare."""
    dossier = read_dossier(request, dossier_id)
    trace(request, dossier)
    return render(
        request, "support/snapshot_list.html", about(request, dossier, snapshots=list(snapshots_of(dossier)))
    )


@require_GET
def snapshot_detail(request: HttpRequest, dossier_id: UUID, snapshot_id: UUID) -> HttpResponse:
    """The map as it was drawn that day."""
    dossier = read_dossier(request, dossier_id)
    snapshot = get_object_or_404(snapshots_of(dossier), pk=snapshot_id)
    trace(request, dossier, snapshot.pk)
    kept, who = read_map(snapshot.content), pronoun(dossier.person)
    context = about(
        request,
        dossier,
        snapshot=snapshot,
        who=who,
        items=kept.items,
        drawings=[draw_map(kept.items, kept.links, form, who=who) for form in FORMATS.values()],  # type: ignore[arg-type]
        sentences=said(kept.links, kept.titles),
    )
    return render(request, "support/snapshot_detail.html", context)


def said(links: Iterable[KeptLink], titles: dict[str, str]) -> list[str]:
    """Links of dated maps, in sentences."""
    return [link_sentence(titles[link.source_id], link.kind, titles[link.target_id]) for link in links]


@require_GET
def map_compare(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """What moved between two dates, or between a date and today."""
    dossier = read_dossier(request, dossier_id)
    trace(request, dossier)
    page = page_of(request, dossier)
    then, now = _asked(page, request.GET.get("de", "")), _asked(page, request.GET.get("a", ""))
    if then is None and page.snapshots:
        then = page.snapshots[-1] if now else page.since.snapshot if page.since else page.snapshots[0]
    return render(request, "support/map_compare.html", _compared(request, page, then, now))


def _asked(page: MapPage, pk: str) -> MapSnapshot | None:
    return next((snapshot for snapshot in page.snapshots if str(snapshot.pk) == pk), None)


def _compared(
    request: HttpRequest, page: MapPage, then: MapSnapshot | None, now: MapSnapshot | None
) -> dict[str, object]:
    """Both dates, the picture per topic and the words."""
    if then and now and now.taken_on < then.taken_on:
        then, now = now, then
    before = read_map(then.content) if then else KeptMap()
    after = read_map(now.content) if now else page.kept
    untied = {str(item.pk) for item in page.resolved if not now or item.resolved_on <= now.taken_on}  # type: ignore[operator]
    comparison = compare(before, after, untied=untied)
    titles = before.titles | after.titles
    return about(
        request,
        page.dossier,
        page=page,
        who=page.who,
        then=then,
        now=now,
        comparison=comparison,
        chart=chart_of(comparison.topics, page.who),
        changes=[item_change_sentence(change, page.who) for change in comparison.changed],
        links_appeared=said(comparison.links_appeared, titles),
        links_gone=said(comparison.links_gone, titles),
    )
