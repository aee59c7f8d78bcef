"""Loading is checking: 404 for strangers, 403 for those who may see but not do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.queries import dressed_person, people_visible_to

View = Callable[..., HttpResponse]


def load_person(actor: Actor, person_id: UUID, action: Action = Action.READ) -> Person:
    """The person, if the actor may do `action` about them; they carry what else the actor may do."""
    person = dressed_person(actor, person_id, action)
    if person is None:
        get_object_or_404(people_visible_to(actor), pk=person_id)
        raise PermissionDenied
    return person


def load_other(actor: Actor, said: str) -> Person:
    """Someone a form names by their id, of whom the actor may know."""
    try:
        return get_object_or_404(people_visible_to(actor.ordinary), pk=UUID(said))
    except ValueError as error:
        raise Http404 from error


def allowed(rule: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Open a page to signed-in actors for whom `rule` holds; the others get 403."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(request.actor):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapped

    return decorate
