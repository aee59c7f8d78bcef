"""Who holds the whole path: chosen with the person, changed, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.sharing.choices import Expression
from tisserand.sharing.circle_page import CirclePage
from tisserand.sharing.forms.circle import PathEndForm, PathForm
from tisserand.sharing.services import PathChanged, appoint_path, end_path
from tisserand.sharing.views.circle import TAB, circle_address
from tisserand.sharing.views.loading import load_kept
from tisserand.ui.answering import answer_form

PART = "sharing.path"


@require_http_methods(["GET", "POST"])
@once
def path_appoint(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person chose who holds their path; choosing again changes it."""
    person = load_kept(request.actor, person_id)
    page = CirclePage(request.actor, person, today=today())
    form = _path_form(request, page, request.POST or None)

    def save() -> None:
        said = form.cleaned_data
        appoint_path(
            actor=request.actor,
            member=next(one.member for one in page.present if str(one.member.pk) == said["member"]),
            agreed_on=said["agreed_on"],
            expression=Expression(said["expression"]),
            expected=said["current"],
            now=now(),
        )

    try:
        return answer_form(
            request,
            form,
            save,
            template="sharing/path_appoint.html",
            context=lambda: _context(request, person, page),
            then=circle_address(person.pk),
            said="C’est noté, avec l’accord de la personne.",
        )
    except PathChanged:
        return _learn_of_the_first(request, person)


def _path_form(request: HttpRequest, page: CirclePage, data: Any) -> PathForm:
    held = page.path.path if page.path else None
    people = [
        (str(one.member.pk), f"{one.name}, {one.facts or one.member.get_kind_display()}")
        for one in page.present
        if held is None or one.member.pk != held.member_id
    ]
    asked = request.GET.get("membre", "")
    return PathForm(data, people=people, initial={"current": held.pk if held else None, "member": asked})


def _learn_of_the_first(request: HttpRequest, person: Person) -> HttpResponse:
    """Of two colleagues who choose at once, the second learns what the first did; nothing typed is lost."""
    page = CirclePage(request.actor, person, today=today())
    data = request.POST.copy()
    data["current"] = str(page.path.path.pk) if page.path else ""
    form = _path_form(request, page, data)
    form.full_clean()
    who = f"{page.path.name} tient" if page.path else "personne ne tient plus"
    form.add_error(
        None, f"Cela a changé entre-temps : {who} le parcours. Confirmez votre choix s’il tient toujours."
    )
    context = _context(request, person, page) | {"form": form}
    return render(request, "sharing/path_appoint.html", context, status=409)


@require_http_methods(["GET", "POST"])
def path_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Nobody holds the path any more."""
    person = load_kept(request.actor, person_id)
    page = CirclePage(request.actor, person, today=today())
    path = page.path
    if path is None:
        if request.method == "POST":
            messages.info(request, "Personne ne tient plus le parcours.")
            return redirect(circle_address(person.pk))
        raise Http404
    form = PathEndForm(request.POST or None)

    def save() -> None:
        said = form.cleaned_data
        end_path(actor=request.actor, path=path.path, ended_on=said["ended_on"], why=said["why"], now=now())

    return answer_form(
        request,
        form,
        save,
        template="sharing/path_end.html",
        context=lambda: _context(request, person, page),
        then=circle_address(person.pk),
        said="C’est noté ; l’historique le garde.",
    )


def _context(request: HttpRequest, person: Person, page: CirclePage) -> dict[str, Any]:
    record_read(actor=request.actor, person_id=person.pk, part=PART)
    return person_page(request.actor, person, active=TAB) | {"page": page}
