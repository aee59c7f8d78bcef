"""The demonstration's own doors: they exist nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from tisserand.accounts.demonstration import characters
from tisserand.accounts.middleware import ORGANISATION_KEY
from tisserand.accounts.models import Membership
from tisserand.accounts.queries import demonstration_cast, demonstration_mail
from tisserand.accounts.services.demonstration import check_may_be_entered
from tisserand.common.clock import today

View = Callable[..., HttpResponse]


def demonstration_only(view: View) -> View:
    """Answer 404 anywhere else, whatever the method."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@never_cache
@login_not_required
@demonstration_only
def demo_entry(request: HttpRequest) -> HttpResponse:
    """Who one may enter as; one press enters."""
    cast = demonstration_cast(today=today())
    if request.method == "POST":
        chosen = [membership for membership in cast if str(membership.pk) == request.POST.get("as")]
        if not chosen:
            raise Http404
        return _enter(request, chosen[0])
    groups = [
        (organisation, list(people))
        for organisation, people in groupby(characters(cast), key=lambda character: character.organisation)
    ]
    return render(request, "accounts/demo_entry.html", {"groups": groups})


def _enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    check_may_be_entered(membership.user)
    if request.user.is_authenticated:
        logout(request)
    get_adapter(request).login(request, membership.user)
    request.session[ORGANISATION_KEY] = str(membership.organisation_id)
    return redirect("/")


@login_not_required
@demonstration_only
def outbox(request: HttpRequest) -> HttpResponse:
    """The mail that would have been sent."""
    page = Paginator(demonstration_mail(), 20).get_page(request.GET.get("page"))
    return render(request, "accounts/outbox.html", {"page": page})
