"""Beginning a thread: from the page of someone one accompanies, or through an opening."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.actors import Actor
from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.coordination.forms.threads import ThreadForm
from tisserand.coordination.models import Thread
from tisserand.coordination.services.threads import start_thread
from tisserand.coordination.views.loading import TAB, load_opening, load_person
from tisserand.people.page import person_page
from tisserand.sharing.choices import ShareLevel, Topic
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import standing_grants
from tisserand.sharing.scope import of_grant
from tisserand.support.mentions import colleagues_reading
from tisserand.support.models import Dossier
from tisserand.support.queries.shared import shared_dossier
from tisserand.support.services.plan import may_write
from tisserand.ui.answering import answer_form


@require_http_methods(["GET", "POST"])
@once
def thread_start(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write to those around someone whom one accompanies: colleagues, and partners if one says so."""
    actor = request.actor
    person, dossier = load_person(actor, person_id)
    if not may_write(actor, dossier):
        raise PermissionDenied
    form = ThreadForm(
        request.POST or None,
        topics=[topic.value for topic in Topic],
        has_frame=True,
        is_at_home=True,
        callable_ones=_colleagues(actor, dossier),
    )
    begun: list[Thread] = []
    return answer_form(
        request,
        form,
        lambda: begun.append(start_thread(actor=actor, dossier=dossier, now=now(), **form.said())),
        template="coordination/thread_start.html",
        context=lambda: (
            person_page(actor, person, active=TAB)
            | {
                "frame": "people/person_base.html",
                "all_topics": len(Topic),
                "back": reverse("coordination:person_thread_list", args=[person.pk]),
                "partners": standing_grants(actor.organisation_id, person.pk, on=today())
                .filter(consent__level__gte=ShareLevel.ACCOUNT)
                .select_related("consent"),
            }
        ),
        then=lambda: reverse("coordination:thread_detail", args=[begun[0].pk]),
        said="Le message est envoyé.",
    )


def _colleagues(actor: Actor, dossier: Dossier) -> list[Actor]:
    readers = colleagues_reading(dossier, today=today()).values()
    return sorted((one for one in readers if one.user_id != actor.user_id), key=lambda one: one.name)


@require_http_methods(["GET", "POST"])
@once
def opening_thread_start(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """A partner writes to those around the dossier, about what the agreement covers."""
    actor = request.actor
    grant = load_opening(actor, grant_id)
    scope = of_grant(grant)
    dossier = shared_dossier(scope)
    if dossier is None or not scope.goes_to(ShareLevel.ACCOUNT) or not scope.topics:
        raise Http404
    if not dossier.is_open:
        raise PermissionDenied
    form = ThreadForm(
        request.POST or None, topics=scope.topics, has_frame=scope.covers_everything, is_at_home=False
    )
    if request.method == "GET":
        record_read(
            actor=actor, person_id=grant.person_id, part=TAB, object_id=grant.pk, right=right_of(grant)
        )
    begun: list[Thread] = []
    return answer_form(
        request,
        form,
        lambda: begun.append(start_thread(actor=actor, dossier=dossier, now=now(), **form.said())),
        template="coordination/thread_start.html",
        context=lambda: {
            "frame": "ui/base.html",
            "person": grant.person,
            "grant": grant,
            "back": reverse("coordination:opening_thread_list", args=[grant.pk]),
        },
        then=lambda: reverse("coordination:thread_detail", args=[begun[0].pk]),
        said="Le message est envoyé.",
    )
