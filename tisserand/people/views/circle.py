"""Around someone: who they live with, who counts for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.accounts.searching import typed
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.people import services
from tisserand.people.choices import THROUGH, Place
from tisserand.people.duplicates import PersonDraft, similar_people
from tisserand.people.forms.circle import (
    HouseholdForm,
    LeaveForm,
    NewMemberForm,
    PickPersonMixin,
    PlaceEditForm,
    PlaceForm,
    RelationForm,
)
from tisserand.people.models import Household, HouseholdMember, Person, Relation
from tisserand.people.page import person_page
from tisserand.people.policies import TIE_QUALITY
from tisserand.people.queries import homes_of, keeps_commune_back, people_visible_to, ties_of
from tisserand.people.search import search_people
from tisserand.people.views.loading import load_person
from tisserand.ui.conflicts import conflict_response

THROUGH_WHOM = set().union(*THROUGH.values())


@require_GET
@login_required
def person_circle(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Cercle: households and ties."""
    actor = request.actor
    person = load_person(actor, person_id)
    ties = ties_of(actor, person)
    context = {
        "homes": homes_of(actor, person),
        "relatives": [tie for tie in ties if not tie.is_professional],
        "professionals": [tie for tie in ties if tie.is_professional],
        "shows_quality": TIE_QUALITY.may(actor, Action.READ, person),
    }
    return _render(request, person, "people/person_circle.html", context)


def _render(request: HttpRequest, person: Person, template: str, context: dict[str, object]) -> HttpResponse:
    return render(request, template, person_page(request.actor, person, active="people.circle") | context)


def _back(person_id: UUID, request: HttpRequest | None = None, **query: Any) -> HttpResponse:
    """The circle, in the view (cards, picture or table) that one came from."""
    said = "" if request is None else _came_from(request)
    if not said:
        return redirect("people:person_circle", person_id)
    view = {"vue": "tableau"} if said == "tableau" else {}
    words = urlencode(view | query)
    return redirect(reverse("people:picture_detail", args=[person_id]) + (f"?{words}" if words else ""))


def _came_from(request: HttpRequest) -> str:
    """« image », « tableau », or nothing: the cards."""
    said = request.POST.get("retour") or request.GET.get("retour", "")
    return said if said in ("image", "tableau") else ""


# Households


@login_required
@once
def household_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A household begins, with this person in it."""
    person = load_person(request.actor, person_id, Action.EDIT)
    form = HouseholdForm(request.POST or None)
    place = PlaceForm(request.POST or None, prefix="place")
    if request.method == "POST" and form.is_valid() and place.is_valid():
        services.start_household(
            actor=request.actor, person=person, household=form.instance, **place.cleaned_data, now=now()
        )
        return _back(person.pk)
    return _render(request, person, "people/household_edit.html", {"form": form, "place": place})


@login_required
def household_edit(request: HttpRequest, person_id: UUID, household_id: UUID) -> HttpResponse:
    """Rename a household, say where it is."""
    person, household = _load_household(request, person_id, household_id)
    hides_commune = keeps_commune_back(household)
    form = HouseholdForm(request.POST or None, instance=household, hides_commune=hides_commune)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_household(
                actor=request.actor,
                person=person,
                household=form.instance,
                expected=form.expected_revision,
                now=now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        return _back(person.pk)
    context = {"form": form, "hides_commune": hides_commune}
    return _render(request, person, "people/household_edit.html", context)


def _households_of(person: Person) -> QuerySet[Household]:
    return Household.objects.filter(pk__in=person.places.values("household_id"))


def _load_household(request: HttpRequest, person_id: UUID, household_id: UUID) -> tuple[Person, Household]:
    person = load_person(request.actor, person_id, Action.EDIT)
    return person, get_object_or_404(_households_of(person), pk=household_id)


@login_required
@limited("search", rate="90/m")
@once
def member_create(request: HttpRequest, person_id: UUID, household_id: UUID) -> HttpResponse:
    """Someone joins the household: already recorded, or recorded now."""
    actor = request.actor
    person, household = _load_household(request, person_id, household_id)
    people = people_visible_to(actor.ordinary).exclude(places__household=household, places__until_on=None)
    form = NewMemberForm(request.POST or None, people=people, initial={"place": Place.CHILD, "share": 100})
    if request.method == "POST" and "chercher" not in request.POST and form.is_valid():
        joining = form.cleaned_data["other"]
        lookalikes = [] if joining or form.is_surely_new else similar_people(actor, _draft(form))
        if not lookalikes:
            _join(request, household, form)
            return _back(person.pk)
        context = {"form": form, "hits": lookalikes, "are_lookalikes": True}
        return _render(request, person, "people/member_create.html", context)
    context = {"form": form, "household": household, "hits": _found(request, form)}
    return _render(request, person, "people/member_create.html", context)


def _join(request: HttpRequest, household: Household, form: NewMemberForm) -> None:
    data = form.cleaned_data
    joining = data["other"]
    if joining is None:
        birth = data["birth"]
        joining = Person(
            first_names=data["first_names"],
            last_name=data["last_name"],
            birth_year=birth.year,
            birth_month=birth.month,
            birth_day=birth.day,
        )
        services.register_person(actor=request.actor, person=joining, now=now())
    services.join_household(
        actor=request.actor,
        household=household,
        person=joining,
        place=data["place"],
        share=data["share"],
        since_on=data["since_on"],
        now=now(),
    )


def _draft(form: NewMemberForm) -> PersonDraft:
    data = form.cleaned_data
    return PersonDraft(first_names=data["first_names"], last_name=data["last_name"], birth=data["birth"])


def _found(request: HttpRequest, form: PickPersonMixin) -> list[object]:
    """Without script, « Chercher » shows the page again with those found."""
    text = request.POST.get("q", "") if "chercher" in request.POST else ""
    hits = search_people(request.actor, text, limit=6) if len(text.strip()) > 1 else []
    return [hit for hit in hits if form.people.filter(pk=hit.person.pk).exists()]


@require_POST
@login_required
@limited("search", rate="90/m")
def person_pick(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Those found as one types, to be picked in a form about `person` (a fragment)."""
    person = load_person(request.actor, person_id, Action.EDIT)
    text = typed(request, "q")
    hits = search_people(request.actor, text, limit=6) if len(text) > 1 else []
    return render(
        request,
        "people/_pick.html",
        {"hits": [hit for hit in hits if hit.person != person], "searched": text},
    )


