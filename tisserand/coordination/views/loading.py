"""Loading is checking: a thread that lets the actor in at this moment, someone whom they accompany; 404 otherwise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.coordination.models import Thread
from tisserand.coordination.policies.threads import is_at_home
from tisserand.coordination.queries.threads import open_thread, opening_over
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import dressed_person
from tisserand.sharing.models import Grant
from tisserand.sharing.queries import open_grant
from tisserand.support.models import Dossier
from tisserand.support.page import accompaniments

PART = "coordination.message"
TAB = "coordination.message_list"


def load_thread(request: HttpRequest, thread_id: UUID) -> Thread:
    """A thread that the actor may read now: withdrawn a second ago, it does not exist any more."""
    thread = open_thread(request.actor, thread_id)
    if thread is None:
        raise Http404
    return thread


def load_person(actor: Actor, person_id: UUID) -> tuple[Person, Dossier]:
    """Someone of whom the actor reads the dossier, and the dossier to write about: the open one, or the last."""
    person = dressed_person(actor, person_id, Action.READ)
    known = accompaniments(actor, person) if person else []
    dossier = next((one for one in known if one.is_readable), None)
    if person is None or dossier is None:
        raise Http404
    return person, dossier


def load_opening(actor: Actor, grant_id: UUID) -> Grant:
    """An opening that lets the actor in now."""
    grant = open_grant(actor, grant_id)
    if grant is None:
        raise Http404
    return grant


def frame_of(request: HttpRequest, thread: Thread) -> dict[str, Any]:
    """What is around a page about a thread: the person's page at home, the partner's door elsewhere."""
    actor = request.actor
    if is_at_home(actor, thread):
        page = person_page(actor, thread.person, active=TAB)
        back = reverse("coordination:person_thread_list", args=[thread.person_id])
        return page | {"frame": "people/person_base.html", "back": back, "grant": None}
    grant = opening_over(actor, thread)
    if grant is None:
        raise Http404
    back = reverse("coordination:opening_thread_list", args=[grant.pk])
    return {"frame": "ui/base.html", "person": thread.person, "back": back, "grant": grant}
