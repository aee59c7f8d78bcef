"""The rubric « Partage » of a person: the essential account, the agreements, the circle."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.audit.services import record_read
from tisserand.common.clock import today
from tisserand.people.page import person_page
from tisserand.sharing.account_page import account_of
from tisserand.sharing.choices import JoinState
from tisserand.sharing.circle_page import CirclePage
from tisserand.sharing.page import LINKS
from tisserand.sharing.queries import consents_of, requests_to_answer
from tisserand.sharing.views.loading import load_kept


@require_GET
def sharing_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is shared of someone, with whom, and what could be."""
    actor = request.actor
    person = load_kept(actor, person_id)
    record_read(actor=actor, person_id=person.pk, part="sharing.consent_list")
    context = person_page(actor, person, active="sharing.consent_list") | {
        "consents": consents_of(actor, person),
        "requests_waiting": requests_to_answer(actor, person).filter(state=JoinState.ASKED).count(),
        "links": LINKS,
        "around": CirclePage(actor, person, today=today()),
        "today": today(),
    }
    return render(request, "sharing/sharing_detail.html", context | account_of(actor, person))
