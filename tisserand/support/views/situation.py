"""The map of the situation: its page, the story of one thing, what is added, said, weighed, untied or taken off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common import clock
from tisserand.common.rows import StaleRevision
from tisserand.people.page import person_page
from tisserand.support import referential
from tisserand.support.choices import LinkKind
from tisserand.support.forms.situation import ItemForm, LinkForm, QuickItemForm, SnapshotForm
from tisserand.support.map_page import MapPage
from tisserand.support.models import Dossier, MapItem
from tisserand.support.queries.situation import items_of
from tisserand.support.services import situation as maps
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.plan import may_write
from tisserand.support.situation.words import link_sentence, quoted
from tisserand.support.views.answering import read_dossier
from tisserand.ui.conflicts import conflict_response

TAB = maps.PART
TABLE = "tableau"


def item_of(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> MapItem:
    """An item of the map, for someone who may read it."""
    dossier = read_dossier(request, dossier_id)
    item = get_object_or_404(items_of(dossier), pk=item_id)
    item.map.dossier = dossier
    return item


def gesture(request: HttpRequest) -> dict[str, Any]:
    """Who does it and when, for the services."""
    return {"actor": request.actor, "now": clock.now()}  # type: ignore[attr-defined]


def page_of(request: HttpRequest, dossier: Dossier) -> MapPage:
    """Everything the page of the map shows."""
    return MapPage(dossier, today=clock.today(), now=clock.now(), sort=request.GET.get("tri", ""))


def map_address(request: HttpRequest, dossier_id: UUID, **query: Any) -> str:
    """The page of the map, in the view (picture or table) that one was in."""
    said = {"vue": TABLE if TABLE in (request.GET.get("vue"), request.POST.get("vue")) else None} | query
    words = urlencode({name: value for name, value in said.items() if value})
    return reverse("support:map_detail", args=[dossier_id]) + (f"?{words}" if words else "")


def back_to_map(request: HttpRequest, item: MapItem, said: str, **query: object) -> HttpResponse:
    """Say what was done and go back to the map."""
    messages.success(request, said)
    return HttpResponseRedirect(map_address(request, item.map.dossier_id, **query))


def about(request: HttpRequest, dossier: Dossier, **context: Any) -> dict[str, Any]:
    """The context of every page of the map."""
    actor = request.actor  # type: ignore[attr-defined]
    frame = person_page(actor, dossier.person, active=TAB)
    return (
        frame | {"dossier": dossier, "may_write": may_write(actor, dossier), "today": clock.today()} | context
    )


def trace(request: HttpRequest, dossier: Dossier, object_id: UUID | None = None) -> None:
    """Leave the line of the trail that every reading leaves."""
    record_read(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=dossier.person_id,
        part=TAB,
        object_id=object_id or dossier.pk,
    )


def map_context(request: HttpRequest, dossier: Dossier, **context: Any) -> dict[str, Any]:
    """The page of the map: picture or table, the story of one thing, what to add."""
    page = page_of(request, dossier)
    item = page.chosen(request.GET.get("element", ""))
    return about(
        request,
        dossier,
        page=page,
        chosen=item,
        story=page.story(item) if item else None,
        as_table=request.GET.get("vue") == TABLE,
        undo=_undoable(page, request),
        relink=_relinkable(page, request),
        suggestions=referential.situations(),
        snapshot_form=SnapshotForm(initial={"taken_on": clock.today()}),
        **{
            "quick": QuickItemForm(initial=_same_again(request)),
            "link_form": LinkForm(items=page.items),
            **context,
        },
    )


def _same_again(request: HttpRequest) -> dict[str, str]:
    """Several things of one topic are often said in a row."""
    return {"kind": request.GET.get("nature", "difficulty"), "topic": request.GET.get("theme", "")}


def _undoable(page: MapPage, request: HttpRequest) -> MapItem | None:
    """What was just taken off, so that one press brings it back."""
    asked = request.GET.get("retire")
    return next((item for item in page.removed if str(item.pk) == asked), None) if asked else None


def _relinkable(page: MapPage, request: HttpRequest) -> dict[str, Any] | None:
    """The link that was just taken off (`source.kind.target`), so that one press says it again."""
    standing = {str(item.pk): item for item in page.items}
    parts = request.GET.get("delie", "").split(".")
    if len(parts) != 3 or parts[1] not in LinkKind.values or not {parts[0], parts[2]} <= standing.keys():
        return None
    source, target = standing[parts[0]], standing[parts[2]]
    words = link_sentence(source.title, parts[1], target.title)
    return {"source": source, "kind": parts[1], "target": target, "words": words}


@require_GET
def map_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """What is tangled, what holds: the picture, its table, and the story of one thing."""
    dossier = read_dossier(request, dossier_id)
    trace(request, dossier)
    return render(request, "support/map_detail.html", map_context(request, dossier))


@require_http_methods(["GET", "POST"])
@once
def map_item_add(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Put something on the map while talking."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    form = QuickItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = maps.add_item(dossier=dossier, **form.cleaned_data, **gesture(request))
        same = {"nature": item.kind, "theme": item.topic}
        return back_to_map(request, item, f"{quoted(item.title)} est sur la carte.", element=item.pk, **same)
    shown = map_context(request, dossier, **({"quick": form} if request.method == "POST" else {}))
    return render(request, "support/map_detail.html", shown, status=422 if form.errors else 200)


@require_GET
def map_item_detail(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """The story of one thing: beside the map, or as a page of its own."""
    item = item_of(request, dossier_id, item_id)
    dossier = item.map.dossier
    trace(request, dossier, item.pk)
    context = about(request, dossier, story=page_of(request, dossier).story(item), chosen=item)
    template = "support/_map_story.html" if request.htmx else "support/map_item_detail.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def map_item_edit(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """Say it better."""
    item = item_of(request, dossier_id, item_id)
    check_open(request.actor, item.map.dossier)  # type: ignore[attr-defined]
    form = ItemForm(request.POST or None, instance=item)
    back = map_address(request, dossier_id, element=item.pk)
    if request.method == "POST" and form.is_valid():
        try:
            maps.edit_item(item=form.instance, expected=form.expected_revision, **gesture(request))
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=back)
        return back_to_map(request, item, "C’est noté.", element=item.pk)
    context = about(request, item.map.dossier, form=form, chosen=item, back=back)
    is_beside = request.htmx and request.method == "GET"  # type: ignore[attr-defined]
    template = "support/_map_item_form.html" if is_beside else "support/map_item_edit.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_POST
def map_item_weigh(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """Say how much it weighs, by one view; said again, it is unsaid."""
    item = item_of(request, dossier_id, item_id)
    view = "worker" if request.POST.get("view") == "worker" else "person"
    said = request.POST.get("weight", "")
    weight = int(said) if said in {"0", "1", "2", "3", "4"} else None
    if weight == getattr(item, maps.WEIGHTS[view]):
        weight = None
    item = maps.weigh_item(item=item, view=view, weight=weight, **gesture(request))
    return HttpResponseRedirect(map_address(request, dossier_id, element=item.pk))


@require_POST
def map_item_resolve(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """It weighs no more."""
    item = maps.resolve_item(item=item_of(request, dossier_id, item_id), **gesture(request))
    return back_to_map(request, item, f"{quoted(item.title)} est dénoué.")


@require_POST
def map_item_reopen(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """It is back on the map."""
    item = maps.reopen_item(item=item_of(request, dossier_id, item_id), **gesture(request))
    return back_to_map(request, item, f"{quoted(item.title)} est revenu sur la carte.", element=item.pk)


@require_POST
def map_item_remove(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """Take it off; it can come back."""
    item = maps.remove_item(item=item_of(request, dossier_id, item_id), **gesture(request))
    return HttpResponseRedirect(map_address(request, dossier_id, retire=item.pk))


@require_POST
def map_item_restore(request: HttpRequest, dossier_id: UUID, item_id: UUID) -> HttpResponse:
    """Put it back, with its links."""
    item = maps.restore_item(item=item_of(request, dossier_id, item_id), **gesture(request))
    return back_to_map(request, item, f"{quoted(item.title)} est revenu sur la carte.", element=item.pk)
