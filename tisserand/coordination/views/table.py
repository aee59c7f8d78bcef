"""Who sits at the table of a meeting, when each can come; about what one meets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.accounts.queries import colleagues
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.coordination.choices import Presence
from tisserand.coordination.conference_page import ConferencePage
from tisserand.coordination.forms.conferences import AvailabilityForm
from tisserand.coordination.forms.table import AttendeeForm, ComingForm, DrawForm, ItemForm
from tisserand.coordination.models import AgendaItem, Attendee, Conference
from tisserand.coordination.queries.conferences import points_of, table_of
from tisserand.coordination.services import agenda
from tisserand.coordination.services import attendees as services
from tisserand.coordination.views.conference_answering import (
    address,
    ask,
    gesture,
    load_conference,
    page_of,
)
from tisserand.sharing.queries import circle_of
from tisserand.sharing.recipients import of_grant
from tisserand.support.choices import GoalState
from tisserand.support.models import Dossier
from tisserand.support.queries.dossiers import latest_dossier
from tisserand.support.queries.plan import answerable, goals_of

MEMBER, COLLEAGUE, OPENING = "membre", "collegue", "ouverture"


def load_attendee(conference: Conference, attendee_id: UUID) -> Attendee:
    """Someone at this table."""
    attendee = get_object_or_404(table_of(conference), pk=attendee_id)
    attendee.conference = conference
    return attendee


def load_item(conference: Conference, item_id: UUID) -> AgendaItem:
    """A point of this meeting."""
    item = get_object_or_404(points_of(conference), pk=item_id)
    item.conference = conference
    return item


# Who


@require_http_methods(["GET", "POST"])
@once
def attendee_add(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Someone more: of the circle, a colleague, or whom an agreement opens to."""
    conference = load_conference(request, person_id, conference_id)
    known = {key: (words, rows) for key, words, rows in _who_may_come(request, page_of(request, conference))}
    form = ComingForm(request.POST or None, people=[(key, words) for key, (words, _) in known.items()])

    def save() -> None:
        who = known[form.cleaned_data["who"]][1]
        wish = form.cleaned_data["wish"]
        services.add_attendee(actor=request.actor, conference=conference, wish=wish, now=now(), **who)

    return ask(
        request,
        conference,
        form,
        save,
        title="Inviter quelqu’un",
        note="Choisissez avec la personne\u00a0: c’est sa réunion. Venir n’ouvre rien à lire sans accord de partage.",
        submit="Ajouter",
        then=address(conference, anchor="table"),
        once=True,
        template="coordination/attendee_add.html",
        has_people=bool(known),
    )


def _who_may_come(request: HttpRequest, page: ConferencePage) -> Iterator[tuple[str, str, dict[str, Any]]]:
    actor, person, day = request.actor, page.conference.person, today()  # type: ignore[attr-defined]
    there = {pk for who in page.attendees for pk in (who.member_id, who.user_id, who.grant_id) if pk}
    for member in circle_of(actor, person).filter(until_on=None):
        if member.pk not in there and member.user_id not in there:
            words = f"{page.names.of_member(member)}, {member.get_kind_display()}"
            yield f"{MEMBER}:{member.pk}", words, {"member": member}
    for grant in services.openings_to_seat(page.conference, day).filter(to_member=None):
        if grant.pk not in there:
            words = f"{of_grant(grant).words} (un accord de partage lui est ouvert)"
            yield f"{OPENING}:{grant.pk}", words, {"grant": grant}
    for user in colleagues(actor, today=day).order_by("last_name", "first_name"):
        if user.pk not in there:
            yield (
                f"{COLLEAGUE}:{user.pk}",
                f"{user.get_full_name()}, de votre structure",
                {"user_id": user.pk},
            )


@require_http_methods(["GET", "POST"])
def attendee_edit(
    request: HttpRequest, person_id: UUID, conference_id: UUID, attendee_id: UUID
) -> HttpResponse:
    """Why they come, and who leads."""
    conference = load_conference(request, person_id, conference_id)
    attendee = load_attendee(conference, attendee_id)
    name = page_of(request, conference).names.of(attendee)
    form = AttendeeForm(request.POST or None, instance=attendee)
    return ask(
        request,
        conference,
        form,
        lambda: services.edit_attendee(
            actor=request.actor, attendee=form.instance, expected=form.expected_revision, now=now()
        ),
        title=name,
        then=address(conference, anchor="table"),
    )


@require_POST
def attendee_remove(
    request: HttpRequest, person_id: UUID, conference_id: UUID, attendee_id: UUID
) -> HttpResponse:
    """They do not come after all."""
    conference = load_conference(request, person_id, conference_id)
    attendee = load_attendee(conference, attendee_id)
    return gesture(
        request,
        lambda: services.remove_attendee(actor=request.actor, attendee=attendee, now=now()),
        address(conference, anchor="table"),
    )


