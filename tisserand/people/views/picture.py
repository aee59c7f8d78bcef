"""The picture of a circle: its page and table, the gestures made on it, and the files one takes away."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.audit.choices import Verb
from tisserand.audit.services import record, record_read
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.people import services
from tisserand.people.choices import TieQuality
from tisserand.people.circle_page import CirclePage
from tisserand.people.circle_print import circle_pdf, circle_svg
from tisserand.people.forms.picture import AddForm
from tisserand.people.models import Person, Relation
from tisserand.people.page import person_page
from tisserand.people.picture.additions import additions_from, sayings_of
from tisserand.people.picture.circle import Someone
from tisserand.people.policies import PERSON
from tisserand.people.services.pictures import PART
from tisserand.people.views.loading import load_person
from tisserand.ui.conflicts import rearranged_words

TAB = "people.circle"
PICTURE, TABLE = "image", "tableau"
STEP = 24
WAYS = {"left": (-STEP, 0), "right": (STEP, 0), "up": (0, -STEP), "down": (0, STEP)}


def in_table(request: HttpRequest) -> bool:
    """Whether one is reading the table: a page says it in its address, a gesture in where it comes back to."""
    return TABLE in (request.GET.get("vue"), request.POST.get("retour"))


def picture_address(request: HttpRequest, person_id: UUID, **query: Any) -> str:
    """The picture, in the view (picture or table) that one was in."""
    said = {"vue": TABLE if in_table(request) else None} | query
    words = urlencode({name: value for name, value in said.items() if value})
    return reverse("people:picture_detail", args=[person_id]) + (f"?{words}" if words else "")


def _page(request: HttpRequest, person: Person, **options: Any) -> CirclePage:
    return CirclePage(request.actor, person, today=today(), **options)  # type: ignore[attr-defined]


def _context(request: HttpRequest, person: Person, page: CirclePage, **context: Any) -> dict[str, Any]:
    chosen = page.chosen(request.GET.get("element", ""))
    story = page.story(chosen)
    return (
        person_page(request.actor, person, active=TAB)  # type: ignore[attr-defined]
        | {
            "page": page,
            "chosen": chosen,
            "story": story,
            "add_form": AddForm(additions=story.additions),
            "as_table": in_table(request),
            "view": TABLE if in_table(request) else PICTURE,
            "undo": _undoable(request, person, page),
            "may_export": PERSON.may(request.actor, Action.EXPORT, person),  # type: ignore[attr-defined]
        }
        | context
    )


def _undoable(request: HttpRequest, person: Person, page: CirclePage) -> dict[str, Any] | None:
    """What was just done to a tie, so that one press undoes it."""
    for name in ("retire", "ajoute", "avant"):
        said, _, quality = request.GET.get(name, "").partition(".")
        relation = _own_relation(person, said)
        if relation is not None and (relation.until_on is not None) == (name == "retire"):
            someone = next(
                (one.name for one in page.circle.others if said in one.tie_keys), relation.name or "Ce lien"
            )
            is_known = quality in TieQuality.values
            return {
                "name": name,
                "relation": relation,
                "who": someone,
                "quality": quality if is_known else "",
            }
    return None


def _own_relation(person: Person, said: str) -> Relation | None:
    try:
        return person.relations.filter(pk=UUID(said)).first()
    except ValueError:
        return None


@require_GET
@login_required
def picture_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who counts, in one picture; the same as a table; the story of the one who is chosen."""
    person = load_person(request.actor, person_id)  # type: ignore[attr-defined]
    record_read(actor=request.actor, person_id=person.pk, part=PART)  # type: ignore[attr-defined]
    page = _page(request, person)
    return render(request, "people/picture_detail.html", _context(request, person, page))


# Who is added


