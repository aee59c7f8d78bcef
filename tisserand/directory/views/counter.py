"""The one window (*guichet unique*): from a need in words to doors to knock at, on one sheet.

No dossier, no name: nothing of it is kept, unless a first welcome is noted.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tisserand.accounts.actors import Actor
from tisserand.accounts.searching import get_or_post, seal_search
from tisserand.common.clock import now
from tisserand.directory import vocabulary as words
from tisserand.directory.asked import Asked
from tisserand.directory.counter import next_steps
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.finding import Search
from tisserand.directory.forms.search import ServiceSearchForm
from tisserand.directory.guidance import about, chosen, numbers, rights
from tisserand.directory.lines import Line
from tisserand.directory.models import Service
from tisserand.directory.opening import week_words
from tisserand.directory.queries import services_visible_to
from tisserand.directory.service_words import ServiceWords
from tisserand.directory.upkeep import lives_of
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.search import read_form

PAGE = "directory/counter.html"
SHOWN = 8  # of the nearest services: the directory has the others
A_FEW = 3
WITH_ANY_STEP = "papiers"
ON_A_SHEET = 12  # of each kind: beyond, nobody reads it
SERVICE, RIGHT, NUMBER = "service", "droit", "numero"


@get_or_post
@for_readers
def counter(request: HttpRequest) -> HttpResponse:
    """Numbers to call, places near, rights to think of; what one ticks goes on a sheet."""
    if request.method == "POST":
        form = ServiceSearchForm(request.POST)
        form.is_valid()
        if "lieu" in form.errors:  # typed words are kept where they are
            return render(request, PAGE, _home(form))
        return seal_search(request, "q", also={"lieu": form.sealed_place}, form=form)
    form = read_form(request)
    moment = now()
    asked = form.asked(moment)
    context = _answers(request, asked, moment) if asked.is_anything else _home(form)
    return render(request, PAGE, context | {"form": form})


def _home(form: ServiceSearchForm) -> dict[str, Any]:
    return {"form": form, "asked": Asked(), "doorways": DOORWAYS.values()}


def _answers(request: HttpRequest, asked: Asked, moment: datetime) -> dict[str, Any]:
    topics = [*asked.topics, *([asked.topic] if asked.topic else [])]
    is_somewhere = bool(asked.commune or asked.is_remote)
    found = _found(request.actor, asked, moment) if is_somewhere else []
    helpers = _who_helps_anyway(request.actor, asked, moment) if is_somewhere and not found else []
    return {
        "asked": asked,
        "understood": words.labels(words.TOPICS, asked.topics),
        "numbers": about(numbers(), topics),
        "rights": about(rights(), topics),
        "lines": _lines(found or helpers, asked, moment),
        "is_roundabout": bool(helpers),
        "has_more": len(found) > SHOWN,
        "is_somewhere": is_somewhere,
        "steps": next_steps(request, asked.title if asked.is_anything else ""),
        "question": _question(request),
    }


def _found(actor: Actor, asked: Asked, moment: datetime) -> list[Service]:
    """The services shown, and one more if there are more."""
    found = Search(actor, asked, moment)[0 : SHOWN + 1]
    if not found and asked.need.unknown:
        return Search(actor, asked, moment, is_strict=False)[0 : SHOWN + 1]
    return found


def _who_helps_anyway(actor: Actor, asked: Asked, moment: datetime) -> list[Service]:
    """Nobody near does this: those who help with any step know who does."""
    anyone = Asked(doorway=WITH_ANY_STEP, commune=asked.commune, radius_km=asked.radius_km)
    return Search(actor, anyone, moment)[0:A_FEW] if asked.commune else []


def _lines(services: list[Service], asked: Asked, moment: datetime) -> list[Line]:
    shown = services[:SHOWN]
    lives = lives_of(shown, now=moment)
    return [Line(rank, each, asked, moment, lives[each.pk]) for rank, each in enumerate(shown, 1)]


def _question(request: HttpRequest) -> list[tuple[str, str]]:
    """What brings this page back: the sheet leads to it."""
    kept = [(name, value) for name, value in request.GET.items() if name not in (SERVICE, RIGHT, NUMBER)]
    return [(name, value) for name, value in kept if value]


@require_GET
@for_readers
def counter_sheet(request: HttpRequest) -> HttpResponse:
    """What was chosen, in large letters, to print and take away."""
    today = timezone.localdate(now())
    services = _services(request)
    context = {
        "today": today,
        "services": [_on_sheet(service, today) for service in services],
        "rights": chosen(rights(), request.GET.getlist(RIGHT)[:ON_A_SHEET]),
        "numbers": chosen(numbers(), request.GET.getlist(NUMBER)[:ON_A_SHEET]),
        "question": _question(request),
    }
    context["is_empty"] = not (context["services"] or context["rights"] or context["numbers"])
    return render(request, "directory/counter_sheet.html", context)


def _services(request: HttpRequest) -> list[Service]:
    """Those chosen, in the order of the list they were ticked in."""
    ids = [each for text in request.GET.getlist(SERVICE)[:ON_A_SHEET] if (each := _id(text))]
    found = services_visible_to(request.actor).in_bulk(ids)
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _on_sheet(service: Service, today: date) -> dict[str, Any]:
    told = ServiceWords(service)
    return {"service": service, "words": told, "week": week_words(told.opening_hours, today)}
