"""The circle of support: its picture and its list, who comes in, who leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.people.choices import Tie
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import TieShown
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.circle_page import Around, CirclePage
from tisserand.sharing.forms.circle import CircleMemberForm, DepartureForm
from tisserand.sharing.models import CircleMember
from tisserand.sharing.queries import circle_of
from tisserand.sharing.services import (
    add_circle_member,
    edit_circle_member,
    end_circle_member,
    restore_circle_member,
)
from tisserand.sharing.views.loading import load_kept
from tisserand.ui.answering import answer_form

PART = "sharing.circle"
TAB = "sharing.consent_list"
KINDS = {
    Tie.PROFESSIONAL: MemberKind.PROFESSIONAL,
    Tie.LEGAL_REPRESENTATIVE: MemberKind.GUARDIAN,
    Tie.CARER: MemberKind.CARER,
}
AT_HOME = frozenset({Tie.SPOUSE, Tie.PARENT, Tie.CHILD, Tie.SIBLING, Tie.FRIEND, Tie.CARER})


def circle_address(person_id: UUID, **query: object) -> str:
    """The page of a circle."""
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("sharing:circle_detail", args=[person_id]) + (f"?{words}" if words else "")


def load_member(request: HttpRequest, person_id: UUID, member_id: UUID) -> tuple[Person, CircleMember]:
    """Someone of the circle of someone whom the actor accompanies."""
    person = load_kept(request.actor, person_id)
    return person, get_object_or_404(circle_of(request.actor, person), pk=member_id)


@require_GET
def circle_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everyone around someone, as a picture and as a list."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record_read(actor=actor, person_id=person.pk, part=PART)
    page = CirclePage(actor, person, today=today())
    context = {"page": page, "undo": _just_left(request, page)}
    return render(request, "sharing/circle_detail.html", person_page(actor, person, active=TAB) | context)


def _just_left(request: HttpRequest, page: CirclePage) -> Around | None:
    said = request.GET.get("parti", "")
    return next((one for one in page.past if str(one.member.pk) == said), None)


# Coming in


@require_http_methods(["GET", "POST"])
@once
def circle_member_add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Someone comes in: one of their ties (`?lien=`), a colleague (`?collegue=`), or anybody, typed."""
    actor = request.actor
    person = load_kept(actor, person_id)
    page = CirclePage(actor, person, today=today())
    member = _drafted(request, page)
    form = CircleMemberForm(request.POST or None, instance=member)

    def save() -> None:
        add_circle_member(actor=actor, person=person, member=form.instance, now=now())

    tie = page.ties.get(member.relation_id) if member.relation_id else None
    return answer_form(
        request,
        form,
        save,
        template="sharing/circle_member_edit.html",
        context=lambda: _form_page(request, person, page=page, tie=tie, is_known=bool(tie or member.user_id)),
        then=circle_address(person.pk),
        said="C’est noté. Être dans le cercle n’ouvre rien : seul un accord de partage le fait.",
    )


def _drafted(request: HttpRequest, page: CirclePage) -> CircleMember:
    """What is known already of whom one is about to add; what is not theirs to pick does not exist."""
    tie_id, user_id = request.GET.get("lien"), request.GET.get("collegue")
    if tie_id:
        return _from_tie(next((tie for pk, tie in page.ties.items() if str(pk) == tie_id), None))
    if user_id:
        user = next((user for user in page.colleagues if str(user.pk) == user_id), None)
        if user is None:
            raise Http404
        return CircleMember(
            user=user,
            name=user.get_full_name(),
            works_for=page.actor.organisation_name,
            kind=MemberKind.PROFESSIONAL,
        )
    return CircleMember()


def _from_tie(tie: TieShown | None) -> CircleMember:
    """The row never copies the name of another record: that record may ask for discretion, today or tomorrow."""
    if tie is None:
        raise Http404
    relation = tie.relation
    return CircleMember(
        relation=relation,
        name=relation.name or str(tie.tie.label),
        phone=relation.phone,
        kind=KINDS.get(tie.tie, MemberKind.RELATIVE),
        ring=Ring.CLOSE if tie.tie in AT_HOME else Ring.AROUND,
    )


# Corrected, leaving, coming back


@require_http_methods(["GET", "POST"])
def circle_member_edit(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """Correct what is said of someone in the circle."""
    person, member = load_member(request, person_id, member_id)
    page = CirclePage(request.actor, person, today=today())
    around = page.around(member)
    form = CircleMemberForm(request.POST or None, instance=member)

    def save() -> None:
        edit_circle_member(
            actor=request.actor, member=form.instance, expected=form.expected_revision, now=now()
        )

    tie = page.ties.get(member.relation_id) if member.relation_id else None
    return answer_form(
        request,
        form,
        save,
        template="sharing/circle_member_edit.html",
        context=lambda: _form_page(request, person, around=around, tie=tie),
        then=circle_address(person.pk),
        said="C’est corrigé.",
    )


@require_http_methods(["GET", "POST"])
def circle_member_leave(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """Someone is not in the circle any more."""
    person, member = load_member(request, person_id, member_id)
    page = CirclePage(request.actor, person, today=today())
    around = page.around(member)
    form = DepartureForm(request.POST or None)

    def save() -> None:
        said = form.cleaned_data
        end_circle_member(
            actor=request.actor, member=member, left_on=said["left_on"], why=said["why"], now=now()
        )

    return answer_form(
        request,
        form,
        save,
        template="sharing/circle_member_leave.html",
        context=lambda: _form_page(request, person, around=around),
        then=circle_address(person.pk, parti=member.pk),
    )


@require_POST
def circle_member_restore(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """They are in the circle after all."""
    person, member = load_member(request, person_id, member_id)
    try:
        restore_circle_member(actor=request.actor, member=member, now=now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(circle_address(person.pk))


def _form_page(request: HttpRequest, person: Person, **context: Any) -> dict[str, Any]:
    record_read(actor=request.actor, person_id=person.pk, part=PART)
    return person_page(request.actor, person, active=TAB) | context
