"""From the visit of a guest to the pages of someone signed in, at the same browser: a ticket, for a quarter of an hour.

The two sessions never meet: all that goes over is a sealed id, to one address, which opens nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tisserand.accounts.walled import coming_by
from tisserand.common.clock import now, today
from tisserand.sharing.guest_actors import actor_of, may_come
from tisserand.sharing.models import Guest
from tisserand.sharing.queries import standing_guest

TICKET, PURPOSE = "ticket", "sharing.ticket"
TOWARDS = "/partages/rattacher/"
HOLDS_FOR = 15 * 60  # seconds: the time to sign in


def hand_ticket(response: HttpResponse, guest: Guest) -> HttpResponse:
    """Give it to a guest who goes to sign in."""
    response.set_signed_cookie(
        TICKET,
        f"{guest.pk} {guest.revision}",
        salt=PURPOSE,
        max_age=HOLDS_FOR,
        path=TOWARDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@contextmanager
def coming_with_ticket(request: HttpRequest) -> Iterator[Guest | None]:
    """Whose link it comes from, if it stands as it stood then and still leads somewhere: to be done in its name."""
    said = request.get_signed_cookie(TICKET, "", salt=PURPOSE, max_age=HOLDS_FOR) or ""
    guest_id, _, revision = said.partition(" ")
    if not guest_id:
        yield None
        return
    with coming_by(guest_id):
        yield _standing(UUID(guest_id), revision)


def _standing(guest_id: UUID, revision: str) -> Guest | None:
    guest = standing_guest(guest_id)
    if guest is None or str(guest.revision) != revision or not guest.is_standing(now()):
        return None
    return guest if may_come(actor_of(guest, today=today()), guest) else None


def drop_ticket(response: HttpResponse) -> HttpResponse:
    """It has served."""
    response.delete_cookie(TICKET, path=TOWARDS, samesite="Lax")
    return response