def _load_member(request: HttpRequest, person_id: UUID, member_id: UUID) -> tuple[Person, HouseholdMember]:
    """A member of one of the person's households whom the actor may change as well."""
    person = load_person(request.actor, person_id, Action.EDIT)
    member = get_object_or_404(
        HouseholdMember.objects.select_related("person", "household"),
        pk=member_id,
        household__in=_households_of(person),
        person__in=people_visible_to(request.actor.ordinary),
    )
    return person, member


@login_required
def member_edit(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """Correct the place, the share or the dates of someone in a household."""
    person, member = _load_member(request, person_id, member_id)
    form = PlaceEditForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_member(
                actor=request.actor, member=form.instance, expected=form.expected_revision, now=now()
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        return _back(person.pk)
    context = {"form": form, "member": member, "leave": LeaveForm()}
    return _render(request, person, "people/member_edit.html", context)


@require_POST
@login_required
def member_leave(request: HttpRequest, person_id: UUID, member_id: UUID) -> HttpResponse:
    """Someone does not live there any more."""
    person, member = _load_member(request, person_id, member_id)
    form = LeaveForm(request.POST)
    if form.is_valid():
        services.leave_household(
            actor=request.actor, member=member, left_on=form.cleaned_data["left_on"], now=now()
        )
        messages.success(request, f"{member.person.name} ne vit plus dans ce foyer ; on en garde la mémoire.")
        return _back(person.pk)
    context = {"form": PlaceEditForm(instance=member), "member": member, "leave": form}
    return _render(request, person, "people/member_edit.html", context)


# Ties


@login_required
@limited("search", rate="90/m")
@once
def relation_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note someone who counts."""
    actor = request.actor
    person = load_person(actor, person_id, Action.EDIT)
    form = RelationForm(
        request.POST or None,
        people=people_visible_to(actor.ordinary).exclude(pk=person.pk),
        **_around(request, person),
    )
    if request.method == "POST" and "chercher" not in request.POST and form.is_valid():
        services.add_relation(actor=actor, person=person, relation=form.instance, now=now())
        return _back(person.pk)
    return _render(
        request, person, "people/relation_edit.html", {"form": form, "hits": _found(request, form)}
    )


@login_required
def relation_edit(request: HttpRequest, person_id: UUID, relation_id: UUID) -> HttpResponse:
    """Correct a tie."""
    actor = request.actor
    person = load_person(actor, person_id, Action.EDIT)
    relation = get_object_or_404(person.relations.select_related("other", "person"), pk=relation_id)
    form = RelationForm(request.POST or None, instance=relation, **_around(request, person, relation))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_relation(
                actor=actor, relation=form.instance, expected=form.expected_revision, now=now()
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        return _back(person.pk, request, element=relation.pk)
    shown = next((tie for tie in ties_of(actor, person) if tie.relation == relation), None)
    context: dict[str, object] = {"form": form, "tie": shown, "retour": _came_from(request)}
    return _render(request, person, "people/relation_edit.html", context)


def _around(request: HttpRequest, person: Person, relation: Relation | None = None) -> dict[str, Any]:
    """What the form about a tie may ask: how it is lived, and by whom among the others of the circle."""
    others = [tie for tie in ties_of(request.actor, person) if not tie.is_reciprocal]
    through = [
        (tie.relation, f"{tie.name} ({tie.tie.label})")
        for tie in others
        if tie.relation != relation and tie.tie in THROUGH_WHOM
    ]
    return {"asks_quality": TIE_QUALITY.may(request.actor, Action.EDIT, person), "through": through}


@require_POST
@login_required
def relation_end(request: HttpRequest, person_id: UUID, relation_id: UUID) -> HttpResponse:
    """They do not count any more, or not in this way."""
    person = load_person(request.actor, person_id, Action.EDIT)
    relation = get_object_or_404(Relation.objects.select_related("person"), pk=relation_id, person=person)
    services.end_relation(actor=request.actor, relation=relation, now=now())
    return _back(person.pk, request, retire=relation.pk)
