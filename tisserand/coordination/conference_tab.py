"""What meetings add to the page of a person, and to what is shared with someone of elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.coordination.conference_page import look_of
from tisserand.coordination.policies.conferences import may_gather_about
from tisserand.coordination.queries.conferences import announced_seats, guest_seats
from tisserand.people.models import Person
from tisserand.people.page import Tab
from tisserand.sharing.guest_page import Visit
from tisserand.sharing.models import Guest
from tisserand.sharing.scope import Scope, Section


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """Meetings, for those who accompany this person."""
    if may_gather_about(actor, person):
        url = reverse("coordination:conference_list", args=[person.pk])
        yield Tab("coordination.conference", "Réunions", url, 72)


def conferences_section(scope: Scope) -> Section | None:
    """The announced meetings at which this opening gives a seat. Shown beforehand, an agreement gives none yet."""
    if scope.grant is None or scope.grant.to_member_id:  # a guest finds theirs at their own door
        return None
    seats = announced_seats(None, scope.grant.pk)
    meetings = [(seat.conference, look_of(seat.conference)) for seat in seats]
    if not meetings:
        return None
    context = {"meetings": meetings, "grant": scope.grant}
    return Section("conferences", "Réunions", "coordination/_shared_conferences.html", context)


def guest_section(visit: Visit) -> Section | None:
    """The announced meetings at which whoever a link let in has a seat; the person's are all of them."""
    meetings = [(seat.conference, look_of(seat.conference)) for seat in guest_seats(visit.actor, visit.guest)]
    if not meetings:
        return None
    context = {"meetings": meetings}
    return Section("conferences", "Réunions", "coordination/_guest_conferences.html", context)


def comes_to_a_meeting(actor: Actor, guest: Guest) -> bool:
    """Someone to whom no agreement opens anything may come for that."""
    return guest_seats(actor, guest).exists()
