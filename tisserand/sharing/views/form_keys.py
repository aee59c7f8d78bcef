"""The one-time key of a form, for what is kept with it: someone without an account sends twice too."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from tisserand.accounts.once import FIELD


def key_of(request: HttpRequest) -> UUID | None:
    """The key that `{% once %}` put in the form."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
