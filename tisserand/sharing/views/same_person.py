"""Someone whom others share with us is one of our own people: said, taken back, and told on that person's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.queries import people_visible_to
from tisserand.sharing.queries import openings_about, our_record_of
from tisserand.sharing.services.same_person import PART, say_same_person, unsay_same_person
from tisserand.sharing.views.openings import load_opening

SHOWN = 5


@require_POST
def same_person_say(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """It is the one of our people who was chosen."""
    grant = load_opening(request.actor, grant_id)
    try:
        chosen = UUID(request.POST.get("person", ""))
    except ValueError:
        raise Http404 from None
    person = get_object_or_404(people_visible_to(request.actor, Action.READ), pk=chosen)
    say_same_person(actor=request.actor, grant=grant, person=person, now=now())
    messages.success(
        request, f"C’est noté\u00a0: sa page, chez vous, mène à ce que {grant.organisation.name} partage."
    )
    return redirect("sharing:opening_detail", grant.pk)


@require_POST
def same_person_unsay(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """They are two people after all."""
    grant = load_opening(request.actor, grant_id)
    same = our_record_of(request.actor, grant)
    if same is not None:
        unsay_same_person(actor=request.actor, same=same, now=now())
        messages.success(request, "C’est défait\u00a0: les deux fiches ne mènent plus l’une à l’autre.")
    return redirect("sharing:opening_detail", grant.pk)


@require_GET
def same_person_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """On the page of one of our people: what others share of them with us; nothing when nobody does."""
    actor = request.actor
    person = get_object_or_404(people_visible_to(actor), pk=person_id)
    opened = list(openings_about(actor, person)[:SHOWN])
    if not opened:
        return HttpResponse()
    record_read(actor=actor, person_id=person.pk, part=PART)
    return render(request, "sharing/_same_person_panel.html", {"openings": opened, "person": person})
