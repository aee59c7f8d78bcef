"""Pages of the house itself: the gallery of components, the accessibility statement, the theme."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tisserand.ui import gallery as samples
from tisserand.ui.context import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, alive, with its parameters."""
    return render(request, "ui/gallery.html", samples.context(request))


@require_GET
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement the law asks for."""
    return render(request, "ui/accessibility.html")


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """Say that someone is there: the idle lock, which watches every request, hears it."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme in a cookie and go back where one was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if (chosen := request.POST.get("theme")) in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
        )
    return response