@require_http_methods(["GET", "POST"])
def attendee_available(
    request: HttpRequest, person_id: UUID, conference_id: UUID, attendee_id: UUID
) -> HttpResponse:
    """When someone can come, as they said it."""
    conference = load_conference(request, person_id, conference_id)
    attendee = load_attendee(conference, attendee_id)
    form = availability_form(request, conference, attendee)
    name = page_of(request, conference).names.of(attendee)
    return ask(
        request,
        conference,
        form,
        lambda: services.note_availability(
            actor=request.actor, attendee=attendee, answers=form.answers, now=now()
        ),
        title=f"Quand peut venir {name}",
        note="" if form.fields else "Aucun moment n’est encore proposé.",
        then=address(conference, anchor="moments"),
    )


def availability_form(request: HttpRequest, conference: Conference, attendee: Attendee) -> AvailabilityForm:
    """What one says of each proposed time, what was said already being ticked."""
    said = {each.time_id: each.says for each in attendee.availabilities.all()}
    data = request.POST if request.method == "POST" else None
    return AvailabilityForm(data, times=conference.times.all(), said=said)


@require_POST
def attendee_mark(
    request: HttpRequest, person_id: UUID, conference_id: UUID, attendee_id: UUID
) -> HttpResponse:
    """There, excused, absent: one press."""
    conference = load_conference(request, person_id, conference_id)
    attendee = load_attendee(conference, attendee_id)
    presence = request.POST.get("presence", "")
    if presence not in Presence.values:
        return HttpResponse(status=400)
    return gesture(
        request,
        lambda: services.note_presence(actor=request.actor, attendee=attendee, presence=presence, now=now()),
        address(conference, "conference_live", anchor="presences"),
    )


# About what


@require_http_methods(["GET", "POST"])
@once
def item_add(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """A point in free words."""
    conference = load_conference(request, person_id, conference_id)
    page = page_of(request, conference)
    person_seat = next((who for who in page.attendees if who.seat == "person"), None)
    form = ItemForm(request.POST or None, instance=AgendaItem(proposed_by=person_seat), attendees=page.named)
    return ask(
        request,
        conference,
        form,
        lambda: agenda.add_item(actor=request.actor, conference=conference, item=form.instance, now=now()),
        title="Un point de plus",
        note="Demandez d’abord à la personne ce dont elle veut parler\u00a0: ses points passent en premier.",
        submit="Ajouter",
        then=address(conference, anchor="points"),
        once=True,
    )


@require_http_methods(["GET", "POST"])
@once
def item_draw(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Points drawn from the map and from the plan."""
    conference = load_conference(request, person_id, conference_id)
    dossier = latest_dossier(request.actor, conference.person, Action.READ)
    if dossier is None:
        raise Http404
    there = {pk for item in points_of(conference) for pk in (item.map_item_id, item.goal_id) if pk}
    map_items = [one for one in answerable(dossier.pk) if one.pk not in there]
    goals = [goal for goal in active_goals(dossier) if goal.pk not in there]
    form = DrawForm(request.POST or None, map_items=map_items, goals=goals)

    def save() -> None:
        said = form.cleaned_data
        agenda.draw_items(
            actor=request.actor,
            conference=conference,
            map_items=[one for one in map_items if str(one.pk) in said.get("map_items", ())],
            goals=[goal for goal in goals if str(goal.pk) in said.get("goals", ())],
            now=now(),
        )

    return ask(
        request,
        conference,
        form,
        save,
        title="Depuis la carte et le projet",
        note="Cochez ensemble ce dont il faut parler. Les mots se changent ensuite."
        if form.fields
        else "Rien de plus sur la carte ni dans le projet.",
        submit="Mettre à l’ordre du jour",
        then=address(conference, anchor="points"),
        once=True,
    )


def active_goals(dossier: Dossier) -> list[Any]:
    """The goals that stand, with what they answer."""
    return [goal for goal in goals_of(dossier) if goal.state == GoalState.ACTIVE]


@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, person_id: UUID, conference_id: UUID, item_id: UUID) -> HttpResponse:
    """Rewrite a point."""
    conference = load_conference(request, person_id, conference_id)
    item = load_item(conference, item_id)
    form = ItemForm(request.POST or None, instance=item, attendees=page_of(request, conference).named)
    return ask(
        request,
        conference,
        form,
        lambda: agenda.edit_item(
            actor=request.actor, item=form.instance, expected=form.expected_revision, now=now()
        ),
        title="Ce point",
        then=address(conference, anchor="points"),
    )


@require_POST
def item_remove(request: HttpRequest, person_id: UUID, conference_id: UUID, item_id: UUID) -> HttpResponse:
    """It is not spoken of after all."""
    conference = load_conference(request, person_id, conference_id)
    item = load_item(conference, item_id)
    return gesture(
        request,
        lambda: agenda.remove_item(actor=request.actor, item=item, now=now()),
        address(conference, anchor="points"),
    )


@require_POST
def item_place(request: HttpRequest, person_id: UUID, conference_id: UUID, item_id: UUID) -> HttpResponse:
    """One place up or down."""
    conference = load_conference(request, person_id, conference_id)
    item = load_item(conference, item_id)
    order = [each.pk for each in conference.items.all()]
    step = {"up": -1, "down": 1}.get(request.POST.get("place", ""), 0)
    return gesture(
        request,
        lambda: agenda.place_item(
            actor=request.actor, item=item, position=order.index(item.pk) + step, now=now()
        ),
        address(conference, anchor="points"),
    )
