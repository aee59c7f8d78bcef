"""Asking structures whether their sheets are right; the page where one answers, by its link, without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.limits import asks_too_often, too_many_requests
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.directory.choices import PlaceAnswer
from tisserand.directory.forms.keeping import PlaceAnswerForm
from tisserand.directory.models import PlaceLink
from tisserand.directory.services.place_links import (
    AGAIN_AFTER,
    MOST_AT_ONCE,
    LinkIsOver,
    answer_link,
    ask_places,
    link_of,
    withdraw_link,
)
from tisserand.directory.tasks import queue_place_link
from tisserand.directory.upkeep import departments_of, links_visible_to, unchecked_structures
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.keeping import STRUCTURES, require_tending, tabs_of, upkeep_of
from tisserand.ui.answering import show_refusal
from tisserand.ui.pages import LongPaginator
from tisserand.ui.templatetags.words import plural

TRIES = {"action": "place_door", "rate": "60/h"}
# Found by no search engine, kept by no cache. The number stands after the « # »: no referrer ever holds it.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
STALE = "La fiche a changé pendant que vous répondiez. Relisez-la, puis répondez à nouveau."


@require_http_methods(["GET", "POST"])
@for_readers
@confirm_identity(methods=("POST",))
def place_list(request: HttpRequest) -> HttpResponse:
    """The structures that nobody has checked for six months; write to those one chooses."""
    require_tending(request)
    rows = unchecked_structures(request.actor, now=now())
    if request.method == "POST":
        return _ask(request, rows)
    departments = departments_of(rows)
    department = request.GET.get("departement", "")
    shown = rows.filter(postcode__startswith=department) if department in departments else rows
    page = LongPaginator(shown, MOST_AT_ONCE).get_page(request.GET.get("page"))
    links = PlaceLink.objects.filter(structure__in=list(page)).order_by("created_at")
    sent = {link.structure_id: link for link in links}
    context = tabs_of(request) | {
        "page": page,
        "items": [(structure, sent.get(structure.pk)) for structure in page],
        "departments": departments,
        "department": department,
        "too_soon": now() - AGAIN_AFTER,
    }
    return render(request, "directory/place_list.html", context)


def _ask(request: HttpRequest, rows: object) -> HttpResponse:
    chosen = [key for key in map(_id, request.POST.getlist("structure")) if key]
    found = list(rows.filter(pk__in=chosen))  # type: ignore[attr-defined]
    door = request.build_absolute_uri(reverse("directory:place_answer"))
    links = ask_places(
        actor=request.actor,
        structures=found,
        now=now(),
        queue=lambda link_id: queue_place_link(link_id, door),
    )
    if links:
        words = plural(len(links), "courriel part.,courriels partent.")
        messages.success(request, f"{words} Le lien vaut trente jours et sert une fois.")
    elif chosen:
        messages.info(request, "Rien n’est parti : ces structures ont déjà reçu un courriel cette semaine.")
    else:
        messages.warning(request, "Cochez les structures à qui écrire.")
    return redirect(request.get_full_path())


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@for_readers
def place_withdraw(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """A link that was sent leads nowhere any more: one confirms, and it is kept who did."""
    require_tending(request)
    link = get_object_or_404(links_visible_to(request.actor), pk=link_id)
    structure = link.structure
    assert structure is not None
    back = upkeep_of(structure)
    if request.method == "GET":
        context = {"link": link, "sheet": structure, "kind": STRUCTURES, "back": back}
        return render(request, "directory/place_withdraw.html", context)
    try:
        withdraw_link(actor=request.actor, link=link, now=now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Le lien est retiré : il ne mène plus nulle part.")
    return redirect(back)


@login_not_required
@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def place_answer(request: HttpRequest) -> HttpResponse:
    """The number of the link, then the sheet of that structure alone, then what it says of it."""
    answer = _answer(request)
    for name, value in HEADERS.items():
        answer[name] = value
    return answer


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "directory/place_door.html")
    if asks_too_often(request, **TRIES):
        return too_many_requests(request)
    number = request.POST.get("number", "")
    try:
        link = link_of(number, now=now())
    except LinkIsOver:
        return render(request, "directory/place_door.html", {"is_refused": True}, status=422)
    has_answered = "answer" in request.POST or "revision" in request.POST
    form = PlaceAnswerForm(request.POST if has_answered else None, instance=link.structure)
    if has_answered and form.is_valid() and _save(form, number):
        return render(request, "directory/place_thanks.html", {"structure": link.structure})
    context = {"link": link, "structure": link.structure, "form": form, "number": number}
    return render(request, "directory/place_answer.html", context, status=422 if has_answered else 200)


def _save(form: Any, number: str) -> bool:
    try:
        answer_link(
            number=number,
            answer=PlaceAnswer(form.cleaned_data["answer"]),
            columns=form.columns(),
            word=form.cleaned_data["word"],
            expected=form.expected_revision,
            now=now(),
        )
    except ValidationError as refusal:
        show_refusal(form, refusal)
    except StaleRevision:
        form.add_error(None, STALE)
    else:
        return True
    return False
