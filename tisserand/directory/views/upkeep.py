"""The life of a sheet: checked, wrong, closed, full; one page says it all, and a panel beside the sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.clock import now, today
from tisserand.directory.choices import Room
from tisserand.directory.forms.keeping import AnswerForm, ClosureForm, MistakeForm, RoomForm
from tisserand.directory.models import Service, Structure
from tisserand.directory.services.upkeep import (
    answer_mistake,
    check_sheet,
    close_sheet,
    lift_closure,
    report_mistake,
    say_room,
    undo_check,
    withdraw_mistake,
    withdraw_room,
)
from tisserand.directory.sheet_upkeep import upkeep_context
from tisserand.directory.upkeep import (
    checks_visible_to,
    closures_visible_to,
    corrections_to_review,
    mistakes_to_answer,
    mistakes_visible_to,
    rooms_visible_to,
)
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.keeping import (
    SERVICES,
    STRUCTURES,
    address_of,
    kind_of,
    require_tending,
    sheet_of,
    tabs_of,
    tended_sheet,
    upkeep_of,
)
from tisserand.ui.answering import answer_form
from tisserand.ui.pages import LongPaginator

ALL = "tout"
MOST_COUNTED = 50


def _context(request: HttpRequest, sheet: Service | Structure) -> dict[str, Any]:
    context = upkeep_context(request.actor, sheet, now=now())
    return context | {
        "sheet": sheet,
        "kind": kind_of(sheet),
        "back": address_of(sheet),
        "here": upkeep_of(sheet),
    }


@require_GET
@for_readers
def sheet_upkeep(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """All that is said here of a sheet, and every gesture."""
    return render(
        request, "directory/sheet_upkeep.html", _context(request, sheet_of(request, kind, listed_id))
    )


@require_GET
@for_readers
def service_upkeep(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The same, beside the sheet of a service."""
    return render(
        request, "directory/_upkeep.html", _context(request, sheet_of(request, SERVICES, service_id))
    )


@require_GET
@for_readers
def structure_upkeep(request: HttpRequest, structure_id: UUID) -> HttpResponse:
    """The same, beside the sheet of a structure."""
    return render(
        request, "directory/_upkeep.html", _context(request, sheet_of(request, STRUCTURES, structure_id))
    )


@require_POST
@for_readers
def sheet_check(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """« J’ai vérifié, tout est juste. »"""
    sheet = tended_sheet(request, kind, listed_id)
    check_sheet(actor=request.actor, sheet=sheet, now=now())
    messages.success(request, "C’est noté : vérifié aujourd’hui, par vous.")
    return redirect(address_of(sheet))


@require_POST
def check_undo(request: HttpRequest, check_id: UUID) -> HttpResponse:
    """It was not checked after all."""
    check = get_object_or_404(checks_visible_to(request.actor), pk=check_id)
    undo_check(actor=request.actor, check=check, now=now())
    messages.success(request, "La vérification est défaite.")
    return redirect(upkeep_of(check.sheet))


@require_http_methods(["GET", "POST"])
@for_readers
@once
def mistake_report(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """Say what is wrong, in a word."""
    sheet = sheet_of(request, kind, listed_id)
    form = MistakeForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: report_mistake(actor=request.actor, sheet=sheet, word=form.cleaned_data["word"], now=now()),
        template="directory/mistake_report.html",
        context=lambda: {"sheet": sheet, "kind": kind, "back": address_of(sheet)},
        then=address_of(sheet),
        said="Merci. Les personnes qui tiennent l’annuaire le liront, et la réponse se lira sur la fiche.",
    )


@require_GET
@for_readers
def mistake_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer; all of it on demand."""
    require_tending(request)
    view = request.GET.get("vue", "")
    rows = mistakes_visible_to(request.actor) if view == ALL else mistakes_to_answer(request.actor)
    page = LongPaginator(rows, 20).get_page(request.GET.get("page"))
    items = [(mistake, address_of(mistake.sheet)) for mistake in page]
    context = tabs_of(request) | {"page": page, "items": items, "view": view}
    return render(request, "directory/mistake_list.html", context)


@require_GET
def keeping_count(request: HttpRequest) -> HttpResponse:
    """How many wait to be looked at, wrong or to be reviewed: for the figure beside the navigation."""
    waiting = (mistakes_to_answer(request.actor), corrections_to_review(request.actor))
    count = sum(rows.order_by()[: MOST_COUNTED + 1].count() for rows in waiting)
    return HttpResponse(f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count), content_type="text/plain")


@require_http_methods(["GET", "POST"])
@for_readers
def mistake_answer(request: HttpRequest, mistake_id: UUID) -> HttpResponse:
    """Say what was done of it."""
    require_tending(request)
    mistake = get_object_or_404(mistakes_visible_to(request.actor), pk=mistake_id)
    form = AnswerForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: answer_mistake(
            actor=request.actor, mistake=mistake, answer=form.cleaned_data["answer"], now=now()
        ),
        template="directory/mistake_answer.html",
        context=lambda: {"mistake": mistake, "sheet": mistake.sheet, "kind": kind_of(mistake.sheet)},
        then=upkeep_of(mistake.sheet),
        said="Votre réponse se lit sur la fiche.",
    )


@require_POST
def mistake_withdraw(request: HttpRequest, mistake_id: UUID) -> HttpResponse:
    """It was right after all."""
    mistake = get_object_or_404(mistakes_visible_to(request.actor), pk=mistake_id)
    withdraw_mistake(actor=request.actor, mistake=mistake, now=now())
    messages.success(request, "Le signalement est retiré.")
    return redirect(upkeep_of(mistake.sheet))


@require_http_methods(["GET", "POST"])
@for_readers
@once
def closure_add(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """It is closed for a time."""
    sheet = tended_sheet(request, kind, listed_id)
    form = ClosureForm(request.POST or None, initial={"begins_on": today()})
    return answer_form(
        request,
        form,
        lambda: close_sheet(actor=request.actor, sheet=sheet, now=now(), **form.cleaned_data),
        template="directory/closure_add.html",
        context=lambda: {"sheet": sheet, "kind": kind, "back": address_of(sheet)},
        then=address_of(sheet),
        said="La fermeture se lit sur la fiche et dans la recherche.",
    )


@require_POST
def closure_lift(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    """It is open again."""
    closure = get_object_or_404(closures_visible_to(request.actor), pk=closure_id)
    lift_closure(actor=request.actor, closure=closure, now=now())
    messages.success(request, "La fermeture est levée.")
    return redirect(upkeep_of(closure.sheet))


@require_http_methods(["GET", "POST"])
@for_readers
@once
def room_say(request: HttpRequest, listed_id: UUID) -> HttpResponse:
    """Whether the service can take someone."""
    sheet = tended_sheet(request, SERVICES, listed_id)
    assert isinstance(sheet, Service)
    form = RoomForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: say_room(
            actor=request.actor,
            service=sheet,
            level=Room(form.cleaned_data["level"]),
            word=form.cleaned_data["word"],
            now=now(),
        ),
        template="directory/room_say.html",
        context=lambda: {"sheet": sheet, "kind": SERVICES, "back": address_of(sheet)},
        then=address_of(sheet),
        said="C’est noté, avec votre nom et la date. Dans 30 jours, ce sera oublié.",
    )


@require_POST
def room_withdraw(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """It is not known after all."""
    room = get_object_or_404(rooms_visible_to(request.actor), pk=room_id)
    withdraw_room(actor=request.actor, room=room, now=now())
    messages.success(request, "C’est retiré : la fiche ne dit plus rien de la place.")
    return redirect(upkeep_of(room.sheet))
