"""What meetings add to the page of a person, and to what is shared with someone of elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.coordination.conference_page import look_of
from tisserand.coordination.models import Attendee
from tisserand.coordination.policies.conferences import may_gather_about
from tisserand.people.models import Person
from tisserand.people.page import Tab
from tisserand.sharing.scope import Scope, Section


def tabs(actor: Actor, person: Person) -> Iterator[Tab]:
    """Meetings, for those who accompany this person."""
    if may_gather_about(actor, person):
        url = reverse("coordination:conference_list", args=[person.pk])
        yield Tab("coordination.conference", "Réunions", url, 72)


def conferences_section(scope: Scope) -> Section | None:
    """The announced meetings at which this opening gives a seat. Shown beforehand, an agreement gives none yet."""
    if scope.grant is None:
        return None
    seats = Attendee.objects.filter(grant=scope.grant, conference__invited_at__isnull=False)
    meetings = [
        (seat.conference, look_of(seat.conference))
        for seat in seats.select_related("conference").order_by("-conference__created_at")
    ]
    if not meetings:
        return None
    context = {"meetings": meetings, "grant": scope.grant}
    return Section("conferences", "Réunions", "coordination/_shared_conferences.html", context)
