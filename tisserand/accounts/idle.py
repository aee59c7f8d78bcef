"""The idle lock: a session left alone shows nothing more until its owner is back, and loses nothing they typed.

A locked GET shows the unlock page in place of the page. A locked POST shows it too, carrying the posted fields:
the unlock form posts them again to the same address together with the password, and the view then receives
them as if nothing had happened. Scripts get 423 and ask through the dialog of the page.

Any other proof of identity given since the lock opens it as well (passkey, code, provider): what was being sent then
waits in the session (`suspended`).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from time import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from tisserand.accounts.actors import NOBODY
from tisserand.accounts.proofs import last_proof_at
from tisserand.accounts.suspended import ANSWER, PASSWORD, carried_fields, suspend
from tisserand.common.secret_fields import is_secret

SEEN, LOCKED, LOCKED_AT = "seen_at", "locked", "locked_at"
CARRIED_AT_MOST = 500_000  # characters: far more than a note, far less than a file
SPARING = 15  # seconds between two writings of the session
WRONG = "Ce n’est pas votre mot de passe."
LOCK_DOORS = ("accounts:lock", "accounts:unlock")
OPEN = (*LOCK_DOORS, "account_logout", "ui:theme", "ui:accessibility", "health")
# Where one shows who one is: open too, in the frame of somebody not signed in.
PROOF_DOORS = (
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "proconnect_reauthenticate",
    "proconnect_callback",
)


class IdleMiddleware:
    """Lock what was left alone. Works in `process_view`: the forgery check has already passed there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let an awake session pass, and a locked one whose owner shows that they are back."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or name in OPEN:
            return None
        if not is_locked(request):
            note_activity(request)
            return None
        if name in PROOF_DOORS:
            request.actor, request.hats = NOBODY, {}
            return None
        if is_from_script(request):
            return HttpResponse("Session verrouillée.", status=HTTPStatus.LOCKED, content_type="text/plain")
        refusal = unlock(request, request.POST.get(PASSWORD, "")) if ANSWER in request.POST else ""
        if is_locked(request):
            return unlock_page(request, refusal)
        request.POST = _without_ours(request)  # type: ignore[assignment]
        return None


def is_locked(request: HttpRequest) -> bool:
    """Whether the session is locked; locks it if it was left alone too long, opens it if its owner is back."""
    idle = time() - request.session.get(SEEN, time())
    if idle > settings.IDLE_MINUTES * 60 and not request.session.get(LOCKED):
        lock(request)
    locked_at = request.session.get(LOCKED_AT)
    if request.session.get(LOCKED) and locked_at and last_proof_at(request) > locked_at:
        _open(request)
    return bool(request.session.get(LOCKED))


def lock(request: HttpRequest) -> None:
    """Lock now; what was proved before counts no more."""
    request.session[LOCKED] = True
    request.session[LOCKED_AT] = time()


def _open(request: HttpRequest) -> None:
    request.session.pop(LOCKED, None)
    request.session.pop(LOCKED_AT, None)
    request.session[SEEN] = time()


def note_activity(request: HttpRequest) -> None:
    """Remember that someone is there; a page that refreshes itself (`X-Background`) is nobody."""
    background = request.headers.get("X-Background") and SEEN in request.session
    if not background and time() - request.session.get(SEEN, 0) > SPARING:
        request.session[SEEN] = time()


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script asks, which can answer 423 itself."""
    return bool(request.headers.get("HX-Request") or request.headers.get("X-Requested-With"))


def needs_no_password(request: HttpRequest) -> bool:
    """People of the demonstration entered in one click: they come back in one click."""
    return bool(settings.DEMO and request.user.is_demonstration)  # type: ignore[union-attr]


def unlock(request: HttpRequest, password: str) -> str:
    """Unlock, or say why not. Attempts count with those of sign-in."""
    if not needs_no_password(request):
        try:
            known = get_adapter(request).reauthenticate(request.user, password)
        except ValidationError as too_many:
            return too_many.messages[0]
        if not known:
            return WRONG
        reauthenticate_by_password(request)
    _open(request)
    return ""


def unlock_page(request: HttpRequest, refusal: str = "", *, back: str = "") -> HttpResponse:
    """The lock, with what was being sent folded inside; `back`: where to go on instead."""
    carried = [] if back else carried_fields(request)
    is_too_long = sum(len(value) for _, value in carried) > CARRIED_AT_MOST
    # Whoever stands at a locked screen may read its page: what is secret is typed anew.
    holds_secret = any(is_secret(name) for name, _ in carried)
    replays = request.method == "POST" and not back and not is_too_long and not holds_secret
    context = {
        "actor": NOBODY,  # the frame of a page without navigation
        "messages": [],
        "name": request.user.get_short_name(),  # type: ignore[union-attr]
        "action": request.get_full_path() if replays else reverse("accounts:unlock"),
        "back": "" if replays else back or _here(request),
        "fields": carried if replays else [],
        "is_too_long": is_too_long,
        "loses_files": bool(request.FILES),
        "refusal": refusal,
        "in_one_click": needs_no_password(request),
        "has_password": request.user.has_usable_password(),  # type: ignore[union-attr]
        "ways": other_ways(request, "" if replays else back or _here(request)),
    }
    return render(request, "accounts/unlock.html", context, status=HTTPStatus.LOCKED)


def other_ways(request: HttpRequest, back: str) -> list[dict[str, Any]]:
    """Besides the password: each leads to where one was, or to what was being sent."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    others = [one for one in methods if one["id"] != "reauthenticate"]
    if not others or needs_no_password(request):
        return []
    if back:
        following = f"{reverse('accounts:unlock')}?{urlencode({'next': back})}"
    else:
        following = reverse("accounts:identity_confirmed", args=[suspend(request)])
    query = urlencode({"next": following})
    return [one | {"url": f"{one['url']}?{query}"} for one in others]


def _here(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"


def _without_ours(request: HttpRequest) -> QueryDict:
    posted = request.POST.copy()
    for name in (ANSWER, PASSWORD):
        posted.pop(name, None)
    return posted
