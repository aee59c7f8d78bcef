"""Locking one's session, and being back."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts import idle
from tisserand.accounts.views.own_account import safe_next


@require_POST
@login_required
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once; a script gets an empty answer."""
    idle.lock(request)
    if idle.is_from_script(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return idle.unlock_page(request, back=safe_next(request))


@login_required
def unlock(request: HttpRequest) -> HttpResponse:
    """The password, then back to where one was; the dialog of a page asks the same by script."""
    if not idle.is_locked(request):
        return _is_back(request)
    if request.method != "POST":
        return idle.unlock_page(request, back=safe_next(request))
    refusal = idle.unlock(request, request.POST.get("password", request.POST.get(idle.PASSWORD, "")))
    if not refusal:
        return _is_back(request)
    if idle.is_from_script(request):
        status = HTTPStatus.FORBIDDEN if refusal == idle.WRONG else HTTPStatus.TOO_MANY_REQUESTS
        return JsonResponse({"refusal": refusal}, status=status)
    return idle.unlock_page(request, refusal, back=safe_next(request))


@require_GET
@login_required
def unlocked(request: HttpRequest) -> HttpResponse:
    """Where the tab ends that was opened only to show who one is."""
    return render(request, "accounts/unlocked.html")


def _is_back(request: HttpRequest) -> HttpResponse:
    if idle.is_from_script(request):
        return JsonResponse({"unlocked": True})
    return HttpResponseRedirect(safe_next(request))
