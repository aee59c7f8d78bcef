"""The rubric « Partage » of a person: the essential account, the agreements, the circle."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.people.page import person_page
from tisserand.sharing import rubric_questions as asked
from tisserand.sharing.account_page import account_of
from tisserand.sharing.circle_page import CirclePage
from tisserand.sharing.page import LINKS
from tisserand.sharing.views.loading import load_kept

MOST_LINKS = 12


@require_GET
def sharing_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is shared of someone, with whom, and what could be."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record_read(actor=actor, person_id=person.pk, part="sharing.consent_list")
    context = person_page(actor, person, active="sharing.consent_list") | {
        "consents": asked.consents(actor, person.pk),
        "requests_waiting": asked.requests_waiting.count(actor, person.pk),
        "links": LINKS,
        "around": CirclePage(actor, person, today=today()),
        "guests": asked.guests(actor, person.pk)[:MOST_LINKS],
        "now": now(),
        "today": today(),
    }
    return render(request, "sharing/sharing_detail.html", context | account_of(actor, person))