@require_http_methods(["GET", "POST"])
@login_required
@once
def picture_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Add someone from the one who is chosen, in one gesture."""
    person = load_person(request.actor, person_id, Action.EDIT)  # type: ignore[attr-defined]
    page = _page(request, person)
    anchor = page.chosen(request.POST.get("element") or request.GET.get("element", ""))
    sayings = sayings_of(anchor)
    form = AddForm(request.POST or None, additions=[*additions_from(anchor), *sayings])
    if request.method == "POST" and form.is_valid():
        relation = _relation(form, anchor, is_known=form.cleaned_data["gesture"] in sayings)
        services.add_relation(actor=request.actor, person=person, relation=relation, now=now())  # type: ignore[attr-defined]
        added = {"element": relation.pk, "ajoute": relation.pk}
        return HttpResponseRedirect(picture_address(request, person.pk, **added))
    shown = {"chosen": anchor, "story": page.story(anchor)}
    shown |= {"add_form": form} if request.method == "POST" else {}
    context = _context(request, person, page, **shown)
    return render(request, "people/picture_detail.html", context, status=422 if form.errors else 200)


def _relation(form: AddForm, anchor: Someone, *, is_known: bool) -> Relation:
    """The tie that the gesture writes."""
    data = form.cleaned_data
    addition = data["gesture"]
    if is_known:
        return Relation(tie=addition.tie, other=anchor.known, parentage=addition.parentage)
    own = anchor.own_tie
    return Relation(
        tie=addition.tie,
        name=data["name"].strip() or addition.name_for(data["gender"]),
        gender=data["gender"],
        parentage=addition.parentage,
        through=own.relation if own else None,
    )


# Ties


def _load_tie(request: HttpRequest, person_id: UUID, relation_id: UUID) -> tuple[Person, Relation]:
    person = load_person(request.actor, person_id, Action.EDIT)  # type: ignore[attr-defined]
    relation = get_object_or_404(Relation, pk=relation_id, person=person)
    relation.person = person
    return person, relation


@require_POST
@login_required
def relation_qualify(request: HttpRequest, person_id: UUID, relation_id: UUID) -> HttpResponse:
    """Say how a tie is lived; said again, it is unsaid."""
    person, relation = _load_tie(request, person_id, relation_id)
    said, before = request.POST.get("quality", ""), relation.quality
    quality = said if said in TieQuality.values and said != before else ""
    services.qualify_tie(actor=request.actor, relation=relation, quality=quality, now=now())  # type: ignore[attr-defined]
    undo = {"element": request.POST.get("element") or relation.pk, "avant": f"{relation.pk}.{before}"}
    return HttpResponseRedirect(picture_address(request, person.pk, **undo))


@require_POST
@login_required
def relation_join(request: HttpRequest, person_id: UUID, relation_id: UUID) -> HttpResponse:
    """Say by whom someone comes (a child's other parent); said again, it is unsaid."""
    person, relation = _load_tie(request, person_id, relation_id)
    said = _own_relation(person, request.POST.get("through", ""))
    if said is None:
        return HttpResponse(status=400)
    through = None if said.pk == relation.through_id else said
    try:
        services.join_tie(actor=request.actor, relation=relation, through=through, now=now())  # type: ignore[attr-defined]
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    element = request.POST.get("element") or relation.pk
    return HttpResponseRedirect(picture_address(request, person.pk, element=element))


@require_POST
@login_required
def relation_restore(request: HttpRequest, person_id: UUID, relation_id: UUID) -> HttpResponse:
    """They count after all."""
    person, relation = _load_tie(request, person_id, relation_id)
    services.restore_relation(actor=request.actor, relation=relation, now=now())  # type: ignore[attr-defined]
    messages.success(request, "Le lien est de nouveau dans le cercle.")
    return HttpResponseRedirect(picture_address(request, person.pk, element=relation.pk))


# Where they stand


@require_POST
@login_required
def picture_arrange(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Keep where some were put. To the script: the picture drawn anew, with 409 if others rearranged it meanwhile."""
    person = load_person(request.actor, person_id, Action.EDIT)  # type: ignore[attr-defined]
    page = _page(request, person)
    key = request.POST.get("element", "")
    if way := WAYS.get(request.POST.get("way", "")):
        return _step(request, page, key, way)
    try:
        places = {str(key): (int(x), int(y)) for key, (x, y) in json.loads(request.POST["places"]).items()}
        expected = int(request.POST["revision"])
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return HttpResponse(status=400)
    try:
        _arrange(request, page, places, expected)
    except StaleRevision as stale:
        met = {"met": rearranged_words(request, stale.theirs, "cette image")}
        return JsonResponse(_drawn(request, person) | met, status=409)
    return JsonResponse(_drawn(request, person))


def _step(request: HttpRequest, page: CirclePage, key: str, way: tuple[int, int]) -> HttpResponse:
    """One step by a button."""
    here = page.drawing.node(key)
    if here is None:
        return HttpResponse(status=400)
    _arrange(request, page, {key: (here.x + way[0], here.y + way[1])}, page.picture.revision)
    return HttpResponseRedirect(picture_address(request, page.person.pk, element=key))


def _arrange(
    request: HttpRequest, page: CirclePage, places: dict[str, tuple[int, int]], expected: int
) -> None:
    """Keep how far those who are in the picture now stand from where the layout has them."""
    starts = {node.key: node for node in page.laid_out.nodes}
    moved = {
        key: (x - starts[key].middle.x, y - starts[key].middle.y)
        for key, (x, y) in places.items()
        if key in starts
    }
    services.arrange_circle(
        actor=request.actor,  # type: ignore[attr-defined]
        person=page.person,
        moved=moved,
        expected=expected,
        now=now(),
    )


def _drawn(request: HttpRequest, person: Person) -> dict[str, object]:
    page = _page(request, person)
    chosen = page.chosen(request.GET.get("element", ""))
    context = {"page": page, "drawing": page.drawing, "person": person, "chosen": chosen, "live": True}
    svg = render_to_string("people/_circle_drawing.html", context, request=request)
    return {"revision": page.picture.revision, "svg": svg}


@require_POST
@login_required
def picture_let_arrange(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let the picture lay itself out."""
    person = load_person(request.actor, person_id, Action.EDIT)  # type: ignore[attr-defined]
    services.let_arrange_circle(actor=request.actor, person=person, now=now())  # type: ignore[attr-defined]
    messages.success(request, "L’image est rangée.")
    return HttpResponseRedirect(picture_address(request, person.pk))


@require_POST
@login_required
def picture_undo(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take back the last rearrangement."""
    person = load_person(request.actor, person_id, Action.EDIT)  # type: ignore[attr-defined]
    services.undo_arranging(actor=request.actor, person=person, now=now())  # type: ignore[attr-defined]
    messages.success(request, "La disposition d’avant est revenue.")
    return HttpResponseRedirect(picture_address(request, person.pk))


# What one takes away


@require_GET
@login_required
@limited("print", rate="60/h")
def picture_export(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The picture as a file, PDF or SVG (`?format=svg`): dated, discreet about others, and traced."""
    actor = request.actor  # type: ignore[attr-defined]
    person = load_person(actor, person_id, Action.EXPORT)
    page = _page(request, person, on_paper=True)
    is_svg = request.GET.get("format") == "svg"
    content = circle_svg(page) if is_svg else circle_pdf(page)
    record(actor=actor, verb=Verb.EXPORT, part=PART, person_id=person.pk)
    # A name that names nobody, kept by no cache; an SVG is downloaded, never opened as a page of this site.
    name = "cercle.svg" if is_svg else "cercle.pdf"
    headers = {
        "Content-Disposition": f'{"attachment" if is_svg else "inline"}; filename="{name}"',
        "Cache-Control": "no-store",
    }
    kind = "image/svg+xml" if is_svg else "application/pdf"
    return HttpResponse(content, content_type=kind, headers=headers)
