"""After the proof of identity: what was asked for goes on by itself, or in one press without script."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tisserand.accounts import confirmation, suspended


@require_GET
@never_cache
@login_required
def identity_confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Send the form again, or open the address; a file arrives while this page stays, with the way back."""
    waiting = suspended.suspended(request, token)
    if waiting is None:
        return redirect("/")
    if confirmation.needs_confirmation(request):
        return HttpResponseRedirect(confirmation.door_of(request, request.path))
    context = {
        "waiting": waiting,
        "fields": [*suspended.fields_of(waiting), (confirmation.RESUMED, token)],
        "goes_on": not waiting["loses"],
    }
    return render(request, "accounts/identity_confirmed.html", context)
